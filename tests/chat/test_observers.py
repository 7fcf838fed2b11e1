"""Staff who watch a room without taking part: they get everything and show nowhere."""

import pytest

from server.storage import cursors as stored
from tests.chat.bench import ORDER
from tests.chat.test_inbox import reading, rows


async def watching(bench, *rooms, **fields):
    await bench.staff()
    return await bench.person("amy", "agent", *(rooms or (ORDER,)), observe=True, **fields)


async def test_staff_who_do_not_take_part_must_ask_to_observe(bench):
    await bench.room()
    await bench.staff()
    amy = await bench.device("amy", "agent").entered()
    assert (await amy.ask("join", room=ORDER))["code"] == "forbidden"
    joined = await amy.ask("join", room=ORDER, observe=True)
    assert (joined["you"]["observer"], joined["you"]["role"]) == (True, "agent")
    assert "send" not in joined["you"]["can"]


async def test_staff_find_unknown_rooms_as_unknown_as_anybody(bench):
    await bench.staff()
    amy = await bench.device("amy", "agent").entered()
    assert (await amy.ask("join", room="nowhere", observe=True))["code"] == "not_found"


async def test_parties_cannot_observe_a_room_of_others(bench):
    await bench.room()
    bob = await bench.device("bob", "driver").entered()
    assert (await bob.ask("join", room=ORDER, observe=True))["code"] == "not_found"


async def test_an_observer_gets_every_entry_and_notice(bench):
    await bench.room(facts=({"key": "k", "label": "L", "kind": "text", "value": "v", "roles": ["driver"]},))
    amy, ann = await watching(bench), await bench.person("ann")
    ann.say("typing", room=ORDER, on=True)
    await amy.hears("typing", room=ORDER)
    await ann.sent(ORDER, "one")
    ann.say("seen", room=ORDER, read=5)
    await bench.skip(200)
    assert amy.seqs(ORDER)[-1] == 5
    assert (await amy.hears("receipts"))["cursors"][0]["user"] == "ann"
    assert (await amy.hears("presence", user="ann"))["state"] == "online"
    joined = amy.told("joined")[0]
    assert [fact["key"] for fact in joined["facts"]] == ["k"]
    assert joined["metadata"] == {}


async def test_an_observer_may_not_send_or_type(bench):
    await bench.room()
    amy, ann = await watching(bench), await bench.person("ann")
    refused = await amy.sent(ORDER, "may I?")
    assert refused["code"] == "forbidden"
    assert (await amy.ask("typing", room=ORDER, on=True))["code"] == "forbidden"
    await bench.skip(500)
    assert ann.told("entries", ORDER) == ann.told("typing", ORDER) == []


async def test_nobody_is_told_of_an_observer_in_any_way(bench):
    await bench.room()
    ann = await bench.person("ann")
    amy = await watching(bench)
    ann.forget()
    amy.say("seen", room=ORDER, read=3)
    amy.say("presence", state="away")
    await bench.skip(2_000)
    amy.gone()
    await bench.skip(12_000, 1_000)
    assert "amy" not in str(ann.frames)
    joined = await ann.ask("join", room=ORDER)
    assert [person["user"] for person in joined["participants"]] == ["ann", "ken", "mia"]
    receipts = await bench.node.machine.house.rooms.receipts(await bench.staff(), ORDER)
    assert [row["user"] for row in receipts["cursors"]] == ["ann", "ken", "mia"]


async def test_an_observers_read_mark_is_private_saved_and_monotone(bench):
    await bench.room()
    ann, amy = await bench.person("ann"), await watching(bench)
    await ann.sent(ORDER, "one")
    await ann.sent(ORDER, "two")
    amy.say("seen", room=ORDER, read=5)
    amy.say("seen", room=ORDER, read=3)
    await bench.skip(1_100)
    read = bench.node.parts.database.call
    assert read(stored.marks, "amy", [ORDER]) == {ORDER: 5}
    row = (await bench.device("amy", "agent").hello())["rooms"][0]
    assert (row["room"], row["unread"], row["role"]) == (ORDER, 1, None)
    assert ann.told("receipts") == []


