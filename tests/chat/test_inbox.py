"""The inbox of staff: all rooms at first, then those that move, whole rows, at most one frame in 250 ms."""

import pytest

from server.chat.rooms import NewRoom
from server.core import ids
from server.core.changes import Person
from tests.chat.bench import HOST, ORDER


async def reading(bench, user="amy", role="agent", **fields):
    """Return a device of staff that reads its inbox, and has everything."""
    await bench.staff(user, role)
    amy = await bench.device(user, role, **fields).entered()
    assert (await amy.ask("inbox", on=True))["reset"] is True
    return amy


def rows(device):
    """Return the rows as the frames so far leave them: what a page shows."""
    found = {}
    for frame in device.told("inbox"):
        if frame.get("reset"):
            found.clear()
        found.update({row["room"]: row for row in frame["rows"]})
        for room in frame.get("gone", ()):
            found.pop(room, None)
    return found


async def many(bench, count, kind="order"):
    person = (Person(user="ann", role="customer", name="Ann"),)
    for number in range(count):
        new = NewRoom(id=f"r-{number:04}", kind=kind, subject=f"Order {number}", people=person)
        await bench.node.machine.house.rooms.create(HOST, new, ids.fresh("c"))


@pytest.mark.parametrize("role", ["customer", "driver", "merchant"])
async def test_nobody_but_staff_has_an_inbox(bench, role):
    await bench.room(people={"ann": role})
    ann = await bench.person("ann", role)
    assert (await ann.ask("inbox", on=True))["code"] == "forbidden"
    await ann.sent(ORDER, "one")
    await bench.skip(600)
    assert ann.told("inbox") == []


async def test_an_inbox_has_every_open_room_and_no_lane(bench):
    await bench.room()
    await bench.room("support-1", "support", people={"ann": "customer"})
    await bench.room("order-old")
    await bench.patch("order-old", status="resolved")
    amy = await reading(bench)
    assert rows(amy).keys() == {ORDER, "support-1"}
    assert amy.told("inbox")[0]["more"] is False


async def test_a_message_is_told_as_a_whole_row(bench):
    await bench.room("support-1", "support", people={"ann": "customer"})
    amy, ann = await reading(bench), await bench.person("ann", "customer", "support-1")
    amy.forget()
    await ann.sent("support-1", "x" * 200)
    await bench.skip(300)
    row = rows(amy)["support-1"]
    assert (row["last"]["text"], row["last"]["role"]) == ("x" * 140, "customer")
    assert (row["unread"], row["waiting"]["reason"], row["waiting"]["by"]) == (1, None, "ann")
    assert [person["presence"] for person in row["people"]] == ["online"]


async def test_what_moves_within_a_quarter_of_a_second_is_one_frame(bench):
    await bench.room()
    amy, ann = await reading(bench), await bench.person("ann")
    await bench.skip(500)
    amy.forget()
    for number in range(20):
        await ann.sent(ORDER, f"{number}")
    await bench.skip(300)
    assert len(amy.told("inbox")) <= 2, "the first at once, the others together"
    assert rows(amy)[ORDER]["last"]["text"] == "19"


async def test_a_resolved_room_is_told_once_and_comes_back_with_the_next_word(bench):
    await bench.room()
    amy = await reading(bench)
    await bench.patch(status="resolved")
    await bench.skip(300)
    assert rows(amy)[ORDER]["status"] == "resolved"
    amy.forget()
    await bench.patch(subject="Still closed")
    await bench.skip(300)
    assert amy.told("inbox") == []
    await bench.patch(status="open")
    await bench.skip(300)
    assert rows(amy)[ORDER]["status"] == "open"


async def test_many_rooms_come_in_several_frames_each_within_bounds(bench):
    await many(bench, 620)
    amy = await reading(bench)
    await bench.skip(1_000)
    frames = amy.told("inbox")
    assert [frame.get("reset", False) for frame in frames] == [True, *[False] * (len(frames) - 1)]
    assert [frame["more"] for frame in frames] == [*[True] * (len(frames) - 1), False]
    assert [len(frame["rows"]) for frame in frames][:1] <= [500]
    assert max(map(len, amy.raws)) <= 256 * 1024
    assert len(rows(amy)) == 620


