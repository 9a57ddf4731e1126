"""Who may speak to the application: this machine, with the token of this start. Nothing here knows about patients."""

import secrets

from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from leidraad.web.errors import refusal

LOCAL = ("127.0.0.1", "localhost", "[::1]")
COOKIE = "leidraad"
MOST_BYTES = 2_000_000  # of one request; a large FHIR bundle is about 200 kB
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
HEADERS = {
    "Content-Security-Policy": POLICY,
    "Cache-Control": "no-store",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}


class Keys:
    """The secrets of one start: a token that opens one browser, and the key that this browser and the API then use."""

    def __init__(self) -> None:
        self._token: str | None = secrets.token_urlsafe(24)
        self.key = secrets.token_urlsafe(32)

    @property
    def token(self) -> str | None:
        """The token, until it was used."""
        return self._token

    def open(self, token: str) -> bool:
        """Return whether the token opens the application; it does so once."""
        good = self._token is not None and secrets.compare_digest(token.encode(), self._token.encode())
        if good:
            self._token = None
        return good

    def fits(self, key: str) -> bool:
        """Return whether a request carries the key of this start."""
        return secrets.compare_digest(key.encode(), self.key.encode())


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
            await self._app(scope, _Limited(receive), _with_headers(send))
        else:
            await answer(scope, receive, _with_headers(send))

    def _answer(self, request: Request) -> Response | None:
        """Return the refusal or the redirect for a request, or None when it may pass."""
        if _host(request.headers) not in LOCAL or not _same_origin(request.headers):
            return refusal(request, 403, "not-local", "this application answers on this machine only")
        if _length(request.headers) > MOST_BYTES:
            hint = f"send at most {MOST_BYTES // 1_000_000} MB"
            return refusal(request, 413, "too-large", "the request is too large", hint)
        if _key(request) is not None and self._keys.fits(_key(request)):
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
            raise TooLarge
        return message


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


def _length(headers: Headers) -> int:
    length = headers.get("content-length", "0")
    return int(length) if length.isdecimal() else MOST_BYTES + 1


def _key(request: Request) -> str | None:
    scheme, _, key = request.headers.get("authorization", "").partition(" ")
    return key if scheme.lower() == "bearer" else request.cookies.get(COOKIE)
