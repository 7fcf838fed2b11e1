"""Draws the workspace from a real server: the inbox and a room, the team, the setup, wide and on a phone."""

import tempfile
from pathlib import Path
from typing import Final

from playwright.async_api import Browser, Page, expect

from tests.rig.browser import Browsing, browsing
from tests.shots.contact import contact_sheet, slim
from tests.shots.evening import MAIN
from tests.shots.house import House, house

PICTURES: Final = Path(__file__).parents[2] / "docs" / "pictures"
NAMES: Final = {"en": ("desk", "desk-phone", "desk-team", "desk-setup"), "ja": ("desk-dark-ja",)}
PHONE: Final = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}
PATIENCE_MS: Final = 30_000


async def draw_desk(browser: Browser, zone: str, wanted: list[str]) -> None:
    """Draw the pictures of the workspace, or those that are named."""
    for lang, names in NAMES.items():
        if wanted and not set(names) & set(wanted):
            continue
        with tempfile.TemporaryDirectory() as folder:
            async with house(browser, Path(folder), lang, zone) as told:
                await (draw_english(told) if lang == "en" else draw_japanese(told))


async def draw_english(told: House) -> None:
    async with browsing(told.browser, told.node.port) as windows:
        page = await told.page("mika", f"view=all&room={MAIN}")
        await customers(told, windows)
        await settled(page)
        await keep(page, "desk")
        phone = await told.page("mika", "view=all", **PHONE)
        await draw_phone(phone)
    await draw_team(await told.page("ada", "team"))
    await told.ada_begins()
    setup = await told.page("ada", "settings")
    await expect(setup.locator(".set-steps")).to_be_visible(timeout=PATIENCE_MS)
    await keep(setup, "desk-setup")


async def draw_japanese(told: House) -> None:
    async with browsing(told.browser, told.node.port) as windows:
        page = await told.page("mika", f"view=all&room={MAIN}", color_scheme="dark")
        await customers(told, windows)
        await settled(page)
        await keep(page, "desk-dark-ja")


async def customers(told: House, windows: Browsing) -> None:
    """Two of the room's parties have its page open; one of them is writing."""
    emma = await windows.open(told.people["emma"], MAIN)
    await windows.open(told.people["ken"], MAIN)
    await emma.page.get_by_role("textbox").first.press_sequentially(told.text("typing"))


async def settled(page: Page) -> None:
    """Wait until what moves is there: somebody types, and some have read."""
    await expect(page.locator(".why-typing")).to_have_count(1, timeout=PATIENCE_MS)
    await expect(page.get_by_role("log").locator(".pip.role-driver.mark-read").last).to_be_visible()
    await page.wait_for_timeout(500)


async def draw_phone(page: Page) -> None:
    """The list, and a room of it, side by side."""
    with tempfile.TemporaryDirectory() as folder:
        both = [Path(folder) / name for name in ("inbox.png", "room.png")]
        await expect(page.locator(".inrow").first).to_be_visible(timeout=PATIENCE_MS)
        await page.wait_for_timeout(500)
        await page.screenshot(path=both[0])
        await page.locator(f"[data-room={MAIN}]").tap()
        await expect(page.get_by_role("log").locator(".msg").last).to_be_visible(timeout=PATIENCE_MS)
        await page.wait_for_timeout(500)
        await page.screenshot(path=both[1])
        path = PICTURES / "desk-phone.png"
        contact_sheet(both, path, tile=390, columns=2, named=False)
        slim(path)


async def draw_team(page: Page) -> None:
    """Everybody's load, with the rooms of whoever has most."""
    await page.locator(".team-open").first.click(timeout=PATIENCE_MS)
    await expect(page.locator(".theirs-one").first).to_be_visible()
    await keep(page, "desk-team")


async def keep(page: Page, name: str) -> None:
    path = PICTURES / f"{name}.png"
    await page.screenshot(path=path)
    slim(path)
    print(f"{path.relative_to(PICTURES.parents[1])}  {path.stat().st_size // 1024} KiB")
