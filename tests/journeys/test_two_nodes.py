"""Two nodes, real Redis, PostgreSQL: whatever the bus does, everybody ends with the same log, and soon."""

import asyncio

import pytest

from tests.rig.bus_proxy import BusProxy
from tests.rig.client import Device
from tests.rig.load import Load
from tests.rig.proxy import Proxy
from tests.rig.stage import Stage
from tests.rig.wait import until

pytestmark = [pytest.mark.anyio, pytest.mark.timeout(120)]

SENDS_PER_SECOND = 60
NOTICED_SECONDS = 5.0  # a frozen or broken bus is noticed within this
CONVERGED_SECONDS = 2.0  # from then on, and after the fault's end, remote readers are this far behind at most
CURSOR_SECONDS = 4.0  # a cursor is written down once a second, and compared once a second
SLACK_SECONDS = 1.0  # how late a look of ours may be
FREEZE_SECONDS = 8.0


async def kill(redis) -> None:
    redis.kill()


async def freeze(redis) -> None:
    redis.freeze()


async def restart(redis) -> None:
    await asyncio.to_thread(redis.up)


async def thaw(redis) -> None:
    redis.thaw()


async def says_everywhere(stage: Stage, status: str, seconds: float) -> None:
    await asyncio.gather(*(node.ready(seconds, status) for node in stage.nodes))


