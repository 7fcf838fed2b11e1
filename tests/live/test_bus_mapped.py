"""A Redis Cluster of pretenders: slots that move, maps that lie or are missing, topics refused and taken away."""

import random
import time
from contextlib import AsyncExitStack

import pytest

from server.live.envelope import opened
from server.live.pulse import Timings
from server.live.redis_bus import RedisBus
from server.live.resp import command
from server.live.slots import SLOTS, sharded_topics
from tests.live.bus_node import SECONDS, Node
from tests.live.fake_redis import FakeRedis
from tests.rig.proxy import Proxy
from tests.rig.wait import until

QUICK = Timings(probe=0.05, silence=0.4, connect=0.5, retry_first=0.01, retry_most=0.05, look=0.2, survey=0.2)
TOPICS = sharded_topics("p")
HALF = SLOTS // 2
MOVED = b"-MOVED 1 127.0.0.1:1\r\n"
DOWN = b"-CLUSTERDOWN Hash slot not served\r\n"


def says(fake, *rows, state=b"ok", epoch=1):
    """From now on this one says so: rows are (first slot, last slot, owner)."""
    info = b"cluster_state:%b\r\ncluster_current_epoch:%d\r\n" % (state, epoch)
    fake.answers[b"CLUSTER INFO"] = b"$%d\r\n%b\r\n" % (len(info), info)
    owned = [b"*3\r\n:%d\r\n:%d\r\n*2\r\n$0\r\n\r\n:%d\r\n" % (first, last, at.port) for first, last, at in rows]
    fake.answers[b"CLUSTER SLOTS"] = b"*%d\r\n%b" % (len(owned), b"".join(owned))


@pytest.fixture
async def fakes():
    """Two masters, half the slots each."""
    async with FakeRedis() as one, FakeRedis() as two:
        for fake in (one, two):
            says(fake, (0, HALF - 1, one), (HALF, SLOTS - 1, two))
        yield one, two


@pytest.fixture
async def node(fakes):
    """node(name, *seeds) -> a started node."""
    async with AsyncExitStack() as closing:

        async def start(name="n1", *seeds):
            url = "redis+cluster://" + ",".join(f"127.0.0.1:{seed.port}" for seed in seeds or fakes)
            bus = RedisBus(url, name, "p", time.monotonic, random.Random(1).random, QUICK)
            closing.push_async_callback(bus.close)
            return await Node(bus).start()

        yield start


def topics_at(fake):
    return set().union(*fake.subscribers.values()) & set(TOPICS)


def published(fake, topic):
    """All items of ours that this one was asked to publish there."""
    return [item for words in fake.asked if words[:2] == [b"SPUBLISH", topic] for item in opened(words[2])[1]]


async def are_at(fake, topics):
    await until(lambda: topics_at(fake) == set(topics), SECONDS, lambda: f"{sorted(topics_at(fake))}")


async def reaches(one, two, partition, item):
    one.bus.publish(partition, item)
    await until(lambda: item in two.items, SECONDS, f"{item} heard")


async def test_each_master_carries_its_own_and_one_seed_is_enough(fakes, node):
    one, two = await node("n1", fakes[0]), await node("n2", fakes[1])
    assert (topics_at(fakes[0]), topics_at(fakes[1])) == (set(TOPICS[:8]), set(TOPICS[8:]))
    await reaches(one, two, 0, b"by the first")
    await reaches(one, two, 15, b"by the second")
    assert (one.bus.trouble, one.gaps, two.gaps) == (None, 1, 1)
    for fake in fakes:
        assert all(len(words) == 2 for words in fake.asked if words[0] == b"SSUBSCRIBE")


async def test_the_probe_goes_through_every_master(fakes, node):
    one = await node()
    assert [
        fake.asked.count([b"SSUBSCRIBE", topic + b":node:n1"])
        for fake, topic in zip(fakes, (TOPICS[0], TOPICS[8]), strict=True)
    ] == [1, 1]
    fakes[1].unheard.add(TOPICS[8] + b":node:n1")
    await one.is_in("bus_silent")
    fakes[1].unheard.clear()
    await one.is_well(gaps=2)


async def test_slots_that_moved_are_found_at_the_next_look_and_only_they_move(fakes, node):
    one, two = await node("n1"), await node("n2")
    for fake in fakes:
        says(fake, (0, 999, fakes[1]), (1000, HALF - 1, fakes[0]), (HALF, SLOTS - 1, fakes[1]), epoch=2)
    await are_at(fakes[1], [TOPICS[0], *TOPICS[8:]])
    await one.is_well(gaps=2)
    await two.is_well(gaps=2)
    await reaches(one, two, 0, b"moved")
    asked = [words[1] for fake in fakes for words in fake.asked if words[0] == b"SSUBSCRIBE"]
    assert all(asked.count(topic) == 2 for topic in TOPICS[1:])
    assert fakes[0].asked.count([b"SUNSUBSCRIBE", TOPICS[0]]) == 2
    assert (one.bus.counters.reconnects, one.bus.counters.malformed) == (0, 0)