async def test_who_observes_again_is_told_how_far_they_had_read_and_nobody_else_is(bench):
    await bench.room()
    ann, amy = await bench.person("ann"), await watching(bench)
    await ann.sent(ORDER, "one")
    assert amy.told("joined")[0]["you"]["read"] == 0
    amy.say("seen", room=ORDER, read=4)
    again = {"room": ORDER, "observe": True}
    assert (await amy.ask("join", **again))["you"]["read"] == 4, "not saved yet"
    await bench.skip(1_100)
    assert (await amy.ask("join", **again))["you"]["read"] == 4
    assert (await (await bench.device("amy", "agent").entered()).ask("join", **again))["you"]["read"] == 4
    await bench.staff("bob")
    assert (await (await bench.device("bob", "agent").entered()).ask("join", **again))["you"]["read"] == 0
    assert "read" not in (await ann.ask("join", room=ORDER))["you"]
    await bench.add("amy", "agent")
    assert "read" not in (await amy.ask("join", room=ORDER))["you"], "a participant's cursor is among the participants"


async def test_an_observer_who_is_brought_in_becomes_a_participant_in_the_same_view(bench):
    await bench.room()
    amy, ann = await watching(bench), await bench.person("ann")
    await bench.add("amy", "agent")
    assert (await amy.sent(ORDER, "hello, I am Amy"))["t"] == "ack"
    amy.say("typing", room=ORDER, on=True)
    assert (await ann.hears("typing"))["users"] == ["amy"]
    amy.say("seen", room=ORDER, read=6)
    await bench.skip(200)
    assert (await ann.hears("receipts"))["cursors"] == [{"user": "amy", "delivered": 6, "read": 6}]
    assert amy.seqs(ORDER)[-2:] == [5, 6]


async def test_a_removed_agent_gets_left_and_may_observe_again(bench):
    await bench.room()
    await bench.staff()
    await bench.add("amy", "agent")
    amy = await bench.person("amy", "agent")
    await bench.remove("amy")
    assert (await amy.hears("left"))["reason"] == "removed"
    assert (await amy.ask("join", room=ORDER))["code"] == "forbidden"
    assert (await amy.ask("join", room=ORDER, observe=True))["t"] == "joined"


async def test_resume_takes_an_observed_room_up_again(bench):
    await bench.room()
    await bench.staff()
    amy = bench.device("amy", "agent")
    await amy.hello(resume=[{"room": ORDER, "seq": 2, "delivered": 2, "read": 2, "observe": True}])
    assert [entry["seq"] for entry in (await amy.hears("joined"))["entries"]] == [3, 4]
    refused = bench.device("amy", "agent")
    await refused.hello(resume=[{"room": ORDER, "seq": 2, "delivered": 2, "read": 2}])
    assert (await refused.hears("error"))["code"] == "forbidden"


@pytest.mark.parametrize("ms", [300, 8_000])
async def test_what_was_read_before_stepping_in_and_before_stepping_out_stays_read(bench, ms):
    await bench.room()
    ann, amy = await bench.person("ann"), await reading(bench)
    await amy.ask("join", room=ORDER, observe=True)
    await ann.sent(ORDER, "one")
    amy.say("seen", room=ORDER, read=5)
    await bench.add("amy", "agent")
    await bench.skip(ms)
    assert rows(amy)[ORDER]["unread"] == 0, "read as one who observed"
    await ann.sent(ORDER, "two")
    amy.say("seen", room=ORDER, read=7)
    await bench.remove("amy")
    await bench.skip(ms)
    assert rows(amy)[ORDER]["unread"] == 0, "read as one who took part"
    assert (await amy.ask("join", room=ORDER, observe=True))["you"]["read"] == 7
    await ann.sent(ORDER, "three")
    await bench.skip(ms)
    assert rows(amy)[ORDER]["unread"] == 1, "what came since is counted by the private mark"
    amy.say("seen", room=ORDER, read=9)
    await bench.skip(ms)
    assert rows(amy)[ORDER]["unread"] == 0
