"""What a person sees of an advice, in which order: now, not yet, questions, later. Holds no wording of its own."""

from collections.abc import Iterable, Mapping
from typing import Any

import msgspec

from leidraad.explaining.advice import (
    ONLY_ONE,
    Advice,
    ConflictShown,
    FindingShown,
    Ground,
    ModuleShown,
    Question,
    RuleAdvice,
)
from leidraad.model.content import PHASES

MOST_QUESTIONS = 5
WHO = ("age_years", "sex", "working_diagnosis", "site", "size_cm", "depth", "grade_group", "distant_metastasis")
VERB_ORDER = ("refer", "consult", "do_not", "do", "organise", "inform", "document", "discuss", "consider")
STRENGTH_ORDER = ("strong", "conditional", "ungraded")


class Entry(msgspec.Struct, frozen=True):
    """A rule, with the considerations that refine it beneath."""

    rule: RuleAdvice
    below: tuple[RuleAdvice, ...] = ()


class Folded(msgspec.Struct, frozen=True):
    """Rules of one phase, shown as a title each."""

    phase: str
    rules: tuple[RuleAdvice, ...]


class Page(msgspec.Struct, frozen=True):
    """One calm page. Everything in the advice has its place here, most of it folded.

    `talk` holds what to tell the patient now; `findings` what the source leaves unclear about the acts above it.
    """

    who: tuple[Ground, ...]
    phase: str | None
    now: tuple[Entry, ...]
    talk: tuple[RuleAdvice, ...]
    not_yet: tuple[Entry, ...]
    questions: tuple[Question, ...]
    more_questions: int
    done: tuple[RuleAdvice, ...]
    later: tuple[Folded, ...]
    earlier: tuple[Folded, ...]
    leaflet: tuple[RuleAdvice, ...]
    team: tuple[RuleAdvice, ...]
    conflicts: tuple[ConflictShown, ...]
    findings: tuple[FindingShown, ...]


def to_page(advice: Advice) -> Page:
    """Return the page of an advice."""
    facts = advice.derived | advice.implied | advice.case
    acts = [r for r in advice.advice if r.audience == "act"]
    now = [r for r in acts if r.timing == "now"]
    open_acts = [r for r in acts if r.status in ("applies", "not_yet")]
    standing = [r for r in advice.advice if r.status == "applies"]
    shown = {r.id for r in now if r.status in ("applies", "not_yet")}
    return Page(
        who=tuple(Ground(item, facts[item]) for item in WHO if item in facts),
        phase=facts.get("care_phase"),
        now=_entries(r for r in now if r.status == "applies" and r.verb != "inform"),
        talk=tuple(sorted((r for r in now if r.status == "applies" and r.verb == "inform"), key=_rank)),
        not_yet=_entries(r for r in now if r.status == "not_yet"),
        questions=advice.ask_next[:MOST_QUESTIONS],
        more_questions=max(0, len(advice.ask_next) - MOST_QUESTIONS),
        done=tuple(r for r in now if r.status == "done"),
        later=_by_phase((r for r in open_acts if r.timing == "later"), facts),
        earlier=_by_phase((r for r in open_acts if r.timing == "past"), facts, past=True),
        leaflet=tuple(r for r in standing if r.audience == "leaflet" and r.timing != "past"),
        team=tuple(r for r in standing if r.audience == "team" and r.timing != "past"),
        conflicts=tuple(c for c in advice.conflicts if _on_page(c, shown)),
        findings=_findings(r for r in now if r.status in ("applies", "not_yet") and r.verb != "inform"),
    )


def _on_page(conflict: ConflictShown, shown: set[str]) -> bool:
    """Return whether the sides of a conflict that hold are shown; where one speaks, that is the first."""
    sides = {conflict.precedence} if conflict.reason == ONLY_ONE else set(conflict.rules)
    return sides <= shown


def _findings(rules: Iterable[RuleAdvice]) -> tuple[FindingShown, ...]:
    found = {f.id: f for r in rules for f in r.findings if f.severity == "changes_advice"}
    return tuple(found.values())


def _entries(rules: Iterable[RuleAdvice]) -> tuple[Entry, ...]:
    """Place each rule on its own, or beneath the topmost rule that it refines or says again."""
    ordered = sorted(rules, key=_rank)
    parents = {rule.id: parent for rule in ordered if (parent := _parent(rule, ordered))}
    below: dict[str, list[RuleAdvice]] = {}
    for rule in ordered:
        if rule.id in parents:
            below.setdefault(_topmost(rule.id, parents), []).append(rule)
    return tuple(Entry(rule, tuple(below.get(rule.id, ()))) for rule in ordered if rule.id not in parents)


def _parent(rule: RuleAdvice, ordered: list[RuleAdvice]) -> str | None:
    """Return the rule beneath which this one stands: one before it that it refines, or that asks the same act."""
    before = ordered[: ordered.index(rule)]
    refined = (other.id for other in before if other.id in rule.refines)
    same = (other.id for other in before if (other.act, other.verb) == (rule.act, rule.verb))
    return next(refined, None) or next(same, None)


def _topmost(name: str, parents: Mapping[str, str]) -> str:
    while name in parents:
        name = parents[name]
    return name


def _rank(rule: RuleAdvice) -> tuple:
    part = rule.part != "recommendation"
    return part, VERB_ORDER.index(rule.verb), STRENGTH_ORDER.index(rule.strength), rule.id


def _by_phase(rules: Iterable[RuleAdvice], facts: Mapping[str, Any], past: bool = False) -> tuple[Folded, ...]:
    """Fold rules under the next of their phases, or under the last one that is over."""
    here = facts.get("care_phase")
    at = PHASES.index(here) if here else -1
    found: dict[str, list[RuleAdvice]] = {phase: [] for phase in PHASES}
    for rule in sorted(rules, key=_rank):
        places = sorted(map(PHASES.index, rule.phases))
        ahead, behind = [p for p in places if p > at], [p for p in places if p < at]
        found[PHASES[(behind or places)[-1] if past else (ahead or places)[0]]].append(rule)
    return tuple(Folded(phase, tuple(rules)) for phase, rules in found.items() if rules)


def on_page(page: Page) -> tuple[RuleAdvice, ...]:
    """Return every rule that has its place on the whole page."""
    entries = [rule for e in (*page.now, *page.not_yet) for rule in (e.rule, *e.below)]
    folded = [rule for group in (*page.later, *page.earlier) for rule in group.rules]
    return (*entries, *folded, *page.talk, *page.done, *page.leaflet, *page.team)


def basis(advice: Advice, page: Page) -> dict[tuple[str, str], ModuleShown]:
    """Return the modules that rules on the page come from, by guideline and module."""
    named = {(rule.guideline, rule.source.module) for rule in on_page(page)}
    return {(m.guideline, m.id): m for m in advice.modules if (m.guideline, m.id) in named}


def marks(page: Page) -> dict[str, int]:
    """Return the number under which each finding stands, by its id."""
    return {finding.id: number for number, finding in enumerate(page.findings, start=1)}


def instead_of(advice: Advice) -> dict[str, tuple[str, ...]]:
    """Return for each rule that overrides others which ones."""
    found: dict[str, tuple[str, ...]] = {}
    for rule in advice.advice:
        for other in rule.overridden_by:
            found[other] = (*found.get(other, ()), rule.id)
    return found


def speaks(advice: Advice) -> bool:
    """Return whether any loaded guideline speaks for this patient."""
    return not all(g.excluded for g in advice.guidelines)
