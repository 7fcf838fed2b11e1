"""An expected no, and a fault of ours, as problem+json (RFC 9457)."""

import math
import traceback
from pathlib import PurePath
from typing import Any, Final

import orjson
import structlog
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from server.core.refusals import CODES, Refusal

MEDIA_TYPE: Final = "application/problem+json"
_OF_STATUS: Final = {404: "not_found", 405: "bad_message", 413: "too_large"}
_LOG: Final[Any] = structlog.get_logger()


def content(refusal: Refusal, status: int | None = None) -> dict[str, Any]:
    """Return the members of the problem."""
    row = CODES[refusal.code]
    said: dict[str, Any] = {
        "type": f"urn:parley:refusal:{refusal.code}",
        "title": row.meaning,
        "status": status or row.http,
        "detail": refusal.message,
        "code": refusal.code,
    }
    return said | refusal.details()


def problem(refusal: Refusal, status: int | None = None) -> Response:
    """Return a refusal as an HTTP answer."""
    said = content(refusal, status)
    headers = {"Cache-Control": "no-store"}
    if refusal.retry_after_ms is not None:
        headers["Retry-After"] = str(math.ceil(refusal.retry_after_ms / 1000))
    if said["status"] == 401:  # noqa: PLR2004 - RFC 9110: a 401 names the scheme
        headers["WWW-Authenticate"] = 'Bearer realm="parley"'
    if said["status"] == 413:  # noqa: PLR2004 - what was not read must not be taken for the next request
        headers["Connection"] = "close"
    return Response(orjson.dumps(said), said["status"], headers, MEDIA_TYPE)


async def refused(_request: Request, error: Exception) -> Response:
    """Answer a Refusal that a handler raised."""
    if not isinstance(error, Refusal):
        raise TypeError(type(error).__name__)
    return problem(error)


async def unrouted(_request: Request, error: Exception) -> Response:
    """Answer what the router refuses: no such path, or no such method there."""
    if not isinstance(error, HTTPException):
        raise TypeError(type(error).__name__)
    code = _OF_STATUS.get(error.status_code, "bad_message")
    said = problem(Refusal(code, error.detail), error.status_code)
    said.headers.update(error.headers or {})
    return said


class Faults:
    """Around everything: logs what nobody expected, once, and tells nothing of the inside."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        started = False

        async def noting(message: Message) -> None:
            nonlocal started
            started = True
            await send(message)

        try:
            await self._app(scope, receive, noting)
        except Exception as error:  # noqa: BLE001 - the one place where a bug becomes a 500
            _LOG.error("http.fault", fault=type(error).__name__, where=_where(error), method=scope["method"])
            if not started:
                await problem(Refusal("internal"))(scope, receive, send)


def _where(error: Exception) -> str:
    """Name the last places in the code, without any value: a message could hold what somebody wrote."""
    frames = traceback.extract_tb(error.__traceback__)[-3:]
    return " > ".join(f"{PurePath(frame.filename).name}:{frame.lineno} {frame.name}" for frame in frames)
