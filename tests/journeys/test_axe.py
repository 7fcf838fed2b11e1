"""What assistive technology is handed by a real server: a room, the widget in a shop's page, and there in a frame."""

from collections.abc import AsyncIterator

import pytest
from playwright.async_api import Browser, Page, expect

from tests.rig.parley import Host
from tests.rig.shop import Shop
from tests.rig.stage import PARTIES
from tests.states.axe import nothing_wrong

pytestmark = [pytest.mark.anyio, pytest.mark.timeout(120)]

ROOM = "order-axe"


@pytest.fixture
async def page(browser: Browser) -> AsyncIterator[Page]:
    """A phone's page."""
    context = await browser.new_context(locale="en-GB", viewport={"width": 390, "height": 844}, reduced_motion="reduce")
    yield await context.new_page()
    await context.close()


@pytest.fixture
async def token(calm: Host) -> str:
    """Ann's, in a room in which she has said something."""
    await calm.room(ROOM, PARTIES)
    body = {"type": "text", "text": "ann was here"}
    await calm.call("POST", f"/v1/rooms/{ROOM}/messages", {"by": "ann", "body": body})
    return (await calm.account("ann", "customer")).token


async def test_a_room_with_its_menu_and_its_people_open(calm: Host, token: str, page: Page):
    await page.goto(f"{calm.node.http}/r/#t={token}&room={ROOM}&view=customer&lang=en&theme=light")
    message = page.locator(".msg").filter(has_text="ann was here")
    await message.hover()
    await message.get_by_role("button", name="Actions for this message").click()
    await page.get_by_role("menu").wait_for()
    await nothing_wrong(page)
    await page.keyboard.press("Escape")
    await page.get_by_role("button", name="Names, roles, report and mute").click()
    await page.locator(".surface").get_by_role("listitem").first.wait_for()
    await nothing_wrong(page)


@pytest.mark.parametrize("isolate", ["off", "on"])
async def test_the_widget_in_a_shop_page(calm: Host, token: str, page: Page, isolate: str):
    await page.set_viewport_size({"width": 1200, "height": 800})
    async with Shop() as shop:
        await page.goto(shop.embeds(calm.node.http, room=ROOM, token=token, lang="en", isolate=isolate))
        await page.get_by_role("button", name="Open the conversation").click()
        inside = page.frame_locator("parley-widget iframe") if isolate == "on" else page
        await expect(inside.get_by_text("ann was here").last).to_be_visible()
        await nothing_wrong(page)
