"""The page of what is missing before the tumour board, by report, with the advice that depends on it."""

import msgspec
from fastapi import APIRouter, Depends
from starlette.requests import Request
from starlette.responses import Response

from leidraad.explaining.advice import Advice, Ground
from leidraad.explaining.completeness import Needed, completeness
from leidraad.explaining.page import WHO
from leidraad.explaining.phrases import Phrases
from leidraad.pages.completeness import CompletenessPage
from leidraad.web.advice_context import phase_line
from leidraad.web.case_state import CaseState
from leidraad.web.forms import Asked, Form, asked, sent
from leidraad.web.knowledge import Knowledge
from leidraad.web.rendering import answer
from leidraad.web.words import Words

router = APIRouter(include_in_schema=False)
SENT = Depends(sent)


class NeededLine(msgspec.Struct, frozen=True):
    """An item that is not known: recommendations that depend on it, and how many considerations."""

    item: str
    label: str
    can_fill_in: bool
    recommendations: tuple[str, ...]
    considerations: tuple[str, ...]


class ReportLine(msgspec.Struct, frozen=True):
    report: str
    title: str
    later: bool
    items: tuple[NeededLine, ...]


class MissingPage(msgspec.Struct, frozen=True):
    """The whole page. `share` is in percent, rounded down; null when no guideline speaks."""

    state: CaseState
    who: str
    phase: str
    evaluated_on: str
    decided: str
    all_phases: str
    share: int | None
    reports: tuple[ReportLine, ...]
    editions: tuple[str, ...]
    safety: str


def missing_page(state: CaseState, advice: Advice, knowledge: Knowledge, say: Phrases) -> MissingPage:
    """Return the context of the page."""
    found = completeness(advice, knowledge.content.items)
    words = CompletenessPage(found, say, in_full=True)
    facts = advice.derived | advice.implied | advice.case
    return MissingPage(
        state=state,
        who=say.who(Ground(item, facts[item]) for item in WHO if item in facts),
        phase=phase_line(found.care_phase, say),
        evaluated_on=found.evaluated_on,
        decided=words.decided(),
        all_phases="" if found.care_phase else words.word("all_phases"),
        share=None if found.share is None else 100 * found.decided // found.total,
        reports=tuple(
            ReportLine(r.report, words.title(r), r.from_phase is not None,
                       tuple(_needed(n, words, knowledge, say) for n in r.items))
            for r in found.reports
        ),
        editions=tuple(f"{say.of(g.title)}, {say['edition']} {g.edition}: {say[g.status]}" for g in found.guidelines),
        safety=say.of(found.safety),
    )  # fmt: skip


def _needed(needed: Needed, words: CompletenessPage, knowledge: Knowledge, say: Phrases) -> NeededLine:
    first = [d for d in needed.advice if d.part == "recommendation"]
    return NeededLine(
        item=needed.item,
        label=say.of(needed.label),
        can_fill_in=knowledge.catalogue.can_ask(knowledge.content.items[needed.item]),
        recommendations=tuple(map(words.dependent, first)),
        considerations=tuple(words.dependent(d) for d in needed.advice if d not in first),
    )


def _context(about: Asked) -> MissingPage:
    return missing_page(about.state, about.advice(), about.knowledge, about.say)


@router.post("/missing")
def missing(request: Request, form: Form = SENT) -> Response:
    """Show what is missing."""
    about = asked(request, form)
    return answer(request, "missing.html", about.lang, p=_context(about), words=Words(about.lang), say=about.say)


@router.post("/missing.json")
def missing_json(request: Request, form: Form = SENT) -> Response:
    """Return the data of the page."""
    return Response(msgspec.json.encode(_context(asked(request, form))), media_type="application/json")
