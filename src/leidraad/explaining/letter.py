"""What belongs on a letter about one patient (referral, tumour board, MRI), from the advice. Words no page."""

import datetime
from collections.abc import Iterable, Mapping
from typing import Any

import msgspec

from leidraad.explaining.advice import (
    Advice,
    ConflictShown,
    Ground,
    GuidelineAdvice,
    NotHeldShown,
    RuleAdvice,
    WarningShown,
)
from leidraad.explaining.completeness import OTHER, Completeness, ReportNeeds
from leidraad.explaining.page import Page, to_page
from leidraad.explaining.questions import SOURCES
from leidraad.model.content import Item, Wording

SCHEMA = "1"
KINDS = ("referral", "mdo", "mri")
SENDING = ("refer", "consult")
HANDOVER = "verbal_referral_handover"
BOARD = ("mdt", "reference_centre")  # whose acts are what a centre is asked for
CONSULTED = "expertise_centre_consulted"
LOCAL = "local protocol"
PROVENANCE = "provenance"  # the group of the items that date a report
REQUESTED = "imaging_modality"
# What the one who makes an MRI must know of the patient, known or not.
BEFORE_MRI = ("mri_contraindication", "metal_hardware", "renal_insufficiency", "contrast_allergy")
NOT_FOR_MRI = ("organisation", "decision", "preference", "registry")
OF_THE_TUMOUR = ("lesion", "diagnosis", "pathology", "staging")
PHASE = "care_phase"  # stands in the head of every letter


class ReportFacts(msgspec.Struct, frozen=True):
    """What one report says of the patient. A date that was not given is null."""

    report: str
    date: str | None
    facts: tuple[Ground, ...]


class Known(msgspec.Struct, frozen=True):
    """What is known: by report, what was done or is planned, what the patient wants."""

    reports: tuple[ReportFacts, ...]
    events: tuple[Ground, ...]
    wishes: tuple[Ground, ...]


class Whereto(msgspec.Struct, frozen=True):
    """Where the patient or the question goes. `asks` is `take_over`, `advise` or null.

    `sends` are the rules that refer or consult now, recommendations first. `elsewhere` holds the guidelines that do
    not hold and say where the patient belongs; `elsewhere_first` that nothing but a local protocol says otherwise.
    """

    asks: str | None
    sends: tuple[RuleAdvice, ...]
    done: tuple[RuleAdvice, ...]
    handover: tuple[RuleAdvice, ...]
    elsewhere: tuple[GuidelineAdvice, ...]
    elsewhere_first: bool


class Due(msgspec.Struct, frozen=True):
    """What else is due now. `questions` waits for the centre; all but `considerations` are recommendations, or wait."""

    questions: tuple[RuleAdvice, ...]
    acts: tuple[RuleAdvice, ...]
    talk: tuple[RuleAdvice, ...]
    not_yet: tuple[RuleAdvice, ...]
    considerations: tuple[RuleAdvice, ...]


class Request(msgspec.Struct, frozen=True):
    """What an MRI request holds besides: the rules that ask for the scan, and those that say how it is made.

    `sequences` are the rules that make up the protocol table; `open` names what would tell which protocol holds.
    """

    reasons: tuple[RuleAdvice, ...]
    sequences: tuple[RuleAdvice, ...]
    technique: tuple[RuleAdvice, ...]
    open: tuple[str, ...]
    before: tuple[Ground, ...]


class Letter(msgspec.Struct, frozen=True):
    """One letter. `weight` names its facts, those first on which something on it rests."""

    kind: str
    evaluated_on: datetime.date
    case: dict[str, Any]
    care_phase: str | None
    who: tuple[Ground, ...]
    whereto: Whereto
    known: Known
    due: Due
    missing: tuple[ReportNeeds, ...]
    request: Request | None
    weight: tuple[str, ...]
    conflicts: tuple[ConflictShown, ...]
    guidelines: tuple[GuidelineAdvice, ...]
    not_held: tuple[NotHeldShown, ...]
    warnings: tuple[WarningShown, ...]
    safety: Wording
    schema: str = SCHEMA


