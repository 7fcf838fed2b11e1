"""Inboxes on two nodes: whatever the bus loses, rows are right again once the store was looked at."""

import random

import pytest

from server.core import ids, tending
from server.desk.assignments import Assignments
from server.storage import inbox as stored
from tests.chat.bench import ORDER
from tests.chat.test_inbox import rows

QUIET = {"people", "typing", "back", "watchers"}
"""What is told and not stored, or differs by who is online where."""


async def reading(pair, user="amy", at=1):
    await pair.staff(user)
    amy = await pair.device(user, "agent", at=at).entered()
    assert (await amy.ask("inbox", on=True))["reset"] is True
    return amy


def lasting(device):
    """Return what of the rows is stored."""
    return {
        room: {name: value for name, value in row.items() if name not in QUIET} for room, row in rows(device).items()
    }


async def act(pair, room, act, at=0):
    boss = await pair.staff("sue", "supervisor")
    await Assignments(pair.nodes[at].hub).do(boss, room, act, ids.fresh("c"))


async def test_what_happens_on_another_node_is_told(pair):
    await pair.room()
    amy, ann = await reading(pair), await pair.person("ann")
    await ann.sent(ORDER, "one")
    ann.say("typing", room=ORDER, on=True)
    await act(pair, ORDER, tending.Assign(agent="amy"))
    await pair.skip(600)
    row = rows(amy)[ORDER]
    assert (row["last"]["text"], row["typing"], row["held"]["agent"]) == ("one", ["ann"], "amy")


async def test_cursors_and_marks_of_another_node_are_told(pair):
    await pair.room()
    await pair.staff("amy")
    await pair.add("amy", "agent")
    reader, there = await reading(pair), await pair.person("amy", "agent")
    bob = await reading(pair, "bob")
    bobs = await pair.person("bob", "agent", observe=True)
    ann = await pair.person("ann")
    asked, told = await ann.sent(ORDER, "are you there?"), await there.sent(ORDER, "I am")
    await pair.skip(600)
    assert (rows(reader)[ORDER]["unread"], rows(bob)[ORDER]["unread"]) == (1, 2)
    there.say("seen", room=ORDER, read=asked["seq"])
    bobs.say("seen", room=ORDER, read=told["seq"])
    ann.say("seen", room=ORDER, read=told["seq"])
    await pair.skip(600)
    assert (rows(reader)[ORDER]["unread"], rows(bob)[ORDER]["unread"]) == (0, 0)
    assert [one["user"] for one in rows(bob)[ORDER]["unseen"]] == ["ken", "mia"]


@pytest.mark.parametrize("lost", ["all", "half"])
async def test_words_that_are_lost_are_found_in_the_store(pair, lost):
    await pair.room()
    await pair.room("support-1", "support", people={"ben": "customer"})
    amy, near = await reading(pair), await reading(pair, "bob", at=0)
    await pair.skip(1_000)
    draw = random.Random(7)
    pair.exchange.fault = lambda _receiver, items: [items] if lost == "half" and draw.random() < 0.5 else []
    ann, ben = await pair.person("ann"), await pair.person("ben", "customer", "support-1")
    for number in range(6):
        await ann.sent(ORDER, f"word {number}")
        await ben.sent("support-1", f"help {number}")
        await pair.skip(100)
    await act(pair, "support-1", tending.Assign(agent="bob"))
    await act(pair, ORDER, tending.Mark(labels=("vip",), priority="high"))
    await pair.room("support-2", "support", people={"ben": "customer"})
    ann.say("seen", room=ORDER, read=10)
    await pair.skip(4_000, 250)
    assert lasting(amy) == lasting(near)
    assert rows(amy).keys() == {ORDER, "support-1", "support-2"}
    assert rows(amy)["support-1"]["held"]["agent"] == "bob"
    await pair.patch("support-1", status="resolved")
    await act(pair, "support-1", tending.Release())
    await pair.skip(4_000, 250)
    assert lasting(amy) == lasting(near)
    assert rows(amy)["support-1"]["status"] == "resolved"


async def test_a_bus_that_was_cut_heals_when_it_is_mended(pair):
    await pair.room()
    amy, near = await reading(pair), await reading(pair, "bob", at=0)
    pair.nodes[0].bus.cut()
    ann = await pair.person("ann")
    await ann.sent(ORDER, "into the dark")
    await pair.skip(3_000, 250)
    assert rows(amy)[ORDER]["last"]["text"] == "into the dark", "the store is asked while the bus is in trouble"
    pair.nodes[0].bus.mend()
    ann.say("presence", state="away")
    await pair.skip(6_000, 250)
    assert rows(amy) == rows(near)


async def test_a_store_that_cannot_be_read_is_read_again(bench):
    await bench.room()
    amy, ann = await reading(bench, at=0), await bench.person("ann")
    await bench.skip(1_000)
    bench.node.reads.broken = True
    done = ann.text(ORDER, "while it is down")
    await bench.spin()
    await bench.skip(1_000)
    bench.node.reads.broken = False
    await bench.skip(1_000)
    assert (await ann.answer(done))["t"] == "ack"
    assert rows(amy)[ORDER]["last"]["text"] == "while it is down"


async def test_what_moves_while_all_is_read_is_not_lost(bench):
    await bench.room()
    ann = await bench.person("ann")
    await bench.staff()
    amy = await bench.device("amy", "agent").entered()
    with bench.node.reads.held(stored.pictures, looked=True) as gate:
        ref = amy.say("inbox", on=True)
        await gate.reached()
        await ann.sent(ORDER, "meanwhile")
    await amy.answer(ref)
    await bench.skip(600)
    assert rows(amy)[ORDER]["last"]["text"] == "meanwhile"


async def test_rows_are_held_for_a_while_and_then_let_go(bench):
    await bench.room()
    amy, ann = await reading(bench, at=0), await bench.person("ann")
    amy.gone()
    await ann.sent(ORDER, "one")
    await bench.skip(31_500, 500)
    assert bench.hub.inbox._pictures == {}
    again = await reading(bench, at=0)
    assert rows(again)[ORDER]["last"]["text"] == "one"


async def test_a_round_that_fails_half_way_loses_no_row(bench):
    """Two rooms moved; the second row cannot be made, once."""
    for room in ("order-1", "order-2"):
        await bench.room(room)
    await bench.staff("amy")
    amy = await bench.device("amy", "agent").entered()
    await amy.ask("inbox", on=True)
    around, calls = bench.hub.inbox.around.around, []

    def fails_once(picture):
        calls.append(picture.room)
        if len(calls) == 2:
            raise RuntimeError("a row that cannot be made")
        return around(picture)

    bench.hub.inbox.around.around = fails_once
    ann = await bench.person("ann", "customer", "order-1", "order-2")
    amy.forget()
    for room in ("order-1", "order-2"):
        ann.text(room, "news")
    await bench.skip(3_000)
    assert len(calls) > 2
    told = {row["room"]: row["last"]["text"] for frame in amy.told("inbox") for row in frame["rows"] if row["last"]}
    assert told == {"order-1": "news", "order-2": "news"}
