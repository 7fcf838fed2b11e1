"""One reader stands still while a room is flooded: the others notice nothing, it is let go, and it catches up."""

import asyncio

import pytest

from tests.rig.checker import check
from tests.rig.client import Device
from tests.rig.parley import Host
from tests.rig.proxy import Proxy
from tests.rig.wait import until

pytestmark = [pytest.mark.anyio, pytest.mark.timeout(120)]

ROOM = "order-flood"
PEOPLE = {"ann": "customer", "ken": "driver", "mia": "merchant"}
TEXT = "x" * 4000
FLOOD = 2500  # of 4 kB: beyond what kernel and mailbox hold together
TOGETHER = 100


async def test_a_reader_that_stands_still_is_let_go_and_catches_up(parley, history):
    node = parley(PARLEY_MAILBOX_BYTES=str(1 << 20))
    await node.up()
    host = Host(node)
    await host.room(ROOM, PEOPLE)
    async with Proxy(node.port, window=1 << 16) as proxy:
        slow_url = f"ws://127.0.0.1:{proxy.port}/v1/ws"
        ann = Device(await host.account("ann", "customer"), node.ws, history)
        ken = Device(await host.account("ken", "driver"), node.ws, history, codec="msgpack")
        mia = Device(await host.account("mia", "merchant"), slow_url, history)
        async with ann, ken, mia:
            for device in (ann, ken, mia):
                device.join(ROOM)
            await until(lambda: all(d.views[ROOM].opened for d in (ann, ken, mia)), 10, "joined")
            proxy.freeze()
            history.put("fault", name="a reader stands still")
            last = await flood(ann)
            await ken.holds(ROOM, last, 10)
            proxy.thaw()
            await until(lambda: bool(mia.codes), 30, "let go")
            await mia.holds(ROOM, last, 20)
            for device in (ann, ken, mia):
                await device.emptied()
                device.settled()
            await host.record(history, ROOM)
    assert {*ann.codes[:-1], *ken.codes[:-1]} == set()
    verdict = check(history, resets_allowed=True)
    print(f"codes={mia.codes} {verdict.summary()}")
    verdict.insist("acked", "deliveries", "stored", "settled", "cursors", "faults")
    assert mia.codes[0] in {4508, 1006}
    assert verdict.counts["acked"] == FLOOD


async def flood(device: Device) -> int:
    """Send long texts, some at a time; give the last one's place."""
    seq = 0
    for start in range(0, FLOOD, TOGETHER):
        numbers = range(start, start + TOGETHER)
        sent = [device.send(ROOM, f"flood-{number:06}", f"{number} {TEXT}") for number in numbers]
        seq = max(await asyncio.gather(*(each.answer for each in sent)))
    return seq
