"""Who may speak to the application: this machine, with the token of this start. Nothing here knows about patients."""

import re
import secrets

from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from leidraad.web.errors import refusal

LOCAL = ("127.0.0.1", "localhost", "[::1]")
# Programs on this machine, such as a test client in a browser, may call the CDS service from another port.
LOCAL_ORIGIN = r"https?://(127\.0\.0\.1|localhost|\[::1\])(:\d{1,5})?"
CROSS_ORIGIN = "/cds-services"
COOKIE = "leidraad"
MOST_BYTES = 2_000_000  # of one request; a large FHIR bundle is about 200 kB
MOST_READ_PAST = 20 * MOST_BYTES
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
HEADERS = {
    "Content-Security-Policy": POLICY,
    "Cache-Control": "no-store",
    "Referrer-Policy": "same-origin",  # with less, a browser would not say where a form comes from
    "X-Content-Type-Options": "nosniff",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}


class Keys:
    """The secrets of one start: a token that opens one browser, and the key that this browser and the API then use."""

    def __init__(self) -> None:
        self._token: str | None = secrets.token_urlsafe(24)
        self.key = secrets.token_urlsafe(32)
        self.used = False  # whether anybody came with the token or the key

    @property
    def token(self) -> str | None:
        """The token, until it was used."""
        return self._token

    def open(self, token: str) -> bool:
        """Return whether the token opens the application; it does so once."""
        good = self._token is not None and secrets.compare_digest(token.encode(), self._token.encode())
        if good:
            self._token = None
            self.used = True
        return good

    def fits(self, key: str) -> bool:
        """Return whether a request carries the key of this start."""
        good = secrets.compare_digest(key.encode(), self.key.encode())
        self.used = self.used or good
        return good


class Guard:
    """Refuses what does not come from this machine with the key, and what is too large; adds the safety headers."""

    def __init__(self, app: ASGIApp, keys: Keys) -> None:
        self._app = app
        self._keys = keys

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        request = Request(scope)
        answer = self._answer(request)
        if answer is None:
            await self._pass(scope, receive, send)
        else:
            if answer.status_code == 413:
                await _read_past(receive)
            await answer(scope, receive, _with_headers(send))

    async def _pass(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            await self._app(scope, _Limited(receive), _with_headers(send))
        except Exception:
            # It was answered, and its place was told. Raised on, its own words would stand in the server's log, and
            # they may hold facts of a patient.
            return

    def _answer(self, request: Request) -> Response | None:
        """Return the refusal or the redirect for a request, or None when it may pass."""
        if _host(request.headers) not in LOCAL or not _may_come(request):
            return refusal(request, 403, "not-local", "this application answers on this machine only")
        if _length(request.headers) > MOST_BYTES:
            hint = f"send at most {MOST_BYTES // 1_000_000} MB"
            return refusal(request, 413, "too-large", "the request is too large", hint)
        if _is_preflight(request) or (_key(request) is not None and self._keys.fits(_key(request))):
            return None
        token = request.query_params.get("token")
        if token is not None and request.url.path == "/" and self._keys.open(token):
            return self._opened()
        hint = "open the address that `leidraad serve` printed; it works once, so start again for another browser"
        return refusal(request, 401, "no-key", "this browser has no key", hint)

    def _opened(self) -> Response:
        answer = RedirectResponse("/", status_code=303)
        answer.set_cookie(COOKIE, self._keys.key, httponly=True, samesite="strict", path="/")
        return answer


class _Limited:
    """Stops a body that is larger than it said, or did not say."""

    def __init__(self, receive: Receive) -> None:
        self._receive = receive
        self._seen = 0

    async def __call__(self) -> Message:
        message = await self._receive()
        self._seen += len(message.get("body", b""))
        if self._seen > MOST_BYTES:
            if message.get("more_body"):
                await _read_past(self._receive)
            raise TooLarge
        return message


async def _read_past(receive: Receive) -> None:
    """Read what still comes and forget it: a client hears the refusal only when it could send all."""
    seen = 0
    while seen < MOST_READ_PAST:
        message = await receive()
        seen += len(message.get("body", b""))
        if not message.get("more_body"):
            return


class TooLarge(Exception):
    """A body went over the limit while it came in."""


def _with_headers(send: Send) -> Send:
    async def sending(message: Message) -> None:
        if message["type"] == "http.response.start":
            have = {name.lower() for name, _ in message["headers"]}
            extra = [(n.lower().encode(), v.encode()) for n, v in HEADERS.items() if n.lower().encode() not in have]
            message = {**message, "headers": [*message["headers"], *extra]}
        await send(message)

    return sending


def _host(headers: Headers) -> str:
    host = headers.get("host", "")
    return host if host.endswith("]") else host.rpartition(":")[0] or host


def _same_origin(headers: Headers) -> bool:
    origin = headers.get("origin")
    return origin is None or origin.partition("://")[2] == headers.get("host", "")


def _may_come(request: Request) -> bool:
    """Return whether the page that asks, if any, is one of this application, or a local one that asks for cards."""
    if _same_origin(request.headers):
        return True
    return _for_cards(request) and re.fullmatch(LOCAL_ORIGIN, request.headers["origin"]) is not None


def _for_cards(request: Request) -> bool:
    return request.url.path == CROSS_ORIGIN or request.url.path.startswith(f"{CROSS_ORIGIN}/")


def _is_preflight(request: Request) -> bool:
    """Return whether a browser asks if it may ask: it cannot send the key yet, and gets no content."""
    asks = {"origin", "access-control-request-method"} <= set(request.headers)
    return request.method == "OPTIONS" and asks and _for_cards(request)


def _length(headers: Headers) -> int:
    length = headers.get("content-length", "0")
    return int(length) if length.isdecimal() else MOST_BYTES + 1


def _key(request: Request) -> str | None:
    scheme, _, key = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() == "bearer":
        return key
    # A browser sends the cookie for any port of this machine: it counts for pages of this application only.
    return request.cookies.get(COOKIE) if _same_origin(request.headers) else None