async def test_a_reader_who_is_slow_gets_the_newest_and_not_what_was_before(bench):
    await many(bench, 400)
    await bench.room()
    amy, ann = await reading(bench), await bench.person("ann")
    await bench.skip(1_000)
    amy.forget()
    amy.asleep = True
    for turn in range(6):
        for number in range(400):
            bench.hub.inbox.stir(f"r-{number:04}")
        await ann.sent(ORDER, f"turn {turn}")
        await bench.skip(300)
    assert amy.connection.mailbox.size < 600_000
    amy.wake_up()
    await bench.skip(600)
    assert rows(amy)[ORDER]["last"]["text"] == "turn 5"
    assert len(amy.told("inbox")) < 6


async def test_who_types_is_told_and_ends_by_itself(bench):
    await bench.room()
    amy, ann = await reading(bench), await bench.person("ann")
    ann.say("typing", room=ORDER, on=True)
    await bench.skip(300)
    assert rows(amy)[ORDER]["typing"] == ["ann"]
    await bench.skip(7_500, 500)
    assert rows(amy)[ORDER]["typing"] == []


async def test_whoever_has_sent_writes_no_more(bench):
    await bench.room()
    amy, ann = await reading(bench), await bench.person("ann")
    ann.say("typing", room=ORDER, on=True)
    await bench.skip(300)
    await ann.sent(ORDER, "done")
    await bench.skip(300)
    assert rows(amy)[ORDER]["typing"] == []


async def test_who_was_away_and_is_here_again_is_told(bench):
    await bench.room()
    ann = await bench.person("ann")
    await bench.staff()
    await bench.add("amy", "agent")
    writer = await bench.person("amy", "agent")
    ann.say("seen", room=ORDER, delivered=4)
    ann.say("presence", state="away")
    amy = await reading(bench)
    await writer.sent(ORDER, "are you there?")
    await bench.skip(3_000)
    assert rows(amy)[ORDER]["back"] is None
    await bench.skip(1_000)
    ann.say("presence", state="online")
    await bench.skip(300)
    assert rows(amy)[ORDER]["back"] is not None
    await writer.sent(ORDER, "there you are")
    await bench.skip(300)
    assert rows(amy)[ORDER]["back"] is None


async def test_who_has_not_seen_the_last_message_of_staff(bench):
    await bench.room()
    await bench.staff()
    await bench.add("amy", "agent")
    writer, amy, ann = await bench.person("amy", "agent"), await reading(bench), await bench.person("ann")
    done = await writer.sent(ORDER, "hello all")
    ann.say("seen", room=ORDER, delivered=done["seq"])
    await bench.skip(600)
    assert [(one["user"], one["delivered"]) for one in rows(amy)[ORDER]["unseen"]] == [
        ("ann", True), ("ken", False), ("mia", False)]  # fmt: skip
    ann.say("seen", room=ORDER, read=done["seq"])
    await bench.skip(600)
    assert [one["user"] for one in rows(amy)[ORDER]["unseen"]] == ["ken", "mia"]


async def test_an_inbox_that_was_ended_is_told_nothing(bench):
    await bench.room()
    amy, ann = await reading(bench), await bench.person("ann")
    assert (await amy.ask("inbox", on=False))["rows"] == []
    amy.forget()
    await ann.sent(ORDER, "one")
    await bench.skip(600)
    assert amy.told("inbox") == []


async def test_whoever_asks_again_gets_everything_again(bench):
    await bench.room()
    amy, ann = await reading(bench), await bench.person("ann")
    amy.gone()
    await ann.sent(ORDER, "meanwhile")
    again = await reading(bench)
    assert rows(again)[ORDER]["last"]["text"] == "meanwhile"
    assert (await again.ask("inbox", on=True))["reset"] is True
    await bench.skip(300)
    assert rows(again).keys() == {ORDER}


async def test_an_inbox_is_the_same_in_messagepack(bench):
    await bench.room()
    plain, packed = await reading(bench), await reading(bench, "bob", kind="msgpack")
    assert rows(plain) == rows(packed)
