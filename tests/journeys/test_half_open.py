"""Connections that are dead on one side only: both ends find out, let go, and nothing is lost or repeated."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager

import pytest

from tests.rig.load import Load
from tests.rig.parley import Host
from tests.rig.proxy import Proxy
from tests.rig.stage import Stage
from tests.rig.wait import until

pytestmark = [pytest.mark.anyio, pytest.mark.timeout(120)]

ROOMS = 3
SENDS_PER_SECOND = 40
HEARTBEAT_SECONDS = 0.5
FOUND_SECONDS = 2 * HEARTBEAT_SECONDS + 5  # the promise
SLACK_SECONDS = 2.0  # the node looks once a second; ours is a machine that does much else
TURNS = {3: 1, 40: 8}  # in the short form, and in the long one
RELEASED_SECONDS = {"direct": 1.0, "portable": 10.0}  # after the close was said: nobody answers it


@asynccontextmanager
async def holes(node, history, seed: int) -> AsyncIterator[tuple[Stage, Proxy, Proxy]]:
    """Everybody is connected: some straight, some through a way up that may vanish, some through a way down."""
    async with Proxy(node.port, seed=seed) as up, Proxy(node.port, seed=seed) as down:
        urls = [node.ws, *(f"ws://127.0.0.1:{proxy.port}/v1/ws" for proxy in (up, down))]
        stage = Stage(Host(node), history, urls, seed=seed)
        await stage.build(ROOMS)
        async with stage.on():
            yield stage, up, down


@pytest.mark.parametrize("driver", ["direct", pytest.param("portable", marks=pytest.mark.torture)])
async def test_what_is_dead_on_one_side_is_found_by_the_other(driver, parley, history, length):
    node = parley(PARLEY_HEARTBEAT_S=str(HEARTBEAT_SECONDS), PARLEY_DRIVER=driver)
    await node.up()
    turns = TURNS[length.faults]
    async with AsyncExitStack() as stack:
        stage, up, down = await stack.enter_async_context(holes(node, history, length.seed))
        async with Load(stage.devices, SENDS_PER_SECOND, seed=length.seed):
            for turn in range(turns):
                await stage.more_acks(60)
                peers = await one_side_dies(stage, up, down)
                if driver == "direct" or turn:  # uvicorn's own class, under the portable driver, takes its time
                    await node.lets_go(peers, RELEASED_SECONDS[driver] + SLACK_SECONDS)
                await both_sides_speak(stage, up, down)
                await stage.connected()
        verdict = await stage.settle()
        deaf = sum(device.patience.deaf for device in stage.devices)
    swallowed = {proxy.counts["swallowed"] for proxy in (up, down)}
    print(f"{driver}: deaf={deaf} swallowed={sorted(swallowed)} bytes {verdict.summary()}")
    verdict.insist("acked", "deliveries", "stored", "settled", "cursors", "faults")
    assert verdict.counts["acked"] == verdict.counts["sent"]
    assert all(swallowed)
    assert deaf > 0


async def one_side_dies(stage: Stage, up: Proxy, down: Proxy) -> set[int]:
    """What one side says vanishes; who hears nothing finds out in time. Give the ports of these connections."""
    node = stage.host.node
    peers = up.ports | down.ports
    assert node.holds(peers) == peers
    said = [device for device in stage.devices if device.url == stage.urls[1]]
    before = {device.name: len(device.codes) for device in stage.devices}
    up.faults.swallow_up = down.faults.swallow_down = True
    stage.history.put("fault", name="what clients say vanishes")
    stage.history.put("fault", name="what the server says vanishes")
    found = FOUND_SECONDS + SLACK_SECONDS

    def alive() -> list[str]:
        return [d.name for d in stage.devices if d.url != stage.urls[0] and len(d.codes) == before[d.name]]

    await until(lambda: not alive(), found, lambda: f"not found out: {alive()}")
    assert {device.codes[before[device.name]] for device in said} == {4408}
    assert all(len(d.codes) == before[d.name] for d in stage.devices if d.url == stage.urls[0])
    return peers


async def both_sides_speak(stage: Stage, up: Proxy, down: Proxy) -> None:
    """The holes are mended; what was swallowed by then comes to nobody. Everybody behind them is greeted anew."""
    behind = [device for device in stage.devices if device.url != stage.urls[0]]
    before = {device.name: device.conn for device in behind}
    up.faults.swallow_up = down.faults.swallow_down = False
    for proxy in (up, down):
        proxy.reset_all()

    def away() -> list[str]:
        return [d.name for d in behind if d.conn == before[d.name] or d.socket is None or not d.socket.heard_at]

    await until(lambda: not away(), 15, lambda: f"not back: {away()}")
