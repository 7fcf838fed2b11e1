"""Hands that are faster than the page, and a room that was taken from them: nothing is lost, nothing is dead."""

from collections.abc import AsyncIterator
from typing import Final

import pytest
from playwright.async_api import Browser, Page, Route, expect

from tests.rig.wait import until
from tests.states.gallery import PHONE, Gallery, gallery

pytestmark = [pytest.mark.anyio, pytest.mark.timeout(120)]

# Chooses Edit, and types before anything can be drawn.
_EDITS: Final = """
async () => {
    [...document.querySelectorAll(".menu-item")].find((one) => one.textContent.endsWith("Edit")).click();
    for (let i = 0; i < 20; i += 1) await null;
    const box = document.querySelector(".composer textarea");
    const first = box.value;
    box.value = "The gate code is 4412.";
    box.dispatchEvent(new InputEvent("input", {bubbles: true}));
    for (let i = 0; i < 3; i += 1) await new Promise((drawn) => requestAnimationFrame(drawn));
    return [first, box.value];
}
"""
# A finger that stays for a second, whatever time it takes.
_PRESSES: Final = """
(bubble) => {
    for (const [kind, timeStamp] of [["pointerdown", 1000], ["pointerup", 2000]]) {
        const touch = new PointerEvent(kind, {bubbles: true, pointerType: "touch"});
        bubble.dispatchEvent(Object.defineProperty(touch, "timeStamp", {value: timeStamp}));
    }
}
"""


@pytest.fixture
async def page(browser: Browser) -> AsyncIterator[Page]:
    """A phone's page."""
    context = await browser.new_context(
        viewport=PHONE, locale="en-GB", reduced_motion="reduce", has_touch=True, is_mobile=True
    )
    yield await context.new_page()
    await context.close()


@pytest.fixture
async def view(page: Page, url: str) -> Gallery:
    """The gallery on a phone."""
    return await gallery(page, url)


async def test_what_is_typed_right_after_choosing_edit_stays(view: Gallery):
    frame = await view.show("menu-mine")
    before, after = await frame.evaluate(_EDITS)
    assert (before, after) == ("The gate code is 4411.", "The gate code is 4412.")


async def test_a_first_long_press_is_felt_at_once_and_opens_when_its_code_is_here(view: Gallery):
    waiting: list[Route] = []

    async def hold(route: Route) -> None:
        waiting.append(route)

    await view.page.route("**/later.js*", hold)
    frame = await view.show("history")
    bubble = frame.locator(".msg.theirs .bubble").last
    await bubble.hover()
    await view.page.mouse.down()
    await expect(bubble).to_have_css("opacity", "0.6")
    await view.page.mouse.up()
    await bubble.evaluate(_PRESSES)
    await until(lambda: waiting != [], 30, lambda: "later.js was not asked for")
    assert await frame.get_by_role("menu").count() == 0
    for route in waiting:
        await route.continue_()
    await expect(frame.get_by_role("menu")).to_be_visible()


async def test_who_was_taken_out_is_offered_nothing_that_cannot_be_done(view: Gallery):
    frame = await view.show("removed-unsent")
    await expect(frame.get_by_text("I am at the gate.")).to_be_visible()
    for gone in (".help-button", ".skip", ".composer", ".actions"):
        await expect(frame.locator(gone)).to_have_count(0)


async def test_a_finger_is_asked_first_whether_it_wants_the_camera(view: Gallery):
    frame = await view.show("history")
    clip = frame.get_by_role("button", name="Attach files")
    await clip.tap()
    camera = frame.get_by_role("button", name="Take a photo")
    for one in (camera, frame.get_by_role("button", name="Choose files")):
        box = await one.bounding_box()
        assert box is not None
        assert min(box["width"], box["height"]) >= 56
    async with view.page.expect_file_chooser() as asked:
        await camera.tap()
    chooser = await asked.value
    assert not chooser.is_multiple()
    assert await chooser.element.get_attribute("capture") == "environment"
    await clip.tap()
    await expect(camera).to_be_hidden()
