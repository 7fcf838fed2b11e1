"""Bad networks between people and a healthy server: cut, frozen, late, swallowed; nothing is lost or repeated."""

import asyncio
import random
from contextlib import AsyncExitStack

import pytest

from tests.rig.load import Load
from tests.rig.parley import Host
from tests.rig.proxy import Proxy
from tests.rig.stage import Stage

pytestmark = [pytest.mark.anyio, pytest.mark.timeout(120)]

ROOMS = 3
SENDS_PER_SECOND = 100


async def reset(proxy: Proxy) -> None:
    """Every connection is reset."""
    proxy.reset_all()


async def half_close(proxy: Proxy) -> None:
    """The server falls silent with a FIN, and can still be spoken to."""
    proxy.half_close_all()


async def freeze(proxy: Proxy) -> None:
    """Nothing moves for a while, then everything does."""
    proxy.freeze()
    await asyncio.sleep(0.5)
    proxy.thaw()


async def swallow_down(proxy: Proxy) -> None:
    """Acks and entries vanish; then the path breaks."""
    await swallow(proxy, "swallow_down")


async def swallow_up(proxy: Proxy) -> None:
    """Sends vanish; then the path breaks."""
    await swallow(proxy, "swallow_up")


async def swallow(proxy: Proxy, way: str) -> None:
    setattr(proxy.faults, way, True)
    await asyncio.sleep(0.3)
    proxy.reset_all()
    setattr(proxy.faults, way, False)


async def cut_short(proxy: Proxy) -> None:
    """Connections end in the middle of a frame."""
    proxy.faults.cut_after = 3000
    await asyncio.sleep(0.5)
    proxy.faults.cut_after = None


FAULTS = (reset, half_close, freeze, swallow_down, swallow_up, cut_short)


async def test_bad_networks_lose_and_repeat_nothing(parley, store, history, length):
    node = parley(**store)
    await node.up()
    chance = random.Random(length.seed)
    async with AsyncExitStack() as stack:
        proxies = [await stack.enter_async_context(Proxy(node.port, seed=number)) for number in range(4)]
        proxies[3].faults.latency_s, proxies[3].faults.jitter_s = 0.02, 0.05
        urls = [f"ws://127.0.0.1:{proxy.port}/v1/ws" for proxy in proxies]
        stage = Stage(Host(node), history, urls, seed=length.seed)
        await stage.build(ROOMS)
        async with stage.on():
            async with Load(stage.devices, SENDS_PER_SECOND, seed=length.seed):
                for turn in range(4 * length.faults):
                    await stage.more_acks(length.sends // 10)
                    fault = FAULTS[turn % len(FAULTS)]
                    history.put("fault", name=fault.__name__)
                    await fault(chance.choice(proxies))
            verdict = await stage.settle(40)
        counts = sum((proxy.counts for proxy in proxies), start=type(proxies[0].counts)())
    print(f"network: {dict(counts)} {verdict.summary()}")
    verdict.insist("acked", "deliveries", "stored", "settled", "cursors", "faults")
    assert verdict.counts["acked"] == verdict.counts["sent"]
    for kind in ("reset", "frozen", "swallowed", "cut", "half_closed"):
        assert counts[kind] > 0, kind
