"""The compiled content: data items, acts, rules, guidelines. Plain frozen data, stored as JSON in the cache."""

import datetime
from decimal import Decimal

import msgspec

from leidraad.diagnostics import Span
from leidraad.model.expressions import Expression

PHASES = ("suspicion", "workup", "before_treatment", "after_resection", "follow_up", "recurrence")
PRESCRIBING = ("do", "do_not", "refer", "consult", "organise", "inform", "document")
OPTIONS = ("consider", "discuss")
VERBS = PRESCRIBING + OPTIONS
STATUSES = ("applies", "not_yet", "undetermined", "done", "overridden", "not_applicable")
ITEM_TYPES = ("boolean", "choice", "set", "integer", "decimal", "date", "text")
KINDS = ("raw", "derived", "judgement", "event", "preference")


class Wording(msgspec.Struct, frozen=True):
    """A text for people, in Dutch and in English."""

    nl: str
    en: str


class Value(msgspec.Struct, frozen=True):
    """One allowed value of a choice or set, with the facts it implies when the user picks it."""

    label: Wording
    implies: dict[str, str | bool | int] = {}


class Item(msgspec.Struct, frozen=True):
    """A data item. `unit` is UCUM; `report` says who supplies it; derived items have `derivation`.

    `no_rule` says why an item changes no advice.
    """

    name: str
    type: str
    group: str
    kind: str
    label: Wording
    definition: str
    span: Span
    values: dict[str, Value] = {}
    report: str | None = None
    unit: str | None = None
    low: Decimal | None = None
    high: Decimal | None = None
    unclear: str | None = None
    settable: bool = False
    no_rule: str | None = None
    derivation: Expression | None = None


class Source(msgspec.Struct, frozen=True):
    """Where a rule stands in its source document."""

    document: str
    module: str
    locator: str


class Finding(msgspec.Struct, frozen=True):
    """Something that the source leaves unclear, and the reading chosen."""

    id: str
    rules: tuple[str, ...]
    severity: str
    locator: str
    unclear: Wording
    reading: Wording
    span: Span


class Rule(msgspec.Struct, frozen=True):
    """One rule. `truth` is scope and condition; the other conditions act only when known to hold."""

    id: str
    guideline: str
    module: str
    title: str
    act: str
    verb: str
    part: str
    audience: str
    strength: str
    strength_basis: str
    certainty: str
    actor: str
    action: Wording
    phases: tuple[str, ...]
    truth: Expression
    source: Source
    span: Span
    gate: Expression | None = None
    done: Expression | None = None
    breach: Expression | None = None
    refines: tuple[str, ...] = ()
    overrides: tuple[str, ...] = ()
    boundary: bool = False
    checklist: tuple[Wording, ...] = ()
    note: str | None = None
    decision: str | None = None


class Norm(msgspec.Struct, frozen=True):
    """A demand on an organisation, with the year of its source, and the newer edition where that is not held."""

    id: str
    text: Wording
    year: int
    actor: str
    source: Source
    span: Span
    newer_edition: Wording | None = None


class Note(msgspec.Struct, frozen=True):
    """Background beside one or more rules."""

    id: str
    text: Wording
    bears_on: tuple[str, ...]
    source: Source
    span: Span
    certainty: str = "not_assessed"


class Judgement(msgspec.Struct, frozen=True):
    """One criterion of evidence to decision: the judgement's code, and what it rests on."""

    judgement: str
    text: Wording


class Graded(msgspec.Struct, frozen=True):
    """The certainty of one outcome by GRADE, and what it was lowered for as far as the source says."""

    outcome: Wording
    certainty: str
    lowered_for: tuple[str, ...] = ()


class Module(msgspec.Struct, frozen=True):
    """The passport of one module."""

    id: str
    title: Wording
    question: Wording
    status: str
    certainty: str
    rationale: Wording
    informed_by: tuple[str, ...] = ()
    authorised_on: datetime.date | None = None
    review_by: datetime.date | None = None
    evidence_to_decision: dict[str, Judgement] = {}
    outcomes: tuple[Graded, ...] = ()
    interests: tuple[Wording, ...] = ()
    budget_impact: Wording | None = None
    running_trials: tuple[Wording, ...] = ()
    knowledge_gaps: tuple[Wording, ...] = ()


class Exclude(msgspec.Struct, frozen=True):
    """Patients for whom the guideline does not speak, and where they belong."""

    condition: Expression
    goes_to: Wording


