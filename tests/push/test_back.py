"""Who waits while nobody is there, and asked in a browser, is told once that somebody is back; whoever leads."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

import pytest

from server.chat.back import EVERY_MS
from server.chat.follow import LEASE_MS
from server.core import ids, tending
from server.core.back import STEADY_MS
from server.core.queue import Notice
from server.desk.dispatch import Dispatch
from server.desk.hours import Hours
from server.storage.away_tables import awaited
from tests.chat.clock import pause
from tests.chat.leaving import told, turn
from tests.desk.house import House
from tests.desk.test_hours import TOKYO
from tests.push.conftest import Browser, Office, opened


class Shop(House):
    """A house whose agents come and go, and a browser of somebody who waits."""

    def __init__(self, office: Office, hours: Callable[[], Hours | None] = lambda: None) -> None:
        super().__init__(office.bench)
        self.office = office
        self.dispatches = [
            Dispatch(node.hub, hours, awaiting=node.machine.outside.awaiting) for node in office.bench.nodes
        ]

    async def asks(self, room: str = "r1", user: str = "", path: str = "b1") -> Browser:
        user = user or f"c-{room}"
        return await self.office.browser(user, path, self.office.signed_in(user, "customer"), lang="en")

    async def asks_again(self, browser: Browser, user: str = "c-r1") -> None:
        """Open the page once more: it says anew where it is told."""
        by = self.office.signed_in(user, "customer")
        await by("POST", "/v1/push/subscriptions", browser.subscription(lang="en"), 201)

    async def rounds(self, times: int = 2) -> None:
        """Time passes while a node waits for what the others see."""
        for _ in range(times):
            await self.bench.quiet()
            for dispatch in self.dispatches:
                task = asyncio.ensure_future(dispatch.once())
                while not task.done():
                    await pause()
                    if len(self.bench.nodes) > 1:
                        self.bench.clock.passed(10)
                task.result()

    async def goes_on(self, seconds: float = (STEADY_MS + 2 * EVERY_MS) / 1000) -> None:
        """Let time pass, second by second, and what is put down be sent."""
        for _ in range(round(seconds)):
            for node in self.bench.nodes:
                for device in node.devices:
                    if device.connection.id in node.hub.connections:
                        device.raw(b'{"t": "pong"}')
            await self.passes(1_000)
        await turn(self.bench)
        await self.office.sends()

    @property
    def kept(self) -> list[Any]:
        return list(self.bench.node.parts.database.call(lambda c: c.execute(awaited.select()).all()))


@asynccontextmanager
async def shop(folder, nodes: int = 1, hours: Callable[[], Hours | None] = lambda: None) -> AsyncIterator[Shop]:
    async with opened(folder, nodes) as office:
        made = Shop(office, hours)
        await made.alone()
        await made.comes("amy", capacity=0)
        await made.says("amy", "offline")
        yield made


@pytest.fixture
async def desk(tmp_path):
    async with shop(tmp_path) as one:
        yield one


def said(browser: Browser) -> list[str]:
    return [one["t"] for one in browser.reads()]


async def test_they_are_told_once_which_room_and_nothing_else(desk: Shop):
    await desk.waits("r1")
    ann = await desk.asks()
    await desk.goes_on()
    assert said(ann) == []
    await desk.says("amy", "online")
    await desk.goes_on(STEADY_MS / 1000 - 2)
    assert said(ann) == [], "who is gone again at once was not back"
    await desk.goes_on()
    told_once = {"t": "back", "room": "r1", "parent": None, "subject": "Order 1042", "count": 0, "seq": 0, "lang": "en"}
    assert ann.reads() == [told_once]
    for state in ("offline", "online") * 3:
        await desk.says("amy", state)
        await desk.goes_on()
    assert ann.reads() == [told_once], "an agent who comes and goes is no news"


async def test_who_asks_anew_while_nobody_is_there_is_told_anew(desk: Shop):
    await desk.waits("r1")
    ann = await desk.asks()
    await desk.goes_on(3)
    for _ in range(2):
        await desk.says("amy", "online")
        await desk.goes_on()
        await desk.asks_again(ann)
        await desk.goes_on()
        await desk.says("amy", "offline")
        await desk.goes_on(5)
        await desk.asks_again(ann)
        await desk.goes_on(5)
    assert said(ann) == ["back", "back"]


async def test_who_comes_and_goes_was_not_back(desk: Shop):
    await desk.waits("r1")
    ann = await desk.asks()
    await desk.goes_on(3)
    for state in ("online", "offline") * 3:
        await desk.says("amy", state)
        await desk.goes_on(STEADY_MS / 1000 - 4)
    assert said(ann) == []


async def test_when_the_house_opens_they_are_told_and_not_again_the_next_morning(tmp_path):
    now = [TOKYO]
    async with shop(tmp_path, hours=lambda: now[0]) as desk:
        await desk.says("amy", "online")
        shut = Hours(zone="Asia/Tokyo", week=((),) * 7)
        now[0] = shut
        await desk.waits("r1")
        ann = await desk.asks()
        await desk.goes_on(5)
        assert desk.bench.hub.queue.notices == {"r1": Notice(state="closed")}
        assert said(ann) == []
        for _ in range(2):
            now[0] = None
            await desk.goes_on()
            assert said(ann) == ["back"]
            now[0] = shut
            await desk.goes_on()


async def test_only_who_could_be_served_is_told(desk: Shop):
    await desk.waits("r1", "r2")
    await desk.assignments.equip(desk.boss, "amy", 0, ("language:ja",))
    ann, bob = await desk.asks("r1", path="b1"), await desk.asks("r2", path="b2")
    await desk.goes_on(3)
    await desk.assignments.do(desk.boss, "r2", tending.Mark(needs=("language:ko",)), ids.fresh("c"))
    await desk.says("amy", "online")
    await desk.goes_on()
    assert (said(ann), said(bob)) == (["back"], [])


async def test_who_looks_sees_it_and_who_was_answered_is_told_of_the_answer_alone(desk: Shop):
    await desk.waits("r1", "r2")
    ann, bob = await desk.asks("r1", path="b1"), await desk.asks("r2", path="b2")
    page = await desk.bench.person("c-r1", "customer", "r1")
    await desk.goes_on(3)
    await desk.says("amy", "online")
    for _ in range(16):
        page.raw(b'{"t": "pong"}')
        await desk.passes(1_000)
    assert [one.user for one in told(desk.bench, "push")] == ["c-r2"]
    await desk.bench.add("amy", "agent", "r2")
    amy = await desk.bench.device("amy", "agent").entered("r2")
    assert (await amy.sent("r2", "Hello"))["t"] == "ack"
    await desk.office.passes()
    assert (said(ann), said(bob)) == ([], ["message"])
    dropped = [(one.event, one.reason) for one in told(desk.bench, "push") if one.state == "dropped"]
    assert dropped == [("back", "answered")]
    await desk.goes_on()
    assert [row.room for row in desk.kept] == ["r1"], "an answer ends the wait"


async def test_without_a_browser_that_asked_nothing_is_kept(desk: Shop):
    await desk.waits("r1")
    await desk.goes_on(5)
    assert desk.kept == []


@pytest.mark.parametrize("when", ["before", "while", "after"])
async def test_whichever_node_leads_one_of_them_tells_once(tmp_path, when):
    async with shop(tmp_path, nodes=2) as desk:
        await desk.waits("r1")
        ann = await desk.asks()
        await desk.goes_on(4)
        if when == "before":
            desk.dispatches.pop(0)
        await desk.says("amy", "online")
        await desk.goes_on(5)
        if when == "while":
            desk.dispatches.pop(0)
        await desk.goes_on(LEASE_MS / 1000 + 15)
        if when == "after":
            assert said(ann) == ["back"]
            desk.dispatches.pop(0)
        await desk.goes_on(LEASE_MS / 1000 + 15)
        assert said(ann) == ["back"]
