"""From plain values (text, numbers, lists) to facts typed by the dictionary, with a clear error for each mistake."""

import datetime
import re
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from leidraad.diagnostics import Diagnostic, Span, UserInputError, nearest
from leidraad.model.content import Item

TRUTH = {"true": True, "false": False}
KIND_WORDS = {"boolean": "true or false", "integer": "a whole number", "decimal": "a number", "date": "a date",
              "choice": "one of its values", "set": "a list of its values", "text": "a text"}  # fmt: skip
UNIT_WORDS = {"a": "years", "mo": "months"}
NUMBER = re.compile(r"\s*[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]+)?\s*")
DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
ALL_ITEMS = "the manual lists all data items, in docs/reference/data-items.md"
LONGEST = 60  # characters of a wrong value that a message shows


def to_facts(
    values: Mapping[str, Any], items: Mapping[str, Item], span: Span, places: Mapping[str, Span] | None = None
) -> dict[str, Any]:
    """Return typed facts; absent and null values are left out. Raise UserInputError with every mistake.

    `span` says which file or row the values come from; `places` where each stands in it, as far as is known.
    """
    facts: dict[str, Any] = {}
    problems: list[Diagnostic] = []
    for name, value in values.items():
        try:
            fact = to_fact(name, value, items, (places or {}).get(name, span))
        except UserInputError as error:
            problems += error.diagnostics
            continue
        if fact is not None:
            facts[name] = fact
    if problems:
        raise UserInputError(problems)
    return facts


def to_fact(name: str, value: Any, items: Mapping[str, Item], span: Span) -> Any:
    """Return one typed fact, or None for null."""
    if name not in items:
        hint = nearest(name, items) or ALL_ITEMS
        raise UserInputError([Diagnostic("unknown-item", f"no data item {shown(name)}", span, hint)])
    if value is None:
        return None
    return _Typing(items[name], span).fact(value)


class _Typing:
    def __init__(self, item: Item, span: Span) -> None:
        self._item = item
        self._span = span

    def fact(self, value: Any) -> Any:
        return getattr(self, f"_{self._item.type}")(value)

    def _wrong(self, code: str, message: str, hint: str | None = None) -> UserInputError:
        return UserInputError([Diagnostic(code, message, self._span, hint)])

    def _wrong_type(self, value: Any) -> UserInputError:
        message = f"`{self._item.name}` is {KIND_WORDS[self._item.type]}{self._unit(' in ')}, not {shown(value)}"
        return self._wrong("wrong-type", message, f"{self._example()}; leave the item out when it is unknown")

    def _unit(self, before: str) -> str:
        unit = self._item.unit
        return f"{before}{UNIT_WORDS.get(unit, unit)}" if unit else ""

    def _example(self) -> str:
        """Return how a value of this type is written in JSON."""
        first = next(iter(self._item.values), "")
        return {"boolean": "write true or false", "integer": "write bare digits, such as 54",
                "decimal": "write bare digits and a decimal point, such as 7.5", "date": "write YYYY-MM-DD",
                "choice": f'write one value, such as "{first}"', "set": f'write a list, such as ["{first}"]',
                "text": "write it between quotes"}[self._item.type]  # fmt: skip

    def _boolean(self, value: Any) -> bool:
        if isinstance(value, bool):
            return value
        if isinstance(value, str) and value.lower() in TRUTH:
            return TRUTH[value.lower()]
        raise self._wrong_type(value)

    def _integer(self, value: Any) -> int:
        number = self._number(value)
        if number != number.to_integral_value():
            raise self._wrong_type(value)
        return int(number)

    def _decimal(self, value: Any) -> Decimal:
        return self._number(value)

    def _number(self, value: Any) -> Decimal:
        number = to_decimal(value)
        if number is None:
            raise self._wrong_type(value)
        low, high = self._item.low, self._item.high
        if (low is not None and number < low) or (high is not None and number > high):
            message = f"`{self._item.name}` cannot be {shown(value)}"
            raise self._wrong("out-of-range", message, self._range())
        return number

    def _range(self) -> str:
        low, high = self._item.low, self._item.high
        if low is None or high is None:
            return f"it is at {'most' if low is None else 'least'} {high if low is None else low}{self._unit(' ')}"
        return f"it lies between {low} and {high}{self._unit(' ')}"

    def _choice(self, value: Any) -> str:
        if isinstance(value, bool) or not isinstance(value, str | int | Decimal):
            raise self._wrong_type(value)
        return self._known(str(value))

    def _set(self, value: Any) -> frozenset:
        if isinstance(value, str) or not isinstance(value, list | tuple | frozenset | set):
            raise self._wrong_type(value)
        return frozenset(map(self._choice, value))

    def _known(self, word: str) -> str:
        if word not in self._item.values:
            known = list(self._item.values)
            hint = nearest(word, known) or f"the values are {', '.join(known[:12])}{' ...' if len(known) > 12 else ''}"
            raise self._wrong("unknown-value", f"`{self._item.name}` has no value {shown(word)}", hint)
        return word

    def _date(self, value: Any) -> datetime.date:
        try:
            if isinstance(value, str):
                return _day(value)
        except ValueError:
            raise self._wrong("impossible-date", f"`{self._item.name}` cannot be {shown(value)}: no such date",
                              "write YYYY-MM-DD") from None  # fmt: skip
        raise self._wrong_type(value)

    def _text(self, value: Any) -> str:
        if not isinstance(value, str):
            raise self._wrong_type(value)
        if not _is_unicode(value):
            raise self._wrong("not-text", f"`{self._item.name}` holds half a character", "write the whole character")
        return value


def _day(text: str) -> datetime.date:
    """Return the day that a text names in one form only; raise ValueError."""
    if not DAY.fullmatch(text):
        raise ValueError(text)
    return datetime.date.fromisoformat(text)


def _is_unicode(text: str) -> bool:
    """Return whether a text can be written; JSON may name half a character (a lone surrogate)."""
    return not any("\ud800" <= character <= "\udfff" for character in text)


def to_decimal(value: Any) -> Decimal | None:
    """Return a number exactly, or None for what is no plain decimal number."""
    if isinstance(value, bool) or not isinstance(value, int | float | str | Decimal):
        return None
    text = str(value)
    return Decimal(text) if NUMBER.fullmatch(text) else None


def shown(value: Any) -> str:
    """Return a value for a message, as a reader of JSON knows it."""
    if isinstance(value, dict):
        return "a group of fields"
    if isinstance(value, list):
        return "a list"
    if isinstance(value, frozenset):
        return ", ".join(map(shown, sorted(value))) or "an empty list"
    text = {True: "true", False: "false", None: "null"}[value] if isinstance(value, bool | None) else str(value)
    # Half a character cannot be written; its number can.
    start = text[:LONGEST].encode("utf-8", "backslashreplace").decode()
    return f"`{start}{'…' if len(text) > LONGEST else ''}`"
