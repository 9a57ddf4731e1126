"""What a person sees of an advice, in which order: now, not yet, questions, later. Holds no wording of its own."""

from collections.abc import Iterable

import msgspec

from leidraad.explaining.advice import Advice, ConflictShown, FindingShown, Ground, Question, RuleAdvice
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
        later=_by_phase((r for r in acts if r.timing == "later" and r.status in ("applies", "not_yet")), 0),
        earlier=_by_phase((r for r in acts if r.timing == "past" and r.status in ("applies", "not_yet")), -1),
        leaflet=tuple(r for r in standing if r.audience == "leaflet" and r.timing == "now"),
        team=tuple(r for r in standing if r.audience == "team" and r.timing == "now"),
        conflicts=tuple(c for c in advice.conflicts if shown & set(c.rules)),
        findings=_findings(r for r in now if r.status in ("applies", "not_yet") and r.verb != "inform"),
    )


def _findings(rules: Iterable[RuleAdvice]) -> tuple[FindingShown, ...]:
    found = {f.id: f for r in rules for f in r.findings if f.severity == "changes_advice"}
    return tuple(found.values())


def _entries(rules: Iterable[RuleAdvice]) -> tuple[Entry, ...]:
    ordered = sorted(rules, key=_rank)
    names = {rule.id for rule in ordered}
    below: dict[str, list[RuleAdvice]] = {}
    for rule in ordered:
        if parent := _parent(rule, names):
            below.setdefault(parent, []).append(rule)
    placed = {rule.id for rules in below.values() for rule in rules}
    return tuple(Entry(rule, tuple(below.get(rule.id, ()))) for rule in ordered if rule.id not in placed)


def _parent(rule: RuleAdvice, names: set[str]) -> str | None:
    if rule.part == "recommendation":
        return None
    return next((target for target in rule.refines if target in names and target != rule.id), None)


def _rank(rule: RuleAdvice) -> tuple:
    part = rule.part != "recommendation"
    return part, VERB_ORDER.index(rule.verb), STRENGTH_ORDER.index(rule.strength), rule.id


def _by_phase(rules: Iterable[RuleAdvice], which: int) -> tuple[Folded, ...]:
    """Fold rules under the first (0) or the last (-1) of their phases."""
    found: dict[str, list[RuleAdvice]] = {phase: [] for phase in PHASES}
    for rule in sorted(rules, key=_rank):
        found[sorted(rule.phases, key=PHASES.index)[which]].append(rule)
    return tuple(Folded(phase, tuple(rules)) for phase, rules in found.items() if rules)
