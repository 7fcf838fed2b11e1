"""RedisBus and a real Redis Cluster: masters die, slots move, connections are cut."""

import asyncio
import random
import time

import pytest

from server.live.bus import PARTITIONS
from server.live.pulse import Timings
from server.live.redis_bus import RedisBus
from server.live.slots import sharded_topics, slot_of
from tests.live.bus_node import Node
from tests.rig.redis_cluster import MASTERS
from tests.rig.wait import until

SECONDS = 20.0
QUICK = Timings(probe=0.2, silence=2.0, connect=2.0, retry_first=0.01, retry_most=0.3, look=0.5)
SLOTS = [slot_of(topic) for topic in sharded_topics("")]


@pytest.fixture
async def node(cluster):
    """node(name) -> a started node; all of one test hear one another."""
    made = []
    prefix = f"test{random.getrandbits(64)}"

    async def start(name):
        made.append(RedisBus(cluster.url, name, prefix, time.monotonic, random.Random(1).random, QUICK))
        return await Node(made[-1]).start()

    yield start
    await asyncio.gather(*(bus.close() for bus in made))


async def everything_reaches(one, *others):
    """An item of every partition reaches every node, whatever was under way before."""
    sent = {random.randbytes(8): partition for partition in range(PARTITIONS)}
    for item, partition in sent.items():
        one.bus.publish(partition, item)
    for other in others:
        await until(lambda node=other: sent.keys() <= set(node.items), SECONDS, "an item of each partition")


async def are_well(gaps, *nodes):
    for node in nodes:
        await until(
            lambda node=node: node.bus.trouble is None and node.gaps > gaps[node.bus],
            SECONDS,
            lambda node=node: f"trouble={node.bus.trouble} gaps={node.gaps}",
        )


async def test_every_partition_reaches_every_node_and_each_master_has_its_share(cluster, node):
    nodes = [await node(name) for name in ("n1", "n2", "n3")]
    for one in nodes:
        await everything_reaches(one, *(other for other in nodes if other is not one))
    assert [one.gaps for one in nodes] == [1, 1, 1]
    masters = [each for each in cluster.nodes if each.is_master]
    shares = [sum(each.owns(slot) for slot in SLOTS) for each in masters]
    assert (sum(shares), len(shares)) == (PARTITIONS, MASTERS)
    assert min(shares) >= PARTITIONS // MASTERS
    assert all(each.tell("CLIENT LIST TYPE pubsub").count(b"parley-sub:") == 3 for each in masters)


async def test_a_slot_that_moves_to_another_master_is_followed(cluster, node):
    one, two = await node("n1"), await node("n2")
    for slot in (SLOTS[0], SLOTS[7]):
        gaps = {each.bus: each.gaps for each in (one, two)}
        target = await asyncio.to_thread(cluster.move, slot)
        await are_well(gaps, one, two)
        assert target.owns(slot)
        await everything_reaches(one, two)
        await everything_reaches(two, one)
    assert (one.bus.counters.reconnects, two.bus.counters.reconnects) == (0, 0)


async def test_subscribers_cut_off_by_one_master_come_back(cluster, node):
    one, two = await node("n1"), await node("n2")
    gaps = {each.bus: each.gaps for each in (one, two)}
    assert cluster.owner(SLOTS[5]).kill_subscribers() == 2
    await are_well(gaps, one, two)
    await everything_reaches(one, two)
    assert (one.bus.counters.reconnects, two.bus.counters.reconnects) == (1, 1)


async def test_a_killed_master_is_trouble_until_its_replica_leads(cluster, node):
    one, two = await node("n1"), await node("n2")
    cluster.quick()
    gaps = {each.bus: each.gaps for each in (one, two)}
    lost = cluster.owner(SLOTS[3])
    lost.kill()
    await one.is_in("bus_disconnected")
    await two.is_in("bus_disconnected")
    await are_well(gaps, one, two)
    assert cluster.owner(SLOTS[3]) is not lost
    await everything_reaches(one, two)
    await everything_reaches(two, one)
    await asyncio.to_thread(lost.up)
    await asyncio.to_thread(cluster.agrees)
    cluster.calm()
    assert not lost.is_master
    await everything_reaches(one, two)