@pytest.mark.parametrize("fault", [(kill, restart), (freeze, thaw)], ids=["killed", "frozen"])
async def test_readers_agree_though_redis_was(fault, two_nodes, redis, history, length):
    """Degraded is told, messages commit and reach local readers, remote readers follow by polling."""
    begin, end = fault
    rounds = max(1, length.faults // 8)
    async with two_nodes(redis.url) as stage:
        async with Load(stage.devices, SENDS_PER_SECOND, seed=length.seed):
            for turn in range(rounds):
                await stage.more_acks(100)
                await begin(redis)
                history.put("fault", name=begin.__name__)
                over = asyncio.get_running_loop().time() + FREEZE_SECONDS
                await says_everywhere(stage, "degraded", NOTICED_SECONDS + SLACK_SECONDS)
                await local_readers_hear(stage, turn)
                await stage.converge(CONVERGED_SECONDS + SLACK_SECONDS)
                await asyncio.sleep(max(0.0, over - asyncio.get_running_loop().time()))
                heads = stage.heads()
                await end(redis)
                await stage.converge(CONVERGED_SECONDS, heads)
                await says_everywhere(stage, "ok", 15)
        verdict = await stage.settle()
    print(f"rounds={rounds} {verdict.summary()}")
    verdict.insist("acked", "deliveries", "stored", "settled", "cursors", "faults")
    assert verdict.counts["acked"] == verdict.counts["sent"]


async def local_readers_hear(stage: Stage, turn: int) -> None:
    """With the bus gone, a message commits and reaches the readers of its own node at once."""
    for number, url in enumerate(stage.urls):
        local = [device for device in stage.devices if device.url == url and "order-1" in device.views]
        sent = local[0].send("order-1", f"local-{turn:04}-{number}", "who hears me?")
        async with asyncio.timeout(CONVERGED_SECONDS):
            seq = await sent.answer
        await asyncio.gather(*(device.holds("order-1", seq, CONVERGED_SECONDS) for device in local))
        assert len(local) >= 2


async def test_subscribers_cut_off(two_nodes, redis, history, length):
    """Redis cuts its pub/sub clients: what was told meanwhile is found, and told within 2 s."""
    cut = 0
    async with two_nodes(redis.url) as stage:
        async with Load(stage.devices, SENDS_PER_SECOND, seed=length.seed):
            for _ in range(length.faults):
                await stage.more_acks(60)
                cut += await asyncio.to_thread(redis.kill_subscribers)
                history.put("fault", name="CLIENT KILL TYPE pubsub")
                await stage.more_acks(5)
                await stage.converge(CONVERGED_SECONDS)
        verdict = await stage.settle()
    print(f"subscribers_cut={cut} {verdict.summary()}")
    verdict.insist("acked", "deliveries", "stored", "settled", "cursors", "faults")
    assert cut >= 2 * length.faults


@pytest.mark.parametrize("way", [pytest.param("swallow_up", marks=pytest.mark.torture), "swallow_down"])
async def test_one_node_cut_off_from_redis(way, two_nodes, redis, history, length):
    """What one node tells Redis, or hears from it, vanishes; the other node is well. Everybody is told."""
    async with Proxy(redis.port) as proxy, two_nodes(redis.url, f"redis://127.0.0.1:{proxy.port}/0") as stage:
        well, cut_off = stage.nodes
        async with Load(stage.devices, SENDS_PER_SECOND, seed=length.seed):
            await stage.more_acks(60)
            setattr(proxy.faults, way, True)
            history.put("fault", name=way)
            await cut_off.ready(NOTICED_SECONDS + SLACK_SECONDS, "degraded")
            await stage.converge(CONVERGED_SECONDS + SLACK_SECONDS)
            assert (await well.readiness())["status"] == "ok"
            heads = stage.heads()
            setattr(proxy.faults, way, False)
            await stage.converge(CONVERGED_SECONDS, heads)
            await says_everywhere(stage, "ok", 15)
        verdict = await stage.settle()
    print(f"swallowed={proxy.counts['swallowed']} bytes {verdict.summary()}")
    verdict.insist("acked", "deliveries", "stored", "settled", "cursors", "faults")
    assert proxy.counts["swallowed"] > 0


async def test_a_lying_bus(two_nodes, redis, length):
    """A proxy drops 5 %, doubles 5 % and reorders 10 % of the bus: nobody sees a loss, a double or a swap."""
    async with BusProxy(redis.port, seed=length.seed) as proxy:
        url = f"redis://127.0.0.1:{proxy.port}/0"
        async with two_nodes(url) as stage:
            proxy.lies.drop, proxy.lies.double, proxy.lies.reorder = 0.05, 0.05, 0.10
            async with Load(stage.devices, 2 * SENDS_PER_SECOND, seed=length.seed):
                await stage.more_acks(4 * length.sends, seconds=300)
            proxy.lies.drop = proxy.lies.double = proxy.lies.reorder = 0.0
            await stage.converge(CONVERGED_SECONDS)
            verdict = await stage.settle()
    print(f"bus: {dict(proxy.counts)} {verdict.summary()}")
    verdict.insist("acked", "deliveries", "stored", "settled", "cursors")
    assert all(proxy.counts[lie] > 0 for lie in ("dropped", "doubled", "reordered"))


async def test_a_lost_last_message(two_nodes, redis, length):
    """The bus loses one message, and every cursor after it, and nothing follows that would show the gap."""
    async with BusProxy(redis.port) as proxy:
        url = f"redis://127.0.0.1:{proxy.port}/0"
        async with two_nodes(url) as stage:
            for number in range(2 * length.faults):
                await stage.converge(10)
                proxy.lies.drop = 1.0
                proxy.lies.about = lambda topic: topic.rpartition(b":")[2].isdigit()
                before = proxy.counts["dropped"]
                seq = await stage.devices[0].send("order-1", f"last-{number:05}", "the last word").answer
                others = [device for device in stage.devices if "order-1" in device.views]
                waits = [device.holds("order-1", seq, CONVERGED_SECONDS) for device in others]
                await asyncio.gather(*waits)
                await cursors_are_told(others, seq)
                assert proxy.counts["dropped"] > before
                proxy.lies.drop = 0.0
            verdict = await stage.settle()
    print(f"bus: {dict(proxy.counts)} {verdict.summary()}")
    verdict.insist("acked", "deliveries", "settled")


async def cursors_are_told(devices: list[Device], seq: int) -> None:
    """Everybody is told how far everybody is, though no notice got through: it stands in the store."""
    users = {device.account.user for device in devices}

    def missing() -> list[str]:
        views = {device.name: device.views["order-1"].told for device in devices}
        return [f"{name}: {user}" for name, told in views.items() for user in users if told.get(user, 0) < seq]

    await until(lambda: not missing(), CURSOR_SECONDS, lambda: f"not told: {missing()}")


async def test_one_cid_sent_to_both_nodes_at_once(two_nodes, redis, length):
    """The same command to two nodes in the same moment is one entry, and both are told the same seq."""
    count = length.sends // 3
    async with two_nodes(redis.url) as stage:
        there = stage.devices[0]
        here = stage.twin(there, stage.urls[1])
        async with here:
            await stage.connected()
            pairs = []
            for number in range(count):
                cid = f"same-{number:06}"
                pairs.append([device.send("order-1", cid, f"twice {number}") for device in (there, here)])
            for first, second in pairs:
                async with asyncio.timeout(10):
                    assert await first.answer == await second.answer
            verdict = await stage.settle()
    print(f"pairs={len(pairs)} {verdict.summary()}")
    verdict.insist("acked", "deliveries", "settled")
    assert verdict.counts["acked"] == count


async def test_everybody_sends_at_once_on_both_nodes(two_nodes, redis, length):
    """Bursts from both nodes into one room: dense, and the same order for all."""
    async with two_nodes(redis.url) as stage:
        crowd = [device for device in stage.devices if "order-1" in device.views]
        for number in range(length.sends):
            for device in crowd:
                device.send("order-1", f"burst-{device.account.user}-{number:05}", f"all at once {number}")
        verdict = await stage.settle(60)
    print(verdict.summary())
    verdict.insist("acked", "deliveries", "settled", "ordered")
    assert verdict.counts["acked"] == length.sends * len(crowd)
