"""Readers that stand still or crawl while a room is flooded: let go, they catch up; the others notice nothing."""

import asyncio
from contextlib import AsyncExitStack
from dataclasses import dataclass

import pytest

from tests.rig.checker import check
from tests.rig.client import Device
from tests.rig.parley import Host
from tests.rig.proxy import Proxy
from tests.rig.wait import until

pytestmark = [pytest.mark.anyio, pytest.mark.timeout(120)]

ROOM = "order-flood"
PEOPLE = {"ann": "customer", "ken": "driver", "mia": "merchant", "eve": "member"}
TEXT = "x" * 4000
FLOOD = 2500  # of 4 kB: beyond what kernel and mailbox hold together
FLOODS = {3: 1, 40: 8}  # in the short form, and in the long one
TOGETHER = 100
CRAWL = 1024  # bytes a second
WINDOW = 1 << 16
GONE_SECONDS = 15.0


@dataclass
class Crowd:
    """Two who read, one who stands still and one who crawls."""

    well: list[Device]
    still: Device
    slow: Device

    @property
    def all(self) -> list[Device]:
        return [*self.well, self.still, self.slow]

    async def has_joined(self) -> None:
        await until(lambda: all(device.views[ROOM].opened for device in self.all), 10, "joined")


async def gather_crowd(host: Host, urls: list[str], history) -> Crowd:
    """Everybody is in the room; who stands still and who crawls come through proxies."""
    direct, still, slow = urls
    ways = {"ann": (direct, "json"), "ken": (direct, "msgpack"), "mia": (still, "json"), "eve": (slow, "msgpack")}
    await host.room(ROOM, PEOPLE)
    devices = [
        Device(await host.account(user, PEOPLE[user]), url, history, codec=codec) for user, (url, codec) in ways.items()
    ]
    for device in devices:
        device.join(ROOM)
    return Crowd(devices[:2], *devices[2:])


@pytest.mark.parametrize("driver", ["direct", "portable"])
async def test_readers_that_stand_still_or_crawl_are_let_go_and_catch_up(driver, parley, history, length):
    node = parley(PARLEY_MAILBOX_BYTES=str(1 << 20), PARLEY_HEARTBEAT_S="1", PARLEY_DRIVER=driver)
    await node.up()
    host = Host(node)
    last = 0
    async with Proxy(node.port, window=WINDOW) as still, Proxy(node.port, window=WINDOW) as slow:
        urls = [node.ws, *(f"ws://127.0.0.1:{proxy.port}/v1/ws" for proxy in (still, slow))]
        crowd = await gather_crowd(host, urls, history)
        async with AsyncExitStack() as stack:
            for device in crowd.all:
                await stack.enter_async_context(device)
            for turn in range(FLOODS[length.faults]):
                await crowd.has_joined()
                lost = [len(device.codes) for device in (crowd.still, crowd.slow)]
                peers = still.ports | slow.ports
                still.freeze()
                slow.faults.slow_down = CRAWL
                history.put("fault", name="one reader stands still, one crawls")
                last = await flood(crowd.well[0], turn)
                await crowd.well[1].holds(ROOM, last, 10)
                await until(lambda: not node.holds(peers), GONE_SECONDS, lambda: f"{node.holds(peers)} of {peers} held")
                still.thaw()
                slow.faults.slow_down = None
                for device, before in zip((crowd.still, crowd.slow), lost, strict=True):
                    await until(lambda d=device, n=before: len(d.codes) > n, 30, f"{device.name} let go")
                    await device.holds(ROOM, last, 20)
            for device in crowd.all:
                await device.emptied()
                device.settled()
            codes = {device.name: list(device.codes) for device in crowd.all}
            await host.record(history, ROOM)
    verdict = check(history, resets_allowed=True)
    print(f"{driver}: codes={codes} crawled={slow.counts['slowed']} bytes {verdict.summary()}")
    verdict.insist("acked", "deliveries", "stored", "settled", "cursors", "faults")
    assert not codes["ann/1"]
    assert not codes["ken/1"]
    assert {codes["mia/1"][0], codes["eve/1"][0]} <= {4508, 1006}
    assert slow.counts["slowed"] > 0
    assert verdict.counts["acked"] == FLOOD * FLOODS[length.faults]


async def flood(device: Device, turn: int) -> int:
    """Send long texts, some at a time; give the last one's place."""
    seq = 0
    for start in range(0, FLOOD, TOGETHER):
        numbers = range(start, start + TOGETHER)
        sent = [device.send(ROOM, f"flood-{turn:03}-{number:06}", f"{number} {TEXT}") for number in numbers]
        seq = max(await asyncio.gather(*(each.answer for each in sent)))
    return seq
