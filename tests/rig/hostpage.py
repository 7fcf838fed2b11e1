"""A website on an origin of its own, any page and any content policy, and the window of somebody who visits it."""

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any

from playwright.async_api import Browser, BrowserContext, Locator, Page, expect

HEAD = '<!doctype html><html lang="en"><head><meta charset="utf-8"><title>A shop</title>'
VIEWPORT = '<meta name="viewport" content="width=device-width, initial-scale=1">'
WATCH = """
    window.violations = [];
    document.addEventListener("securitypolicyviolation", (e) =>
      violations.push(`${e.effectiveDirective} ${e.blockedURI} ${e.sourceFile}:${e.lineNumber}`));
"""
PHONE: dict[str, Any] = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}
WIDE: dict[str, Any] = {"viewport": {"width": 1000, "height": 800}}


@dataclass
class Site:
    """The pages it serves: path → (HTML, content policy or nothing)."""

    origin: str
    pages: dict[str, tuple[str, str | None]] = field(default_factory=dict)

    def page(self, path: str, body: str, *, head: str = "", policy: str | None = None) -> str:
        """Put a page there; answer its address."""
        self.pages[path] = (f"{HEAD}{VIEWPORT}{head}</head><body>{body}</body></html>", policy)
        return self.origin + path


@contextmanager
def website() -> Iterator[Site]:
    """Serve a website on `shop.localhost`, which browsers take for a secure place like any `https:` one."""

    class Answers(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            html, policy = site.pages.get(self.path, ("", None))
            self.send_response(200 if html else 404)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            if policy is not None:
                self.send_header("Content-Security-Policy", policy)
            self.end_headers()
            self.wfile.write(html.encode())

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Answers)
    site = Site(f"http://shop.localhost:{server.server_address[1]}")
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield site
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@dataclass
class Visit:
    """Somebody's browser on the shop's pages: what it asked for, what it complained of."""

    page: Page
    asked: list[str] = field(default_factory=list)
    sockets: list[str] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)

    @property
    def launcher(self) -> Locator:
        """The round button."""
        return self.page.locator("parley-widget .launcher")

    @property
    def sheet(self) -> Locator:
        """What the launcher opens."""
        return self.page.locator("parley-widget .sheet-frame")

    @property
    def box(self) -> Locator:
        """Where one writes."""
        return self.page.get_by_role("textbox", name="Write a message")

    async def parley(self, *args: Any) -> None:
        """Call the global."""
        await self.page.evaluate("(args) => Parley(...args)", list(args))

    async def open(self) -> None:
        """Press the launcher."""
        await self.launcher.click()
        await expect(self.sheet).to_be_visible(timeout=10_000)

    async def say(self, text: str) -> None:
        """Write, send, and see it stand there as sent."""
        await self.box.fill(text)
        await self.box.press("Enter")
        await self.sees(text)

    async def sees(self, text: str) -> None:
        """Wait until a message with these words stands there."""
        await expect(self.page.get_by_role("log").get_by_text(text, exact=True)).to_be_visible(timeout=10_000)

    async def violations(self) -> list[str]:
        """Tell what the page's content policy forbade."""
        return await self.page.evaluate("window.violations")


@asynccontextmanager
async def visitor(browser: Browser, *, context: BrowserContext | None = None, **device: Any) -> AsyncIterator[Visit]:
    """Somebody with a browser of their own; a context that is given is a device that was here before."""
    own = context or await browser.new_context(**({"locale": "en-GB"} | WIDE | device))
    page = await own.new_page()
    visit = Visit(page)
    await page.add_init_script(WATCH)
    page.on("request", lambda asked: visit.asked.append(asked.url))
    page.on("websocket", lambda socket: visit.sockets.append(socket.url))
    page.on("console", lambda said: visit.warnings.append(said.text) if said.type in {"warning", "error"} else None)
    page.on("pageerror", lambda error: visit.errors.append(str(error)))
    try:
        yield visit
    finally:
        await page.close()
        if context is None:
            await own.close()
