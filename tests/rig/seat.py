"""One person before one surface: the widget on a website, or the room page; at a desk, or with a finger on a phone."""

import contextlib
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import Any, Final

from playwright.async_api import Browser, Locator, Page, expect

from tests.rig.browser import LOOKS, PHONE
from tests.rig.holding import Account

SIZES: Final[dict[str, dict[str, Any]]] = {
    "desktop": {"viewport": {"width": 1200, "height": 800}},
    "tablet": {"viewport": {"width": 1180, "height": 820}, "has_touch": True},
    "phone": PHONE,
}


@dataclass
class Seat:
    """What a person does, with a mouse or with a finger."""

    user: str
    page: Page
    touch: bool
    errors: list[str] = field(default_factory=list)

    @property
    def box(self) -> Locator:
        """Where one writes."""
        return self.page.get_by_role("textbox", name="Write a message")

    def button(self, name: str, within: Locator | None = None) -> Locator:
        """A button by its name."""
        return (within or self.page).get_by_role("button", name=name)

    def message(self, text: str) -> Locator:
        """The bubble with these words, and what belongs to it."""
        return self.page.get_by_role("log").locator(".msg").filter(has=self.page.get_by_text(text, exact=True))

    @property
    def surface(self) -> Locator:
        """The menu, the list or the sheet that is open over the room."""
        return self.page.locator(".surface")

    async def dismiss(self) -> None:
        """Close what is open over the room."""
        await expect(self.surface).to_be_visible()
        if self.touch:
            await self.button("Close", self.surface).first.tap()
        else:
            await self.page.keyboard.press("Escape")
        await expect(self.surface).to_be_hidden()

    async def press(self, what: Locator) -> None:
        """Click, or tap."""
        await (what.tap() if self.touch else what.click())

    async def sees(self, text: str) -> None:
        """Wait until exactly one message has these words."""
        await expect(self.message(text)).to_have_count(1, timeout=10_000)

    async def says(self, text: str) -> None:
        """Write and send, or save what is changed: with Enter, or on a phone with the button."""
        await self.box.fill(text)
        await (self.page.locator(".write .send").tap() if self.touch else self.box.press("Enter"))
        await self.sees(text)

    async def menu(self, text: str) -> None:
        """Open the menu of a message: with its button, or a finger held on it."""
        if self.touch:
            return await self.hold(self.message(text).locator(".msg-text"))
        await self.message(text).hover()
        return await self.button("Actions for this message", self.message(text)).click()

    async def acts(self, text: str, act: str) -> None:
        """Choose from the menu of a message."""
        await self.menu(text)
        await self.press(self.page.get_by_role("menuitem", name=act).or_(self.button(act, self.surface)).last)

    async def reacts(self, text: str, emoji: str) -> None:
        """Put an emoji on a message."""
        await self.menu(text)
        await self.press(self.page.get_by_role("menuitemcheckbox", name=f"React with {emoji}"))

    async def attaches(self, name: str, kind: str, content: bytes) -> None:
        """Choose a file to send."""
        async with self.page.expect_file_chooser() as asked:
            # Where a key for photos stands beside it, the clip is for files at once.
            asks = self.touch and not await self.button("Take a photo").is_visible()
            await self.press(self.button("Attach files"))
            if asks:
                await self.press(self.page.get_by_text("Choose files", exact=True))
        await (await asked.value).set_files({"name": name, "mimeType": kind, "buffer": content})

    async def hold(self, what: Locator) -> None:
        """Hold a finger on something until a menu is there; the first touch of a room loads it."""
        await what.scroll_into_view_if_needed()
        finger = await self.page.context.new_cdp_session(self.page)
        box = await what.bounding_box()
        assert box is not None
        at = {"x": box["x"] + box["width"] / 2, "y": box["y"] + box["height"] / 2}
        await finger.send("Input.dispatchTouchEvent", {"type": "touchStart", "touchPoints": [at]})
        await expect(self.page.get_by_role("menu")).to_be_visible()
        await finger.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
        await finger.detach()
        await expect(self.page.get_by_role("menu")).to_be_visible()


@contextlib.asynccontextmanager
async def seat(browser: Browser, user: str, size: str) -> AsyncIterator[Seat]:
    """Give somebody an empty page of this size."""
    async with await browser.new_context(locale="en-GB", **SIZES[size]) as context:
        page = await context.new_page()
        page.set_default_timeout(10_000)
        await page.add_init_script(LOOKS % "true")
        person = Seat(user, page, touch=size != "desktop")
        page.on("pageerror", lambda error: person.errors.append(str(error)))
        yield person


async def at_widget(person: Seat, url: str) -> Seat:
    """Go to a website and open its widget."""
    await person.page.goto(url)
    await person.press(person.button("Open the conversation"))
    await expect(person.page.get_by_role("log")).to_be_visible()
    return person


async def at_room_page(person: Seat, server: str, account: Account, room: str) -> Seat:
    """Open the link to a room."""
    link = f"#t={account.token}&room={room}&view={account.role}&lang=en"
    await person.page.goto(f"{server}/r/{link}")
    await expect(person.page.get_by_role("log")).to_be_visible()
    return person
