"""What browsers open: the widget's loader, the room page, the demo, and the files behind them."""

from collections.abc import Awaitable, Callable
from typing import Final
from urllib.parse import urlsplit

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from server.core.refusals import Refusal
from server.web import assets
from server.web.ask import Endpoint
from server.web.assets import Assets
from server.web.guards import ALONE, PAGE, framed_by
from server.web.origins import Origins

Saw = Callable[[str, str], Awaitable[None]]
"""Hears a widget's id and the origin of the page on which it stands."""
PUBLIC: Final = ("/static/", "/widget.js")
"""Paths that pages of every origin may load."""
MIN_HASH: Final = 8
ROOM_PAGE: Final = "room/index.html"
ROOM_WORKER: Final = "room/sw.js"
"""It stands beside the page, under `/r/`: a worker has no say above its own folder."""
DESK_PAGE: Final = "desk/index.html"
EMBED_PAGE: Final = "embed/index.html"
DEMO_PAGE: Final = "demo/index.html"
SHOP_PAGE: Final = "demo/shop.html"
LOADER: Final = "loader.js"
HOME: Final = b"""<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>Parley</title>
<h1>Parley</h1>
<p>A chat server is running here: customer, driver, merchant and agent in one room per order.</p>
<ul>
<li><a href="/v1/openapi.json">The HTTP API</a> as OpenAPI 3.1</li>
<li><a href="/readyz">Is it ready?</a></li>
<li>The demo runs with <code>parley serve --demo</code></li>
</ul>
</html>
"""


def routes(found: Assets, origins: Origins, saw: Saw, *, demo: bool) -> list[Route]:
    """Return the routes of all that browsers open; `saw` hears on whose pages which widget stands."""
    home = _page(found.get(DEMO_PAGE)) if demo else _page(assets.asset("home.html", HOME))
    room = _page(found.get(ROOM_PAGE))
    desk = _page(found.get(DESK_PAGE), lambda: ALONE)
    embed = _page(found.get(EMBED_PAGE), lambda: framed_by(origins))
    shop = [Route("/demo/shop", _page(found.get(SHOP_PAGE)), methods=["GET"])] if demo else []
    return [
        Route("/", home, methods=["GET"]),
        *shop,
        Route("/r/", room, methods=["GET"]),
        Route("/r", room, methods=["GET"]),
        Route("/r/sw.js", _page(found.get(ROOM_WORKER)), methods=["GET"]),
        Route("/desk/", desk, methods=["GET"]),
        Route("/desk", desk, methods=["GET"]),
        Route("/embed/", embed, methods=["GET"]),
        Route("/widget.js", _seen(_file(found, LOADER), saw), methods=["GET"]),
        Route("/static/{path:path}", _file(found, None), methods=["GET"]),
    ]


def _seen(answered: Endpoint, saw: Saw) -> Endpoint:
    """Hear of the page that loads the widget by `?widget=<id>`: a script's request says no origin, but who refers."""

    async def heard(request: Request) -> Response:
        widget, page = request.query_params.get("widget", ""), urlsplit(request.headers.get("referer", ""))
        if widget and page.netloc:
            await saw(widget, f"{page.scheme}://{page.netloc}")
        return await answered(request)

    return heard


def _page(page: assets.Asset | None, policy: Callable[[], str] = lambda: PAGE) -> Endpoint:
    async def answered(request: Request) -> Response:
        if page is None:
            raise Refusal("not_found", "this page was not built; `make static` builds it")
        return _as_page(assets.answer(page, request.headers, None), policy())

    return answered


def _file(found: Assets, name: str | None) -> Endpoint:
    async def answered(request: Request) -> Response:
        asset = found.get(name if name is not None else request.path_params["path"])
        if asset is None:
            raise Refusal("not_found", "no such file")
        version = request.query_params.get("v", "")
        answer = assets.answer(asset, request.headers, version if len(version) >= MIN_HASH else None)
        if asset.media_type.startswith("text/html"):
            return _as_page(answer)
        answer.headers["Access-Control-Allow-Origin"] = "*"
        answer.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
        return answer

    return answered


def _as_page(answer: Response, policy: str = PAGE) -> Response:
    answer.headers["Content-Security-Policy"] = policy
    return answer
