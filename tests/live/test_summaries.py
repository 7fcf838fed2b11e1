"""`room` notices: to participants without a view, at most one per room and 250 ms, never after leaving."""

import asyncio

from server.live import gossip
from server.storage import entries
from server.storage import summaries as stored
from tests.chat.bench import ORDER


async def test_a_participant_without_a_view_is_told_and_one_with_a_view_is_not(bench):
    await bench.room()
    ann, ken = await bench.person("ann"), await bench.device("ken", "driver").entered()
    stranger = await bench.device("bob", "driver").entered()
    await ann.sent(ORDER, "where are you?")
    await bench.skip(260, 10)
    told = ken.told("room")
    assert [(f["room"], f["last_seq"], f["unread"], f["last"]["text"]) for f in told] == [
        (ORDER, 5, 1, "where are you?")
    ]
    assert ann.told("room") == stranger.told("room") == []


async def test_at_most_one_is_told_per_room_and_250_ms(bench):
    await bench.room()
    ann, ken = await bench.person("ann"), await bench.device("ken", "driver").entered()
    for _ in range(20):
        await ann.sent(ORDER, "x")
        await bench.skip(50)
    await bench.skip(300)
    told = ken.told("room")
    assert 3 <= len(told) <= 5
    assert told[-1]["last_seq"] == 24


async def test_a_new_participant_hears_of_the_room_at_once(bench):
    await bench.room()
    bob = await bench.device("bob", "driver").entered()
    await bench.add("bob", "driver")
    await bench.skip(300)
    assert [(f["room"], f["role"]) for f in bob.told("room")] == [(ORDER, "driver")]


async def test_a_new_room_is_told_to_those_who_take_part(bench):
    ann, ken = await bench.device("ann").entered(), await bench.device("ken", "driver").entered()
    await bench.room(people={"ann": "customer"})
    await bench.skip(300)
    assert [frame["room"] for frame in ann.told("room")] == [ORDER]
    assert ken.told("room") == []


async def test_nothing_is_told_after_leaving_though_the_summary_was_read_before(bench):
    await bench.room()
    ann, ken = await bench.person("ann"), await bench.device("ken", "driver").entered()
    await ann.sent(ORDER, "one")
    await bench.quiet()
    with bench.node.reads.held(stored.summaries_of, looked=True) as gate:
        bench.clock.passed(300)
        await gate.reached()
        await bench.remove("ken")
        gate.open()
    await bench.skip(1_000)
    assert [frame["t"] for frame in ken.about(ORDER)] == ["left"]


async def test_a_join_that_the_bus_repeats_after_the_leaving_tells_nothing(bench):
    await bench.room()
    ken, ann = await bench.device("ken", "driver").entered(), await bench.person("ann")
    join = bench.node.parts.database.call(_entry, 3)
    await bench.remove("ken")
    bench.hub.heard("node-9", [gossip.pack(gossip.News(ORDER, (join,)))])
    await ann.sent(ORDER, "after")
    await bench.skip(1_000)
    assert [frame["t"] for frame in ken.about(ORDER)] == ["left"]
    assert "ken" not in bench.hub.here.get(ORDER, {})


async def test_a_leave_that_the_bus_repeats_after_the_return_takes_nobody_out(bench):
    await bench.room()
    ken, ann = await bench.device("ken", "driver").entered(), await bench.person("ann")
    await bench.remove("ken")
    await bench.add("ken", "driver")
    await bench.quiet()
    ken.forget()
    leave = bench.node.parts.database.call(_entry, 5)
    bench.hub.heard("node-9", [gossip.pack(gossip.News(ORDER, (leave,)))])
    await ann.sent(ORDER, "after")
    await bench.skip(1_000)
    assert {frame["t"] for frame in ken.about(ORDER)} == {"room"}


async def test_a_swap_that_the_bus_repeats_after_the_return_takes_nobody_out(bench):
    await bench.room()
    ken, ann = await bench.device("ken", "driver").entered(), await bench.person("ann")
    await bench.add("bob", "driver", replaces="ken")
    await bench.add("ken", "driver", replaces="bob")
    await bench.quiet()
    ken.forget()
    swap = bench.node.parts.database.call(_entry, 5)
    bench.hub.heard("node-9", [gossip.pack(gossip.News(ORDER, (swap,)))])
    await ann.sent(ORDER, "after")
    await bench.skip(1_000)
    assert {frame["t"] for frame in ken.about(ORDER)} == {"room"}


async def test_while_the_store_cannot_be_read_what_changed_is_kept(bench):
    await bench.room()
    ann, ken = await bench.person("ann"), await bench.device("ken", "driver").entered()
    bench.node.reads.broken = True
    await ann.sent(ORDER, "one")
    await bench.skip(2_000)
    assert ken.told("room") == []
    bench.node.reads.broken = False
    await bench.skip(300)
    assert [frame["last_seq"] for frame in ken.told("room")] == [5]


async def test_a_session_that_opens_a_view_meanwhile_gets_the_entries_instead(bench):
    await bench.room()
    ann, ken = await bench.person("ann"), await bench.device("ken", "driver").entered()
    await ann.sent(ORDER, "one")
    await ken.ask("join", room=ORDER)
    await bench.skip(500)
    assert ken.told("room") == []


async def test_on_another_node_the_notice_comes_too_also_when_the_bus_lost_the_join(pair):
    await pair.room()
    ann, bob = await pair.person("ann", at=0), await pair.device("bob", "driver", at=1).entered()
    await ann.sent(ORDER, "one")
    pair.exchange.fault = lambda _node, _items: []
    await pair.add("bob", "driver")
    await pair.skip(500)
    assert bob.told("room") == []
    for _ in range(4):
        await pair.skip(8_000, 500)
        bob.say("pong")
        ann.say("pong")
    assert [frame["role"] for frame in bob.told("room")] == ["driver"]


async def test_a_message_of_which_the_bus_lost_the_word_is_told_once_within_two_seconds(pair):
    """Nobody views the room on the node of who is to be told: no feed of it would find the gap."""
    await pair.room()
    ann, ken = await pair.person("ann", at=0), await pair.device("ken", "driver", at=1).entered()
    await ann.sent(ORDER, "one")
    await pair.skip(2_500, 250)
    assert [frame["last"]["text"] for frame in ken.told("room")] == ["one"], "heard, and not told again"
    pair.exchange.fault = lambda _node, _items: []
    await ann.sent(ORDER, "two")
    await pair.skip(2_500, 250)
    assert [frame["last"]["text"] for frame in ken.told("room")] == ["one", "two"]
    await pair.skip(5_000, 250)
    assert len(ken.told("room")) == 2


async def test_without_a_bus_the_store_is_asked(pair):
    await pair.room()
    ann, ken = await pair.person("ann", at=0), await pair.device("ken", "driver", at=1).entered()
    await pair.skip(1_500, 250)
    for node in pair.nodes:
        node.bus.cut()
    await ann.sent(ORDER, "into the dark")
    await pair.skip(3_000, 250)
    assert [frame["last"]["text"] for frame in ken.told("room")] == ["into the dark"]


async def test_closing_ends_what_is_under_way(bench):
    await bench.room()
    ann = await bench.person("ann")
    await bench.device("ken", "driver").entered()
    await ann.sent(ORDER, "one")
    await asyncio.sleep(0)
    await bench.hub.summaries.close()
    assert bench.hub.summaries._task is None


def _entry(connection, seq):
    return entries.between(connection, ORDER, seq, seq)[0]
