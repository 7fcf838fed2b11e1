"""Two nodes are restarted in turn, under load, and everybody moves over: nothing is lost, nothing is told twice."""

import asyncio
import signal
import socket
from contextlib import AsyncExitStack

import pytest

from tests.rig.load import Load
from tests.rig.parley import Parley
from tests.rig.wait import until

pytestmark = [pytest.mark.anyio, pytest.mark.timeout(120)]

SENDS_PER_SECOND = 60
OUT_SECONDS = 15.0  # the promise: a node that is told to go is out by then
RESTARTS = {3: 2, 40: 12}  # in the short form, and in the long one
EVERY_SECONDS = {3: 0.0, 40: 10.0}
BACK_SECONDS = 30.0  # on a machine that does much else
RESTARTED = 1012


async def test_nodes_are_restarted_in_turn(two_nodes, redis, history, length):
    restarts, every = RESTARTS[length.faults], EVERY_SECONDS[length.faults]
    loop = asyncio.get_running_loop()
    async with two_nodes(redis.url, roam=True) as stage:
        async with Load(stage.devices, SENDS_PER_SECOND, seed=length.seed):
            for turn in range(restarts):
                next_at = loop.time() + every
                await stage.more_acks(40)
                await restart(stage.nodes[turn % 2], history)
                await stage.connected(BACK_SECONDS)
                await asyncio.sleep(max(0.0, next_at - loop.time()))
            await stage.more_acks(40)
        verdict = await stage.settle()
    codes = [code for device in stage.devices for code in device.codes]
    left, drained = (sum(getattr(device, name) for device in stage.devices) for name in ("left", "drained"))
    told = f"restarts={restarts} told={drained} left={left} closed_1012={codes.count(RESTARTED)}"
    print(f"{told} {verdict.summary()}")
    verdict.insist("acked", "deliveries", "stored", "settled", "cursors", "faults")
    assert verdict.counts["acked"] == verdict.counts["sent"]
    assert verdict.counts["faults"] == restarts
    assert left > 0
    assert codes.count(RESTARTED) > 0
    assert drained >= left
    assert set(codes) <= {RESTARTED, 1006, 1000}


async def restart(node: Parley, history) -> None:
    """A node is told to go, is out in time and by itself, and comes back."""
    history.put("fault", name="SIGTERM", node=node.log.stem)
    node.signal(signal.SIGTERM)
    code = await asyncio.to_thread(node.wait, OUT_SECONDS)
    assert code in {0, -signal.SIGTERM}, node.tail()
    await node.up(BACK_SECONDS)


async def test_a_second_signal_ends_a_node_at_once(parley):
    """A request that never ends holds the first one up; the second waits for nothing."""
    node = parley()
    await node.up()
    async with AsyncExitStack() as stack:
        request = stack.enter_context(socket.create_connection(("127.0.0.1", node.port)))
        request.sendall(b"POST /v1/visitors HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\n{")
        await until(lambda: len(node.holds([request.getsockname()[1]])) == 1, 5, "the request is there")
        node.signal(signal.SIGTERM)
        await until(lambda: "node.draining" in node.tail(), OUT_SECONDS, "the first signal is heard")
        assert node.running
        node.signal(signal.SIGTERM)
        assert await asyncio.to_thread(node.wait, OUT_SECONDS) == 1
