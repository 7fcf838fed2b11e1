"""What one does with a message or a person, between a widget on a wide screen and a phone, on a real server."""

import asyncio
import itertools
import re
from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any

import pytest
from playwright.async_api import Browser, Locator, expect

from tests.rig.pair import Pairs
from tests.rig.parley import Host, Parley
from tests.rig.wait import until_true

pytestmark = [pytest.mark.anyio, pytest.mark.timeout(120)]

MORE_THAN_A_PAGE = 60
SECONDS = 10


@pytest.fixture(scope="module")
async def node(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Parley]:
    """One server for all."""
    folder: Path = tmp_path_factory.mktemp("actions")
    running = Parley(folder)
    await running.up()
    yield running
    running.end()


@pytest.fixture(scope="module")
def numbers() -> Iterator[int]:
    """Each order is a new one."""
    return itertools.count(1)


@pytest.fixture
async def pairs(node: Parley, browser: Browser, numbers: Iterator[int]) -> AsyncIterator[Pairs]:
    async with AsyncExitStack() as stack:
        seated = Pairs(Host(node), browser, stack, numbers)
        yield seated
        seated.all_well()


async def kinds(pairs: Pairs, room: str) -> list[str]:
    return [entry["kind"] for entry in await pairs.host.log(room)]


async def test_a_quote_leads_to_its_original_however_far_back(pairs: Pairs):
    room = await pairs.order()
    first = await pairs.post(room, "ann", "The very first words")
    await asyncio.gather(*(pairs.post(room, "ken", f"Filler {number}") for number in range(MORE_THAN_A_PAGE)))
    await pairs.post(room, "ken", "About that", first)
    ann, ken = await pairs.both(room)
    await ann.sees("About that")
    await ann.message("About that").locator(".quote").click()
    await expect(ann.message("The very first words")).to_be_in_viewport()
    await expect(ann.message("The very first words")).to_have_class(re.compile("is-found"))
    await ken.sees("About that")
    await ken.press_long(ken.message("About that").locator(".msg-text"))
    await ken.page.get_by_role("menuitem", name="Reply").tap()
    await ken.say("And this is my answer")
    await ann.page.get_by_role("button", name="1 new message", exact=True).click()
    await expect(ann.message("And this is my answer").locator(".quote")).to_contain_text("About that")
    print(f"messages={MORE_THAN_A_PAGE + 3} jumps=1")


async def test_the_original_as_it_is_now_erased_or_before_ones_time(pairs: Pairs):
    room = await pairs.order()
    old = await pairs.post(room, "ann", "Said before Leo came")
    await pairs.host.call("PUT", f"/v1/rooms/{room}/participants/leo", {"role": "driver", "name": "Leo"})
    known = await pairs.post(room, "ann", "Said to Leo")
    await pairs.post(room, "ken", "On the old", old)
    await pairs.post(room, "ken", "On the new", known)
    leo = await pairs.phone(room, "leo", "driver")
    await expect(leo.message("On the old").locator(".quote")).to_have_text("A message from before you came")
    ann = await pairs.ann(room)
    await ann.act("Said to Leo", "Edit")
    await expect(ann.box).to_have_value("Said to Leo")
    await ann.box.fill("Said otherwise")
    await ann.box.press("Enter")
    await expect(leo.message("On the new").locator(".quote")).to_have_text("Ann Said otherwise (edited)")
    await ann.act("Said otherwise", "Delete")
    await expect(ann.surface).to_contain_text("erased for everyone in this conversation")
    await ann.surface.get_by_role("button", name="Delete for everyone").click()
    await expect(leo.message("On the new").locator(".quote")).to_have_text("Ann Message deleted")
    assert "Said otherwise" not in str(await pairs.host.log(room))