class NotHeld(msgspec.Struct, frozen=True):
    """Knowledge that matters to some patients and that Leidraad does not hold."""

    id: str
    condition: Expression
    text: Wording


class Conflict(msgspec.Struct, frozen=True):
    """Two rules that pull in different directions when both hold.

    Rules that stand `apart` speak of different patients: they never hold together, and one that holds shows the pair.
    """

    rules: tuple[str, str]
    why: Wording
    span: Span
    apart: bool = False


class Implication(msgspec.Struct, frozen=True):
    """What a strong or a conditional recommendation means for three readers."""

    patient: Wording
    clinician: Wording
    policy: Wording


class Guideline(msgspec.Struct, frozen=True):
    """One edition of one guideline, compiled."""

    id: str
    edition: str
    title: Wording
    status: str
    document: str
    sha256: str
    valid_from: datetime.date
    excludes: tuple[Exclude, ...]
    not_held: tuple[NotHeld, ...]
    conflicts: tuple[Conflict, ...]
    legend: dict[str, Implication]
    modules: tuple[Module, ...]
    rules: tuple[Rule, ...]
    norms: tuple[Norm, ...]
    notes: tuple[Note, ...]
    findings: tuple[Finding, ...]
    network: str | None = None


class Publication(msgspec.Struct, frozen=True):
    """Where a table was read."""

    title: str
    url: str | None = None


class Row(msgspec.Struct, frozen=True):
    """One row of a decision table. Without an `outcome` the row says why there is none."""

    condition: Expression
    outcome: bool | int | str | None
    sources: tuple[str, ...]
    confidence: str
    span: Span
    text: Wording | None = None
    why_none: Wording | None = None


class Step(msgspec.Struct, frozen=True):
    """One table or formula of a scale; its value is the item of the same name. `shared` rows may hold together.

    `text` says a formula in words.
    """

    item: str
    rows: tuple[Row, ...] = ()
    shared: bool = False
    text: Wording | None = None


class Caution(msgspec.Struct, frozen=True):
    """What to know when a condition holds; `confidence` is what it leaves of the confidence of the answer."""

    condition: Expression
    text: Wording
    confidence: str | None = None


class Withheld(msgspec.Struct, frozen=True):
    """What is not shipped, the confidence that forbids it (None: outside the scale), and the inputs it would take."""

    text: Wording
    confidence: str | None = None
    inputs: tuple[str, ...] = ()


class Recorded(msgspec.Struct, frozen=True):
    """How a scale judges a result that was read elsewhere and stands in a case.

    `condition` says in which cases; `inputs` gives the scale's inputs from the items of a case. `about` names the
    items that hold the result, the first that is known stands for it; `beside` what must be recorded with it.
    """

    condition: Expression
    about: tuple[str, ...]
    beside: tuple[str, ...]
    inputs: dict[str, Expression]
    result: str
    warns_at: str


class Scale(msgspec.Struct, frozen=True):
    """A published scale: its own items, its steps in order, which of them it answers, and what it rests on.

    `instead_of` names the inputs that another input may stand in for.
    """

    id: str
    title: Wording
    about: Wording
    rights: Wording
    read_on: str
    sources: dict[str, Publication]
    items: dict[str, Item]
    inputs: tuple[str, ...]
    steps: tuple[Step, ...]
    results: tuple[str, ...]
    span: Span
    instead_of: dict[str, tuple[str, ...]] = {}
    cautions: tuple[Caution, ...] = ()
    withheld: tuple[Withheld, ...] = ()
    recorded: Recorded | None = None


class Period(msgspec.Struct, frozen=True):
    """Visits every so many months until a month. Where the source leaves it open, the reading chosen stands first."""

    every: int
    until: tuple[int, ...]


class Beside(msgspec.Struct, frozen=True):
    """What belongs to a schedule by another rule."""

    rule: str
    text: Wording


class Schedule(msgspec.Struct, frozen=True):
    """The visits that a rule asks for. `start` holds the items that may be time zero, the reading chosen first.

    `findings` are those that a reader must see beside the dates.
    """

    id: str
    rule: str
    guideline: str
    locator: str
    title: Wording
    start: tuple[str, ...]
    periods: tuple[Period, ...]
    each_visit: tuple[Beside, ...]
    baseline: Beside | None
    stop: Wording
    findings: tuple[str, ...]
    span: Span


class Term(msgspec.Struct, frozen=True):
    """A medical word in the leaflet: the forms in which it stands in the text, and what it means."""

    forms: dict[str, tuple[str, ...]]
    meaning: Wording


