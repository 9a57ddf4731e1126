"""Checks a mapping against the dictionary before any patient is read, so that it fails early and whole."""

from collections.abc import Mapping as ByName

from leidraad.diagnostics import Diagnostic, UserInputError, wrong
from leidraad.model.content import Item
from leidraad.reading.located_yaml import Path as Place
from leidraad.records.facts import to_fact
from leidraad.records.fhir_path import check_path
from leidraad.records.mapping import Mapping, Reading
from leidraad.records.units import can_convert

WAYS = {"table": ("column", "cases", "constant"), "fhir": ("path", "constant")}


def check_mapping(mapping: Mapping, kind: str, items: ByName[str, Item]) -> None:
    """Raise UserInputError with every mistake in the mapping; `kind` is what the file of the user needs."""
    if mapping.kind != kind:
        message = f"the mapping `{mapping.name}` is for {_source(mapping.kind)}, not for {_source(kind)}"
        raise wrong("wrong-mapping", message, mapping.span("kind"), "choose a mapping for this file")
    problems: list[Diagnostic] = []
    for name, place, reading in mapping.places():
        try:
            _Check(mapping, name, place, items).reading(reading)
        except UserInputError as error:
            problems += error.diagnostics
    problems += _both_used_and_ignored(mapping)
    if problems:
        raise UserInputError(problems)


def _source(kind: str) -> str:
    return "a table" if kind == "table" else "a FHIR bundle"


def _both_used_and_ignored(mapping: Mapping) -> list[Diagnostic]:
    return [
        Diagnostic("used-and-ignored", f"the column `{column}` is used and also ignored",
                   mapping.span("ignore", column), "take it out of `ignore`")
        for column in mapping.ignore if column in mapping.columns()
    ]  # fmt: skip


class _Check:
    def __init__(self, mapping: Mapping, name: str, place: Place, items: ByName[str, Item]) -> None:
        self._mapping = mapping
        self._name = name
        self._span = mapping.span(*place)
        self._items = items

    def reading(self, reading: Reading) -> None:
        to_fact(self._name, None, self._items, self._span)
        self._not_derived()
        self._one_way(reading)
        self._values(reading)
        self._cases(reading)
        self._number(reading)
        if reading.path:
            check_path(reading.path, self._span)

    def _wrong(self, message: str, hint: str) -> UserInputError:
        return wrong("wrong-mapping", f"`{self._name}` {message}", self._span, hint)

    def _not_derived(self) -> None:
        item = self._items[self._name]
        if item.derivation is not None and not item.settable:
            raise self._wrong("is derived from other items", "map the items that it is derived from")

    def _one_way(self, reading: Reading) -> None:
        known = WAYS[self._mapping.kind]
        used = [way for way in ("column", "path", "cases", "constant") if getattr(reading, way)]
        if len(used) != 1 or used[0] not in known:
            raise self._wrong(f"needs exactly one of {', '.join(known)}", "say once where the value comes from")
        if reading.constant and not reading.because:
            raise self._wrong("is a constant without a reason", "add `because: ...`")

    def _values(self, reading: Reading) -> None:
        for value in (*reading.values.values(), reading.constant):
            self._value(value)

    def _value(self, value: str | None) -> None:
        is_set = self._items[self._name].type == "set"
        to_fact(self._name, [value] if is_set and value else value, self._items, self._span)

    def _cases(self, reading: Reading) -> None:
        for case in reading.cases:
            if (case.value is None) == (case.unknown is None):
                hint = "write `value: ...`, or `unknown: ` with the reason"
                raise self._wrong("has a case that needs either `value` or `unknown`", hint)
            self._value(case.value)

    def _number(self, reading: Reading) -> None:
        item = self._items[self._name]
        if (reading.number or reading.age) and item.type not in ("integer", "decimal"):
            raise self._wrong("is no number", "use `values`")
        # A FHIR quantity carries its own unit; a column cannot.
        if reading.number and reading.column and not can_convert(reading.unit, item.unit):
            raise self._wrong(f"is in {item.unit or 'no unit'}, not in {reading.unit or 'no unit'}",
                              "name the unit of the column")  # fmt: skip
