"""The shapes of guideline files as their authors write them. Texts of conditions are not parsed here."""

import datetime
from typing import Any

import msgspec

from leidraad.diagnostics import Span
from leidraad.model.content import Implication, Wording
from leidraad.reading.located_yaml import Document


class Strict(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A source refuses fields that it does not know."""


class RuleSource(Strict, frozen=True):
    act: str
    scope: str
    verb: str
    action: Wording
    phases: list[str]
    part: str
    strength: str
    certainty: str
    actor: str
    source: str
    when: str | None = None
    gate: str | None = None
    done: str | None = None
    no_done: str | None = None
    breach: str | None = None
    audience: str = "act"
    refines: list[str] = []
    overrides: list[str] = []
    decision: str | None = None
    boundary: bool = False
    items: list[Wording] = []
    note: str | None = None


class NormSource(Strict, frozen=True):
    text: Wording
    source: str
    year: int
    actor: str
    newer_edition: Wording | None = None
    note: str | None = None


class NoteSource(Strict, frozen=True):
    text: Wording
    source: str
    bears_on: list[str]
    certainty: str = "not_assessed"
    note: str | None = None


class JudgementSource(Strict, frozen=True):
    """One criterion of evidence to decision: a code, and what it rests on in our own words."""

    judgement: str
    text: Wording


class GradedSource(Strict, frozen=True):
    """The certainty of one outcome."""

    outcome: Wording
    certainty: str
    lowered_for: list[str] = []


class FrontMatter(Strict, frozen=True):
    module: str
    title: Wording
    question: Wording
    status: str
    certainty: str
    rationale: Wording
    authorised_on: str = "unknown"
    review_by: str = "unknown"
    informed_by: list[str] = []
    evidence_to_decision: dict[str, JudgementSource] = {}
    outcomes: list[GradedSource] = []
    interests: list[Wording] = []
    budget_impact: Wording | None = None
    running_trials: list[Wording] = []
    knowledge_gaps: list[Wording] = []


class FindingSource(Strict, frozen=True):
    id: str
    rules: list[str]
    severity: str
    source: str
    unclear: Wording
    reading: Wording


class ValueSource(Strict, frozen=True):
    nl: str
    en: str
    implies: dict[str, str] = {}


class DefinitionText(Strict, frozen=True):
    en: str


class ItemSource(Strict, frozen=True):
    type: str
    group: str
    kind: str
    label: Wording
    definition: DefinitionText
    report: str | None = None
    unit: str | None = None
    range: tuple[str, str] | None = None
    unclear: str | None = None
    values: dict[str, ValueSource] = {}
    values_from: str | None = None
    settable: bool = False
    no_rule: str | None = None
    expression: str | None = msgspec.field(default=None, name="is")


class PeriodSource(Strict, frozen=True):
    every: int
    until: list[int]


class BesideSource(Strict, frozen=True):
    rule: str
    text: Wording


class ScheduleSource(Strict, frozen=True):
    id: str
    rule: str
    source: str
    title: Wording
    start: list[str]
    periods: list[PeriodSource]
    stop: Wording
    each_visit: list[BesideSource] = []
    baseline: BesideSource | None = None
    findings: list[str] = []


class SelectionSource(Strict, frozen=True):
    """One of the three lists, and what those rules are: a status, several, or `due` or `standing`."""

    status: str | list[str] = msgspec.field(name="is")
    some_of: list[str] = []
    every_of: list[str] = []
    none_of: list[str] = []


# A condition, a selection, or a list of these; each part is read by itself, so that a mistake is named in its place.
Clauses = str | dict[str, Any] | list[str | dict[str, Any]]


class DecisionSource(Strict, frozen=True):
    title: Wording
    scope: str
    answers: str
    source: str
    also: list[str] = []


class ClaimSource(Strict, frozen=True):
    id: str
    title: Wording
    then: Clauses
    source: str
    whenever: Clauses = []


class ExclusiveSource(Strict, frozen=True):
    id: str
    members: list[str]
    why: Wording


class DeclaredSource(Strict, frozen=True):
    of: str | list[str]
    kind: str
    finding: str
    when: str | None = None


class ClaimFile(Strict, frozen=True):
    """The lists of one file; their entries are read one by one."""

    decisions: dict[str, Any] = {}
    exclusive: list[Any] = []
    claims: list[Any] = []
    declared: list[Any] = []


class ActSource(Strict, frozen=True):
    label: Wording


class ExcludeSource(Strict, frozen=True):
    when: str
    goes_to: Wording


class NotHeldSource(Strict, frozen=True):
    id: str
    when: str
    text: Wording


class ConflictSource(Strict, frozen=True):
    rules: tuple[str, str]
    why: Wording
    apart: bool = False


class GuidelinePassport(Strict, frozen=True):
    id: str
    edition: str
    title: Wording
    status: str
    document: str
    valid_from: datetime.date
    network: str | None = None
    excludes: list[ExcludeSource] = []
    not_held: list[NotHeldSource] = []
    conflicts: list[ConflictSource] = []
    legend: dict[str, Implication] = {}
    informed_by: list[str] = []


class Block(msgspec.Struct, frozen=True):
    """One headed block of a module: `kind` is rule, norm or note."""

    id: str
    title: str
    kind: str
    document: Document
    span: Span


class DefinitionBlock(msgspec.Struct, frozen=True):
    text: str
    span: Span


class ModuleSource(msgspec.Struct, frozen=True):
    front: Document
    blocks: tuple[Block, ...]
    definitions: tuple[DefinitionBlock, ...]
    span: Span


class GuidelineSource(msgspec.Struct, frozen=True):
    passport: Document
    modules: tuple[ModuleSource, ...]
    findings: tuple[Document, ...]
    sha256: str
    claims: tuple[Document, ...] = ()


class ContentSource(msgspec.Struct, frozen=True):
    dictionary: tuple[Document, ...]
    acts: tuple[Document, ...]
    guidelines: tuple[GuidelineSource, ...]
    conflicts: tuple[Document, ...] = ()
    scales: tuple[Document, ...] = ()
    schedules: tuple[Document, ...] = ()
    claims: tuple[Document, ...] = ()
    leaflet: tuple[Document, ...] = ()
