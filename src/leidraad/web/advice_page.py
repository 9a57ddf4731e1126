"""The advice on a page of its own, for a large screen: nothing to fill in."""

import msgspec
from fastapi import APIRouter, Depends
from starlette.requests import Request
from starlette.responses import Response

from leidraad.explaining.advice import Advice
from leidraad.pages.pictures.pathway import pathway_svg
from leidraad.web.advice_context import AdviceShown, advice_shown
from leidraad.web.case_state import CaseState
from leidraad.web.forms import Asked, Form, asked, sent
from leidraad.web.rendering import answer
from leidraad.web.words import Words

router = APIRouter(include_in_schema=False)
SENT = Depends(sent)


class AdvicePage(msgspec.Struct, frozen=True):
    """The whole page."""

    state: CaseState
    advice: AdviceShown


def _context(about: Asked, advice: Advice) -> AdvicePage:
    return AdvicePage(about.state, advice_shown(advice, about.knowledge.content.schedules, about.say))


@router.post("/advice")
def advice(request: Request, form: Form = SENT) -> Response:
    """Show the advice alone."""
    about = asked(request, form)
    found = about.advice()
    return answer(
        request, "advice.html", about.lang, p=_context(about, found), words=Words(about.lang), say=about.say,
        pathway=pathway_svg(found, about.say),
    )  # fmt: skip


@router.post("/advice.json")
def advice_json(request: Request, form: Form = SENT) -> Response:
    """Return the data of the page."""
    about = asked(request, form)
    return Response(msgspec.json.encode(_context(about, about.advice())), media_type="application/json")
