"""One person's window on a room: real Chromium, a cable of its own to pull, every raw frame kept."""

import re
import shutil
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from typing import Any, Final

from playwright.async_api import Browser, Locator, Page, WebSocket, async_playwright, expect

from tests.rig.history import History
from tests.rig.holding import Account
from tests.rig.overheard import Overheard, overhear
from tests.rig.proxy import Proxy

# The page asks whether it is looked at; the test says. Looking begins with a real `focus` event.
LOOKS = """
    window.looked = %s;
    document.hasFocus = () => window.looked;
"""
# Playwright's own list, which a second one replaces, where it matters here; and the address bar's list of suggestions,
# which would cost two more processes a window.
WITHOUT = (
    *("HttpsUpgrades", "PaintHolding", "ThirdPartyStoragePartitioning", "OptimizationHints", "AimEnabled"),
    *("AvoidCorsURLLoaderRestartOnRedirect", "AvoidUnnecessaryBeforeUnloadCheckSync", "MediaRouter", "LensOverlay"),
    *("DestroyProfileOnBrowserClose", "NetworkTimeServiceQuerying", "PreconnectToSearch"),
    *("WebUIOmniboxPopup", "WebUIOmniboxAimPopup"),
)
FLAGS = ["--no-sandbox", "--disable-dev-shm-usage", f"--disable-features={','.join(WITHOUT)}"]
# First the shell: the same pages for a sixth less work, but no notifications, and no page is kept for a way back.
CHROMIUMS: Final = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
PATIENCE_MS = 15_000
DESK: Final[dict[str, Any]] = {"viewport": {"width": 420, "height": 800}}
PHONE: Final[dict[str, Any]] = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}
SHELL_IS_KEPT = "async () => { await navigator.serviceWorker.ready; return true; }"
NOT_WANTED = ["--disable-back-forward-cache"]  # which Playwright would turn off


