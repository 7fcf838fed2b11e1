"""Four people in four windows of a real Chromium: everything appears, nothing is lost, repeated or leaked."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass

import httpx
import pytest
from playwright.async_api import expect

from tests.rig.browser import Browsing, Window, browsing
from tests.rig.holding import Account
from tests.rig.parley import Host, Parley
from tests.rig.stage import PARTIES
from tests.rig.wait import until
from tests.rig.wire import open_socket

pytestmark = [pytest.mark.anyio, pytest.mark.timeout(120)]

ROOM = "order-1042"
NOTE = "note-7f3a: refund is fine"
FACTS = [
    {"key": "eta", "label": "ETA", "kind": "text", "value": "eta-for-ann", "roles": ["customer"]},
    {"key": "gate", "label": "Gate code", "kind": "text", "value": "gate-for-ken", "roles": ["driver"]},
    {"key": "bag", "label": "Bag", "kind": "text", "value": "bag-for-mia", "roles": ["merchant", "driver"]},
]


@dataclass
class Table:
    """Everybody's window, by user."""

    host: Host
    opened: Browsing
    accounts: dict[str, Account]
    windows: dict[str, Window]

    async def sit(self, user: str, *, looks: bool = True) -> Window:
        """Open somebody's window."""
        self.windows[user] = await self.opened.open(self.accounts[user], ROOM, looks=looks)
        return self.windows[user]

    async def all_sit(self) -> list[Window]:
        """Open everybody's window."""
        return [await self.sit(user) for user in PARTIES]

    async def all_agree(self) -> list[str]:
        """Every window shows the stored messages: all of them, once, in order."""
        stored = [e["body"]["text"] for e in await self.host.log(ROOM) if e["kind"] == "message"]
        for window in self.windows.values():
            if stored:
                await window.sees(stored[-1])
            assert await window.texts() == stored, window.account.user
            assert not window.errors
        return stored


@pytest.fixture
async def table(parley, browser) -> AsyncIterator[Table]:
    node: Parley = parley(PARLEY_SEND_RATE="5/s burst 20")
    await node.up()
    host = Host(node)
    await host.room(ROOM, PARTIES, facts=FACTS)
    accounts = {user: await host.account(user, role) for user, role in PARTIES.items()}
    async with browsing(browser, node.port) as opened:
        yield Table(host, opened, accounts, {})


async def test_what_is_said_appears_in_every_window(table):
    windows = await table.all_sit()
    for window in windows:
        text = f"{window.account.user} is here"
        await window.say(text)
        for other in windows:
            await other.sees(text)
    stored = await table.all_agree()
    print(f"windows={len(windows)} messages={len(stored)}")
    assert len(stored) == len(windows) == 4


async def test_typing_shows_and_expires(table):
    ann, ken, mia, amy = await table.all_sit()
    await ann.type("I am at the")
    for other in (ken, mia, amy):
        await expect(other.page.get_by_text("Ann is typing")).to_be_visible(timeout=5_000)
    await ann.page.evaluate("window.stop()")
    await ann.pull_the_cable()
    for other in (ken, mia, amy):
        await expect(other.page.get_by_text("Ann is typing")).to_be_hidden(timeout=15_000)


async def test_a_message_ends_typing_at_once(table):
    ann, ken, *_ = await table.all_sit()
    await ann.type("Hello")
    await expect(ken.page.get_by_text("Ann is typing")).to_be_visible(timeout=5_000)
    await ann.page.keyboard.press("Enter")
    await ken.sees("Hello")
    await expect(ken.page.get_by_text("Ann is typing")).to_be_hidden(timeout=5_000)


async def test_marks_go_from_sent_to_delivered_to_read_person_by_person(table):
    ann = await table.sit("ann")
    await ann.say("Where are you?")
    for role in ("driver", "merchant", "agent"):
        await ann.sees_mark("Where are you?", role, "sent")
    ken = await table.sit("ken", looks=False)
    await ken.sees("Where are you?")
    await ann.sees_mark("Where are you?", "driver", "delivered")
    await ann.sees_mark("Where are you?", "merchant", "sent")
    for user, role in (("mia", "merchant"), ("amy", "agent")):
        await table.sit(user)
        await ann.sees_mark("Where are you?", role, "read")
    await ann.sees_summary("Where are you?", "Seen by 2 of 3 — not yet: driver")
    await ken.look()
    await ann.sees_mark("Where are you?", "driver", "read")
    await ann.sees_summary("Where are you?", "Seen by everyone")


async def test_a_private_note_reaches_no_one_but_staff(table):
    windows = [await table.sit(user) for user in ("ann", "ken", "amy")]  # Mia reads nothing: her count tells
    ann, ken, amy = windows
    async with open_socket(table.host.node.ws, "msgpack") as outside:
        await outside.greet(table.accounts["ken"].token)
        await outside.join(ROOM)
        before = await summaries(table)
        await amy.note(NOTE)
        await until(lambda: amy.heard("note-7f3a"), 10, "the note came back to its author")
        await amy.say("a word to all")
        for window in windows:
            await window.sees("a word to all")
        await outside.quiet()
    for window in (ann, ken):
        assert window.frames
        assert not window.heard("note-7f3a"), window.account.user
        assert "note-7f3a" not in await window.page.content()
        await window.page.reload()
        await window.sees("a word to all")
        assert not window.heard("note-7f3a")
    assert outside.frames
    assert not any(b"note-7f3a" in bytes(frame) for frame in outside.frames)
    assert "note-7f3a" not in str(await table.host.log(ROOM))
    await nothing_to_be_found(table, before)
    await another_agent_sees_it(table)


