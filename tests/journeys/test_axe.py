"""What assistive technology is handed by a real server: a room with its menu or its people open."""

from collections.abc import AsyncIterator, Callable

import pytest
from playwright.async_api import Browser, Page

from tests.rig.browser import chromium
from tests.rig.parley import Host, Parley
from tests.rig.stage import PARTIES
from tests.states.axe import ask_axe, bring_axe

pytestmark = [pytest.mark.anyio, pytest.mark.timeout(120)]

ROOM = "order-1042"


@pytest.fixture
async def page() -> AsyncIterator[Page]:
    """A phone's page that has axe."""
    async with chromium() as browser:
        yield await phone(browser)


async def phone(browser: Browser) -> Page:
    context = await browser.new_context(locale="en-GB", viewport={"width": 390, "height": 844}, reduced_motion="reduce")
    await bring_axe(context)
    return await context.new_page()


async def nothing_wrong(page: Page) -> None:
    """Ask axe; a page on which it found next to nothing to judge does not count."""
    found = await ask_axe(page)
    assert [*found.violations, *found.unjudged] == []
    assert found.rules >= 10


async def test_a_room_with_its_menu_and_its_people_open(parley: Callable[..., Parley], page: Page):
    node = parley()
    await node.up()
    host = Host(node)
    await host.room(ROOM, PARTIES)
    account = await host.account("ann", "customer")
    body = {"type": "text", "text": "ann was here"}
    await host.call("POST", f"/v1/rooms/{ROOM}/messages", {"by": "ann", "body": body})
    await page.goto(f"{node.http}/r/#t={account.token}&room={ROOM}&view=customer&lang=en&theme=light")
    message = page.locator(".msg").filter(has_text="ann was here")
    await message.hover()
    await message.get_by_role("button", name="Actions for this message").click()
    await page.get_by_role("menu").wait_for()
    await nothing_wrong(page)
    await page.keyboard.press("Escape")
    await page.get_by_role("button", name="Names, roles, report and mute").click()
    await page.locator(".surface").get_by_role("listitem").first.wait_for(timeout=10_000)
    await nothing_wrong(page)
