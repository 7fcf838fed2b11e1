"""Two nodes over a real Redis Cluster: a master is lost under load, its replica leads, and everybody agrees."""

import asyncio

import pytest

from server.live.bus import partition_of
from server.live.slots import sharded_topics, slot_of
from tests.rig.load import Load
from tests.rig.redis_cluster import RedisCluster, RedisNode
from tests.rig.stage import Stage
from tests.rig.wait import until

pytestmark = [pytest.mark.anyio, pytest.mark.timeout(120)]

SENDS_PER_SECOND = 60
CONVERGED_SECONDS = 2.0  # remote readers are this far behind at most while a master is missing
SLACK_SECONDS = 1.0
REPLACED_SECONDS = 20.0  # until a replica has been elected, on a machine that does much else


def home(room: str) -> int:
    """The slot that carries a room."""
    return slot_of(sharded_topics("parley")[partition_of(room)])


async def lose(lost: RedisNode, stage: Stage, *, frozen: bool) -> None:
    """Kill or freeze a master. That one was killed is seen at once; a frozen one may be replaced unnoticed."""
    if frozen:
        lost.freeze()
    else:
        lost.kill()
        await asyncio.gather(*(node.ready(5, "degraded") for node in stage.nodes))


async def is_replaced(cluster: RedisCluster, lost: RedisNode, room: str) -> None:
    """Another master carries the room, and both nodes listen to it."""

    def listeners() -> int:
        leading = [node for node in cluster.nodes if node is not lost and node.owns(home(room))]
        return leading[0].tell("CLIENT LIST TYPE pubsub").count(b"parley-sub:") if leading else 0

    await until(lambda: listeners() == 2, REPLACED_SECONDS, lambda: f"{listeners()} listen to the new master", step=0.1)


async def returns(cluster: RedisCluster, lost: RedisNode, *, frozen: bool) -> None:
    """The lost one comes back as a replica."""
    if frozen:
        lost.thaw()
    else:
        await asyncio.to_thread(lost.up)
    await asyncio.to_thread(cluster.agrees)


async def test_readers_agree_though_a_master_was_lost(two_nodes, cluster, history, length):
    """Messages commit and reach everybody, by polling meanwhile; then the bus is whole, without anybody's help."""
    rounds = max(1, length.faults // 4)
    async with two_nodes(cluster.url) as stage:
        async with Load(stage.devices, SENDS_PER_SECOND, seed=length.seed):
            for turn in range(rounds):
                frozen = turn % 2 == 1
                room = stage.rooms[turn % len(stage.rooms)]
                lost = cluster.owner(home(room))
                await stage.more_acks(60)
                history.put("fault", name="freeze" if frozen else "kill", room=room)
                await lose(lost, stage, frozen=frozen)
                if not frozen:
                    await stage.converge(CONVERGED_SECONDS + SLACK_SECONDS)
                await is_replaced(cluster, lost, room)
                await asyncio.gather(*(node.ready(REPLACED_SECONDS) for node in stage.nodes))
                await stage.converge(CONVERGED_SECONDS)
                await returns(cluster, lost, frozen=frozen)
                await stage.more_acks(60)
        verdict = await stage.settle()
    print(f"rounds={rounds} {verdict.summary()}")
    verdict.insist("acked", "deliveries", "stored", "settled", "cursors", "faults")
    assert verdict.counts["acked"] == verdict.counts["sent"]
