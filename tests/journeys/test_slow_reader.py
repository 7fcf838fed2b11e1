"""Readers that stand still or crawl while a room is flooded: let go, they catch up; the others notice nothing."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass

import pytest

from tests.rig.checker import check
from tests.rig.client import Device
from tests.rig.parley import Host, Parley
from tests.rig.proxy import Proxy
from tests.rig.wait import until

pytestmark = [pytest.mark.anyio, pytest.mark.timeout(120)]

ROOM = "order-flood"
PEOPLE = {"ann": "customer", "ken": "driver", "mia": "merchant", "eve": "member"}
TEXT = "x" * 4000
FLOOD = 2500  # of 4 kB: beyond what kernel and mailbox hold together
FLOODS = {3: 1, 40: 8}  # in the short form, and in the long one
TOGETHER = 100
CODECS = ("json", "msgpack")
CRAWL = 1024  # bytes a second
WINDOW = 1 << 16
GONE_SECONDS = 15.0


@dataclass
class Crowd:
    """Two who read, one who stands still and one who crawls, each of these behind a proxy."""

    well: list[Device]
    still: Device
    slow: Device
    proxies: list[Proxy]

    @property
    def all(self) -> list[Device]:
        return [*self.well, self.still, self.slow]

    @asynccontextmanager
    async def on(self) -> AsyncIterator[None]:
        async with AsyncExitStack() as stack:
            for device in self.all:
                await stack.enter_async_context(device)
            yield

    async def has_joined(self) -> None:
        await until(lambda: all(device.views[ROOM].opened for device in self.all), 10, "joined")

    def falter(self) -> set[int]:
        """One stands still and one crawls; give the ports by which the server knows them."""
        still, slow = self.proxies
        still.freeze()
        slow.faults.slow_down = CRAWL
        return still.ports | slow.ports

    def go_on(self) -> None:
        still, slow = self.proxies
        still.thaw()
        slow.faults.slow_down = None

    async def settle(self) -> None:
        for device in self.all:
            await device.emptied()
            device.settled()


async def gather_crowd(host: Host, history, proxies: list[Proxy]) -> Crowd:
    """Everybody's device, with the room to join."""
    await host.room(ROOM, PEOPLE)
    ports = [host.node.port, host.node.port, *(proxy.port for proxy in proxies)]
    devices = []
    for place, (user, role) in enumerate(PEOPLE.items()):
        url = f"ws://127.0.0.1:{ports[place]}/v1/ws"
        device = Device(await host.account(user, role), url, history, codec=CODECS[place % 2])
        device.join(ROOM)
        devices.append(device)
    return Crowd(devices[:2], *devices[2:], proxies)


@pytest.mark.parametrize("driver", ["direct", pytest.param("portable", marks=pytest.mark.torture)])
async def test_readers_that_stand_still_or_crawl_are_let_go_and_catch_up(driver, parley, history, length):
    """They are gone while they still do not read: the descriptor too; the others have everything by then."""
    node = parley(PARLEY_MAILBOX_BYTES=str(1 << 20), PARLEY_HEARTBEAT_S="1", PARLEY_DRIVER=driver)
    await node.up()
    host = Host(node)
    async with Proxy(node.port, window=WINDOW) as still, Proxy(node.port, window=WINDOW) as slow:
        crowd = await gather_crowd(host, history, [still, slow])
        async with crowd.on():
            for turn in range(FLOODS[length.faults]):
                await flood_past(crowd, node, history, turn)
            await crowd.settle()
            codes = {device.name: list(device.codes) for device in crowd.all}
            await host.record(history, ROOM)
    verdict = check(history, resets_allowed=True)
    ended = {user: dict(Counter(map(int, seen))) for user, seen in codes.items() if seen}
    print(f"{driver}: codes={ended} crawled={slow.counts['slowed']} bytes {verdict.summary()}")
    verdict.insist("acked", "deliveries", "stored", "settled", "cursors", "faults")
    assert not codes["ann/1"]
    assert not codes["ken/1"]
    assert {*codes["mia/1"], *codes["eve/1"]} <= {4408, 4508, 1006}
    assert still.counts["frozen"] > 0
    assert slow.counts["slowed"] > 0
    assert verdict.counts["acked"] == FLOOD * FLOODS[length.faults]


async def flood_past(crowd: Crowd, node: Parley, history, turn: int) -> None:
    """Flood the room while two do not keep up; they are let go, and have everything after they read again."""
    await crowd.has_joined()
    late = {device.name: len(device.codes) for device in (crowd.still, crowd.slow)}
    peers = crowd.falter()
    history.put("fault", name="one reader stands still, one crawls")
    last = await flood(crowd.well[0], turn)
    await crowd.well[1].holds(ROOM, last, 10)
    await node.lets_go(peers, GONE_SECONDS)
    crowd.go_on()
    for device in (crowd.still, crowd.slow):
        await until(lambda d=device: len(d.codes) > late[d.name], 30, f"{device.name} let go")
        await device.holds(ROOM, last, 20)


async def flood(device: Device, turn: int) -> int:
    """Send long texts, some at a time; give the last one's place."""
    seq = 0
    for start in range(0, FLOOD, TOGETHER):
        numbers = range(start, start + TOGETHER)
        sent = [device.send(ROOM, f"flood-{turn:03}-{number:06}", f"{number} {TEXT}") for number in numbers]
        seq = max(await asyncio.gather(*(each.answer for each in sent)))
    return seq