class Section(msgspec.Struct, frozen=True):
    """A heading of the leaflet. `bullets` sets its paragraphs as a list; `staff` keeps it out of the patient's text."""

    id: str
    title: Wording
    bullets: bool = False
    staff: bool = False


class Field(msgspec.Struct, frozen=True):
    """What a hospital fills in. `item` gives its value when known; it stands beneath the paragraph `beside`."""

    name: str
    label: Wording
    section: str
    item: str | None = None
    beside: str | None = None


class Paragraph(msgspec.Struct, frozen=True):
    """A text of the leaflet. It speaks while one of `rules` stands and its condition, if any, is known to hold.

    `excluded` names a guideline: the paragraph speaks to a patient whom that guideline sends elsewhere. `still_open`
    keeps it silent once the act is done; `alone` lets it speak only when no guideline does; `unless` names paragraphs
    that take its place. `background` names notes and norms that it rests on too.
    """

    id: str
    section: str
    text: Wording
    span: Span
    rules: tuple[str, ...] = ()
    background: tuple[str, ...] = ()
    locator: str | None = None
    condition: Expression | None = None
    excluded: str | None = None
    still_open: bool = False
    alone: bool = False
    unless: tuple[str, ...] = ()


class LeftOut(msgspec.Struct, frozen=True):
    """A rule that no paragraph tells, and why."""

    rule: str
    why: str


class Leaflet(msgspec.Struct, frozen=True):
    """All that a patient leaflet can say."""

    sections: tuple[Section, ...] = ()
    fields: tuple[Field, ...] = ()
    terms: tuple[Term, ...] = ()
    paragraphs: tuple[Paragraph, ...] = ()
    left_out: tuple[LeftOut, ...] = ()


class Decision(msgspec.Struct, frozen=True):
    """A decision point: for whom it must be decided, and the rules that answer it.

    `guideline` is None where it is shared; else patients that the guideline excludes are outside its scope.
    """

    key: str
    title: Wording
    scope: Expression
    answers: str
    rules: tuple[str, ...]
    guideline: str | None
    source: str
    span: Span


class Selection(msgspec.Struct, frozen=True, tag=True):
    """Whether some, every or none of these rules has one of these statuses. `named` is how the author wrote them."""

    quantifier: str
    named: tuple[str, ...]
    rules: tuple[str, ...]
    statuses: tuple[str, ...]
    span: Span


class Claim(msgspec.Struct, frozen=True):
    """What must hold of the rules: for every patient of whom all of `whenever` is known, all of `then` holds."""

    id: str
    title: Wording
    whenever: tuple[Expression | Selection, ...]
    then: tuple[Expression | Selection, ...]
    guideline: str | None
    source: str
    span: Span


class Exclusive(msgspec.Struct, frozen=True):
    """Rules of which no two may be due together; each act or rule that the author named is one member."""

    id: str
    members: dict[str, tuple[str, ...]]
    why: Wording
    guideline: str | None
    span: Span


class Declared(msgspec.Struct, frozen=True):
    """What does not hold because the source is so: `of` names a decision, claim, exclusive set or rules.

    Without a `condition` it speaks of every patient.
    """

    of: tuple[str, ...]
    kind: str
    finding: str
    span: Span
    condition: Expression | None = None


class Claims(msgspec.Struct, frozen=True):
    """All that authors say must be provable, and where the sources do not bear it."""

    decisions: tuple[Decision, ...] = ()
    exclusive: tuple[Exclusive, ...] = ()
    claims: tuple[Claim, ...] = ()
    declared: tuple[Declared, ...] = ()


class Content(msgspec.Struct, frozen=True):
    """Everything that was compiled: dictionary, acts, guidelines with what is beside them, leaflet, claims."""

    items: dict[str, Item]
    acts: dict[str, Wording]
    guidelines: tuple[Guideline, ...]
    conflicts: tuple[Conflict, ...] = ()
    scales: tuple[Scale, ...] = ()
    schedules: tuple[Schedule, ...] = ()
    claims: Claims = Claims()
    leaflet: Leaflet = Leaflet()


def to_json(content: Content) -> bytes:
    """Return the content as JSON, for the cache."""
    return msgspec.json.encode(content)


def from_json(data: bytes) -> Content:
    """Read compiled content; raise msgspec.MsgspecError when the data are damaged."""
    return msgspec.json.decode(data, type=Content)
