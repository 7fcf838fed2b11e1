"""The layout holds: on 320 pixels, at 400 %, right to left with longer words, in forced colours, without motion."""

from collections.abc import AsyncIterator
from typing import Any, Final

import pytest
from playwright.async_api import Browser, Page

from tests.states.gallery import Gallery, catalogue, gallery
from tests.states.layout import what_is_cut, what_is_unreachable

pytestmark = [pytest.mark.anyio, pytest.mark.timeout(240)]

NARROW: Final = {"width": 320, "height": 640}
ZOOMED: Final = {"width": 320, "height": 256}
# One of each kind of layout; make torture takes all.
SOME: Final = (
    "history",
    "long-names",
    "seen-list",
    "menu-mine",
    "report",
    "people",
    "failed",
    "replying",
    "driver",
    "offline-driver",
    "help-sheet",
    "locked",
    "not-found",
    "staff-observing",
    "sheet",
)
_MOTION: Final = """
() => [...document.querySelectorAll("*")].flatMap((one) => ["", "::before", "::after"].flatMap((part) => {
    const {animationName, transitionDuration, scrollBehavior} = getComputedStyle(one, part);
    const moves = animationName !== "none" || Number.parseFloat(transitionDuration) > 0 || scrollBehavior === "smooth";
    return moves ? [`${one.className}${part}`] : [];
}))
"""
_PIPS: Final = """
() => [...[...document.querySelectorAll(".msg")].at(-1).querySelectorAll(".pip")].map((pip) => {
    const [line, fill] = pip.children;
    const {stroke} = getComputedStyle(line);
    const {clipPath, fill: colour} = getComputedStyle(fill);
    return {stroke, clipPath, colour, paper: getComputedStyle(document.body).backgroundColor};
})
"""


ALL: Final = [pytest.mark.torture, pytest.mark.timeout(1200)]


@pytest.fixture(params=[pytest.param(False, id="some"), pytest.param(True, id="all", marks=ALL)])
def names(request: pytest.FixtureRequest) -> list[str]:
    """The states to look at."""
    return [state.name for state in catalogue() if request.param or state.name in SOME]


async def view_of(browser: Browser, url: str, viewport: dict[str, int], **more: Any) -> Gallery:
    context = await browser.new_context(viewport=viewport, locale="en-GB", **more)
    return await gallery(await context.new_page(), url)


@pytest.fixture
async def pages() -> AsyncIterator[list[Page]]:
    """Pages that are closed at the end."""
    opened: list[Page] = []
    yield opened
    for page in opened:
        await page.context.close()


@pytest.mark.parametrize("lang", [pytest.param("ja", marks=pytest.mark.torture), "pseudo"])
async def test_nothing_is_cut_off_on_320_pixels(browser: Browser, url: str, names: list[str], lang: str, pages):
    view = await view_of(browser, url, NARROW, reduced_motion="reduce")
    pages.append(view.page)
    wrong = {}
    for name in names:
        wrong[name] = await what_is_cut(await view.show(name, lang))
    assert [f"{name}: {one}" for name, found in wrong.items() for one in found] == []


async def test_at_400_percent_nothing_scrolls_sideways_and_all_can_be_reached(
    browser: Browser, url: str, names: list[str], pages: list[Page]
):
    view = await view_of(browser, url, ZOOMED, reduced_motion="reduce")
    pages.append(view.page)
    wrong = {}
    for name in names:
        frame = await view.show(name)
        wrong[name] = [*await what_is_cut(frame), *await what_is_unreachable(frame)]
    assert [f"{name}: {one}" for name, found in wrong.items() for one in found] == []


async def test_forced_colours_keep_pips_apart_and_the_focus_in_sight(browser: Browser, url: str, pages: list[Page]):
    view = await view_of(browser, url, NARROW, forced_colors="active")
    pages.append(view.page)
    frame = await view.show("pips-mixed")
    pips = await frame.evaluate(_PIPS)
    assert len(pips) == 3
    assert len({pip["clipPath"] for pip in pips}) == 3, "sent, delivered and read look alike"
    assert all(pip["stroke"] == pip["colour"] != pip["paper"] for pip in pips)
    for selector in (".pips button", ".help-button", ".timeline"):
        await frame.locator(selector).last.focus()
        outline = await frame.locator(selector).last.evaluate("(one) => getComputedStyle(one).outlineStyle")
        assert outline not in {"none", "hidden"}, selector


async def test_reduced_motion_moves_nothing(browser: Browser, url: str, pages: list[Page]):
    view = await view_of(browser, url, NARROW, reduced_motion="reduce")
    pages.append(view.page)
    for name in ("typing-two", "seen-list", "quote-found"):
        assert await (await view.show(name)).evaluate(_MOTION) == [], name
    still = await view_of(browser, url, NARROW, reduced_motion="no-preference")
    pages.append(still.page)
    assert await (await still.show("typing-two")).evaluate(_MOTION) != [], "this test sees no motion at all"
