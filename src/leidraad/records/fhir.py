"""Facts from a FHIR R4 bundle, through the paths and codes of a mapping. Must not know any code itself."""

import datetime
from collections.abc import Mapping as ByName
from typing import Any

from leidraad.diagnostics import Diagnostic, Span, UserInputError, wrong
from leidraad.model.content import Item
from leidraad.reading.text_file import File
from leidraad.records.age import age_on
from leidraad.records.bundle import read_bundle
from leidraad.records.facts import shown, to_fact, to_facts
from leidraad.records.fhir_path import check_path, evaluate
from leidraad.records.mapping import Mapping, Reading
from leidraad.records.mapping_check import check_mapping
from leidraad.records.own_items import own_values
from leidraad.records.words import Spot, from_number, from_words

# FHIR's own ways to say that a value is absent.
ABSENT = ("http://terminology.hl7.org/CodeSystem/data-absent-reason",
          "http://terminology.hl7.org/CodeSystem/v3-NullFlavor")  # fmt: skip


def facts_from_bundle(path: File, mapping: Mapping, items: ByName[str, Item], today: datetime.date) -> dict[str, Any]:
    """Return the facts of the patient in a bundle; `today` is the day on which the age is wanted."""
    return facts_of_bundle(read_bundle(path), Span(str(path)), mapping, items, today)


def facts_of_bundle(
    bundle: dict[str, Any], span: Span, mapping: Mapping, items: ByName[str, Item], today: datetime.date
) -> dict[str, Any]:
    """Return the facts of the patient in a bundle that was read; `span` names it in messages."""
    check_mapping(mapping, "fhir", items)
    return _Bundle(bundle, span, mapping, items, today).facts()