def letter(kind: str, advice: Advice, needs: Completeness, items: Mapping[str, Item]) -> Letter:
    """Return the letter of this kind."""
    page = to_page(advice)
    facts = advice.implied | advice.case
    whereto = _whereto(advice, page)
    return Letter(
        kind=kind,
        evaluated_on=advice.evaluated_on,
        case=advice.case,
        care_phase=needs.care_phase,
        who=page.who,
        whereto=whereto,
        known=_known(_for_the_reader(kind, facts, items), items),
        due=_due(page, items),
        # Whoever makes an MRI is told what its report can tell.
        missing=tuple(r for r in needs.reports if kind != "mri" or r.report == "mri"),
        request=_request(advice, facts, items) if kind == "mri" else None,
        weight=_weight(page, facts, items),
        conflicts=page.conflicts,
        guidelines=advice.guidelines,
        not_held=advice.not_held,
        warnings=advice.warnings,
        safety=advice.safety,
    )


def _now(page: Page) -> list[RuleAdvice]:
    return [rule for entry in page.now for rule in (entry.rule, *entry.below)]


def is_recommendation(rule: RuleAdvice) -> bool:
    """Return whether a rule is a recommendation: those are never cut."""
    return rule.part == "recommendation"


def _recommendations_first(rules: Iterable[RuleAdvice]) -> tuple[RuleAdvice, ...]:
    return tuple(sorted(rules, key=lambda rule: not is_recommendation(rule)))


def _sends(rule: RuleAdvice) -> bool:
    """Return whether a rule sends the patient or a question to people, and not the reader to another guideline."""
    return rule.verb in SENDING and "guideline" not in _words(rule) and rule.act != HANDOVER


def leading(sends: tuple[RuleAdvice, ...]) -> tuple[RuleAdvice, ...]:
    """Return the rules that say where to: the recommendations, or the considerations where there are none."""
    return tuple(rule for rule in sends if rule.part == sends[0].part)


def _whereto(advice: Advice, page: Page) -> Whereto:
    sends = _recommendations_first(filter(_sends, _now(page)))
    elsewhere = tuple(g for g in advice.guidelines if g.excluded and g.goes_to)
    local = {g.id for g in advice.guidelines if g.status == LOCAL}
    first = bool(elsewhere) and all(rule.guideline in local for rule in leading(sends))
    of_now = (r for r in advice.advice if r.act == HANDOVER and r.timing == "now")
    return Whereto(
        # A child whom no guideline for adults wants to advise on is taken over as a whole.
        asks="take_over" if first and advice.derived.get("is_child") is True else _asks(sends),
        sends=sends,
        done=tuple(filter(_sends, page.done)),
        handover=tuple(r for r in of_now if r.status in ("applies", "done")),
        elsewhere=elsewhere,
        elsewhere_first=first,
    )


def _asks(sends: tuple[RuleAdvice, ...]) -> str | None:
    if any(rule.verb == "refer" for rule in leading(sends)):
        return "take_over"
    return "advise" if sends else None


def _due(page: Page, items: Mapping[str, Item]) -> Due:
    due = [rule for rule in _now(page) if not _sends(rule) and rule.act != HANDOVER]
    waiting = [r for e in page.not_yet for r in (e.rule, *e.below) if r == e.rule or is_recommendation(r)]
    asked = [rule for rule in due if is_recommendation(rule) and rule.actor in BOARD]
    asked += [rule for rule in waiting if rule.verb != "inform" and _waits_for_the_board(rule, items)]
    return Due(
        questions=tuple(asked),
        acts=tuple(rule for rule in due if is_recommendation(rule) and rule not in asked),
        talk=tuple(filter(is_recommendation, page.talk)),
        not_yet=tuple(rule for rule in waiting if rule not in asked),
        considerations=tuple(rule for rule in (*due, *page.talk) if not is_recommendation(rule)),
    )


def _waits_for_the_board(rule: RuleAdvice, items: Mapping[str, Item]) -> bool:
    return any(items[name].report == "mdt" or name == CONSULTED for name in rule.waits_for)


