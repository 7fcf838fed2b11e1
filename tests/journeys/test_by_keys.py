"""Whatever points at a page that is worked by keys is counted: a mouse that moves, clicks or scrolls; a finger."""

from collections.abc import AsyncIterator

import pytest
from playwright.async_api import Browser, Page

from tests.rig.browser import PHONE
from tests.rig.bykeys import ByKeys

pytestmark = pytest.mark.anyio

BUTTON = "<!doctype html><button style='position:fixed;inset:0'>Go on</button>"


@pytest.fixture
async def page(browser: Browser) -> AsyncIterator[Page]:
    """An empty page of a phone that has a mouse too."""
    context = await browser.new_context(**PHONE)
    yield await context.new_page()
    await context.close()


async def test_keys_point_at_nothing_and_whatever_points_is_counted(page: Page):
    by_keys = ByKeys(page)
    await by_keys.arrives(f"data:text/html,{BUTTON}")
    await by_keys.press("Tab", "Enter", "Space")
    counts = [await by_keys.pointed()]
    for points in (
        lambda: page.mouse.move(0, 9),
        lambda: page.mouse.wheel(0, 9),
        lambda: page.mouse.click(0, 9),
        lambda: page.touchscreen.tap(9, 9),
    ):
        await points()
        await page.wait_for_function(f"window.pointed > {counts[-1]}")
        counts.append(await by_keys.pointed())
    assert counts[0] == 0
    assert counts == sorted(set(counts))
    print(f"presses={by_keys.presses} pointed={counts[-1]}")
