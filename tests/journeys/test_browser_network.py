"""Bad networks before drivers' phones in real Chromium: slow, stalled, cut, deaf; what was written arrives once."""

import asyncio
import contextlib
import random
from collections.abc import AsyncIterator
from typing import Any, Final

import pytest
from playwright.async_api import Browser, expect
from playwright.async_api import Error as BrowserError

from tests.rig.browser import Window, browsing
from tests.rig.gathering import Gathering
from tests.rig.parley import Host, Parley
from tests.rig.wait import until

pytestmark = [pytest.mark.anyio, pytest.mark.timeout(150)]

ROOM: Final = "order-1042"
PEOPLE: Final = dict.fromkeys(("ann", "ken", "mia", "amy", "tom"), "driver")
SHORT_SECONDS: Final = {3: 7, 40: 240}  # how long the network is bad, in the short form and in the long one
LONGEST_STALL: Final = {3: 5, 40: 15}
PAUSE: Final = 0.7


@pytest.fixture
async def gathering(parley: Any, browser: Browser, history: Any) -> AsyncIterator[Gathering]:
    """A room on a healthy server; nobody sits yet."""
    node: Parley = parley()
    await node.up()
    async with browsing(browser, node.port) as opened:
        yield Gathering(Host(node), opened, history, ROOM)


async def test_five_bad_networks_at_once(gathering: Gathering, length: Any):
    await gathering.meet(PEOPLE)
    for window in gathering.windows.values():
        window.proxy.random.seed(length.seed)
    chance, over = random.Random(length.seed), asyncio.Event()
    talk = [asyncio.create_task(talks(gathering, user, over)) for user in PEOPLE if user != "mia"]
    stalls = LONGEST_STALL[length.faults]
    bad = [
        asyncio.create_task(fault)
        for fault in (
            far_away(gathering, "ann", over),
            stalling(gathering, "ken", over, lambda: chance.uniform(3, stalls)),
            one_in_ten_is_reset(gathering, "mia", over),
            one_way(gathering, "amy", over, "swallow_down"),
            one_way(gathering, "tom", over, "swallow_up"),
        )
    ]
    await asyncio.sleep(SHORT_SECONDS[length.faults])
    over.set()
    await asyncio.gather(*bad, *talk)
    verdict = await gathering.settle(60)
    counts = gathering.faults()
    print(f"browsers: {dict(counts)} messages={len(gathering.said)} {verdict.summary()}")
    verdict.insist("acked", "deliveries", "stored", "settled", "cursors", "faults")
    for kind in ("late", "frozen", "kicked", "swallowed"):
        assert counts[kind] > 0, kind


async def talks(gathering: Gathering, user: str, over: asyncio.Event) -> None:
    """Write on and on."""
    number = 0
    while not over.is_set():
        await gathering.say(user, f"{user} {(number := number + 1)}")
        await asyncio.sleep(PAUSE)


async def far_away(gathering: Gathering, user: str, over: asyncio.Event) -> None:
    """Everything takes 2 s ± 1 s, each way."""
    gathering.fault("latency")
    faults = gathering.windows[user].proxy.faults
    faults.latency_s, faults.jitter_s = 1.0, 2.0
    await over.wait()
    faults.latency_s = faults.jitter_s = 0.0


async def stalling(gathering: Gathering, user: str, over: asyncio.Event, seconds: Any) -> None:
    """Nothing moves for some seconds, then everything does; again and again."""
    proxy = gathering.windows[user].proxy
    while not over.is_set():
        gathering.fault("stall")
        proxy.freeze()
        await asyncio.sleep(seconds())
        proxy.thaw()
        await asyncio.sleep(PAUSE)


async def one_in_ten_is_reset(gathering: Gathering, user: str, over: asyncio.Event) -> None:
    """One connection in ten does not live long; the page is loaded again and again, until it comes."""
    window = gathering.windows[user]
    window.proxy.faults.lives_s, window.proxy.faults.doomed = (0.0, 1.0), 0.1
    number = 0
    while not over.is_set() or window.proxy.counts["kicked"] == 0:
        gathering.fault("reload")
        if await comes(window):
            await gathering.say(user, f"{user} {(number := number + 1)}")
            await asyncio.sleep(PAUSE)
    window.proxy.faults.lives_s = None
    await until_it_comes(window)


async def comes(window: Window) -> bool:
    """Load the page anew; a part of it that is reset is a page that does not come."""
    with contextlib.suppress(BrowserError, AssertionError):
        await window.page.reload()
        await expect(window.log).to_be_visible(timeout=3_000)
        return True
    return False


async def until_it_comes(window: Window) -> None:
    for _ in range(5):
        if await comes(window):
            return
    raise AssertionError("the page does not come on a network that is whole again")


async def one_way(gathering: Gathering, user: str, over: asyncio.Event, way: str) -> None:
    """What one side says vanishes, and nobody says so: the page finds out, tells the person, and comes back."""
    window = gathering.windows[user]
    while not over.is_set():
        gathering.fault(way)
        before = window.proxy.counts["connections"]
        setattr(window.proxy.faults, way, True)
        await expect(window.page.locator(".path.is-lost")).to_have_count(1, timeout=20_000)
        await until(lambda before=before: window.proxy.counts["connections"] > before, 20, "the page tries anew")
        setattr(window.proxy.faults, way, False)
        window.proxy.reset_all()
        await window.hurry()
        await expect(window.page.locator(".path.is-fine")).to_have_count(1, timeout=40_000)
