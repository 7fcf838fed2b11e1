"""RedisBus before a Redis that misbehaves on purpose."""

import asyncio
import contextlib
import random
import time
from dataclasses import replace

import pytest

from server.live.envelope import sealed
from server.live.pulse import Timings
from server.live.redis_bus import RedisBus, endpoint_of, way_of
from server.live.redis_link import RedisLink, connect, greet
from server.live.resp import RedisFault
from tests.live.bus_node import SECONDS, Node
from tests.live.fake_redis import FakeRedis
from tests.rig.wait import until

QUICK = Timings(probe=0.05, silence=0.4, connect=0.5, retry_first=0.01, retry_most=0.05)


@pytest.fixture
async def fake():
    async with FakeRedis() as server:
        yield server


@pytest.fixture
async def node(fake):
    """node(name, url) -> a started node, quick to notice."""
    made = []

    async def start(name="n1", url=None):
        bus = RedisBus(url or fake.url, name, "p", time.monotonic, random.Random(1).random, QUICK)
        made.append(bus)
        return await Node(bus).start()

    yield start
    for bus in made:
        await bus.close()


async def test_a_whole_session_one_byte_at_a_time(fake, node):
    fake.piece = 1
    one, two = await node("n1"), await node("n2")
    one.bus.publish(0, b"slowly")
    await two.hears(b"slowly")


async def test_redis_is_greeted_with_password_and_database(fake, node):
    await node(url=fake.url.replace("//", "//ann:secret@") + "/3")
    for name in (b"parley-sub:n1", b"parley-pub:n1"):
        named = fake.asked.index([b"CLIENT", b"SETNAME", name])
        assert fake.asked[named - 2 : named] == [[b"AUTH", b"ann", b"secret"], [b"SELECT", b"3"]]


async def test_a_wrong_password_is_trouble_until_it_is_right(fake, node):
    fake.answers[b"AUTH"] = b"-WRONGPASS invalid username-password pair\r\n"
    one = await node(url=fake.url.replace("//", "//:secret@"))
    assert (one.bus.trouble, one.gaps) == ("bus_disconnected", 0)
    del fake.answers[b"AUTH"]
    await one.is_well(gaps=1)


async def test_a_refused_name_is_no_trouble(fake, node):
    fake.answers[b"CLIENT"] = b"-NOPERM this user has no permissions\r\n"
    await (await node()).is_well(gaps=1)


async def test_something_else_than_redis_is_trouble(fake, node):
    fake.answers[b"CLIENT"] = b"HTTP/1.1 400 Bad Request\r\n\r\n"
    one = await node()
    assert one.bus.trouble == "bus_disconnected"
    del fake.answers[b"CLIENT"]
    await one.is_well(gaps=1)


async def test_a_redis_that_never_answers_is_trouble(fake, node):
    fake.answers[b"CLIENT"] = None
    one = await node()
    assert one.bus.trouble == "bus_disconnected"
    await until(lambda: fake.asked.count([b"CLIENT", b"SETNAME", b"parley-sub:n1"]) > 1, SECONDS, "a second try")


async def test_there_is_no_gap_before_the_last_confirmation(fake, node):
    fake.unconfirmed.add(b"p:9")
    one = await node()
    await until(lambda: sum(words[0] == b"SUBSCRIBE" for words in fake.asked) > 1, SECONDS, "a second try")
    assert (one.gaps, one.bus.trouble) == (0, "bus_disconnected")
    fake.unconfirmed.clear()
    await one.is_well(gaps=1)


async def test_an_unexpected_confirmation_is_a_gap(fake, node):
    one = await node()
    await fake.push(b"subscribe", b"p:4", count=5)
    await one.is_well(gaps=2)


async def test_a_lost_subscription_is_renewed_and_is_a_gap(fake, node):
    one = await node()
    await fake.push(b"unsubscribe", b"p:4", count=5)
    await one.is_well(gaps=2)
    assert fake.asked.count([b"SUBSCRIBE", b"p:4"]) == 1


async def test_foreign_messages_are_counted_and_passed_over(fake, node):
    one, two = await node("n1"), await node("n2")
    for foreign in (b"hello", b"", b"\x92\xa2n3", b"{}"):
        await fake.push(b"message", b"p:0", foreign)
    await fake.push(b"message", b"p:node:n2", b"hello")
    await fake.push(b"message", b"p:node:n2", *sealed("n2", [b"9" * 5000]))
    await fake.push(b"weather", b"sunny")
    one.bus.publish(0, b"ours")
    await two.hears(b"ours")
    assert (two.bus.counters.malformed, two.bus.trouble) == (7, None)


async def test_a_probe_that_does_not_return_is_silence_whatever_else_is_heard(fake, node):
    one, two = await node("n1"), await node("n2")
    fake.unheard.add(b"p:node:n1")
    chatter = asyncio.create_task(_chatter(two))
    await one.is_in("bus_silent")
    chatter.cancel()
    assert one.bus.counters.silences == 1
    assert b"chatter" in one.items
    assert two.bus.trouble is None
    fake.unheard.clear()
    await one.is_well(gaps=2)


async def _chatter(node):
    while True:
        node.bus.publish(0, b"chatter")
        await asyncio.sleep(0.01)


async def test_a_refused_publish_is_counted_and_is_silence(fake, node):
    one = await node()
    fake.answers[b"PUBLISH"] = b"-NOPERM this user has no permissions\r\n"
    one.bus.publish(0, b"refused")
    await one.is_in("bus_silent")
    assert one.bus.counters.dropped > 0
    del fake.answers[b"PUBLISH"]
    await one.is_well(gaps=2)


async def test_what_was_refused_is_confessed_to_the_others(fake, node):
    one, two = await node("n1"), await node("n2")
    fake.answers[b"PUBLISH"] = b"-LOADING\r\n"
    one.bus.publish(0, b"refused")
    await until(lambda: one.bus.counters.dropped > 0, SECONDS, "a refusal")
    del fake.answers[b"PUBLISH"]
    await two.is_well(gaps=2)
    assert two.items == []


async def test_one_write_carries_all_of_a_turn(fake, node):
    one = await node()
    before = len(fake.asked)
    for n in range(100):
        one.bus.publish(n % 4, b"%d" % n)
    await until(lambda: sum(words[1] != b"p:node:n1" for words in fake.asked[before:]) == 4, SECONDS, "4 messages")


@pytest.mark.parametrize("role", [b"slave", b"sentinel", b"master"])
async def test_a_replica_is_not_taken_for_the_master(fake, role):
    fake.answers[b"ROLE"] = b"*1\r\n$%d\r\n%b\r\n" % (len(role), role)
    endpoint = replace(endpoint_of(fake.url), must_be_master=True)
    link = RedisLink(way_of(fake.url).parser(), print, print)
    await connect(link, endpoint)
    refused = contextlib.nullcontext() if role == b"master" else pytest.raises(RedisFault, match="not the master")
    with refused:
        await greet(link, endpoint, "parley-pub:n1")
    await link.finish(SECONDS)


async def test_close_leaves_no_task_and_no_connection(fake, node):
    before = asyncio.all_tasks()
    one = await node()
    fake.answers[b"CLIENT"] = None
    two = await node("n2")
    await one.bus.close()
    await two.bus.close()
    await until(lambda: not fake.subscribers and not asyncio.all_tasks() - before, SECONDS, "all gone")
