"""`kill -9` under load: what was acknowledged is stored once and reaches everybody once, in order."""

import pytest

from tests.rig.load import Load
from tests.rig.parley import Host
from tests.rig.stage import Stage
from tests.rig.wait import until

pytestmark = pytest.mark.anyio

ROOMS = 4
SENDS_PER_SECOND = 200


async def test_what_was_acknowledged_survives_kill_9(parley, store, history, length):
    node = parley(**store)
    await node.up()
    stage = Stage(Host(node), history, [node.ws], seed=length.seed)
    await stage.build(ROOMS)
    in_flight: list[int] = []
    async with stage.on():
        async with Load(stage.devices, SENDS_PER_SECOND, seed=length.seed) as load:
            for _ in range(length.faults):
                await stage.more_acks(length.sends)
                in_flight.append(await kill_in_flight(stage, node))
                history.put("fault", name="kill -9")
                await node.up()
                await stage.connected()
            await stage.more_acks(length.sends)
        verdict = await stage.settle()
    rate = load.sent / load.lasted
    print(f"kills={len(in_flight)} in_flight={in_flight} rate={rate:.0f}/s {verdict.summary()}")
    verdict.insist("acked", "deliveries", "stored", "settled", "cursors", "faults")
    assert len(in_flight) == length.faults >= 3
    assert all(in_flight)
    assert verdict.counts["acked"] == verdict.counts["sent"] >= load.sent


async def kill_in_flight(stage, node):
    """Kill the server in the very turn in which sends are on the wire without an answer; count them."""
    for number, device in enumerate(stage.devices):
        (room,) = device.views
        device.send(room, f"{device.account.user}-last-{device.conn:03}-{number:03}", "the last word")
    await until(lambda: stage.in_flight > 0, 10, "a send in flight", step=0)
    count = stage.in_flight
    node.kill()
    return count
