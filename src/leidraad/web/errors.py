"""One shape of error everywhere: the diagnostics as JSON, or as a page for a browser. Never a traceback."""

from collections.abc import Mapping, Sequence

import msgspec
from starlette.requests import Request
from starlette.responses import Response

from leidraad.diagnostics import Diagnostic, to_json
from leidraad.web.rendering import language, page

JSON = "application/json"


def failure(
    request: Request, status: int, diagnostics: Sequence[Diagnostic], headers: Mapping[str, str] | None = None
) -> Response:
    """Return the answer that says what is wrong: a page to a browser, JSON to a program."""
    if wants_page(request):
        body = page("error.html", language(request), errors=diagnostics)
        return Response(body, status, headers, media_type="text/html")
    return Response(msgspec.json.encode(to_json(diagnostics)), status, headers, media_type=JSON)


def refusal(
    request: Request, status: int, code: str, message: str, hint: str | None = None,
    headers: Mapping[str, str] | None = None,
) -> Response:  # fmt: skip
    """Return the answer for a single thing that is wrong."""
    return failure(request, status, [Diagnostic(code, message, None, hint)], headers)


def as_json(answer: msgspec.Struct) -> Response:
    """Return an answer as JSON."""
    return Response(msgspec.json.encode(answer), media_type=JSON)


def wants_page(request: Request) -> bool:
    """Return whether a browser asked: programs ask for JSON or for anything."""
    return "text/html" in request.headers.get("accept", "") or "hx-request" in request.headers
