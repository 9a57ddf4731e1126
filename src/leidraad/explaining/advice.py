"""The advice for one patient as one object: the contract that every rendering and every outside reader uses."""

import datetime
from decimal import Decimal
from typing import Any

import msgspec

from leidraad.model.content import Graded, Implication, Judgement, Wording

SCHEMA = "1"
# Why the first of two rules goes first although the other does not hold: they speak of different patients.
ONLY_ONE = "only_one_speaks"


class Ground(msgspec.Struct, frozen=True):
    """A fact as given: a data item and its value."""

    item: str
    value: Any


class Unless(msgspec.Struct, frozen=True):
    """An exception that may still hold, and the items that would tell."""

    id: str
    missing: tuple[str, ...]


class Place(msgspec.Struct, frozen=True):
    document: str
    module: str
    locator: str


class FindingShown(msgspec.Struct, frozen=True):
    id: str
    severity: str
    unclear: Wording
    reading: Wording
    locator: str


class Background(msgspec.Struct, frozen=True):
    """What the source tells beside a rule, without asking for anything."""

    id: str
    text: Wording


class RuleAdvice(msgspec.Struct, frozen=True):
    """One rule for this patient. `because` suffices for the status, and nothing in it can be dropped."""

    id: str
    guideline: str
    status: str
    timing: str
    verb: str
    act: str
    part: str
    audience: str
    actor: str
    strength: str
    strength_basis: str
    certainty: str
    title: str
    text: Wording
    phases: tuple[str, ...]
    because: tuple[Ground, ...]
    also_met: tuple[Ground, ...]
    missing: tuple[str, ...]
    waits_for: tuple[str, ...]
    unless: tuple[Unless, ...]
    options: tuple[str, ...]
    overridden_by: tuple[str, ...]
    conflicts_with: tuple[str, ...]
    refines: tuple[str, ...]
    findings: tuple[FindingShown, ...]
    checklist: tuple[Wording, ...]
    background: tuple[Background, ...]
    note: str | None
    source: Place


class GuidelineAdvice(msgspec.Struct, frozen=True):
    id: str
    edition: str
    title: Wording
    status: str
    sha256: str
    excluded: bool
    goes_to: Wording | None
    because: tuple[Ground, ...]
    legend: dict[str, Implication] = {}


class ModuleShown(msgspec.Struct, frozen=True):
    """What the strength of a module's rules rests on. A rule names it by `guideline` and `source.module`.

    A date that the source does not give is null. `evidence_to_decision` and `outcomes` are empty where the source
    has none.
    """

    id: str
    guideline: str
    title: Wording
    status: str
    authorised_on: datetime.date | None
    review_by: datetime.date | None
    certainty: str
    rationale: Wording
    evidence_to_decision: dict[str, Judgement]
    outcomes: tuple[Graded, ...]


class Question(msgspec.Struct, frozen=True):
    """An item worth asking now, and the rules that it can decide."""

    item: str
    decides: tuple[str, ...]


class ConflictShown(msgspec.Struct, frozen=True):
    """Two rules that disagree. `precedence` is the id that goes first, if any does.

    Both hold, unless the reason is `only_one_speaks`: then the other is about other patients.
    """

    rules: tuple[str, str]
    why: Wording
    precedence: str | None
    reason: str


class NormShown(msgspec.Struct, frozen=True):
    """A norm as its source has it; `newer_edition` names one that exists and is not held here."""

    id: str
    text: Wording
    year: int
    actor: str
    source: Place
    newer_edition: Wording | None


class NotHeldShown(msgspec.Struct, frozen=True):
    id: str
    text: Wording


class WarningShown(msgspec.Struct, frozen=True):
    """What to know beside a fact as given: the item, why, and what would have to be known to say more."""

    about: str
    text: Wording
    because: tuple[Ground, ...]
    missing: tuple[str, ...]


class Advice(msgspec.Struct, frozen=True):
    """Everything that the loaded guidelines say of one patient on one day."""

    evaluated_on: datetime.date
    case: dict[str, Any]
    implied: dict[str, Any]
    derived: dict[str, Any]
    guidelines: tuple[GuidelineAdvice, ...]
    modules: tuple[ModuleShown, ...]
    advice: tuple[RuleAdvice, ...]
    ask_next: tuple[Question, ...]
    conflicts: tuple[ConflictShown, ...]
    norms: tuple[NormShown, ...]
    not_held: tuple[NotHeldShown, ...]
    warnings: tuple[WarningShown, ...]
    safety: Wording
    schema: str = SCHEMA


def plain(value: Any) -> Any:
    """Return a fact as JSON has it: sets as sorted lists, decimals as numbers, dates as text."""
    match value:
        case frozenset():
            return sorted(value)
        case Decimal():
            return int(value) if value == value.to_integral_value() else float(value)
        case datetime.date():
            return value.isoformat()
    return value


def to_json(advice: Advice) -> str:
    """Return the advice as indented JSON, the schema version first."""
    data = msgspec.to_builtins(advice)
    return msgspec.json.format(msgspec.json.encode({"schema": data.pop("schema"), **data}), indent=2).decode()
