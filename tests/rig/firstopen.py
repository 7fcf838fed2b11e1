"""The first open of the widget in a browser that has never been there: what it asks for, and how it is tapped."""

from dataclasses import dataclass, field
from typing import Any, Final
from urllib.parse import urlsplit

from playwright.async_api import Browser, Page, expect

from tests.rig.holding import Account
from tests.rig.parley import Host
from tests.rig.stage import PARTIES
from tests.rig.wait import until

ROOM: Final = "order-1042"


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


async def ordered(browser: Browser, host: Host) -> Shop:
    """Make an order in which everybody has written, and a shop for its customer."""
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
    await expect(page.get_by_role("menu")).to_be_visible()
    await page.keyboard.press("Escape")
    await page.get_by_role("button", name="Get help").click()
    await page.get_by_role("radio", name="Payment").check()
    await page.keyboard.press("Escape")
    async with page.expect_file_chooser() as choosing:
        await page.get_by_role("button", name="Attach files").click()
    chooser = await choosing.value
    await chooser.set_files([{"name": "note.txt", "mimeType": "text/plain", "buffer": b"two noodles"}])
