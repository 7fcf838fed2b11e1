"""Staff in a real Chromium: they read along unseen, write notes, step in, and step out again."""

from collections.abc import AsyncIterator
from dataclasses import dataclass

import pytest
from playwright.async_api import expect

from tests.rig.browser import Browsing, Window, browsing
from tests.rig.parley import Host, Parley

pytestmark = [pytest.mark.anyio, pytest.mark.timeout(120)]

ROOM = "order-1042"
PEOPLE = {"ann": "customer", "ken": "driver"}


@dataclass
class Table:
    """Ann's window and Bob's, who is staff and takes no part."""

    host: Host
    ann: Window
    bob: Window

    async def people(self) -> list[str]:
        """Who takes part, as the server tells its host."""
        told = await self.host.call("GET", f"/v1/rooms/{ROOM}")
        return [who["user"] for who in told["participants"] if "left_seq" not in who]

    async def note(self, text: str) -> None:
        """Write a note where there is no choice but a note."""
        box = self.bob.page.get_by_role("textbox")
        await expect(box).to_have_accessible_name("Write a note that only staff can read")
        await box.fill(text)
        await box.press("Enter")
        await self.bob.sees(text)


@pytest.fixture
async def table(parley, browser) -> AsyncIterator[Table]:
    node: Parley = parley()
    await node.up()
    host = Host(node)
    await host.room(ROOM, PEOPLE)
    await host.call("PUT", "/v1/users/bob", {"role": "agent", "name": "Bob"})
    async with browsing(browser, node.port) as opened:
        windows: Browsing = opened
        ann = await windows.open(await host.account("ann", "customer"), ROOM)
        bob = await windows.open(await host.account("bob", "agent"), ROOM)
        yield Table(host, ann, bob)


async def test_staff_read_along_unseen_and_leave_notes(table):
    await table.ann.say("Where is my food?")
    await table.bob.sees("Where is my food?")
    await expect(table.bob.page.get_by_text("Nobody sees your name here")).to_be_visible()
    await table.note("note-91c2")
    await table.ann.say("Hello?")
    await table.ann.sees("Hello?")
    assert await table.people() == ["ann", "ken"]
    assert not table.ann.heard("note-91c2")
    assert not table.ann.heard("bob")
    await table.ann.sees_mark("Hello?", "driver", "sent")
    await expect(table.ann.message("Hello?").locator(".pip")).to_have_count(1)


async def test_they_read_along_again_after_a_lost_connection_and_a_reload(table):
    await table.bob.pull_the_cable()
    await table.ann.say("Are you there?")
    await table.bob.plug_in()
    await table.bob.sees("Are you there?", 30)
    await table.bob.page.reload()
    await table.bob.sees("Are you there?")
    await expect(table.bob.page.get_by_role("button", name="Join the conversation")).to_be_visible()
    assert await table.people() == ["ann", "ken"]
    assert not table.bob.errors


async def test_they_step_in_are_seen_and_step_out(table):
    await table.ann.say("Anybody?")
    await table.bob.page.get_by_role("button", name="Join the conversation").click()
    await table.bob.say("Bob here, I am looking into it")
    await table.ann.sees("Bob here, I am looking into it")
    await expect(table.ann.page.get_by_text("Bob joined (agent)")).to_be_visible()
    assert await table.people() == ["ann", "ken", "bob"]
    await table.bob.page.get_by_role("button", name="Step out").click()
    await expect(table.ann.page.get_by_text("Bob left")).to_be_visible()
    await expect(table.bob.page.get_by_text("Nobody sees your name here")).to_be_visible()
    await table.note("that was it")
    await table.ann.say("Thanks")
    await table.bob.sees("Thanks")
    assert not table.ann.heard("that was it")
    assert await table.people() == ["ann", "ken"]


async def test_a_link_for_staff_opens_nothing_to_anybody_else(table, browser):
    async with browsing(browser, table.host.node.port) as opened:
        ken = await opened.open(await table.host.account("ken", "driver"), ROOM)
        await ken.page.goto(f"{ken.page.url}#t={ken.account.token}&room={ROOM}&view=agent")
        await ken.say("I see what a driver sees")
        await expect(ken.page.get_by_text("Only staff")).to_have_count(0)
        await expect(ken.page.get_by_role("button", name="Step out")).to_have_count(0)
