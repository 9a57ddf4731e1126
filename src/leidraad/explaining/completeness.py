"""What is still needed before the tumour board, by the report that supplies it. Reads the advice; evaluates nothing."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import msgspec

from leidraad.explaining.advice import Advice, GuidelineAdvice, RuleAdvice
from leidraad.explaining.questions import FROM_PHASE, SOURCES
from leidraad.model.content import PHASES, Item, Wording

SCHEMA = "1"
OTHER = "other"  # the report of an item that names none


class Dependent(msgspec.Struct, frozen=True):
    """A rule of this phase that an item can change: by itself, or through an exception named in `unless`."""

    id: str
    part: str
    title: Wording
    unless: str | None = None


class Needed(msgspec.Struct, frozen=True):
    """An item that is not known, and the advice that depends on it: recommendations first."""

    item: str
    label: Wording
    advice: tuple[Dependent, ...]


class ReportNeeds(msgspec.Struct, frozen=True):
    """What one report still has to supply. `from_phase` is set when the report belongs to a later phase."""

    report: str
    from_phase: str | None
    items: tuple[Needed, ...]


class Tally(msgspec.Struct, frozen=True):
    """How many recommendations of this phase hold (or are settled), do not concern the patient, or are open."""

    hold: int
    not_applicable: int
    open: int

    @property
    def total(self) -> int:
        """Return the number of recommendations of this phase."""
        return self.hold + self.not_applicable + self.open

    @property
    def decided(self) -> int:
        """Return how many can be decided with what is known."""
        return self.hold + self.not_applicable


class Completeness(msgspec.Struct, frozen=True):
    """What is known and what is needed for one patient in one phase. `share` is null when no guideline speaks."""

    evaluated_on: str
    care_phase: str | None
    guidelines: tuple[GuidelineAdvice, ...]
    recommendations: Tally
    decided: int
    total: int
    share: float | None
    reports: tuple[ReportNeeds, ...]
    safety: Wording
    schema: str = SCHEMA


def completeness(advice: Advice, items: Mapping[str, Item]) -> Completeness:
    """Return what this phase of the advice still needs, and the share of its recommendations that is decided."""
    facts: dict[str, Any] = advice.derived | advice.implied | advice.case
    excluded = {g.id for g in advice.guidelines if g.excluded}
    rules = [r for r in advice.advice if r.timing == "now" and r.audience == "act" and r.guideline not in excluded]
    tally = _tally(r for r in rules if r.part == "recommendation")
    return Completeness(
        evaluated_on=advice.evaluated_on.isoformat(),
        care_phase=facts.get("care_phase"),
        guidelines=advice.guidelines,
        recommendations=tally,
        decided=tally.decided,
        total=tally.total,
        share=tally.decided / tally.total if tally.total else None,
        reports=_reports(_needed(rules, items), items, facts.get("care_phase")),
        safety=advice.safety,
    )


def is_open(rule: RuleAdvice) -> bool:
    """Return whether a fact that is not known can still change what the rule asks."""
    return rule.status == "undetermined" or (bool(rule.unless) and rule.status != "done")


def _tally(rules: Iterable[RuleAdvice]) -> Tally:
    counts = {"hold": 0, "not_applicable": 0, "open": 0}
    for rule in rules:
        counts["open" if is_open(rule) else rule.status if rule.status in counts else "hold"] += 1
    return Tally(**counts)


def _needed(rules: Iterable[RuleAdvice], items: Mapping[str, Item]) -> list[Needed]:
    """Return the items, those that most recommendations depend on first."""
    found: dict[str, dict[str, Dependent]] = {}
    for rule in filter(is_open, rules):
        for item, dependent in _dependence(rule):
            found.setdefault(item, {}).setdefault(rule.id, dependent)
    needed = [Needed(item, items[item].label, _in_order(by_rule.values())) for item, by_rule in found.items()]
    return sorted(needed, key=lambda n: (-_recommendations(n), -len(n.advice), n.item))


def _dependence(rule: RuleAdvice) -> Iterator[tuple[str, Dependent]]:
    title = Wording(nl=rule.title, en=rule.text.en)
    for item in rule.missing:
        yield item, Dependent(rule.id, rule.part, title)
    for exception in rule.unless:
        for item in exception.missing:
            yield item, Dependent(rule.id, rule.part, title, exception.id)


def _in_order(dependents: Iterable[Dependent]) -> tuple[Dependent, ...]:
    return tuple(sorted(dependents, key=lambda d: (d.part != "recommendation", d.id)))


def _recommendations(needed: Needed) -> int:
    return sum(d.part == "recommendation" for d in needed.advice)


def _reports(needed: Iterable[Needed], items: Mapping[str, Item], phase: str | None) -> tuple[ReportNeeds, ...]:
    """Group by report: those that can be had now first, the cheapest source before the others."""
    groups: dict[str, list[Needed]] = {}
    for need in needed:
        groups.setdefault(items[need.item].report or OTHER, []).append(need)
    reports = [ReportNeeds(name, _from_phase(name, phase), tuple(group)) for name, group in groups.items()]
    return tuple(sorted(reports, key=lambda r: (r.from_phase is not None, _place(r.report))))


def _place(report: str) -> int:
    return SOURCES.index(report) if report in SOURCES else len(SOURCES)


def _from_phase(report: str, phase: str | None) -> str | None:
    """Return the phase to which a report belongs when that is still to come."""
    first = FROM_PHASE.get(report)
    return first if first and phase and PHASES.index(phase) < PHASES.index(first) else None


def to_json(found: Completeness) -> str:
    """Return it as indented JSON, the schema version first."""
    data = msgspec.to_builtins(found)
    return msgspec.json.format(msgspec.json.encode({"schema": data.pop("schema"), **data}), indent=2).decode()
