"""The bad minute, on a phone and in the widget: too fast, locked, removed, restored; each is said in words."""

import shutil
import subprocess
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from pathlib import Path

import pytest
from playwright.async_api import Browser, expect

from tests.rig.pair import Pairs
from tests.rig.parley import Host, Parley, find_command

pytestmark = [pytest.mark.anyio, pytest.mark.timeout(120)]

BURST = 3


@pytest.fixture
async def pairs(tmp_path: Path, browser: Browser) -> AsyncIterator[Pairs]:
    """A server that takes one write a second, and three at once."""
    node = Parley(tmp_path, PARLEY_SEND_RATE=f"1/s burst {BURST}")
    await node.up()
    async with AsyncExitStack() as stack:
        stack.callback(node.end)
        yield Pairs(Host(node), browser, stack)


async def test_each_says_what_happened_what_was_kept_and_what_comes_next(pairs: Pairs):
    room = await pairs.order()
    ann, ken = await pairs.both(room)
    for number in range(BURST + 3):
        await ann.say(f"Quick {number}")
    await expect(ann.page.locator(".countdown")).to_be_visible()
    await expect(ann.page.locator(".path-note")).to_contain_text("That was a lot at once. Waiting:")
    for number in range(BURST + 3):
        await ken.sees(f"Quick {number}")
    await expect(ann.page.locator(".path-note")).to_have_count(0)
    await pairs.host.call("PATCH", f"/v1/rooms/{room}", {"locked": True})
    for person in (ann, ken):
        await expect(person.page.get_by_text("This room is locked.")).to_be_visible()
        await expect(person.page.get_by_text("You can still get help with this order for 7 days.")).to_be_visible()
        await expect(person.box).to_have_count(0)
    await ken.page.get_by_role("button", name="Get help").tap()
    await expect(ken.surface).to_contain_text("This conversation opens again for everyone.")
    await ken.surface.get_by_role("button", name="Ask for help").tap()
    await expect(ann.box).to_be_visible()
    await pairs.host.call("DELETE", f"/v1/rooms/{room}/participants/{pairs.who(room, 'ken')}")
    await expect(ken.page.get_by_role("heading", name="You are no longer in this room")).to_be_visible()
    pairs.all_well()


def restore(node: Parley, copy: Path) -> None:
    """Put an older copy in the place of a server's data, as the documentation says it."""
    node.terminate()
    shutil.rmtree(node.data)
    shutil.copytree(copy, node.data)
    subprocess.run([*find_command(), "epoch", "--new", "--data-dir", str(node.data)], check=True, capture_output=True)


async def test_what_a_restored_server_lost_is_shown_and_can_be_sent_again(pairs: Pairs):
    node = pairs.host.node
    room = await pairs.order()
    ken = await pairs.ken(room)
    await ken.say("Before the copy")
    await expect(ken.message("Before the copy").locator(".pips")).to_have_count(1)
    copy = node.data.with_name("copy")
    node.terminate()
    shutil.copytree(node.data, copy)
    await node.up()
    await ken.network_is_back()
    await ken.say("After the copy")
    await expect(ken.message("After the copy").locator(".pips")).to_have_count(1)
    restore(node, copy)
    await node.up()
    await ken.network_is_back()
    await expect(ken.page.get_by_text("1 message that stood here is gone")).to_be_visible()
    await expect(ken.message("After the copy")).to_have_count(0)
    await ken.page.get_by_role("button", name="Show them").tap()
    await expect(ken.surface).to_contain_text("After the copy")
    await ken.surface.get_by_role("button", name="Send again").tap()
    await ken.page.keyboard.press("Escape")
    await expect(ken.message("After the copy").locator(".pips")).to_have_count(1)
    await expect(ken.page.get_by_text("that stood here is gone")).to_have_count(0)
    texts = [entry["body"]["text"] for entry in await pairs.host.log(room) if entry["kind"] == "message"]
    assert texts == ["Before the copy", "After the copy"]
    pairs.all_well()
