"""What the widget costs on the network, in a real Chromium with a cold cache: bytes, requests, round trips."""

from dataclasses import dataclass, field
from typing import Any, Final
from urllib.parse import urlsplit

import pytest
from playwright.async_api import Browser, Page, expect

from tests.rig.flights import Flights
from tests.rig.holding import Account
from tests.rig.parley import Host, Parley
from tests.rig.stage import PARTIES
from tests.rig.wait import until

pytestmark = [pytest.mark.anyio, pytest.mark.timeout(120)]

ROOM: Final = "order-1042"
PARTS: Final = frozenset(f"/static/widget/{part}.js" for part in ("keeping", "later", "files", "linked"))
"""What this journey loads by an action."""
BEFORE_A_CLICK: Final = 2_000
FIRST_OPEN: Final = 41_500
EVERYTHING: Final = 75_500
"""Bytes as packed on the network, without headers, the API's answers too; docs/bytes.md says what is aimed at."""
ROUND_TRIPS: Final = 5
FAR_S: Final = 0.15


@dataclass
class Wire:
    """Every request of a page and the bytes of its answer as they came, except the shop's own page."""

    bytes: dict[str, int] = field(default_factory=dict)
    under_way: set[str] = field(default_factory=set)
    names: dict[str, str] = field(default_factory=dict)

    async def listen(self, page: Page) -> None:
        """Ask Chromium itself."""
        devtools = await page.context.new_cdp_session(page)
        devtools.on("Network.requestWillBeSent", self._asked)
        devtools.on("Network.responseReceived", self._came)
        for over in ("Network.loadingFinished", "Network.loadingFailed"):
            devtools.on(over, lambda told: self.under_way.discard(told["requestId"]))
        await devtools.send("Network.enable")

    def _asked(self, told: dict[str, Any]) -> None:
        if told["type"] in ("Document", "Preflight") or told["request"]["url"].startswith(("data:", "blob:")):
            return
        name = urlsplit(told["request"]["url"]).path
        if name == "/favicon.ico":
            return
        self.names[told["requestId"]] = name
        self.under_way.add(told["requestId"])
        self.bytes.setdefault(name, 0)

    def _came(self, told: dict[str, Any]) -> None:
        if name := self.names.get(told["requestId"]):
            headers = {key.lower(): value for key, value in told["response"]["headers"].items()}
            self.bytes[name] += int(headers["content-length"])

    async def total(self) -> int:
        """Return all bytes, once nothing is under way."""
        await until(lambda: not self.under_way, 10, lambda: f"answered: {[self.names[one] for one in self.under_way]}")
        return sum(self.bytes.values())


@dataclass
class Shop:
    """A page with the widget in it."""

    browser: Browser
    host: Host
    ann: Account

    async def page(self, port: int) -> Page:
        """Open a browser that has never been here, at a page that asks for nothing more."""
        size = {"width": 1200, "height": 800}
        context = await self.browser.new_context(locale="en-GB", viewport=size, bypass_csp=True)
        page = await context.new_page()
        await page.goto(f"http://127.0.0.1:{port}/")
        return page

    async def show(self, page: Page, port: int) -> None:
        """Load the shop's page: with the launcher and nothing more."""
        base = f"http://127.0.0.1:{port}"
        shop = f"""<!doctype html><html lang=en><title>Shop</title><link rel=icon href="data:,"><h1>Shop</h1>
            <script async src="{base}/widget.js" data-room="{ROOM}" data-lang="en"
                data-token="{self.ann.token}"></script>"""
        await page.set_content(shop)
        await page.get_by_role("button", name="Open the conversation").wait_for()

    async def open(self, page: Page) -> None:
        """Tap, and see messages and where to write."""
        await page.get_by_role("button", name="Open the conversation").click()
        await expect(page.get_by_text("mia was here")).to_be_visible(timeout=20_000)
        await expect(page.get_by_role("textbox", name="Write a message")).to_be_visible()


@pytest.fixture
async def shop(parley: Any, browser: Browser) -> Shop:
    """An order in which everybody has written."""
    node: Parley = parley()
    await node.up()
    host = Host(node)
    await host.room(ROOM, PARTIES)
    for user in PARTIES:
        body = {"type": "text", "text": f"{user} was here"}
        await host.call("POST", f"/v1/rooms/{ROOM}/messages", {"by": user, "body": body})
    return Shop(browser, host, await host.account("ann", "customer"))


async def use_everything(page: Page) -> None:
    """Touch the room, and open what is loaded by an action."""
    box = page.get_by_role("textbox", name="Write a message")
    await box.fill("see https://parley.example/menu")
    await box.press("Enter")
    await page.get_by_role("button", name="Actions for this message").last.click()
    await page.keyboard.press("Escape")
    await page.get_by_role("button", name="Get help").click()
    await page.get_by_role("radio", name="Payment").check()
    await page.keyboard.press("Escape")
    async with page.expect_file_chooser() as choosing:
        await page.get_by_role("button", name="Attach files").click()
    chooser = await choosing.value
    await chooser.set_files([{"name": "note.txt", "mimeType": "text/plain", "buffer": b"two noodles"}])


async def test_bytes_and_requests_before_a_click_at_the_first_open_and_in_all(shop: Shop):
    port = urlsplit(shop.host.node.http).port or 0
    page = await shop.page(port)
    wire = Wire()
    await wire.listen(page)
    await shop.show(page, port)
    assert await wire.total() <= BEFORE_A_CLICK
    assert list(wire.bytes) == ["/widget.js"]
    await shop.open(page)
    first = await wire.total()
    print("first open", first, dict(wire.bytes))
    assert BEFORE_A_CLICK < first <= FIRST_OPEN
    assert not wire.bytes.keys() & PARTS
    await use_everything(page)
    await until(lambda: wire.bytes.keys() >= PARTS, 10, lambda: f"loaded: {wire.bytes.keys()} of {PARTS}")
    everything = await wire.total()
    print("everything", everything, dict(wire.bytes))
    assert first < everything <= EVERYTHING
    await page.context.close()


async def test_round_trips_from_a_tap_to_messages_and_from_a_new_path_to_what_waited(shop: Shop):
    async with Flights(urlsplit(shop.host.node.http).port or 0) as far:
        page = await shop.page(far.port)
        frames: list[str] = []
        page.on("websocket", lambda socket: follow(socket, frames))
        await shop.show(page, far.port)
        far.faults.latency_s = FAR_S
        far.begin()
        await shop.open(page)
        trips = far.until(b"mia was here")
        print("round trips", trips, frames)
        assert 0 < trips <= ROUND_TRIPS
        assert frames[: frames.index("<")] == ["hello", "join"]
        await page.context.set_offline(True)
        far.reset_all()
        box = page.get_by_role("textbox", name="Write a message")
        await box.fill("sent when back")
        await box.press("Enter")
        await expect(page.get_by_text("Sends when you are back online")).to_be_visible()
        frames.clear()
        await page.context.set_offline(False)
        await until(lambda: "<" in frames, 20, "the server greets")
        assert frames[:2] == ["hello", "send"]
        await page.context.close()


def follow(socket: Any, frames: list[str]) -> None:
    """Note what is said, and that something was heard."""
    socket.on("framesent", lambda text: frames.append(text.split('"t":"')[1].split('"')[0]))
    socket.on("framereceived", lambda _: frames.append("<"))