async def test_a_master_that_carries_nothing_any_more_is_left(fakes, node):
    one, two = await node("n1"), await node("n2")
    says(fakes[1], (0, SLOTS - 1, fakes[1]), epoch=2)
    await until(lambda: not fakes[0].subscribers, SECONDS, "nobody listens to the first")
    await one.is_well(gaps=2)
    await two.is_well(gaps=2)
    await reaches(one, two, 0, b"at the second")


async def test_a_publish_that_is_refused_as_moved_makes_the_map_read_and_is_confessed(fakes, node):
    one, two = await node("n1"), await node("n2")
    fakes[0].answers[b"SPUBLISH"] = MOVED
    one.bus.publish(0, b"lost on the way")
    await until(lambda: one.bus.counters.dropped > 0, SECONDS, "refused")
    for fake in fakes:
        says(fake, (0, SLOTS - 1, fakes[1]), epoch=2)
    gaps = two.gaps
    await until(lambda: two.gaps > gaps and two.bus.trouble is None, SECONDS, "told to compare")
    await one.is_well(gaps=2)
    await reaches(one, two, 0, b"after")


async def test_a_subscription_refused_as_moved_is_trouble_until_the_map_says_where(fakes, node):
    fakes[0].answers[b"SSUBSCRIBE"] = MOVED
    one = await node()
    assert one.bus.trouble == "bus_disconnected"
    gaps = one.gaps
    for fake in fakes:
        says(fake, (0, SLOTS - 1, fakes[1]), epoch=2)
    await one.is_well(gaps=gaps + 1)
    assert topics_at(fakes[1]) == set(TOPICS)


async def test_a_topic_taken_away_is_followed_at_once(fakes, node):
    one = await node()
    fakes[0].answers[b"SSUBSCRIBE"] = MOVED
    await fakes[0].push(b"sunsubscribe", TOPICS[0], count=8)
    await one.is_in("bus_disconnected")
    for fake in fakes:
        says(fake, (0, 999, fakes[1]), (1000, HALF - 1, fakes[0]), (HALF, SLOTS - 1, fakes[1]), epoch=2)
    await are_at(fakes[1], [TOPICS[0], *TOPICS[8:]])
    del fakes[0].answers[b"SSUBSCRIBE"]  # its own topic moves to the slot of the next one
    await one.is_well(gaps=2)


async def test_what_nobody_owns_waits_until_somebody_does(fakes, node):
    one, two = await node("n1"), await node("n2")
    for fake in fakes:
        says(fake, (0, HALF - 1, fakes[0]), epoch=2)
    await one.is_in("bus_disconnected")
    await two.is_in("bus_disconnected")
    one.bus.publish(15, b"patience")
    await reaches(one, two, 0, b"the rest flows")
    for fake in fakes:
        says(fake, (0, SLOTS - 1, fakes[0]), epoch=3)
    await until(lambda: published(fakes[0], TOPICS[15]) == [b"patience"], SECONDS, "sent late")
    await one.is_well(gaps=2)


async def test_what_waits_for_a_lost_master_goes_to_the_next(fakes, node):
    first, second = fakes
    async with Proxy(first.port) as proxy:
        for fake in fakes:
            says(fake, (0, HALF - 1, proxy), (HALF, SLOTS - 1, second))
        one = await node()
        proxy.port_of_target = 1  # nobody is there
        proxy.reset_all()
        await one.is_in("bus_disconnected")
        for number in range(3):
            one.bus.publish(0, b"%d" % number)
        for fake in fakes:
            says(fake, (0, SLOTS - 1, second), epoch=2)
        await until(lambda: published(second, TOPICS[0]) == [b"0", b"1", b"2"], SECONDS, "all that waited has left")
        await one.is_well(gaps=2)


async def test_a_node_cut_off_from_the_cluster_is_not_believed(fakes, node):
    says(fakes[0], (0, SLOTS - 1, fakes[0]), state=b"fail", epoch=9)
    await node()
    assert len(topics_at(fakes[0])) == 8


async def test_a_node_that_never_answers_does_not_hold_up_the_map(fakes, node):
    one = await node()
    fakes[0].answers[b"CLUSTER INFO"] = fakes[0].answers[b"CLIENT"] = None
    says(fakes[1], (0, SLOTS - 1, fakes[1]), epoch=2)
    await are_at(fakes[1], TOPICS)
    await one.is_well(gaps=2)


@pytest.mark.parametrize("answer", [command(b"hello"), DOWN, b"HTTP/1.1 400 Bad Request\r\n\r\n"])
async def test_seeds_that_are_no_cluster_are_trouble_until_they_are(fakes, node, answer):
    kept = [fake.answers[b"CLUSTER SLOTS"] for fake in fakes]
    for fake in fakes:
        fake.answers[b"CLUSTER SLOTS"] = answer
    one = await node()
    one.bus.publish(0, b"to whom?")
    assert (one.bus.trouble, one.gaps) == ("bus_disconnected", 0)
    for fake, said in zip(fakes, kept, strict=True):
        fake.answers[b"CLUSTER SLOTS"] = said
    await one.is_well(gaps=1)


async def test_a_refused_subscription_is_tried_again(fakes, node):
    fakes[0].answers[b"SSUBSCRIBE"] = DOWN
    one = await node()
    assert one.bus.trouble == "bus_disconnected"
    del fakes[0].answers[b"SSUBSCRIBE"]
    await one.is_well(gaps=1)
