"""From an empty server to the first message, by the five steps: each is seen to be done, in a real Chromium."""

import re

import pytest
from playwright.async_api import Browser, Page, expect

from tests.journeys.test_desk import printed, sets_password
from tests.rig.hostpage import WIDE
from tests.rig.parley import Parley
from tests.rig.shop import Shop

pytestmark = [pytest.mark.anyio, pytest.mark.timeout(120)]
PATIENCE_MS = 30_000


async def to(page: Page, section: str) -> None:
    await page.get_by_role("navigation", name="Settings").get_by_role("button", name=section, exact=True).click()


async def saves(page: Page, within: str = "form") -> None:
    form = page.locator(within).first
    await form.get_by_role("button", name="Save").click()
    await expect(form.get_by_text("Saved.")).to_be_visible()


async def done(page: Page, steps: int) -> None:
    await expect(page.get_by_text(f"{steps} of 5 steps done")).to_be_visible(timeout=PATIENCE_MS)


async def the_house(page: Page) -> None:
    await page.get_by_role("button", name="Name, colour and languages").click()
    await page.get_by_label("Name of the house").fill("Sakura Diner")
    await page.get_by_label("Colour", exact=True).fill("#b91c1c")
    await saves(page)
    await done(page, 1)
    await to(page, "Hours")
    await page.get_by_label("Saturday").fill("late")
    await page.get_by_role("button", name="Save").click()
    await expect(page.get_by_role("alert").filter(has_text="Saturday")).to_be_visible()
    await page.get_by_label("Saturday").fill("")
    await saves(page)
    await done(page, 2)


async def a_colleague(page: Page, other: Page) -> None:
    await to(page, "Colleagues")
    await page.get_by_label("E-mail address").fill("mika@shop.example")
    await page.get_by_role("button", name="Make a link").click()
    await sets_password(other, await page.get_by_label("The link").input_value(), "Mika")
    await done(page, 3)
    await expect(other.get_by_text("Five steps")).to_have_count(0)


async def a_website(page: Page, shop: Shop) -> str:
    """Give the line that the page is to have."""
    await to(page, "Website")
    await page.get_by_role("button", name="Add a website").click()
    await page.get_by_label("What you call it").fill("Noodles")
    await page.get_by_label("Addresses of its pages").fill(f"{shop.origin}/basket")
    await page.get_by_role("button", name="Save").click()
    await expect(page.get_by_text("Not seen yet")).to_be_visible()
    return await page.get_by_label("The line for your pages").input_value()


async def test_from_an_empty_server_to_the_first_message(browser: Browser, parley):
    node: Parley = parley()
    await node.up()
    contexts = [await browser.new_context(locale="en-GB", **WIDE) for _ in range(3)]
    ada, mika, visitor = [await context.new_page() for context in contexts]
    errors: list[str] = []
    for page in (ada, mika, visitor):
        page.on("pageerror", lambda error: errors.append(str(error)))
    await sets_password(ada, await printed(node, "ada@shop.example"), "Ada")
    await ada.evaluate("location.hash = 'settings'")
    await expect(ada.get_by_role("heading", name="Five steps until the first message")).to_be_visible()
    await the_house(ada)
    await a_colleague(ada, mika)
    async with Shop() as shop:
        shop.snippet = await a_website(ada, shop)
        await visitor.goto(f"{shop.origin}/")
        host = shop.origin.removeprefix("http://")
        await expect(ada.get_by_text(re.compile(rf"First visit from {host}"))).to_be_visible(timeout=PATIENCE_MS)
        await done(ada, 4)
        await visitor.get_by_role("button", name="Open the conversation").click()
        await expect(visitor.get_by_role("heading", name="Sakura Diner")).to_be_visible()
        await expect(visitor.locator("button.launcher")).to_have_css("background-color", "rgb(185, 28, 28)")
        await ada.get_by_role("button", name="Send a test message").last.click()
        await expect(ada.get_by_text("It waits in the inbox now")).to_be_visible()
        await expect(ada.get_by_text("of 5 steps done")).to_have_count(0, timeout=PATIENCE_MS)
    assert not errors, errors
    for context in contexts:
        await context.close()
