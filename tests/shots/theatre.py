"""The demo's stage in a real browser: how to find one's way on it."""

import asyncio
import base64
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from playwright.async_api import Browser, FrameLocator, Locator, Page, WebSocket, expect

SEATS = ("customer", "driver", "merchant", "agent")
# What a pane's own session holds, asked inside its frame.
HELD = """() => window.parley.room.entries.peek().map(({seq, kind, by, body}) => ({seq, kind, by, body}))"""


@dataclass
class Line:
    """One socket of one pane: whose it is, and what went over it."""

    user: str = ""
    heard: list[dict[str, Any]] = field(default_factory=list)
    raw: list[str] = field(default_factory=list)

    def said(self, frame: str | bytes) -> None:
        """Learn from `hello` whose socket this is."""
        said = json.loads(frame)
        if said["t"] == "hello":
            claims = said["token"].split(".")[1]
            self.user = json.loads(base64.urlsafe_b64decode(claims + "=" * (-len(claims) % 4)))["sub"]
        self.raw.append(str(frame))

    def came(self, frame: str | bytes) -> None:
        """Keep what the server said."""
        self.heard.append(json.loads(frame))
        self.raw.append(str(frame))


@dataclass
class Theatre:
    """One window with the stage in it."""

    page: Page
    url: str
    lines: list[Line] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)

    async def open(self, query: str = "") -> None:
        """Open the stage and wait until all four sides are there."""
        self.page.on("websocket", self._listen)
        self.page.on("pageerror", lambda error: self.errors.append(str(error)))
        await self.page.goto(f"{self.url}/{query}")
        await self.set()

    async def set(self) -> None:
        """Wait until every pane has its session."""
        await expect(self.page.locator(".plug:enabled")).to_have_count(4, timeout=20_000)

    def pane(self, seat: str) -> Locator:
        """One side, with its bar and its cable."""
        return self.page.locator(f".pane.seat-{seat}")

    def inside(self, seat: str) -> FrameLocator:
        """The page in that side's device."""
        return self.page.frame_locator(f".pane.seat-{seat} iframe")

    async def held(self, seat: str) -> list[dict[str, Any]]:
        """What the session of that side holds of the room."""
        entries: list[dict[str, Any]] = await self.inside(seat).locator("body").evaluate(HELD)
        return entries

    async def texts(self, seat: str) -> list[str]:
        """The messages that stand there, top to bottom."""
        return await self.inside(seat).locator(".msg:not(.lane) .msg-text").all_inner_texts()

    async def play(self) -> None:
        """Let the script begin, or go on."""
        await self.page.locator(".play").click()

    async def say(self, seat: str, text: str) -> None:
        """Write with one's own hands: that takes the side over."""
        box = self.inside(seat).locator("textarea")
        await box.click()
        await box.press_sequentially(text)
        await box.press("Enter")

    async def cable(self, seat: str) -> None:
        """Pull that side's cable, or plug it in."""
        await self.pane(seat).locator(".plug").click()

    def _listen(self, socket: WebSocket) -> None:
        line = Line()
        self.lines.append(line)
        socket.on("framesent", line.said)
        socket.on("framereceived", line.came)


@asynccontextmanager
async def theatre(browser: Browser, url: str, query: str = "", **window: Any) -> AsyncIterator[Theatre]:
    """Open a window of its own with the stage."""
    context = await browser.new_context(**{"viewport": {"width": 1440, "height": 900}, "locale": "en-GB", **window})
    try:
        house = Theatre(await context.new_page(), url)
        await house.open(query)
        yield house
    finally:
        await asyncio.wait_for(context.close(), 10)
