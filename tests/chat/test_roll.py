"""Who takes part, page by page: everybody whom the reader may know of, once, in a crowd too."""

import pytest

from server.core.changes import Actor
from server.core.refusals import Refusal
from tests.chat.bench import HOST, ORDER

PEOPLE = 5_000
ROOM = "town"


async def pages(bench, actor, room, limit):
    """Return all pages of the roll."""
    read, cursor = [], None
    while not read or cursor is not None:
        told = await bench.node.machine.house.rooms.participants(actor, room, limit, cursor)
        read.append(told["participants"])
        cursor = told["next"]
    return read


async def test_five_thousand_are_listed_each_once_in_the_order_they_came(bench):
    await bench.room(ROOM, "group", people={f"user-{n:04d}": "member" for n in range(PEOPLE)})
    reader = await bench.person("user-0007", "member", ROOM)
    seq = (await reader.sent(ROOM, "to everybody"))["seq"]
    reader.say("seen", room=ROOM, read=seq)
    await bench.skip(200)
    read = await pages(bench, reader.connection.actor, ROOM, 500)
    assert [len(page) for page in read] == [500] * 10
    people = [person for page in read for person in page]
    assert [person["user"] for person in people] == [f"user-{n:04d}" for n in range(PEOPLE)]
    assert (people[7]["read"], people[7]["presence"], people[8]["presence"]) == (seq, "online", "offline")
    some = await pages(bench, HOST, ROOM, 499)
    assert (len(some), [person for page in some for person in page]) == (11, people)


async def test_a_small_room_is_listed_as_it_is_shown(bench):
    await bench.room()
    ann = Actor("ann", "Ann", "customer")
    shown = (await bench.node.machine.house.rooms.get(ann, ORDER))["participants"]
    assert len(shown) > 1
    assert await pages(bench, ann, ORDER, 100) == [shown]
    assert await pages(bench, ann, ORDER, 1) == [[person] for person in shown]


async def test_who_left_before_the_readers_window_is_not_told(bench):
    await bench.room()
    await bench.remove("ken")
    await bench.add("lee", "driver")
    names = {}
    for user, role in (("ann", "customer"), ("lee", "driver")):
        read = await pages(bench, Actor(user, user, role), ORDER, 100)
        names[user] = [person["user"] for person in read[0]]
    assert "ken" in names["ann"]
    assert "ken" not in names["lee"]
    assert names["lee"][-1] == "lee"


async def test_who_joined_or_left_between_two_pages_moves_nobody_else(bench):
    await bench.room(ROOM, "group", people={f"user-{n}": "member" for n in range(6)})
    rooms = bench.node.machine.house.rooms
    first = await rooms.participants(HOST, ROOM, 3, None)
    await bench.remove("user-0", ROOM)
    await bench.add("late", "member", ROOM)
    rest = await rooms.participants(HOST, ROOM, 10, first["next"])
    seen = [person["user"] for person in (*first["participants"], *rest["participants"])]
    assert seen == [*(f"user-{n}" for n in range(6)), "late"]
    assert rest["next"] is None


async def test_strangers_find_no_room_and_a_made_up_cursor_is_refused(bench):
    await bench.room()
    rooms = bench.node.machine.house.rooms
    for actor, cursor, code in ((Actor("eve", "Eve", "customer"), None, "not_found"), (HOST, "mine", "bad_field")):
        with pytest.raises(Refusal) as caught:
            await rooms.participants(actor, ORDER, 100, cursor)
        assert caught.value.code == code
