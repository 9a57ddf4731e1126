"""Answers of a form as facts, and what to say in plain words to one that cannot be. Loses nothing, guesses nothing."""

import datetime
import re
from collections.abc import Mapping, Sequence
from typing import Any

import msgspec

from leidraad.actions.advise import refuse_contradictions
from leidraad.diagnostics import Span, UserInputError
from leidraad.engines.reference import Fact, Patient
from leidraad.explaining.advice import plain
from leidraad.explaining.phrases import Phrases
from leidraad.model.content import Item
from leidraad.records.facts import to_fact
from leidraad.web.words import Words

NONE = "-none"  # what a form sends for a set of which nothing holds; no value of an item looks so
COMMA = re.compile(r"\s*[+-]?\d*,\d+\s*")
NUMBERS = ("integer", "decimal")
SAID = {"integer": "whole_number", "decimal": "number", "date": "date", "text": "text"}


class Refused(msgspec.Struct, frozen=True):
    """An answer that was not accepted: as typed, and why in plain words."""

    item: str
    typed: tuple[str, ...]
    message: str


class Reader:
    """Reads answers in one language."""

    def __init__(self, items: Mapping[str, Item], day: datetime.date, say: Phrases, words: Words) -> None:
        self._items = items
        self._day = day
        self._say = say
        self._words = words

    def fact(self, name: str, typed: Sequence[str]) -> Fact | Refused:
        """Return the fact of an answer, None for an empty one, or why it is refused."""
        item = self._items[name]
        given = [text.strip() for text in typed if text.strip()]
        if not given:
            return None
        if item.type == "set" and NONE in given and len(given) > 1:
            return Refused(name, tuple(typed), self._words["none_or_some"])
        try:
            return to_fact(name, _plain(item, given), self._items, Span("answer"))
        except UserInputError as error:
            return Refused(name, tuple(typed), self._message(item, given[0], error.diagnostics[0].code))

    def _message(self, item: Item, typed: str, code: str) -> str:
        if code == "out-of-range":
            return self._range(item, typed)
        return self._words[SAID.get(item.type, "known_values")]

    def _range(self, item: Item, typed: str) -> str:
        label, low, high = self._say.of(item.label), self._bound(item, item.low), self._bound(item, item.high)
        if low and high:
            return self._words["between"].format(label, low, high, typed)
        return self._words["at_least" if low else "at_most"].format(label, low or high, typed)

    def _bound(self, item: Item, bound: Any) -> str:
        return "" if bound is None else self._say.value(item.name, plain(bound))

    def contradiction(self, name: str, typed: Sequence[str], facts: Mapping[str, Fact]) -> Refused | None:
        """Return why an answer cannot stand with the other facts, or None when it can."""
        try:
            refuse_contradictions(Patient(self._items, facts, self._day))
        except UserInputError:
            given = (n for n in facts if n != name and self._items[n].derivation is not None)
            return Refused(name, tuple(typed), self._words["contradiction"].format(self._say.labels(given)))
        return None


def _plain(item: Item, given: list[str]) -> Any:
    if item.type == "set":
        return [text for text in given if text != NONE]
    if item.type in NUMBERS and COMMA.fullmatch(given[0]):
        return given[0].replace(",", ".")
    return given[0]