async def summaries(table: Table) -> dict[str, dict]:
    """What each party is told of its rooms over HTTP."""
    told = {}
    for user in ("ann", "ken", "mia"):
        async with httpx.AsyncClient(base_url=table.host.node.http) as client:
            answer = await client.get("/v1/rooms", headers=bearer(table.accounts[user]))
        told[user] = {room["room"]: room for room in answer.json()["rooms"]}
    return told


async def nothing_to_be_found(table: Table, before: dict[str, dict]) -> None:
    """No history, count, receipt or room tells the others that a note was written."""
    after = await summaries(table)
    lanes = await lanes_of(table)
    assert lanes
    assert after["mia"][ROOM]["unread"] == before["mia"][ROOM]["unread"] + 1
    for user in ("ann", "ken", "mia"):
        assert set(after[user]) == set(before[user]) == {ROOM}
        assert after[user][ROOM]["last_seq"] == before[user][ROOM]["last_seq"] + 1
        async with httpx.AsyncClient(base_url=table.host.node.http) as client:
            for room in lanes:
                for path in (f"/v1/rooms/{room}", f"/v1/rooms/{room}/entries", f"/v1/rooms/{room}/receipts"):
                    answer = await client.get(path, headers=bearer(table.accounts[user]))
                    assert answer.status_code == 404, f"{user} {path}"
            receipts = await client.get(f"/v1/rooms/{ROOM}/receipts", headers=bearer(table.accounts[user]))
            assert not any(lane in receipts.text for lane in lanes)


async def another_agent_sees_it(table: Table) -> None:
    """Staff who take no part in the room read its notes all the same."""
    await table.host.call("PUT", "/v1/users/bob", {"role": "agent", "name": "Bob"})
    account = await table.host.account("bob", "agent")
    async with open_socket(table.host.node.ws) as socket:
        await socket.greet(account.token)
        seen = await socket.join(ROOM, observe=True)
        (lane,) = [lane["room"] for lane in seen["lanes"] if lane["audience"] == "staff"]
        notes = (await socket.join(lane))["entries"]
    assert NOTE in [entry["body"].get("text") for entry in notes]


async def lanes_of(table: Table) -> list[str]:
    """The lanes of the room, as staff are told of them; the others are told of none."""
    found = {}
    for user, account in table.accounts.items():
        async with open_socket(table.host.node.ws) as socket:
            await socket.greet(account.token)
            found[user] = [lane["room"] for lane in (await socket.join(ROOM)).get("lanes", [])]
    assert [found[user] for user in ("ann", "ken", "mia")] == [[], [], []]
    return found["amy"]


def bearer(account: Account) -> dict[str, str]:
    return {"Authorization": f"Bearer {account.token}"}


async def test_facts_reach_only_their_roles(table):
    ann, ken, mia, amy = await table.all_sit()
    for window, role in ((ann, "customer"), (ken, "driver"), (mia, "merchant")):
        await window.say(f"{role} looks")
        for fact in FACTS:
            mine = role in fact["roles"]
            shown = window.page.get_by_text(fact["value"], exact=True)
            await expect(shown).to_have_count(int(mine), timeout=5_000)
            assert window.heard(fact["value"]) == mine, f"{role} {fact['key']}"
    changed = [{**FACTS[1], "value": "gate-changed"}, *FACTS[2:]]
    await table.host.call("PATCH", f"/v1/rooms/{ROOM}", {"facts": changed})
    await expect(ken.page.get_by_text("gate-changed", exact=True)).to_have_count(1, timeout=5_000)
    await amy.say("facts changed")
    for window in (ann, mia):
        await window.sees("facts changed")
        assert not window.heard("gate-changed")


async def test_reload_and_offline_lose_and_repeat_nothing(table):
    ann, ken, mia, amy = await table.all_sit()
    for number in range(5):
        await ann.say(f"before {number}")
    await ken.sees("before 4")
    await ken.page.reload()
    await ken.sees("before 4")
    await mia.pull_the_cable()
    for number in range(3):
        await ann.say(f"while away {number}")
        await mia.say(f"from the cellar {number}")
    await amy.sees("while away 2")
    assert not [text for text in await amy.texts() if "cellar" in text]
    assert not [text for text in await mia.texts() if "while away" in text]
    await mia.plug_in()
    for window in (ann, ken, mia, amy):
        await window.sees("from the cellar 2", 30)
        await window.sees("while away 2", 30)
    await asyncio.gather(*(window.page.reload() for window in (ann, mia)))
    stored = await table.all_agree()
    print(f"messages={len(stored)} swallowed={mia.proxy.counts['swallowed']} frames={len(mia.frames)}")
    assert len(stored) == 11
    assert mia.proxy.counts["swallowed"] > 0


async def test_a_message_sent_offline_survives_a_reload(table):
    """What waits in the outbox is written down: closing the page does not lose it."""
    ann = await table.sit("ann")
    ken = await table.sit("ken")
    ann.proxy.faults.swallow_up = ann.proxy.faults.swallow_down = True
    await ann.say("do not lose me")
    ann.proxy.faults.swallow_up = ann.proxy.faults.swallow_down = False
    await ann.page.reload()
    await ken.sees("do not lose me", 30)
    await ann.sees("do not lose me", 30)
    await until(lambda: ann.heard("do not lose me"), 10, "the entry came back to its author")
    assert await table.all_agree() == ["do not lose me"]
