"""An agent at the workspace who works it by clicking: takes what is offered, answers, notes, hands over, resolves."""

import re
from typing import Final

from playwright.async_api import Locator, Page, expect

from tests.rig.bykeys import PATIENCE_MS, VIEWS, Sight

ROOM: Final = re.compile(r"room=([^&]+)")
NOTE: Final = "Write a note that only staff can read"
LINE: Final = "Write a message"


class ByMouse(Sight):
    """Somebody whose page it is; what can be clicked is clicked, and counted."""

    def __init__(self, page: Page) -> None:
        super().__init__(page)
        self.clicks = 0

    async def click(self, what: Locator) -> None:
        """Click once it is there."""
        await what.click(timeout=PATIENCE_MS)
        self.clicks += 1

    async def does(self, name: str) -> None:
        """Press a button of the room that is open."""
        await self.is_ready()
        await self.click(self._page.locator(".act-bar").get_by_role("button", name=name))

    async def says(self, state: str) -> None:
        """Say whether one takes rooms."""
        await self._page.get_by_label("What you take").select_option(label=state, timeout=PATIENCE_MS)

    async def looks(self, view: str) -> None:
        """Turn to a view of the inbox."""
        await self.click(self._page.locator(".views button").nth(VIEWS.index(view)))

    async def takes(self) -> str:
        """Take the room that is offered, or handed over; give it."""
        before = self._page.url
        await self.click(self._page.locator(".offer").get_by_role("button", name="Take it"))
        await expect(self._page).not_to_have_url(before, timeout=PATIENCE_MS)
        await self.sees("Yours")
        (room,) = ROOM.findall(self._page.url)
        # The list is told a moment later; until then what is taken stands there as an offer.
        await expect(self._page.locator(f'.why-offer[data-room="{room}"]')).to_have_count(0, timeout=PATIENCE_MS)
        return room

    async def opens(self, room: str, view: str) -> None:
        """Open a room from the list."""
        await self.looks(view)
        await self.click(self._page.locator(f'.inbox-rows [data-room="{room}"]'))
        await expect(self._page.locator(".act-bar")).to_be_visible(timeout=PATIENCE_MS)

    async def answers(self, text: str) -> None:
        """Step in where one has not yet, and write."""
        join = self._page.locator(".act-bar").get_by_role("button", name=re.compile("^(Join|Step out)"))
        await expect(join).to_be_visible(timeout=PATIENCE_MS)
        if await join.filter(has_text="Join").count():
            await self.does("Join")
        await self.writes(LINE, text)

    async def notes(self, colleague: str, text: str) -> None:
        """Name a colleague in a note."""
        box = self._page.get_by_role("textbox", name=NOTE)
        await box.press_sequentially(f"@{colleague[:2]}", timeout=PATIENCE_MS)
        await self.click(self._page.get_by_role("option", name=colleague, exact=True))
        await box.press_sequentially(text)
        await self.sends(f"@{colleague} {text}")

    async def writes(self, name: str, text: str) -> None:
        """Write into a box, and send it."""
        await self._page.get_by_role("textbox", name=name).fill(text, timeout=PATIENCE_MS)
        await self.sends(text)

    async def sends(self, text: str) -> None:
        """Send what is written, and see it stand there."""
        await self.click(self._page.locator(".write .send"))
        await self.reads(text)

    async def hands(self, to: str, note: str) -> None:
        """Hand the room that is open to a colleague."""
        await self.does("Hand over")
        dialog = self._page.get_by_role("dialog")
        await dialog.get_by_label("To whom").select_option(label=to, timeout=PATIENCE_MS)
        await dialog.locator("textarea").fill(note)
        await self.click(dialog.get_by_role("button", name="Hand over"))
        await self.sees_no("dialog")

    async def leaves(self) -> None:
        """Go back to the list alone."""
        await self.click(self._page.get_by_role("button", name="Inbox", exact=True))
        await self.sees("No conversation is open")
