"""The status and timing of every rule for one patient, in the order that the manual gives. Explains nothing."""

from collections.abc import Mapping

import msgspec

from leidraad.engines.reference import Fact, Patient, evaluate
from leidraad.model.content import PHASES, PRESCRIBING, Content, Exclude, Guideline, Rule

Exceptions = Mapping[str, list[Rule]]


class Outcome(msgspec.Struct, frozen=True):
    """What the reference engine says of one rule. `truth` is the Kleene value of scope and condition."""

    rule: Rule
    status: str
    timing: str
    truth: bool | None
    excluded_by: Exclude | None = None
    overridden_by: tuple[str, ...] = ()
    unless: tuple[str, ...] = ()
    options: tuple[str, ...] = ()


class Evaluation:
    """All rules of all guidelines for one patient. Outcomes are computed when they are asked for."""

    def __init__(self, content: Content, patient: Patient, exceptions: Exceptions | None = None) -> None:
        self.content = content
        self.patient = patient
        self._exceptions = exceptions_by_target(content) if exceptions is None else exceptions
        self._excluded: dict[str, Exclude | None] = {}
        self._outcomes: dict[str, Outcome] = {}

    def exclude(self, guideline: str) -> Exclude | None:
        """Return the exclude of this guideline that is known to hold, if any."""
        if guideline not in self._excluded:
            found = next(g for g in self.content.guidelines if g.id == guideline)
            self._excluded[guideline] = first_exclude(found, self.patient)
        return self._excluded[guideline]

    def outcome(self, rule: Rule) -> Outcome:
        """Return status and timing of a rule."""
        if rule.id not in self._outcomes:
            self._outcomes[rule.id] = self._settle(rule)
        return self._outcomes[rule.id]

    def outcomes(self) -> list[Outcome]:
        """Return the outcome of every rule of every guideline, in the order of the files."""
        return [self.outcome(rule) for g in self.content.guidelines for rule in g.rules]

    def _settle(self, rule: Rule) -> Outcome:
        excluded_by = None if rule.boundary else self.exclude(rule.guideline)
        truth = evaluate(rule.truth, self.patient)
        timing = timing_of(rule.phases, self.patient.value("care_phase"))
        exceptions = [self.outcome(e) for e in self._exceptions.get(rule.id, ())]
        replacing = tuple(o.rule.id for o in exceptions if _replaces(o))
        return Outcome(
            rule, self._status(rule, excluded_by, truth, replacing), timing, truth, excluded_by, replacing,
            unless=tuple(o.rule.id for o in exceptions if _may_replace(o)),
            options=tuple(o.rule.id for o in exceptions if _offers(o)),
        )  # fmt: skip

    def _status(self, rule: Rule, excluded_by: Exclude | None, truth: bool | None, replacing: tuple) -> str:
        if excluded_by or truth is False:
            return "not_applicable"
        if truth is None:
            return "undetermined"
        if replacing:
            return "overridden"
        if rule.done and evaluate(rule.done, self.patient) is True:
            return "done"
        if rule.gate and evaluate(rule.gate, self.patient) is not True:
            return "not_yet"
        return "applies"


def _stands(outcome: Outcome) -> bool:
    return not outcome.excluded_by and not outcome.overridden_by


def _replaces(exception: Outcome) -> bool:
    return exception.rule.verb in PRESCRIBING and exception.truth is True and _stands(exception)


def _may_replace(exception: Outcome) -> bool:
    return exception.rule.verb in PRESCRIBING and exception.truth is None and _stands(exception)


def _offers(exception: Outcome) -> bool:
    return exception.rule.verb not in PRESCRIBING and exception.truth is True and _stands(exception)


def exceptions_by_target(content: Content) -> Exceptions:
    """Return, for each rule that has exceptions, the rules that are exceptions to it."""
    found: dict[str, list[Rule]] = {}
    for guideline in content.guidelines:
        for rule in guideline.rules:
            for target in rule.overrides:
                found.setdefault(target, []).append(rule)
    return found


def first_exclude(guideline: Guideline, patient: Patient) -> Exclude | None:
    """Return the first exclude of the guideline that is known to hold for this patient."""
    return next((e for e in guideline.excludes if evaluate(e.condition, patient) is True), None)


def timing_of(phases: tuple[str, ...], phase: Fact) -> str:
    """Return now, later or past. Without a known phase everything is now: nothing is hidden for want of one."""
    if phase is None or phase in phases:
        return "now"
    return "later" if any(PHASES.index(p) > PHASES.index(phase) for p in phases) else "past"