async def test_arrow_up_edits_escape_leaves_and_the_same_words_send_nothing(pairs: Pairs):
    room = await pairs.order()
    ann, ken = await pairs.both(room)
    await ann.say("I live at numer 7")
    await ken.sees("I live at numer 7")
    await expect(ann.message("I live at numer 7").locator(".actions")).to_have_count(1)
    await ann.box.press("ArrowUp")
    await expect(ann.box).to_have_value("I live at numer 7")
    await ann.box.press("Escape")
    await expect(ann.page.get_by_text("Editing your message")).to_be_hidden()
    await expect(ann.box).to_be_visible()
    await ann.box.press("ArrowUp")
    await expect(ann.box).to_have_value("I live at numer 7")
    await ann.box.press("Enter")
    await expect(ann.box).to_have_value("")
    await ann.box.press("ArrowUp")
    await expect(ann.box).to_have_value("I live at numer 7")
    await ann.box.fill("I live at number 7")
    await ann.box.press("Enter")
    await expect(ken.message("I live at number 7")).to_contain_text("edited")
    assert (await kinds(pairs, room)).count("edit") == 1


async def test_reactions_go_both_ways_and_say_who(pairs: Pairs):
    room = await pairs.order()
    await pairs.post(room, "ken", "Here")
    ann, ken = await pairs.both(room)
    await (await ann.menu("Here")).get_by_role("menuitemcheckbox", name="React with 👍").click()
    chip = ken.message("Here").locator(".reaction")
    await expect(chip).to_have_accessible_name(re.compile("👍 from Ann"))
    await chip.tap()
    await expect(ann.message("Here").locator(".reaction .count")).to_have_text("2")
    await ann.act("Here", "Who reacted")
    await expect(ann.surface.get_by_role("listitem")).to_have_text(["👍You", "👍Ken"])
    await ann.page.keyboard.press("Escape")
    await ken.press_long(chip)
    await expect(ken.surface).to_contain_text("Who reacted")
    await expect(chip).to_have_attribute("aria-pressed", "true")
    await ken.page.keyboard.press("Escape")
    await chip.tap()
    await expect(ann.message("Here").locator(".reaction .count")).to_have_text("1")
    await ann.menu("Here")
    await ann.page.get_by_role("menuitem", name="More reactions").click()
    assert await ann.page.get_by_role("menuitemcheckbox").count() == 28
    await ann.page.get_by_role("menuitemcheckbox", name="React with 🍽️").click()
    await expect(ken.message("Here").locator(".reaction")).to_have_count(2)


async def test_the_whole_menu_by_keyboard(pairs: Pairs):
    room = await pairs.order()
    await pairs.post(room, "ken", "By keys")
    ann = await pairs.ann(room)
    button = ann.message("By keys").get_by_role("button", name="Actions for this message")
    keys = ann.page.keyboard
    await button.focus()
    await keys.press("Enter")
    item = ann.page.get_by_role("menuitem")
    await expect(item.filter(has_text="Reply")).to_be_focused()
    await keys.press("ArrowDown")
    await expect(item.filter(has_text="Copy text")).to_be_focused()
    await keys.press("End")
    await expect(item.filter(has_text="Mute Ken")).to_be_focused()
    await keys.press("ArrowDown")
    await keys.press("ArrowRight")
    await keys.press("Home")
    await expect(ann.page.get_by_role("menuitemcheckbox").first).to_be_focused()
    assert await is_inside(ann.surface, ann.page.locator(".sheet-frame"))
    await keys.press("Escape")
    await expect(ann.surface).to_be_hidden()
    await expect(button).to_be_focused()
    await expect(ann.page.locator(".sheet-frame")).to_be_visible()
    await keys.press("Enter")
    await keys.press("Enter")
    await expect(ann.page.get_by_text("Replying to Ken")).to_be_visible()
    await expect(ann.box).to_be_focused()


async def is_inside(one: Locator, other: Locator) -> bool:
    """Whether nothing of the one is cut off by the other's edges."""
    box, edges = await one.bounding_box(), await other.bounding_box()
    assert box
    assert edges
    return all(
        edges[at] <= box[at] and box[at] + box[size] <= edges[at] + edges[size]
        for at, size in (("x", "width"), ("y", "height"))
    )


