"""Puts the web's parts together: routes, pages, health, the socket, and the guards around them."""

import asyncio
from collections.abc import Callable, Iterable, Mapping
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path
from typing import Final, TypeAlias

import orjson
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.types import ASGIApp, Receive, Scope, Send

from server import __version__
from server.core.refusals import Refusal
from server.web import assets, demo, health, openapi, pages
from server.web.ask import Endpoint, Operation, endpoint
from server.web.guards import Guard
from server.web.health import Counters, Readiness
from server.web.house import House
from server.web.origins import Origins
from server.web.refusals import Faults, refused, unrouted
from server.web.routes import OPERATIONS

Application: TypeAlias = Starlette
"""What `build` returns, for those who only pass it on."""


SOCKET: Final = "/v1/ws"


def _nothing() -> Mapping[str, float]:
    return {}


def _ready() -> Readiness:
    return Readiness("ok")


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """What the web is told by whoever starts it. `more` are operations that are served but not documented."""

    static: Path = field(default_factory=assets.folder)
    origins: Origins = field(default_factory=Origins)
    demo: bool = False
    readiness: Callable[[], Readiness] = _ready
    counters: Counters = _nothing
    lifespan: Callable[[], AbstractAsyncContextManager[None]] | None = None
    more: tuple[Operation, ...] = ()


class Whole(Starlette):
    """Starlette, but that a handshake for the socket passes the guard alone: none of the rest has anything to add.

    After a restart everybody comes at once; half of what a handshake cost was being handed from layer to layer.
    """

    socket: ASGIApp

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "websocket" and scope["path"] == SOCKET:
            await self.socket(scope, receive, send)
        else:
            await super().__call__(scope, receive, send)


def build(house: House, site: Site, websocket_endpoint: ASGIApp) -> Application:
    """Return the ASGI application; `websocket_endpoint` is plain ASGI too."""
    origins = replace(site.origins, more=lambda: house.choices.now.origins)
    app = Whole(
        routes=[
            *_routes((*OPERATIONS, *_hosting(site)), house),
            Route("/v1/openapi.json", _described(), methods=["GET"]),
            *health.routes(site.readiness, site.counters),
            *pages.routes(assets.read(site.static), origins, house.sites.saw, demo=site.demo),
        ],
        middleware=[Middleware(Guard, origins, pages.PUBLIC), Middleware(Faults)],
        exception_handlers={Refusal: refused, HTTPException: unrouted},
        lifespan=_lifespan(site),
    )
    app.socket = Guard(websocket_endpoint, origins)
    app.router.redirect_slashes = False
    return app


def _hosting(site: Site) -> tuple[Operation, ...]:
    """Return what is served beside the API: under `--demo`, the order system that the demo needs."""
    return (*site.more, *(demo.OPERATIONS if site.demo else ()))


def _lifespan(site: Site) -> Callable[[Starlette], AbstractAsyncContextManager[None]] | None:
    around = site.lifespan
    return None if around is None else lambda _app: around()


def _routes(operations: Iterable[Operation], house: House) -> list[Route]:
    """Return one route a path: so a 405 can name every method that is served there."""
    by_path: dict[str, dict[str, Endpoint]] = {}
    for operation in operations:
        by_path.setdefault(operation.path, {})[operation.method] = endpoint(operation, house)
    return [Route(path, _chosen(methods), methods=list(methods)) for path, methods in by_path.items()]


def _chosen(methods: Mapping[str, Endpoint]) -> Endpoint:
    async def answered(request: Request) -> Response:
        return await methods["GET" if request.method == "HEAD" else request.method](request)

    return answered


def _described() -> Endpoint:
    """Describe the API when it is first asked for, beside the loop: it takes as long as the rest of a start."""

    @cache
    def content() -> bytes:
        return orjson.dumps(openapi.document(OPERATIONS, __version__))

    async def answered(_request: Request) -> Response:
        return Response(await asyncio.to_thread(content), 200, {"Cache-Control": "no-cache"}, "application/json")

    return answered
