"""Letters, forms and files of one patient. A table says which there are; each is made by its action and page."""

import base64
import hashlib
import re
from collections.abc import Callable, Iterable

import msgspec
from fastapi import APIRouter, Depends
from starlette.requests import Request
from starlette.responses import Response

from leidraad.actions.letter import with_request
from leidraad.diagnostics import UserInputError, wrong
from leidraad.engines.reference import Patient
from leidraad.explaining.advice import to_json as advice_to_json
from leidraad.explaining.completeness import completeness
from leidraad.explaining.follow_up import Choice, follow_up
from leidraad.explaining.leaflet import leaflet
from leidraad.explaining.letter import letter
from leidraad.pages.advice_html import advice_to_html
from leidraad.pages.follow_up import follow_up_to_html, follow_up_to_ics
from leidraad.pages.leaflet import rendered as leaflet_as
from leidraad.pages.letter import rendered as letter_as
from leidraad.pages.pdf import to_pdf
from leidraad.web.advice_context import ScheduleShown
from leidraad.web.errors import wants_page
from leidraad.web.forms import Asked, Form, asked, sent
from leidraad.web.rendering import answer
from leidraad.web.security import POLICY
from leidraad.web.words import Words

router = APIRouter(include_in_schema=False)
SENT = Depends(sent)
MEDIA = {
    "html": "text/html",
    "pdf": "application/pdf",
    "json": "application/json",
    "ics": "text/calendar",
}
NO_STYLE = "'none'"
SHOWN = ("html", "pdf")  # opened in the browser, which prints them; the others are kept as a file
STYLE = re.compile(r"<style>(.*?)</style>", re.DOTALL)

Make = Callable[[Asked, Form, str], bytes]


class Download(msgspec.Struct, frozen=True):
    """What can be had: its forms, the first of which is the button, and what makes it."""

    forms: tuple[str, ...]
    make: Make


class Offered(msgspec.Struct, frozen=True):
    """A download that makes sense for this patient."""

    name: str
    forms: tuple[str, ...]


def _advice(about: Asked, form: Form, kind: str) -> bytes:
    advice = about.advice()
    if kind == "json":
        return advice_to_json(advice).encode()
    return _printed(advice_to_html(advice, about.say), kind)


def _follow_up(about: Asked, form: Form, kind: str) -> bytes:
    first = form.text("first_years")
    choice = Choice(form.text("start") or None, int(first) if first in ("2", "3") else None)
    found = follow_up(about.knowledge.content.schedules, about.advice(), choice)
    if kind == "ics":
        return follow_up_to_ics(found, about.say).encode()
    return _printed(follow_up_to_html(found, about.say), kind)


def _letter(name: str) -> Make:
    def make(about: Asked, form: Form, kind: str) -> bytes:
        content = about.knowledge.content
        facts = with_request(about.facts(), content) if name == "mri" else about.facts()
        advice = about.knowledge.advice(facts, about.day)
        needs = completeness(advice, content.items)
        return letter_as(letter(name, advice, needs, content.items), kind, about.say)

    return make


def _leaflet(about: Asked, form: Form, kind: str) -> bytes:
    patient = Patient(about.knowledge.content.items, about.facts(), about.day)
    return leaflet_as(leaflet(about.knowledge.content, patient, {}), kind, about.say)


def _printed(page: str, kind: str) -> bytes:
    return to_pdf(page) if kind == "pdf" else page.encode()


DOWNLOADS = {
    "referral": Download(("html", "pdf", "json"), _letter("referral")),
    "mdo": Download(("html", "pdf", "json"), _letter("mdo")),
    "mri": Download(("html", "pdf", "json"), _letter("mri")),
    "leaflet": Download(("html", "pdf", "json"), _leaflet),
    "advice": Download(("html", "pdf", "json"), _advice),
    "follow-up": Download(("html", "pdf", "ics"), _follow_up),
}


def offered(schedules: Iterable[ScheduleShown]) -> tuple[Offered, ...]:
    """Return the downloads for a patient: a follow-up when a schedule holds, its calendar when that is one."""
    held = len(tuple(schedules))
    found = []
    for name, download in DOWNLOADS.items():
        forms = tuple(form for form in download.forms if form != "ics" or held == 1)
        if name != "follow-up" or held:
            found.append(Offered(name, forms))
    return tuple(found)


@router.post("/download/{name}.{kind}")
def download(request: Request, name: str, kind: str, form: Form = SENT) -> Response:
    """Give a letter or file about the case."""
    found = DOWNLOADS.get(name)
    if found is None or kind not in found.forms:
        raise wrong("no-download", "there is no such letter or file", None, "choose one of the buttons of the page")
    about = asked(request, form)
    try:
        return _delivered(found.make(about, form, kind), name, kind, about)
    except UserInputError as error:
        if error.diagnostics[0].code != "no-pdf" or not wants_page(request):
            raise
    return _no_pdf(request, about, name)


def _no_pdf(request: Request, about: Asked, name: str) -> Response:
    found = answer(request, "no_pdf.html", about.lang, state=about.state, name=name, words=Words(about.lang))
    found.status_code = 501
    return found


def _delivered(data: bytes, name: str, kind: str, about: Asked) -> Response:
    place = "inline" if kind in SHOWN else "attachment"
    headers = {"Content-Disposition": f'{place}; filename="leidraad-{name}-{about.day}.{kind}"'}
    if kind == "html":
        headers["Content-Security-Policy"] = _own_style(data.decode())
    return Response(data, media_type=MEDIA[kind], headers=headers)


def _own_style(page: str) -> str:
    """Return the policy of the application, which also lets this page's own style sheet through: by its hash."""
    digests = (hashlib.sha256(style.encode()).digest() for style in STYLE.findall(page))
    allowed = " ".join(f"'sha256-{base64.b64encode(digest).decode()}'" for digest in digests)
    return POLICY.replace("style-src 'self'", f"style-src {allowed or NO_STYLE}")
