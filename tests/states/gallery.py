"""The gallery of states in a browser: built, served, and opened at one state after another."""

import json
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache, partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any, Final

from playwright.async_api import Frame, Page

from tests.house.sources import ROOT

WIDGET: Final = ROOT / "widget"
PHONE: Final = {"width": 390, "height": 844}
DESKTOP: Final = {"width": 1280, "height": 800}
LANGS: Final = ("en", "ja", "pseudo")
THEMES: Final = ("light", "dark")
AXE: Final = WIDGET / "node_modules/axe-core/axe.min.js"


@dataclass(frozen=True, slots=True)
class State:
    """One line of the catalogue."""

    name: str
    surface: str
    sees: str


@dataclass(frozen=True, slots=True)
class Key:
    """What a key of the workspace does, and where."""

    key: str
    where: str
    does: str


@cache
def catalogue() -> tuple[State, ...]:
    """Return every state, in the order of the documentation."""
    return tuple(State(**row) for row in _told("--list"))


@cache
def keys() -> tuple[Key, ...]:
    """Return every key of the workspace, in the order in which its page registers them."""
    return tuple(Key(**row) for row in _told("--keys"))


def _told(what: str) -> list[dict[str, str]]:
    told = subprocess.run(["node", "gallery.mjs", what], cwd=WIDGET, check=True, capture_output=True, text=True)
    rows: list[dict[str, str]] = json.loads(told.stdout)
    return rows


def build(folder: Path) -> None:
    """Write the gallery's pages into a folder."""
    subprocess.run(["node", "gallery.mjs", str(folder)], cwd=WIDGET, check=True, stdout=subprocess.DEVNULL)
    shutil.copy(AXE, folder)


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the standard library's name
        """Say nothing."""

    def end_headers(self) -> None:
        """Let the browser keep what it has: nothing changes while it is looked at."""
        self.send_header("cache-control", "max-age=3600")
        super().end_headers()


class _Gallery(ThreadingHTTPServer):
    def handle_error(self, request: Any, client_address: Any) -> None:
        """A page that was left does not wait for the rest of its files."""


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """Serve a folder on a port of its own; yield its address."""
    with _Gallery(("127.0.0.1", 0), partial(_Quiet, directory=folder)) as server:
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

    async def show(self, name: str, lang: str = "en", theme: str = "light") -> Frame:
        """Show one state in a clean frame, which fills the window."""
        problem = await self.page.evaluate("(address) => show(address)", f"{name}&lang={lang}&theme={theme}")
        if problem is not None:
            raise AssertionError(f"{name}: {problem}")
        return self.frame

    @property
    def frame(self) -> Frame:
        """Where the state is shown."""
        frame = self.page.frame("state")
        assert frame is not None, "nothing was shown yet"
        return frame


async def gallery(page: Page, url: str) -> Gallery:
    """Take a window for the gallery."""
    await page.goto(f"{url}/window.html")
    return Gallery(page)
