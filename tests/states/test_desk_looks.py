"""The workspace besides: on a tablet, in forced colours, under a finger, by keyboard."""

from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any, Final

import pytest
from playwright.async_api import Browser, Frame

from tests.states.axe import ask_axe
from tests.states.gallery import DESKTOP, PHONE, Gallery, catalogue, gallery
from tests.states.layout import what_hides_the_focus, what_is_small

pytestmark = [pytest.mark.anyio, pytest.mark.timeout(240)]

TABLET: Final = {"width": 820, "height": 1180}
FINGER: Final = 44
# One of each kind of screen; make torture takes all.
SOME: Final = ("desk-inbox-filter", "desk-room", "desk-alerts", "deskroom-handed-to-me", "set-labels")
ALL: Final = [pytest.mark.torture, pytest.mark.timeout(1200)]

_WEARS: Final = """
(one) => {
    const probe = document.createElement("i");
    probe.style.cssText = "forced-color-adjust: none; color: SelectedItemText; background: SelectedItem";
    document.body.append(probe);
    const wears = (each) => [getComputedStyle(each).color, getComputedStyle(each).backgroundColor];
    return [wears(one), wears(probe)];
}
"""

Open = Callable[..., Awaitable[Gallery]]


@pytest.fixture(params=[pytest.param(False, id="some"), pytest.param(True, id="all", marks=ALL)])
def names(request: pytest.FixtureRequest) -> list[str]:
    """The workspace's states to look at."""
    return [one.name for one in catalogue() if one.surface == "workspace" and (request.param or one.name in SOME)]


@pytest.fixture
async def opened(browser: Browser, url: str) -> AsyncIterator[Open]:
    """Opens a window on the gallery; all are closed at the end."""
    contexts = []

    async def opens(viewport: dict[str, int], **more: Any) -> Gallery:
        context = await browser.new_context(viewport=viewport, locale="en-GB", reduced_motion="reduce", **more)
        contexts.append(context)
        return await gallery(await context.new_page(), url)

    yield opens
    for context in contexts:
        await context.close()


async def found_in(view: Gallery, names: list[str], look: Callable[[Frame], Awaitable[list[str]]]) -> list[str]:
    """Look at states one after another, in both languages by turns."""
    wrong = []
    for place, name in enumerate(names):
        frame = await view.show(name, ("en", "ja")[place % 2])
        wrong += [f"{name}: {one}" for one in await look(frame)]
    return wrong


async def what_axe_finds(frame: Frame) -> list[str]:
    found = await ask_axe(frame)
    assert found.rules >= 4, "next to nothing to judge"
    return [" | ".join(row) for row in [*found.violations, *found.unjudged]]


@pytest.mark.parametrize("theme", ["light", "dark"])
async def test_axe_finds_nothing_on_a_tablet(opened: Open, names: list[str], theme: str):
    view = await opened(TABLET, color_scheme=theme, has_touch=True)
    assert await found_in(view, names, what_axe_finds) == []


@pytest.mark.parametrize(
    ("name", "chosen"),
    [
        ("desk-inbox-filter", ".view[aria-pressed=true]"),
        ("desk-palette", ".palette-one[aria-selected=true]"),
        ("deskroom-handed-to-me", ".audience-choice:has(:checked)"),
        ("deskroom-taking-part", ".inrow[aria-selected=true]"),
        ("set-labels", ".set-nav [aria-current]"),
    ],
)
async def test_what_is_chosen_is_seen_in_forced_colours(opened: Open, name: str, chosen: str):
    frame = await (await opened(DESKTOP, forced_colors="active")).show(name)
    wears, chosen_wears = await frame.locator(chosen).first.evaluate(_WEARS)
    assert wears == chosen_wears


async def test_a_finger_meets_what_it_is_to_touch(opened: Open, names: list[str]):
    view = await opened(PHONE, has_touch=True)
    assert await found_in(view, names, lambda frame: what_is_small(frame, FINGER)) == []


async def test_the_focus_is_seen_wherever_it_is(opened: Open, names: list[str]):
    view = await opened(DESKTOP)
    assert await found_in(view, names, what_hides_the_focus) == []
