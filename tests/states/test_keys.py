"""By keyboard and by ear: everything is reached in order, the focus is always seen, a message is announced once."""

from collections.abc import AsyncIterator
from typing import Any, Final

import pytest
from playwright.async_api import Browser, Frame, Page

from tests.states.gallery import DESKTOP, gallery
from tests.states.strings import unmarked

pytestmark = [pytest.mark.anyio, pytest.mark.timeout(120)]

# Where the focus is, and whether one sees it: an outline, or a frame that lights up around a text box.
_FOCUS: Final = """
() => {
    const one = document.activeElement;
    if (!one || one === document.body) return null;
    const seen = (node) => {
        const {outlineStyle, outlineWidth, boxShadow} = getComputedStyle(node);
        return (outlineStyle !== "none" && Number.parseFloat(outlineWidth) > 0) || boxShadow !== "none";
    };
    const {width, height} = one.getBoundingClientRect();
    const {top} = one.getBoundingClientRect();
    return {is: [...one.classList, one.tagName.toLowerCase()].join(" "), top,
        seen: seen(one) || (one.matches("textarea") && seen(one.parentElement)), size: Math.min(width, height)};
}
"""
_HEAR: Final = """
() => {
    window.heard = [];
    const regions = [...document.querySelectorAll("[aria-live=polite]")];
    new MutationObserver(() => heard.push(...regions.map((one) => one.textContent).filter(Boolean)))
        .observe(document.body, {subtree: true, childList: true, characterData: true});
}
"""
_ARRIVES: Final = """
([seq, text]) => stage.hears({t: "entries", room: "order-1042", entries: [
    {seq, kind: "message", by: "ken", at: "2026-11-21T10:40:00Z", body: {type: "text", text}}]})
"""


@pytest.fixture
async def page(browser: Browser) -> AsyncIterator[Page]:
    """A window of one's own."""
    context = await browser.new_context(viewport=DESKTOP, locale="en-GB", reduced_motion="reduce")
    yield await context.new_page()
    await context.close()


async def stops_of(page: Page, frame: Frame) -> list[dict[str, Any]]:
    """Press Tab until the focus leaves the page or comes around."""
    await frame.evaluate("() => { document.activeElement?.blur(); scrollTo(0, 0); }")
    stops: list[dict[str, Any]] = []
    for _ in range(60):
        await page.keyboard.press("Tab")
        stop = await frame.evaluate(_FOCUS)
        if stop is None or (stops and stop["is"] == stops[0]["is"]):
            break
        stops.append(stop)
    return stops


async def test_everything_in_an_open_room_is_reached_in_order_and_seen(page: Page, url: str):
    frame = await (await gallery(page, url)).show("reactions")
    stops = await stops_of(page, frame)
    order = [stop["is"] for stop in stops]
    wanted = ["skip", "help-button", "people-open", "timeline", "pop-button", "reaction", "phrase", "textarea"]
    places = [next((i for i, is_ in enumerate(order) if name in is_.split()), None) for name in wanted]
    assert None not in places, dict(zip(wanted, places, strict=True))
    assert places == sorted(places, key=lambda place: place or 0), order
    assert [stop["is"] for stop in stops if not stop["seen"]] == []


async def test_skip_leads_past_every_message_to_where_one_writes(page: Page, url: str):
    frame = await (await gallery(page, url)).show("history")
    await frame.evaluate("() => document.activeElement?.blur()")
    await page.keyboard.press("Tab")
    await page.keyboard.press("Enter")
    assert "textarea" in (await frame.evaluate(_FOCUS))["is"]


@pytest.mark.parametrize(("state", "seq"), [("history", 12), ("deskroom-taking-part", 13)])
async def test_a_message_is_announced_once_and_history_never(page: Page, url: str, state: str, seq: int):
    await page.add_init_script("document.addEventListener('DOMContentLoaded', " + _HEAR + ")")
    frame = await (await gallery(page, url)).show(state)
    assert await frame.evaluate("heard") == []
    assert await frame.get_by_role("log").count() == 1
    assert await frame.get_by_role("log").get_attribute("aria-live") == "off"
    await frame.evaluate(_HEAR)
    await frame.evaluate(_ARRIVES, [seq, "I am at the gate."])
    await frame.evaluate(_ARRIVES, [seq + 1, "Which bell?"])
    told = await frame.evaluate("heard")
    assert list(dict.fromkeys(map(unmarked, told))) == ["Ken: I am at the gate.", "Ken: Which bell?"]
