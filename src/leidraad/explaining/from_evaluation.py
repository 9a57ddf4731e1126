"""From the reference engine's evaluation of one patient to the advice, with every explanation."""

from collections.abc import Iterable
from typing import Any

from leidraad.engines.reference import Patient, evaluate
from leidraad.engines.statuses import Evaluation, Outcome, exceptions_by_target
from leidraad.explaining.advice import (
    Advice,
    Background,
    ConflictShown,
    FindingShown,
    Ground,
    GuidelineAdvice,
    ModuleShown,
    NormShown,
    NotHeldShown,
    Place,
    RuleAdvice,
    plain,
)
from leidraad.explaining.conflicts import conflicts
from leidraad.explaining.grounds import Grounds
from leidraad.explaining.inputs import Inputs
from leidraad.explaining.open_facts import Known, OpenFacts
from leidraad.explaining.questions import ask_next
from leidraad.explaining.rule_reasons import Reasons, RuleReasons
from leidraad.explaining.safety import SAFETY
from leidraad.explaining.warnings import Warner
from leidraad.model.content import Content, Finding, Guideline, Module, Source

MOST_REMEMBERED = 200_000


class Explainer:
    """Explains evaluations under one content; what does not depend on the patient is worked out once."""

    def __init__(self, content: Content) -> None:
        self._content = content
        self._inputs = Inputs(content.items)
        self._exceptions = exceptions_by_target(content)
        self._what_matters: Known = {}
        self._reasons = RuleReasons(content, self._inputs, self._exceptions)
        self._findings: dict[str, list[Finding]] = {}
        for guideline in content.guidelines:
            for finding in guideline.findings:
                for rule in finding.rules:
                    self._findings.setdefault(rule, []).append(finding)
        self._background: dict[str, list[Background]] = {}
        for note in (note for g in content.guidelines for note in g.notes):
            for rule in note.bears_on:
                self._background.setdefault(rule, []).append(Background(note.id, note.text))

    def advice(self, patient: Patient) -> Advice:
        """Return the whole advice for this patient."""
        evaluation = Evaluation(self._content, patient, self._exceptions)
        outcomes = evaluation.outcomes()
        grounds = Grounds(self._content, patient, self._inputs, self._exceptions)
        if len(self._what_matters) > MOST_REMEMBERED:
            self._what_matters = {}
        open_facts = OpenFacts(patient, self._what_matters)
        clashes = conflicts(self._content, outcomes)
        against = _against(clashes)
        rules = [
            self._rule(o, patient, self._reasons.of(o, patient, grounds, open_facts), against.get(o.rule.id, ()))
            for o in outcomes
        ]
        return Advice(
            evaluated_on=patient.today,
            case={name: plain(value) for name, value in patient.given.items()},
            implied={name: plain(value) for name, value in patient.implied.items()},
            derived=self._derived(patient),
            guidelines=tuple(self._guideline(g, evaluation, grounds) for g in self._content.guidelines),
            modules=tuple(_module(g.id, m) for g in self._content.guidelines for m in g.modules),
            advice=tuple(rules),
            ask_next=ask_next(rules, self._boundaries(patient, open_facts), patient),
            conflicts=clashes,
            norms=tuple(self._norms(evaluation)),
            not_held=tuple(self._not_held(patient)),
            warnings=Warner(self._content, patient, self._inputs, open_facts).warnings(),
            safety=SAFETY,
        )

    def _derived(self, patient: Patient) -> dict[str, Any]:
        values = {n: patient.value(n) for n, item in patient.items.items() if item.derivation is not None}
        return {name: plain(value) for name, value in values.items() if value is not None}

    def _rule(self, outcome: Outcome, patient: Patient, reasons: Reasons, against: Iterable[str]) -> RuleAdvice:
        rule = outcome.rule
        return RuleAdvice(
            id=rule.id, guideline=rule.guideline, status=outcome.status, timing=outcome.timing, verb=rule.verb,
            act=rule.act, part=rule.part, audience=rule.audience, actor=rule.actor, strength=rule.strength,
            strength_basis=rule.strength_basis, certainty=rule.certainty, title=rule.title, text=rule.action,
            phases=rule.phases, because=_facts(reasons.because, patient), also_met=_facts(reasons.also_met, patient),
            missing=reasons.missing, waits_for=reasons.waits_for, unless=reasons.unless,
            options=outcome.options, overridden_by=outcome.overridden_by, conflicts_with=tuple(against),
            refines=rule.refines, findings=tuple(map(_finding, self._findings.get(rule.id, ()))),
            checklist=rule.checklist, background=tuple(self._background.get(rule.id, ())),
            note=rule.note, source=_place(rule.source),
        )  # fmt: skip

    def _guideline(self, guideline: Guideline, evaluation: Evaluation, grounds: Grounds) -> GuidelineAdvice:
        exclude = evaluation.exclude(guideline.id)
        return GuidelineAdvice(
            guideline.id, guideline.edition, guideline.title, guideline.status, guideline.sha256,
            excluded=exclude is not None,
            goes_to=exclude.goes_to if exclude else None,
            because=_facts(grounds.exclude_because(exclude), evaluation.patient) if exclude else (),
            legend=guideline.legend,
        )  # fmt: skip

    def _boundaries(self, patient: Patient, open_facts: OpenFacts) -> dict[str, tuple[str, ...]]:
        found = {}
        for guideline in self._content.guidelines:
            undecided = [e.condition for e in guideline.excludes if evaluate(e.condition, patient) is None]
            found[guideline.id] = tuple(item for c in undecided for item in open_facts.missing(c))
        return found

    def _norms(self, evaluation: Evaluation):
        for guideline in self._content.guidelines:
            if not evaluation.exclude(guideline.id):
                for norm in guideline.norms:
                    place = _place(norm.source)
                    yield NormShown(norm.id, norm.text, norm.year, norm.actor, place, norm.newer_edition)

    def _not_held(self, patient: Patient):
        for guideline in self._content.guidelines:
            for entry in guideline.not_held:
                if evaluate(entry.condition, patient) is True:
                    yield NotHeldShown(entry.id, entry.text)


def _against(clashes: Iterable[ConflictShown]) -> dict[str, list[str]]:
    """Return for each rule in a conflict the rules on the other side."""
    found: dict[str, list[str]] = {}
    for a, b in (clash.rules for clash in clashes):
        found.setdefault(a, []).append(b)
        found.setdefault(b, []).append(a)
    return found


def _facts(names: tuple[str, ...], patient: Patient) -> tuple[Ground, ...]:
    return tuple(Ground(name, plain(patient.value(name))) for name in names)


def _finding(finding: Finding) -> FindingShown:
    return FindingShown(finding.id, finding.severity, finding.unclear, finding.reading, finding.locator)


def _module(guideline: str, m: Module) -> ModuleShown:
    return ModuleShown(
        m.id, guideline, m.title, m.status, m.authorised_on, m.review_by, m.certainty, m.rationale,
        m.evidence_to_decision, m.outcomes,
    )  # fmt: skip


def _place(source: Source) -> Place:
    return Place(source.document, source.module, source.locator)
