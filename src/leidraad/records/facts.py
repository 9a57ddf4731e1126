"""From plain values (text, numbers, lists) to facts typed by the dictionary, with a clear error for each mistake."""

import datetime
from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

from leidraad.diagnostics import Diagnostic, Span, UserInputError, nearest
from leidraad.model.content import Item

TRUTH = {"true": True, "false": False}
KIND_WORDS = {"boolean": "true or false", "integer": "a whole number", "decimal": "a number", "date": "a date",
              "choice": "one of its values", "set": "a list of its values", "text": "a text"}  # fmt: skip


def to_facts(values: Mapping[str, Any], items: Mapping[str, Item], span: Span) -> dict[str, Any]:
    """Return typed facts; absent and null values are left out. Raise UserInputError with every mistake.

    `span` says which file or row the values come from.
    """
    facts: dict[str, Any] = {}
    problems: list[Diagnostic] = []
    for name, value in values.items():
        try:
            fact = to_fact(name, value, items, span)
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
        hint = nearest(name, items) or "the data items are listed in the dictionary"
        raise UserInputError([Diagnostic("unknown-item", f"no data item `{name}`", span, hint)])
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
        unit = f" in {self._item.unit}" if self._item.unit else ""
        message = f"`{self._item.name}` is {KIND_WORDS[self._item.type]}{unit}, not `{_shown(value)}`"
        return self._wrong("wrong-type", message, "leave the item out when it is unknown")

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
        if isinstance(value, bool) or not isinstance(value, int | float | str | Decimal):
            raise self._wrong_type(value)
        try:
            number = Decimal(str(value))
        except InvalidOperation:
            raise self._wrong_type(value) from None
        if not number.is_finite():
            raise self._wrong_type(value)
        low, high = self._item.low, self._item.high
        if (low is not None and number < low) or (high is not None and number > high):
            message = f"`{self._item.name}` cannot be {_shown(value)}"
            raise self._wrong("out-of-range", message, f"it lies between {low} and {high}")
        return number

    def _choice(self, value: Any) -> str:
        if isinstance(value, bool) or not isinstance(value, str | int | Decimal):
            raise self._wrong_type(value)
        return self._known(str(value))

    def _set(self, value: Any) -> frozenset:
        if isinstance(value, str) or not isinstance(value, list | tuple | frozenset | set):
            raise self._wrong_type(value)
        return frozenset(self._known(str(member)) for member in value)

    def _known(self, word: str) -> str:
        if word not in self._item.values:
            known = list(self._item.values)
            hint = nearest(word, known) or f"the values are {', '.join(known[:12])}{' ...' if len(known) > 12 else ''}"
            raise self._wrong("unknown-value", f"`{self._item.name}` has no value `{word}`", hint)
        return word

    def _date(self, value: Any) -> datetime.date:
        try:
            if isinstance(value, str):
                return datetime.date.fromisoformat(value)
        except ValueError:
            raise self._wrong("impossible-date", f"`{self._item.name}` cannot be `{value}`: no such date",
                              "write YYYY-MM-DD") from None  # fmt: skip
        raise self._wrong_type(value)

    def _text(self, value: Any) -> str:
        if not isinstance(value, str):
            raise self._wrong_type(value)
        return value


def _shown(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, dict):
        return "a group of fields"
    if isinstance(value, list):
        return "a list"
    return str(value)