@dataclass
class Window:
    """What one person has before their eyes."""

    account: Account
    page: Page
    proxy: Proxy
    room: str = ""
    invitation: str = ""  # the link that let this browser in, a phone's; else the host's token does
    frames: list[str | bytes] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    wire: Overheard | None = None  # where a history is kept

    @property
    def log(self) -> Locator:
        """The messages."""
        return self.page.get_by_role("log")

    def message(self, text: str) -> Locator:
        """The bubble with these words."""
        return self.log.locator(".msg").filter(has=self.page.get_by_text(text, exact=True))

    async def texts(self) -> list[str]:
        """Every message that stands there, top to bottom."""
        return [text.strip() for text in await self.log.locator(".msg-text").all_inner_texts()]

    async def type(self, text: str) -> None:
        """Write into the composer without sending."""
        await self.page.get_by_role("textbox", name="Write a message").press_sequentially(text)

    async def say(self, text: str) -> None:
        """Write and send, and see it stand there."""
        box = self.page.get_by_role("textbox", name="Write a message")
        await box.fill(text)
        await (self.page.locator(".write .send").tap() if self.invitation else box.press("Enter"))
        await expect(self.message(text)).to_have_count(1)

    async def note(self, text: str) -> None:
        """Write a note that only staff can read."""
        await self.page.get_by_role("radio", name="Only staff").check()
        box = self.page.get_by_role("textbox", name="Write a note that only staff can read")
        await box.fill(text)
        await box.press("Enter")
        await expect(self.message(text)).to_have_count(1)
        await self.page.get_by_role("radio", name="Everyone").check()

    async def another(self, *, looks: bool = False) -> "Window":
        """Open one more tab of the same person, in the same browser and on the same cable."""
        tab = Window(self.account, await self.page.context.new_page(), self.proxy, invitation=self.invitation)
        if self.wire is not None:
            device = f"{self.wire.device}+"
            tab.wire = await overhear(tab.page, self.wire.history, self.account, device)
        # Whoever was let in comes back by the bare address, as an icon on the home screen does.
        await tab.enter(self.room, "/r/" if self.invitation else self.link(self.room), looks=looks)
        return tab

    def link(self, room: str) -> str:
        """Give the link that the host's own page would open."""
        return f"/r/#t={self.account.token}&room={room}&view={self.account.role}"

    async def enter(self, room: str, link: str, *, looks: bool) -> None:
        """Follow a link in an empty tab, and wait until the room stands there."""
        self.room = room
        await self.page.add_init_script(LOOKS % str(looks).lower())
        self.page.on("websocket", self.listen)
        self.page.on("pageerror", lambda error: self.errors.append(str(error)))
        await self.page.goto(f"http://127.0.0.1:{self.proxy.port}{link}")
        if link == self.invitation:
            await self.page.get_by_role("button", name="Open as").tap()
        await expect(self.log).to_be_visible(timeout=15_000)
        if self.invitation:
            await self.page.evaluate(SHELL_IS_KEPT)

    async def look(self) -> None:
        """Give the window the focus."""
        await self.page.evaluate("window.looked = true; window.dispatchEvent(new Event('focus'))")

    async def pull_the_cable(self) -> None:
        """Nothing passes any more, in either direction; the browser is told."""
        self.proxy.faults.swallow_up = self.proxy.faults.swallow_down = True
        await self.page.context.set_offline(True)

    async def plug_in(self) -> None:
        """The network is back; what was under way is gone."""
        self.proxy.faults.swallow_up = self.proxy.faults.swallow_down = False
        self.proxy.reset_all()
        await self.page.context.set_offline(False)

    async def hurry(self) -> None:
        """Let the browser tell the page that there is a network: it does not wait for its turn to try again."""
        await self.page.evaluate("dispatchEvent(new Event('online'))")

    async def sees(self, text: str, seconds: float = 10) -> None:
        """Wait until exactly one message has these words."""
        await expect(self.message(text)).to_have_count(1, timeout=seconds * 1000)

    async def sees_mark(self, text: str, role: str, mark: str) -> None:
        """Wait until my message is marked so for that role: sent, delivered or read."""
        pip = self.message(text).locator(f".pip.role-{role}").first
        await expect(pip).to_have_class(re.compile(rf"\bmark-{mark}\b"), timeout=10_000)

    async def sees_summary(self, text: str, said: str) -> None:
        """Wait until my message is summed up in these words for those who see no shapes."""
        button = self.message(text).get_by_role("button", name=re.compile(re.escape(said)))
        await expect(button.first).to_be_visible(timeout=10_000)

    def heard(self, secret: str) -> bool:
        """Whether any raw frame to this window holds these words."""
        raw = secret.encode()
        return any(raw in (frame if isinstance(frame, bytes) else frame.encode()) for frame in self.frames)

    def listen(self, socket: WebSocket) -> None:
        """Keep every frame of a socket that the page opens."""
        socket.on("framereceived", self._keep)

    def _keep(self, frame: str | bytes) -> None:
        self.frames.append(frame)


@dataclass
class Browsing:
    """A browser, and the windows opened in it."""

    browser: Browser
    stack: AsyncExitStack
    port: int

    async def open(
        self,
        account: Account,
        room: str,
        *,
        looks: bool = True,
        history: History | None = None,
        invitation: str = "",
    ) -> Window:
        """Open a room as somebody, through a cable of their own: in a window, or by an invitation on a phone."""
        proxy = await self.stack.enter_async_context(Proxy(self.port))
        context = await self.browser.new_context(locale="en-GB", **(PHONE if invitation else DESK))
        self.stack.push_async_callback(context.close)
        window = Window(account, await context.new_page(), proxy, invitation=invitation)
        if history is not None:
            window.wire = await overhear(window.page, history, account, f"{account.user}/tab")
        await window.enter(room, invitation or window.link(room), looks=looks)
        return window


@asynccontextmanager
async def browsing(browser: Browser, port: int) -> AsyncIterator[Browsing]:
    """Open windows on the server at this port; close them at the end."""
    async with AsyncExitStack() as stack:
        yield Browsing(browser, stack, port)


@asynccontextmanager
async def chromium(*, whole: bool = False) -> AsyncIterator[Browser]:
    """Start the system's own Chromium; `whole`: with all that its shell without a window leaves out."""
    path = next(filter(None, map(shutil.which, CHROMIUMS[whole:])), None)
    assert path is not None, "Chromium is not installed"
    expect.set_options(timeout=PATIENCE_MS)
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=path, args=FLAGS, ignore_default_args=NOT_WANTED)
        try:
            yield browser
        finally:
            await browser.close()
