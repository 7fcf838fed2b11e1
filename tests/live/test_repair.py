"""Whatever a node missed it finds by comparing with the store, and mends it by one path."""

import asyncio

from server.core.entries import Entry
from server.live import gossip
from server.live.memory_bus import as_sent
from server.storage import entries as stored
from tests.chat.bench import ORDER


def lost(_receiver, _items):
    return []


async def apart(pair):
    """Ann on one node, ken on the other, in a room that both hold."""
    await pair.room()
    ann, ken = await pair.person("ann", at=0), await pair.person("ken", "driver", at=1)
    await ann.sent(ORDER, "both have this")
    await pair.skip(1_500, 500)
    return ann, ken


async def test_a_lost_last_message_of_a_busy_room_is_found_within_a_second(pair):
    ann, ken = await apart(pair)
    pair.exchange.fault = lost
    await ann.sent(ORDER, "lost")
    await pair.quiet()
    assert max(ken.seqs(ORDER)) == 5
    await pair.skip(1_100, 100)
    assert max(ken.seqs(ORDER)) == 6


async def test_a_lost_last_message_of_an_idle_room_is_found_within_half_a_minute(pair):
    ann, ken = await apart(pair)
    for _ in range(4):
        await pair.skip(15_000, 1_000)
        for device in (ann, ken):
            device.say("pong")
    pair.exchange.fault = lost
    await ann.sent(ORDER, "lost")
    await pair.skip(31_000, 1_000)
    assert max(ken.seqs(ORDER)) == 6


async def test_a_message_lost_before_another_is_fetched_at_once(pair):
    ann, ken = await apart(pair)
    pair.exchange.fault = lost
    await ann.sent(ORDER, "lost")
    await ann.sent(ORDER, "lost too")
    await pair.quiet()
    pair.exchange.fault = as_sent
    await ann.sent(ORDER, "heard")
    await pair.quiet()
    assert ken.seqs(ORDER) == list(range(1, 9))
    assert pair.nodes[1].hub.repair.gaps == 1


async def test_a_gap_of_more_than_one_fetch_is_filled(pair):
    ann, ken = await apart(pair)
    pair.exchange.fault = lost
    refs = [ann.text(ORDER, str(n)) for n in range(1_200)]
    await ann.answer(refs[-1])
    pair.exchange.fault = as_sent
    await ann.sent(ORDER, "heard")
    await pair.quiet()
    assert ken.seqs(ORDER) == list(range(1, 5 + 1 + 1_200 + 1 + 0))


async def test_after_a_reconnect_every_live_room_is_compared_at_the_next_look(pair):
    ann, ken = await apart(pair)
    for _ in range(3):
        await pair.skip(15_000, 1_000)
        for device in (ann, ken):
            device.say("pong")
    pair.exchange.fault = lost
    await ann.sent(ORDER, "while it was away")
    pair.exchange.fault = as_sent
    pair.nodes[1].hub.repair.all_soon()
    await pair.skip(1_100, 100)
    assert max(ken.seqs(ORDER)) == 6


async def test_while_the_bus_is_in_trouble_remote_readers_are_a_second_behind(pair):
    ann, ken = await apart(pair)
    pair.nodes[1].bus.cut()
    for number in range(3):
        await ann.sent(ORDER, str(number))
        await pair.skip(1_100, 100)
        assert max(ken.seqs(ORDER)) == 6 + number
    assert (await ken.sent(ORDER, "local readers and acks do not wait"))["seq"] == 9
    await pair.skip(1_100, 100)
    assert max(ken.seqs(ORDER)) == max(ann.seqs(ORDER)) == 9


async def test_a_store_that_cannot_be_read_is_asked_again_until_the_room_is_whole(pair):
    ann, ken = await apart(pair)
    pair.exchange.fault = lost
    await ann.sent(ORDER, "lost")
    pair.exchange.fault = as_sent
    pair.nodes[1].reads.broken = True
    await ann.sent(ORDER, "heard")
    await pair.skip(3_000, 500)
    assert max(ken.seqs(ORDER)) == 5
    pair.nodes[1].reads.broken = False
    await pair.skip(1_100, 100)
    assert ken.seqs(ORDER) == [1, 2, 3, 4, 5, 6, 7]


async def test_an_entry_that_the_store_does_not_hold_is_not_waited_for(bench):
    await bench.room()
    ann = await bench.person("ann")
    ghost = Entry(seq=40, kind="message", at=0, by="ken", body={"type": "text", "text": "boo"})
    bench.hub.heard("node-9", [gossip.pack(gossip.News(ORDER, (ghost,)))])
    await bench.quiet()
    assert bench.hub.rooms[ORDER].feed.gap is None
    await ann.sent(ORDER, "one")
    await bench.quiet()
    assert ann.seqs(ORDER) == [1, 2, 3, 4, 5]


async def test_one_fetch_at_a_time_mends_a_room(pair):
    ann, ken = await apart(pair)
    pair.exchange.fault = lost
    await ann.sent(ORDER, "lost")
    pair.exchange.fault = as_sent
    with pair.nodes[1].reads.held(stored.between) as gate:
        await ann.sent(ORDER, "heard")
        await gate.reached()
        for number in range(5):
            await ann.sent(ORDER, str(number))
        await pair.spin(50)
        assert gate.waiting == 1
        gate.open()
    await pair.quiet()
    assert ken.seqs(ORDER) == list(range(1, 13))
    assert pair.nodes[1].hub.repair.gaps == 1


async def test_a_join_that_waits_for_a_gap_to_be_mended_sees_every_entry_once(pair):
    ann, ken = await apart(pair)
    pair.exchange.fault = lost
    await ann.sent(ORDER, "lost")
    pair.exchange.fault = as_sent
    mia = await pair.device("mia", "merchant", at=1).entered()
    with pair.nodes[1].reads.held(stored.between) as gate:
        await ann.sent(ORDER, "heard")
        await gate.reached()
        ref = mia.say("join", room=ORDER, since=0)
        await pair.spin(20)
        await ann.sent(ORDER, "meanwhile")
        gate.open()
        await mia.answer(ref)
    await ann.sent(ORDER, "after")
    await pair.quiet()
    assert mia.seqs(ORDER) == ken.seqs(ORDER) == list(range(1, 10))


async def test_what_is_held_back_and_doubled_comes_once_and_in_order(pair):
    ann, ken = await apart(pair)
    kept = []

    def late_and_twice(receiver, items):
        if receiver != "node-1":
            return [items]
        kept.append(items)
        return [*reversed(kept), items] if len(kept) == 3 else []

    pair.exchange.fault = late_and_twice
    for number in range(3):
        await ann.sent(ORDER, str(number))
        await pair.spin(20)
    await pair.quiet()
    assert ken.seqs(ORDER) == list(range(1, 9))


async def test_closing_ends_what_is_under_way(pair):
    ann, _ = await apart(pair)
    pair.exchange.fault = lost
    await ann.sent(ORDER, "lost")
    pair.exchange.fault = as_sent
    node = pair.nodes[1]
    with node.reads.held(stored.between) as gate:
        await ann.sent(ORDER, "heard")
        await gate.reached()
        await node.hub.repair.close()
        await asyncio.sleep(0)
        assert node.hub.repair._mending == {}
