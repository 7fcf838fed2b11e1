"""A website on an origin of its own: a folder, served; and pages of it that use the packed SDK in a real Chromium."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from playwright.async_api import BrowserContext, Page

IMPORTS = {
    "@parley/client": "/node_modules/@parley/client/dist/index.js",
    "@preact/signals-core": "/node_modules/@preact/signals-core/dist/signals-core.mjs",
}
SDK_PAGE = f"""<!doctype html><meta charset="utf-8"><title>Shop</title>
<script type="importmap">{json.dumps({"imports": IMPORTS})}</script>
<script type="module" src="/sdk_shop.mjs"></script>"""
LOADED = "window.loaded === true"
SECONDS = 15.0


class Quiet(SimpleHTTPRequestHandler):
    """Serves a folder and says nothing."""

    def log_message(self, *_: object) -> None:
        """Stay silent."""


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """Serve a folder; yield its origin."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=folder))
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


@dataclass
class Tab:
    """One page of the website; what it says in JavaScript is in `sdk_shop.mjs`."""

    page: Page
    errors: list[str] = field(default_factory=list)

    async def does(self, what: str, *given: Any) -> Any:
        """Call a function of the page, with a list of arguments; give what it answers, or comes to."""
        return await self.page.evaluate(f"(given) => window.shop.{what}(...given)", list(given))

    async def shows(self, what: str, *given: Any, seconds: float = SECONDS) -> None:
        """Wait until a function of the page answers yes."""
        asked = f"(given) => window.shop.{what}(...given)"
        await self.page.wait_for_function(asked, arg=list(given), timeout=seconds * 1000)


async def sdk_tab(context: BrowserContext, origin: str) -> Tab:
    """Open the website in a new tab."""
    tab = Tab(await context.new_page())
    tab.page.on("pageerror", lambda error: tab.errors.append(str(error)))
    await tab.page.goto(origin)
    await tab.page.wait_for_function(LOADED, timeout=SECONDS * 1000)
    return tab
