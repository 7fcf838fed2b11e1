"""`kill -9` under load: what was acknowledged is stored once and reaches everybody once, in order."""

import asyncio
import signal

import pytest

from tests.rig.history import History
from tests.rig.load import Load
from tests.rig.parley import Host, Parley
from tests.rig.stage import Stage
from tests.rig.wait import until

pytestmark = [pytest.mark.anyio, pytest.mark.timeout(120)]

ROOMS = 4
SENDS_PER_SECOND = 200
FALLS = {3: 2, 40: 15}  # of PostgreSQL, in the short form and in the long one
BETWEEN = 150  # sends between two of them


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


async def test_a_polite_stop_loses_nothing_either(parley, store, history, length):
    """SIGTERM under load: the node ends by itself, and the next one takes over."""
    node = parley(**store)
    await node.up()
    stage = Stage(Host(node), history, [node.ws], seed=length.seed)
    await stage.build(ROOMS)
    async with stage.on():
        async with Load(stage.devices, SENDS_PER_SECOND, seed=length.seed):
            for _ in range(length.faults):
                await stage.more_acks(length.sends)
                await stop_politely(node, history)
                await node.up()
                await stage.connected()
        verdict = await stage.settle()
    print(verdict.summary())
    verdict.insist("acked", "deliveries", "stored", "settled", "cursors", "faults")
    assert verdict.counts["acked"] == verdict.counts["sent"]


async def test_a_node_that_goes_away_says_so(parley, history):
    """Before it closes with 1012, a node that stops tells everybody when to come back."""
    node = parley()
    await node.up()
    stage = Stage(Host(node), history, [node.ws])
    await stage.build(1)
    async with stage.on():
        await stop_politely(node, history)
        await until(lambda: all(device.codes for device in stage.devices), 10, "closed")
    for device in stage.devices:
        (told,) = [notice for notice in device.notices if notice["t"] == "draining"]
        assert told["reconnect_in_ms"] >= 0
        assert device.codes[0] == 1012


async def stop_politely(node: Parley, history: History) -> None:
    """Stop a node with SIGTERM; its end is awaited off the loop, so that clients go on."""
    history.put("fault", name="SIGTERM")
    code = await asyncio.to_thread(node.terminate)
    assert code in {0, -signal.SIGTERM}, node.tail()


WAYS = {"killed": signal.SIGKILL, "ended at once": signal.SIGQUIT, "restarted fast": signal.SIGINT}


@pytest.mark.parametrize(
    "way", [pytest.param(way, marks=pytest.mark.torture if way != "killed" else ()) for way in WAYS]
)
async def test_postgres_goes_under_load(way, parley, own_postgres, history, length):
    """The store goes and comes back: meanwhile nothing is acknowledged, afterwards everything is there, once."""
    node = parley(PARLEY_DATABASE_URL=own_postgres.url(own_postgres.fresh()))
    await node.up()
    stage = Stage(Host(node), history, [node.ws], seed=length.seed)
    await stage.build(ROOMS)
    in_doubt: list[int] = []
    async with stage.on():
        async with Load(stage.devices, SENDS_PER_SECOND // 2, seed=length.seed):
            for _ in range(FALLS[length.faults]):
                await stage.more_acks(BETWEEN)
                await until(lambda: stage.in_flight > 0, 10, "a send in flight", step=0)
                in_doubt.append(stage.in_flight)
                own_postgres.signal(WAYS[way])
                history.put("fault", name=f"PostgreSQL {way}")
                await asyncio.to_thread(own_postgres.wait)
                await node.ready(10, "down")
                await asyncio.to_thread(own_postgres.revive)
                await node.ready(15)
            await stage.more_acks(BETWEEN)
        verdict = await stage.settle(40)
    print(f"postgres {way}: in_doubt={in_doubt} {verdict.summary()}")
    verdict.insist("acked", "deliveries", "stored", "settled", "cursors", "faults", "refused")
    assert all(in_doubt)
    assert verdict.counts["acked"] == verdict.counts["sent"]
