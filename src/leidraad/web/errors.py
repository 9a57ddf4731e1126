"""One shape of error everywhere: the diagnostics as JSON, or as a page for a browser. Never a traceback."""

from collections.abc import Sequence

import msgspec
from starlette.requests import Request
from starlette.responses import Response

from leidraad.diagnostics import Diagnostic, to_json
from leidraad.web.rendering import language, page

JSON = "application/json"


def failure(request: Request, status: int, diagnostics: Sequence[Diagnostic]) -> Response:
    """Return the answer that says what is wrong: a page to a browser, JSON to a program."""
    if wants_page(request):
        body = page("error.html", language(request), errors=diagnostics)
        return Response(body, status, media_type="text/html")
    return Response(msgspec.json.encode(to_json(diagnostics)), status, media_type=JSON)


def refusal(request: Request, status: int, code: str, message: str, hint: str | None = None) -> Response:
    """Return the answer for a single thing that is wrong."""
    return failure(request, status, [Diagnostic(code, message, None, hint)])


def wants_page(request: Request) -> bool:
    """Return whether a browser asked: programs ask for JSON or for anything."""
    return "text/html" in request.headers.get("accept", "") or "hx-request" in request.headers