class _Bundle:
    def __init__(
        self, bundle: dict[str, Any], span: Span, mapping: Mapping, items: ByName[str, Item], today: datetime.date
    ) -> None:
        self._span = span
        self._mapping = mapping
        self._items = items
        self._today = today
        self._data = bundle
        self._defined: dict[str, list] = {}
        self._define()

    def _define(self) -> None:
        for name, expression in self._mapping.define.items():
            span = self._mapping.span("define", name)
            check_path(expression, span)
            found = evaluate(self._data, expression, self._defined, span)
            what = self._mapping.at_most_one.get(name)
            if what and len(found) > 1:
                hint = f"send a bundle about one {what}"
                raise wrong("too-many", f"the bundle holds {_count(len(found))} {what}s", self._span, hint)
            self._defined[name] = found

    def facts(self) -> dict[str, Any]:
        values: dict[str, Any] = {}
        problems: list[Diagnostic] = []
        for name, readings in self._mapping.items.items():
            try:
                values[name] = self._value(name, readings)
            except UserInputError as error:
                problems += error.diagnostics
        problems += self._add_own(values)
        if problems:
            raise UserInputError(problems)
        return to_facts(values, self._items, self._span)

    def _add_own(self, values: dict[str, Any]) -> list[Diagnostic]:
        problems = []
        for name, value in own_values(self._data, self._mapping.own_items, self._items, self._span).items():
            mapped = values.get(name)
            if mapped is not None and not self._same(name, mapped, value):
                message = f"`{name}` is {shown(value)} by its own code and {shown(mapped)} by the other codes"
                problems.append(Diagnostic("contradictory", message, self._span, "keep the one that is right"))
            values[name] = value
        return problems

    def _same(self, name: str, one: Any, other: Any) -> bool:
        """Compare as facts: a word and a boolean, 7.5 and 7.50, or two orders of a set can be one fact."""
        return to_fact(name, one, self._items, self._span) == to_fact(name, other, self._items, self._span)

    def _value(self, name: str, readings: tuple[Reading, ...]) -> Any:
        """Return what the first reading that finds anything says."""
        for number, reading in enumerate(readings):
            if reading.constant is not None:
                return reading.constant
            span = self._mapping.span("items", name, str(number), "path")
            found = evaluate(self._data, reading.path, self._defined, span)
            if found:
                return self._agreed(name, reading, found)
        return None

    def _agreed(self, name: str, reading: Reading, found: list) -> Any:
        spot = Spot(f"`{name}` in the bundle", self._span)
        if reading.newest:
            found = _newest(found, spot)
        values = {self._one(value, name, reading, spot) for value in found} - {None}
        if self._items[name].type == "set":
            return sorted(values) or None
        if len(values) > 1:
            both = " and ".join(sorted(map(shown, values)))
            raise wrong("contradictory", f"the bundle says both {both} for `{name}`", self._span,
                        "keep the resource that counts now")  # fmt: skip
        return values.pop() if values else None

    def _one(self, value: Any, name: str, reading: Reading, spot: Spot) -> Any:
        if reading.age:
            return age_on(str(value), self._today, spot)
        if reading.number:
            return self._number(value, name, spot)
        if isinstance(value, bool):
            words = ["true" if value else "false"]
        else:
            words = self._words(value) if isinstance(value, dict) else [str(value)]
        if words == []:
            return None if _absent(value) else self._uncoded(value, name, spot)
        return from_words(words, reading, name, self._mapping, spot) if reading.values else words[0]

    def _uncoded(self, value: dict[str, Any], name: str, spot: Spot) -> None:
        message = f"{spot.where} is the text {shown(value.get('text', ''))} without a code"
        raise wrong("unmapped-value", message, spot.span, f"give `{name}` a code that the mapping knows")

    def _number(self, value: Any, name: str, spot: Spot) -> Any:
        if not isinstance(value, dict):
            return from_number(value, None, self._items[name], spot)
        if value.get("comparator"):
            message = (
                f"{spot.where} is not exact: {shown(' '.join((str(value['comparator']), str(value.get('value')))))}"
            )
            raise wrong("not-exact", message, spot.span, "give the measured value")
        if "value" not in value:
            return None
        return from_number(value["value"], value.get("code") or value.get("unit"), self._items[name], spot)

    def _words(self, concept: dict[str, Any]) -> list[str]:
        """Return the codings as `system|code`, with the short names that the mapping gives to systems."""
        codings = concept.get("coding", []) if "coding" in concept or "text" in concept else [concept]
        words = []
        for coding in codings:
            system, code = coding.get("system"), coding.get("code")
            if code and system not in ABSENT:
                words.append(f"{self._mapping.systems.get(system, system or '')}|{code}")
        return words


def _absent(value: Any) -> bool:
    codings = value.get("coding", [value]) if isinstance(value, dict) else []
    return any(coding.get("system") in ABSENT for coding in codings)


def _count(number: int) -> str:
    return "two" if number == 2 else str(number)


def _newest(found: list, spot: Spot) -> list:
    """Return the values of the newest of the resources that a `newest` path selects."""
    # An observation without a value, or with a reason for its absence, does not take an older value away.
    dated = [(_date(r), r) for r in found if isinstance(r, dict) and any(not _absent(v) for v in _value_of(r))]
    if not dated:
        return []
    if len(dated) > 1 and not all(date for date, _ in dated):
        message = f"{spot.where}: several observations, and not all have a date"
        raise wrong("no-date", message, spot.span, "give each its `effectiveDateTime`, or keep one")
    last = max(date[:10] for date, _ in dated)
    newest = [resource for date, resource in dated if date[:10] == last]
    return [part for resource in newest for part in _value_of(resource)]


def _date(resource: dict[str, Any]) -> str:
    period = resource.get("effectivePeriod")
    end = (period.get("end") or period.get("start")) if isinstance(period, dict) else None
    return str(resource.get("effectiveDateTime") or resource.get("effectiveInstant") or end or "")


def _value_of(resource: dict[str, Any]) -> list:
    return [part for name, part in resource.items() if name.startswith("value")]
