"""A driver's page whose server is killed, or its tab; that sleeps, or is left and come back to: all arrives, once."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any, Final

import pytest
from playwright.async_api import Browser, CDPSession, expect

from tests.rig.browser import Window, browsing
from tests.rig.gathering import Gathering, has_sent
from tests.rig.parley import Host, Parley
from tests.rig.shop import Shop
from tests.rig.wait import until, until_true

pytestmark = [pytest.mark.anyio, pytest.mark.timeout(150)]

ROOM: Final = "order-1042"
PEOPLE: Final = {"ann": "customer", "ken": "driver"}
OUTBOX: Final = 500
NIGHT_MS: Final = 2 * 60 * 60 * 1000
# What the page takes for the time; the test moves it.
CLOCK: Final = """
    window.slept = 0;
    const awake = Date.now.bind(Date);
    Date.now = () => awake() + window.slept;
"""
# The database answers nothing any more, as on a busy machine: what is written now is not in it.
DATABASE_HANGS: Final = "IDBIndex.prototype.getKey = () => ({})"
JOTTED: Final = "Object.keys(localStorage).filter((key) => key.startsWith('parley.unsent|')).length"
# In turn into each of these rooms, until no more is taken: what every room got.
WRITE_UNTIL_FULL: Final = """
    (ids) => {
        const took = Object.fromEntries(ids.map((id) => [id, []]));
        for (let n = 0; ; n += 1) {
            const id = ids[n % ids.length];
            if (parley.client.open(id).send(`waiting ${n}`) === null) return took;
            took[id].push(`waiting ${n}`);
        }
    }
"""


@pytest.fixture
def browser(whole_browser: Browser) -> Browser:
    """One that keeps a page for the way back."""
    return whole_browser


@pytest.fixture
async def gathering(parley: Any, browser: Browser, history: Any) -> AsyncIterator[Gathering]:
    """Two people in a room."""
    node: Parley = parley()
    await node.up()
    async with browsing(browser, node.port) as opened:
        there = Gathering(Host(node), opened, history, ROOM)
        await there.meet(PEOPLE)
        yield there


async def judged(gathering: Gathering, name: str, **counted: int) -> None:
    """Settle, judge, and say how much was looked at."""
    verdict = await gathering.settle(90)
    more = " ".join(f"{key}={count}" for key, count in counted.items())
    print(f"{name}: {more} messages={len(gathering.said)} {verdict.summary()}")
    verdict.insist("acked", "deliveries", "stored", "settled", "cursors", "faults")
    assert all(counted.values()), counted


async def test_the_server_is_killed_while_the_outbox_is_full(gathering: Gathering, length: Any):
    ken, node = gathering.windows["ken"], gathering.host.node
    gathering.elsewhere += [f"order-{number}" for number in range(1, 10)]
    for room in gathering.elsewhere:
        await gathering.host.room(room, PEOPLE)
    await ken.page.evaluate("(ids) => ids.map((id) => parley.client.open(id).id)", gathering.elsewhere)
    await until(lambda: len(ken.wire.rooms) == 10, 15, "all rooms are open")
    await gathering.say("ken", "before")
    await until_true(lambda: has_sent(ken), 15, "nothing waits yet")
    node.kill()
    gathering.fault("kill -9")
    took = await ken.page.evaluate(WRITE_UNTIL_FULL, [ROOM, *gathering.elsewhere])
    gathering.said += took.pop(ROOM)
    await no_more_is_taken(ken)
    for _ in range(length.faults - 1):
        await node.up()
        await ken.hurry()
        acked = ken.wire.acked
        await until(lambda acked=acked: ken.wire.acked > acked + 40, 30, "it drains")
        node.kill()
        gathering.fault("kill -9")
    await node.up()
    await ken.hurry()
    await judged(gathering, "killed", kills=length.faults, elsewhere=sum(len(texts) for texts in took.values()))
    assert {room: await gathering.stored(room) for room in took} == took
    assert sum(len(texts) for texts in took.values()) + len(gathering.said) - 1 == OUTBOX


async def no_more_is_taken(window: Window) -> None:
    """The composer says so, and keeps what was written."""
    box = window.page.get_by_role("textbox", name="Write a message")
    await box.fill("one too many")
    await box.press("Enter")
    await expect(window.page.locator(".write-error")).to_be_visible()
    await expect(box).to_have_value("one too many")
    await box.fill("")


async def test_a_tab_is_killed_and_opened_again(gathering: Gathering, length: Any):
    killed = jotted = 0
    for number in range(1, length.faults + 1):
        ken = gathering.windows["ken"]
        ken.proxy.faults.swallow_up = True
        await gathering.say("ken", f"first of tab {number}")
        await ken.page.evaluate(DATABASE_HANGS)
        await gathering.say("ken", f"second of tab {number}")
        jotted += await ken.page.evaluate(JOTTED)
        await die(ken)
        gathering.fault("tab killed")
        killed += 1
        ken.proxy.faults.swallow_up = False
        ken.proxy.reset_all()
        gathering.windows["ken"] = await ken.another(looks=True)
        await gathering.say("ann", f"ann to tab {number}")
    await judged(gathering, "tabs", killed=killed, jotted=jotted, swallowed=gathering.faults()["swallowed"])


async def die(window: Window) -> None:
    """End a tab's process, as the system does when memory is short."""
    gone = asyncio.Event()
    window.page.once("crash", lambda _: gone.set())
    tab = await window.page.context.new_cdp_session(window.page)
    dying = asyncio.create_task(tab.send("Page.crash"))
    await asyncio.wait_for(gone.wait(), 10)
    dying.cancel()
    await asyncio.gather(dying, return_exceptions=True)
    await window.page.close()