async def test_a_report_reaches_staff_and_nobody_else(pairs: Pairs):
    room = await pairs.order()
    seq = await pairs.post(room, "ken", "Something ugly")
    ann, ken = await pairs.both(room)
    before = await pairs.host.log(room)
    heard: list[str] = []
    ken.page.on("websocket", lambda socket: socket.on("framereceived", lambda frame: heard.append(str(frame))))
    await ken.page.reload()
    await ken.sees("Something ugly")
    await ann.act("Something ugly", "Report this message")
    await expect(ann.surface).to_contain_text("Only support staff see your report. Ken is not told.")
    await ann.surface.get_by_role("textbox").fill("He was rude")
    await ann.surface.get_by_role("button", name="Send the report").click()
    await expect(ann.surface).to_contain_text("Thank you. Staff have your report")
    told = await staff_lane(pairs, room)
    assert [(e["body"]["reason"], e["body"]["user"], e["body"]["target"], e["body"]["text"]) for e in told] == [
        ("report", pairs.who(room, "ken"), seq, "He was rude")
    ]
    assert await pairs.host.log(room) == before
    await ann.say("After the report")
    await ken.sees("After the report")
    assert heard
    assert not [frame for frame in heard if "rude" in frame or '"report"' in frame]


async def staff_lane(pairs: Pairs, room: str) -> list[dict[str, Any]]:
    """The calls in the lane that only staff read."""
    told = await pairs.host.call("GET", f"/v1/rooms/{room}")
    [lane] = [lane["room"] for lane in told["lanes"] if lane["audience"] == "staff"]
    return [entry for entry in await pairs.host.log(lane) if entry["kind"] == "help"]


async def test_whoever_is_muted_is_one_quiet_line_and_does_not_learn_of_it(pairs: Pairs):
    room = await pairs.order()
    await pairs.post(room, "ken", "Loud one")
    ann, ken = await pairs.both(room)
    await ann.page.get_by_role("button", name="Names, roles, report and mute").click()
    await expect(ann.surface.get_by_role("listitem")).to_have_count(2)
    await ann.surface.get_by_role("button", name="Mute Ken").click()
    await expect(ann.surface.get_by_role("button", name="Unmute Ken")).to_be_visible()
    await ann.page.keyboard.press("Escape")
    await expect(ann.message("Loud one")).to_have_count(0)
    await expect(ann.page.get_by_text("Muted: Ken")).to_have_count(1)
    await expect(ann.surface).to_be_hidden()
    await ann.page.get_by_role("button", name="Close").click()
    await ken.say("Loud two")
    await pairs.post(room, "ann", "Quiet, from another device")
    await ken.sees("Quiet, from another device")
    launcher = ann.page.locator(".launcher")
    await expect(launcher).to_be_visible()
    await expect(launcher.locator(".badge")).to_be_hidden()
    await launcher.click()
    await expect(ann.message("Loud two")).to_have_count(0)
    await ann.page.get_by_role("button", name="Show", exact=True).first.click()
    await ann.sees("Loud one")
    await ann.act("Loud one", "Unmute Ken")
    await ann.sees("Loud two")
    await expect(ann.page.get_by_text("Muted: Ken")).to_have_count(0)
    assert "mute" not in (await ken.page.locator("body").inner_text()).lower()


async def test_help_is_asked_for_and_taken_back(pairs: Pairs):
    room = await pairs.order()
    ken = await pairs.ken(room)
    await ken.page.get_by_role("button", name="Get help").tap()
    await ken.surface.get_by_text("The address cannot be found").tap()
    await ken.surface.get_by_role("button", name="Ask for help").tap()
    await expect(ken.page.get_by_text("Support has been asked")).to_be_visible()
    await pairs.host.call("PUT", f"/v1/rooms/{room}/participants/mei", {"role": "agent", "name": "Mei"})
    await pairs.phone(room, "mei", "agent")
    await expect(ken.page.get_by_text("Mei from support is here")).to_be_visible()
    await ken.page.get_by_role("button", name="I do not need it any more").tap()
    await until_true(lambda: two_calls(pairs, room), SECONDS, "the call and its end are in the log")
    await expect(ken.page.get_by_role("button", name="Get help")).to_be_visible()


async def two_calls(pairs: Pairs, room: str) -> bool:
    return (await kinds(pairs, room)).count("help") == 2
