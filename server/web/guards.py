"""Around every request: whose page it comes from, what a browser may do with the answer."""

from collections.abc import Iterable
from typing import Final

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from server.core.codec import SUBPROTOCOLS
from server.core.refusals import NOT_ALLOWED, Refusal
from server.web.origins import Origins
from server.web.refusals import problem

STRICT: Final = "default-src 'none'; frame-ancestors 'none'"
_RUNS: Final = (
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self' ws: wss:; "
    "img-src 'self' blob: data:; font-src 'self'; media-src 'self' blob:; manifest-src 'self'; frame-src 'self'; "
    "base-uri 'none'; form-action 'none'"
)
PAGE: Final = f"{_RUNS}; frame-ancestors 'self'"
ALONE: Final = f"{_RUNS}; frame-ancestors 'none'"
"""For a page that nobody frames: what stands behind a sign-in must not be clicked through another page."""
ALWAYS: Final = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Content-Security-Policy": STRICT,
}
PREFLIGHT: Final = {
    "Access-Control-Allow-Methods": "GET, POST, PUT, PATCH, DELETE",
    "Access-Control-Allow-Headers": "Authorization, Content-Type, Idempotency-Key",
    "Access-Control-Max-Age": "600",
}
EXPOSED: Final = "Retry-After"


def framed_by(origins: Origins) -> str:
    """Return the policy of a page that these origins may frame: it knows who frames it by that alone."""
    listed = sorted(origins.listed | origins.more())
    allowed = "*" if origins.every else " ".join(["'self'", *listed])
    return f"{_RUNS}; frame-ancestors {allowed}"


class Guard:
    """Refuses foreign pages, answers preflights, and gives every answer its security headers.

    Files in `public` are for everybody's pages: an embed is loaded from other origins before it says who it is for.
    """

    def __init__(self, app: ASGIApp, origins: Origins, public: Iterable[str] = ()) -> None:
        self._app = app
        self._origins = origins
        self._public = tuple(public)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self._app(scope, receive, send)
            return
        said = scope["headers"]
        origin = b", ".join([value for name, value in said if name == b"origin"]).decode("latin-1") or None
        host = next((value.decode("latin-1") for name, value in said if name == b"host"), None)
        foreign = not self._origins.allows(origin, host)
        if scope["type"] == "websocket":
            await (_turn_away(scope, receive, send) if foreign else self._app(scope, receive, send))
            return
        shown = None if foreign else origin
        answer = self._answer(scope, Headers(scope=scope), foreign=foreign)
        await (answer or self._app)(scope, receive, _dressed(send, shown))

    def _answer(self, scope: Scope, headers: Headers, *, foreign: bool) -> ASGIApp | None:
        """Return what is answered here; None for what goes on to the routes."""
        if foreign and not (scope["method"] in {"GET", "HEAD"} and scope["path"].startswith(self._public)):
            return problem(Refusal("forbidden", "this origin is not allowed here"))
        if scope["method"] == "OPTIONS" and "access-control-request-method" in headers:
            return Response(status_code=204, headers=PREFLIGHT)
        return None


def _dressed(send: Send, origin: str | None) -> Send:
    """Return a `send` that adds the headers; what an answer says of itself stays."""

    async def dressed(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            for name, value in ALWAYS.items():
                headers.setdefault(name, value)
            headers.add_vary_header("Origin")
            if origin is not None:
                headers.setdefault("Access-Control-Allow-Origin", origin)
                headers["Access-Control-Expose-Headers"] = EXPOSED
        await send(message)

    return dressed


async def _turn_away(scope: Scope, receive: Receive, send: Send) -> None:
    """Close a foreign page's socket with 4403: a browser shows a page the close code, never an HTTP status.

    Nothing was read from it and nothing was said to it.
    """
    await receive()
    spoken = next((name for name in scope.get("subprotocols", ()) if name in SUBPROTOCOLS), None)
    await send({"type": "websocket.accept", "subprotocol": spoken})
    await send({"type": "websocket.close", "code": NOT_ALLOWED.code, "reason": NOT_ALLOWED.reason})
