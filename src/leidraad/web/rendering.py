"""Templates to pages. The safety words and the editions come from the program: no template or setting drops them."""

from typing import Any

import jinja2
from starlette.requests import Request
from starlette.responses import Response

from leidraad.explaining.phrases import LANGUAGES
from leidraad.explaining.safety import SAFETY

LANGUAGE_COOKIE = "leidraad-lang"

_TEMPLATES = jinja2.Environment(
    loader=jinja2.PackageLoader("leidraad.web"),
    autoescape=True,
    undefined=jinja2.StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)


def language(request: Request) -> str:
    """Return the language of a request: as chosen, else Dutch."""
    chosen = request.cookies.get(LANGUAGE_COOKIE, LANGUAGES[0])
    return chosen if chosen in LANGUAGES else LANGUAGES[0]


def remember_language(answer: Response, lang: str) -> None:
    """Keep the choice of a language in the browser; it is all that is kept there."""
    answer.set_cookie(LANGUAGE_COOKIE, lang, httponly=True, samesite="strict", path="/")


def page(template: str, lang: str, **context: Any) -> str:
    """Return a rendered page or part of a page."""
    return _TEMPLATES.get_template(template).render(lang=lang, safety=getattr(SAFETY, lang), **context)


def answer(request: Request, template: str, lang: str, **context: Any) -> Response:
    """Return a page as the answer to a request, which may have chosen another language."""
    found = Response(page(template, lang, **context), media_type="text/html")
    if lang != language(request):
        remember_language(found, lang)
    return found
