"""The gallery of states in a browser: built, served, and opened at one state after another."""

import json
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache, partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from itertools import count
from pathlib import Path
from threading import Thread
from typing import Any, Final

from playwright.async_api import Page

from tests.house.sources import ROOT

WIDGET: Final = ROOT / "widget"
PHONE: Final = {"width": 390, "height": 844}
DESKTOP: Final = {"width": 1280, "height": 800}
LANGS: Final = ("en", "ja", "pseudo")
THEMES: Final = ("light", "dark")
_SHOWN: Final = "() => document.documentElement.dataset.state"


@dataclass(frozen=True, slots=True)
class State:
    """One line of the catalogue."""

    name: str
    surface: str
    sees: str


@cache
def catalogue() -> tuple[State, ...]:
    """Return every state, in the order of the documentation."""
    told = subprocess.run(["node", "gallery.mjs", "--list"], cwd=WIDGET, check=True, capture_output=True, text=True)
    return tuple(State(**row) for row in json.loads(told.stdout))


def build(folder: Path) -> None:
    """Write the gallery's pages into a folder."""
    subprocess.run(["node", "gallery.mjs", str(folder)], cwd=WIDGET, check=True, stdout=subprocess.DEVNULL)


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the standard library's name
        """Say nothing."""

    def end_headers(self) -> None:
        """Let the browser keep what it has: nothing changes while it is looked at."""
        self.send_header("cache-control", "max-age=3600")
        super().end_headers()


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """Serve a folder on a port of its own; yield its address."""
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(_Quiet, directory=folder)) as server:
        thread = Thread(target=server.serve_forever, daemon=True)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}"
        finally:
            server.shutdown()
            thread.join()


@dataclass(slots=True)
class Gallery:
    """One window in which states are shown one after another."""

    page: Page
    url: str
    visits: Iterator[int]

    async def show(self, name: str, lang: str = "en", theme: str = "light") -> None:
        """Show one state, from a clean page on."""
        await self.page.goto(f"{self.url}/?{next(self.visits)}#{name}&lang={lang}&theme={theme}")
        shown = await self.page.wait_for_function(_SHOWN)
        if await shown.json_value() != "shown":
            why = await self.page.evaluate("() => document.documentElement.dataset.why")
            raise AssertionError(f"{name}: {why}")


async def gallery(page: Page, url: str) -> Gallery:
    """Take a window for the gallery."""
    return Gallery(page, url, count())