def _for_the_reader(kind: str, facts: Mapping[str, Any], items: Mapping[str, Item]) -> dict[str, Any]:
    """Return the facts that the reader of this letter needs, without those that stand in a place of their own."""
    if kind != "mri":
        return {name: value for name, value in facts.items() if name != PHASE}
    apart = (PHASE, REQUESTED, *BEFORE_MRI)
    return {n: value for n, value in facts.items() if n not in apart and items[n].group not in NOT_FOR_MRI}


def _known(facts: Mapping[str, Any], items: Mapping[str, Item]) -> Known:
    """Place each fact once: what a report says, what was done or is planned, what the patient wants."""
    dates = {items[name].report: day for name, day in facts.items() if items[name].group == PROVENANCE}
    said: dict[str, list[Ground]] = {report: [] for report in dates}
    apart: dict[str, list[Ground]] = {"event": [], "preference": []}
    for name, value in facts.items():
        item = items[name]
        if item.group != PROVENANCE:
            place = apart[item.kind] if item.kind in apart else said.setdefault(item.report or OTHER, [])
            place.append(Ground(name, value))
    order = sorted(said, key=lambda report: SOURCES.index(report) if report in SOURCES else len(SOURCES))
    reports = tuple(ReportFacts(report, dates.get(report), tuple(said[report])) for report in order)
    return Known(reports, tuple(apart["event"]), tuple(apart["preference"]))


def _weight(page: Page, facts: Iterable[str], items: Mapping[str, Item]) -> tuple[str, ...]:
    rules = [*_now(page), *(entry.rule for entry in page.not_yet)]
    grounds = (ground.item for rule in rules for ground in (*rule.because, *rule.also_met))
    about_the_tumour = (name for name in facts if items[name].group in OF_THE_TUMOUR)
    return tuple(dict.fromkeys((*(ground.item for ground in page.who), *grounds, *about_the_tumour, *facts)))


def _request(advice: Advice, facts: Mapping[str, Any], items: Mapping[str, Item]) -> Request:
    excluded = {g.id for g in advice.guidelines if g.excluded}
    about = [r for r in advice.advice if _about_mri(r) and r.guideline not in excluded and r.audience != "leaflet"]
    how = [r for r in about if r.status in ("applies", "done", "not_yet") and _says_how(r)]
    asking = (r for r in about if r.status in ("applies", "not_yet") and r.timing == "now" and not _says_how(r))
    sequences = tuple(r for r in how if _in_the_table(r) and (r.checklist or "sequence" in _words(r)))
    unsure = (r for r in about if r.status == "undetermined" and _in_the_table(r))
    return Request(
        reasons=_recommendations_first(asking),
        sequences=sequences,
        technique=tuple(rule for rule in how if rule not in sequences),
        open=() if sequences else tuple(dict.fromkeys(item for rule in unsure for item in rule.missing)),
        before=tuple(Ground(name, facts.get(name)) for name in BEFORE_MRI if name in items),
    )


def _about_mri(rule: RuleAdvice) -> bool:
    return "mri" in _words(rule) or _about_the_request(rule)


def _about_the_request(rule: RuleAdvice) -> bool:
    """Return whether a rule holds because this MRI is being asked for."""
    return any(ground.item == REQUESTED for ground in rule.because)


def _says_how(rule: RuleAdvice) -> bool:
    return rule.audience == "team" or _about_the_request(rule)


def _in_the_table(rule: RuleAdvice) -> bool:
    return "mri" in _words(rule) and not {"protocol", "sequence"}.isdisjoint(_words(rule))


def _words(rule: RuleAdvice) -> list[str]:
    """Return the words of the key of an act: every act about an MRI has `mri` among them."""
    return rule.act.split("_")


def to_json(found: Letter) -> str:
    """Return it as indented JSON, the schema version first."""
    data = msgspec.to_builtins(found)
    return msgspec.json.format(msgspec.json.encode({"schema": data.pop("schema"), **data}), indent=2).decode()
