"""Worked cases: patients with the status that the source demands, run by the reference engine."""

import datetime
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import msgspec

from leidraad.diagnostics import Diagnostic, Span, UserInputError, nearest, wrong
from leidraad.engines.reference import Fact, Patient
from leidraad.engines.statuses import Evaluation, Outcome
from leidraad.model.content import STATUSES, Content, Rule
from leidraad.reading.located_yaml import Document
from leidraad.records.facts import to_facts

CASE_DAY = datetime.date(2026, 1, 1)


class Expected(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What a case demands of one rule; a part that is None is not looked at."""

    status: str | None = None
    timing: str | None = None
    options: frozenset[str] | None = None


class CaseSource(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    id: str
    source: str
    why: str
    expect: dict[str, str | Expected]
    patient: str | None = None
    given: dict[str, Any] = {}
    on: datetime.date = CASE_DAY


class CaseFile(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    patients: dict[str, dict[str, Any]] = {}
    cases: list[CaseSource] = []


class WorkedCase(msgspec.Struct, frozen=True):
    """A typed case: facts, the evaluation date, what each rule must come out as."""

    id: str
    why: str
    source: str
    facts: dict[str, Fact]
    on: datetime.date
    expect: dict[str, Expected]
    span: Span


class Failure(msgspec.Struct, frozen=True):
    """A rule that came out otherwise than the case demands."""

    case: WorkedCase
    rule: str
    expected: Expected
    outcome: Outcome


def from_documents(documents: Iterable[Document], content: Content) -> list[WorkedCase]:
    """Return the typed cases; raise UserInputError with every mistake."""
    found: list[WorkedCase] = []
    problems: list[Diagnostic] = []
    for document in documents:
        source = document.convert(CaseFile)
        for i, case in enumerate(source.cases):
            span = document.spans[("cases", str(i))]
            try:
                found.append(_typed(case, source.patients, content, span))
            except UserInputError as error:
                problems += error.diagnostics
    times = Counter(case.id for case in found)
    problems += [
        Diagnostic("duplicate-id", f"the case `{case.id}` stands twice", case.span)
        for case in found
        if times[case.id] > 1
    ]
    if problems:
        raise UserInputError(problems)
    return found


def _typed(case: CaseSource, patients: Mapping[str, dict], content: Content, span: Span) -> WorkedCase:
    if case.patient is not None and case.patient not in patients:
        raise wrong(
            "unknown-patient", f"no patient `{case.patient}` in this file", span, nearest(case.patient, patients)
        )
    values = {**patients.get(case.patient, {}), **case.given}
    known = {rule.id for g in content.guidelines for rule in g.rules}
    for rule in case.expect:
        if rule not in known:
            raise wrong("unknown-rule", f"no rule `{rule}`", span, nearest(rule, known))
    expect = {rule: _expected(value, span) for rule, value in case.expect.items()}
    return WorkedCase(case.id, case.why, case.source, to_facts(values, content.items, span), case.on, expect, span)


def _expected(value: str | Expected, span: Span) -> Expected:
    expected = Expected(status=value) if isinstance(value, str) else value
    if expected.status is not None and expected.status not in STATUSES:
        hint = nearest(expected.status, STATUSES) or f"write one of {', '.join(STATUSES)}"
        raise wrong("wrong-value", f"`{expected.status}` is no status", span, hint)
    return expected


def failures(cases: Iterable[WorkedCase], content: Content) -> list[Failure]:
    """Return every rule of every case that comes out otherwise than demanded."""
    rules = {rule.id: rule for g in content.guidelines for rule in g.rules}
    return [failure for case in cases for failure in _failures(case, content, rules)]


def _failures(case: WorkedCase, content: Content, rules: Mapping[str, Rule]) -> Iterator[Failure]:
    evaluation = Evaluation(content, Patient(content.items, case.facts, case.on))
    for name, expected in case.expect.items():
        outcome = evaluation.outcome(rules[name])
        if not meets(expected, outcome):
            yield Failure(case, name, expected, outcome)


def meets(expected: Expected, outcome: Outcome) -> bool:
    """Return whether an outcome is what a case demands; options that a case does not speak of may be there or not."""
    options = expected.options is None or expected.options == set(outcome.options)
    return expected.status in (None, outcome.status) and expected.timing in (None, outcome.timing) and options
