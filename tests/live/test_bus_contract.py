"""What every bus keeps, in memory, through a real Redis and through a real Redis Cluster alike."""

import asyncio
import random
import time

import pytest

from server.live.bus import PARTITIONS, Bus
from server.live.memory_bus import Exchange, MemoryBus
from server.live.redis_bus import RedisBus
from tests.live.bus_node import SECONDS, Node
from tests.live.redis_server import RedisServer
from tests.rig.wait import until


@pytest.fixture(scope="module", params=[False, True], ids=["asyncio", "uvloop"])
def anyio_backend(request):
    return "asyncio", {"use_uvloop": request.param}


@pytest.fixture(scope="module")
def redis(tmp_path_factory):
    with RedisServer(tmp_path_factory.mktemp("redis")) as server:
        yield server


@pytest.fixture(params=["memory", "redis", "cluster"])
async def make(request):
    """make(name) -> a bus not yet started; all of one test hear one another, and nobody else."""
    if request.param == "memory":
        exchange = Exchange()
        build = lambda name: MemoryBus(exchange, name)  # noqa: E731
    else:
        url, prefix = request.getfixturevalue(request.param).url, f"test{random.getrandbits(64)}"
        build = lambda name: RedisBus(url, name, prefix, time.monotonic)  # noqa: E731
    made: list[Bus] = []

    def bus(name: str) -> Bus:
        made.append(build(name))
        return made[-1]

    yield bus
    for each in made:
        await each.close()


@pytest.fixture
async def trio(make):
    return [await Node(make(name)).start() for name in ("n1", "n2", "n3")]


async def test_an_item_reaches_every_other_node_and_never_its_own(trio):
    one, two, three = trio
    one.bus.publish(3, b"hello")
    await two.hears(b"hello")
    await three.hears(b"hello")
    assert two.told == [("n1", [b"hello"])]
    two.bus.publish(3, b"well?")
    await one.hears(b"well?")


async def test_start_leaves_a_healthy_bus_and_calls_gap(trio):
    assert [node.bus.trouble for node in trio] == [None, None, None]
    assert [node.gaps for node in trio] == [1, 1, 1]


async def test_items_of_one_turn_travel_in_one_message_per_partition(trio):
    one, two, _ = trio
    for n in range(10):
        one.bus.publish(n % 2, b"%d" % n)
    await until(lambda: len(two.items) == 10, SECONDS, "ten items")
    assert sorted(two.told) == [("n1", [b"0", b"2", b"4", b"6", b"8"]), ("n1", [b"1", b"3", b"5", b"7", b"9"])]


async def test_publish_tells_nobody_before_it_returns(trio):
    one, two, _ = trio
    one.bus.publish(0, b"later")
    assert two.told == []
    await two.hears(b"later")


async def test_one_sender_keeps_its_order_within_a_partition(trio):
    one, two, _ = trio
    sent = [b"%d" % n for n in range(500)]
    for n, item in enumerate(sent):
        one.bus.publish(7, item)
        if n % 13 == 0:
            await asyncio.sleep(0)
    await two.hears(*sent)


async def test_every_partition_is_carried(trio):
    one, two, _ = trio
    for partition in range(PARTITIONS):
        one.bus.publish(partition, b"%d" % partition)
    await until(lambda: len(two.items) == PARTITIONS, SECONDS, "an item of each partition")
    assert sorted(map(int, two.items)) == list(range(PARTITIONS))


async def test_items_are_opaque_and_may_be_empty_or_large(trio):
    one, two, _ = trio
    items = [b"", b"\r\n$-1\r\n", bytes(range(256)), b"x" * (3 << 20), b"y" * 700_000, b"z" * 700_000]
    for item in items:
        one.bus.publish(1, item)
    await two.hears(*items)


async def test_what_was_published_just_before_close_still_arrives(trio):
    one, two, _ = trio
    one.bus.publish(0, b"last words")
    await one.bus.close()
    await two.hears(b"last words")


async def test_a_closed_bus_neither_speaks_nor_hears(trio):
    one, two, three = trio
    await two.bus.close()
    two.bus.publish(0, b"from the grave")
    one.bus.publish(0, b"to the living")
    await three.hears(b"to the living")
    assert two.told == []


async def test_close_may_come_twice_or_without_start(make):
    never = make("n1")
    await never.close()
    node = await Node(make("n2")).start()
    await node.bus.close()
    await node.bus.close()


async def test_a_node_that_is_alone_may_publish(make):
    node = await Node(make("n1")).start()
    node.bus.publish(0, b"anybody?")
    await asyncio.sleep(0)
    assert (node.told, node.bus.trouble) == ([], None)


async def test_a_node_that_raises_goes_on_hearing(make):
    one = await Node(make("n1")).start()
    two = Node(make("n2"))

    def deliver(node: str, items: list[bytes]) -> None:
        two.deliver(node, items)
        raise ZeroDivisionError

    await two.bus.start(deliver, two.gap)
    one.bus.publish(0, b"first")
    await two.hears(b"first")
    one.bus.publish(0, b"second")
    await two.hears(b"first", b"second")
    await until(lambda: two.bus.counters.failed == 2, SECONDS, "both counted")


async def test_numbers_are_kept(trio):
    one, two, _ = trio
    for n in range(3):
        one.bus.publish(n, b"x")
    await two.hears(b"x", b"x", b"x")
    assert (one.bus.counters.published, one.bus.counters.received) == (3, 0)
    assert (two.bus.counters.published, two.bus.counters.received, two.bus.counters.gaps) == (0, 3, 1)
    assert (one.bus.counters.dropped, two.bus.counters.malformed, two.bus.counters.reconnects) == (0, 0, 0)