@pytest.mark.parametrize("way", ["frozen", "halted"])
async def test_a_machine_sleeps_for_two_hours(gathering: Gathering, way: str):
    ken = gathering.windows["ken"]
    await ken.page.evaluate(CLOCK)
    tab = await ken.page.context.new_cdp_session(ken.page)
    ken.proxy.lose_all()
    await gathering.say("ken", "good night")
    gathering.fault(f"asleep: {way}")
    wake = await (frozen(tab) if way == "frozen" else halted(tab))
    for number in range(3):
        await gathering.say("ann", f"while you slept {number}")
    await wake()
    for number in range(3):
        await ken.sees(f"while you slept {number}", 15)
    await gathering.say("ken", "good morning")
    await judged(gathering, way, swallowed=gathering.faults()["swallowed"])


async def frozen(tab: CDPSession) -> Any:
    """Freeze a page as a phone does; give what thaws it two hours later."""
    await tab.send("Page.setWebLifecycleState", {"state": "frozen"})

    async def wake() -> None:
        await tab.send("Runtime.evaluate", {"expression": f"window.slept = {NIGHT_MS}"})
        await tab.send("Page.setWebLifecycleState", {"state": "active"})

    return wake


async def halted(tab: CDPSession) -> Any:
    """Halt a page in the middle of whatever it does, as a closed lid does; give what lets it go on two hours later."""
    halted_at = asyncio.get_running_loop().create_future()
    tab.once("Debugger.paused", lambda event: halted_at.set_result(event["callFrames"][0]["callFrameId"]))
    await tab.send("Debugger.enable")
    await tab.send("Debugger.pause")
    frame = await asyncio.wait_for(halted_at, 15)

    async def wake() -> None:
        moved = {"callFrameId": frame, "expression": f"window.slept = {NIGHT_MS}"}
        await tab.send("Debugger.evaluateOnCallFrame", moved)
        await tab.send("Debugger.resume")
        await tab.send("Debugger.disable")

    return wake


async def test_back_brings_the_page_as_it_was_left(gathering: Gathering):
    """The back-forward cache: the page let go of its socket, was kept, and goes on where it was."""
    ken = gathering.windows["ken"]
    await gathering.say("ken", "before")
    await ken.page.evaluate("window.kept = 1; addEventListener('pageshow', (e) => (window.shown = e.persisted))")
    ken.proxy.faults.swallow_up = True
    await gathering.say("ken", "written, then left")
    async with Shop() as shop:
        await ken.page.goto(shop.origin)
        gathering.fault("left")
        ken.proxy.faults.swallow_up = False
        await gathering.say("ann", "while you were elsewhere")
        await ken.page.go_back(wait_until="commit")
        await until_true(lambda: ken.page.evaluate("window.shown === true && window.kept === 1"), 10, "persisted")
        await ken.sees("while you were elsewhere", 15)
        await gathering.say("ken", "back again")
        await judged(gathering, "back", kept=1)
