"""Side rooms: what is said in a lane cannot reach the main room, nor show that the lane is there."""

import pytest

from server.core.changes import Actor
from server.core.refusals import Refusal
from tests.chat.bench import HOST, ORDER

ANN = Actor("ann", "Ann", "customer")


async def agents(bench):
    await bench.room()
    await bench.staff()
    amy = await bench.person("amy", "agent", ORDER, observe=True)
    lane = bench.staff_lane()
    joined = await amy.ask("join", room=lane)
    assert joined["t"] == "joined"
    return amy, lane, joined


async def named(bench, *users):
    lane, _ = await bench.node.machine.house.people.lane(await bench.staff(), ORDER, list(users), "cid-lane-1")
    return lane["room"]


async def test_every_room_is_born_with_a_staff_lane_that_staff_see_in_joined(bench):
    amy, lane, joined = await agents(bench)
    row = amy.told("joined")[0]["lanes"]
    assert [(r["room"], r["audience"], r["participants"]) for r in row] == [(lane, "staff", [])]
    assert (joined["parent"], joined["audience"], joined["lanes"]) == (ORDER, "staff", [])
    assert "send" in joined["you"]["can"]


async def test_a_private_note_reaches_staff_and_nobody_else_in_any_way(bench):
    amy, lane, _ = await agents(bench)
    await bench.add("zoe", "bot")
    ann, bot = await bench.person("ann"), await bench.person("zoe", "bot")
    bea = await bench.person("bea", "agent", ORDER, observe=True)
    await bea.ask("join", room=lane)
    before = [len(ann.frames), len(bot.frames)]
    note = await amy.sent(lane, "the customer is difficult")
    amy.say("seen", room=lane, read=2)
    amy.say("typing", room=lane, on=True)
    await bea.hears("typing", room=lane)
    await bench.skip(2_000)
    assert (note["seq"], bea.seqs(lane)[-1]) == (2, 2)
    entry = (await bea.hears("entries", room=lane))["entries"][0]
    assert entry["author"] == {"name": "Amy", "role": "agent"}
    assert [len(ann.frames), len(bot.frames)] == before
    fresh = bench.device("ann")
    welcome = await fresh.hello()
    joined = await fresh.ask("join", room=ORDER, since=0)
    history = await fresh.ask("history", room=ORDER)
    house = bench.node.machine.house
    http = [
        await house.rooms.get(ANN, ORDER), await house.rooms.listing(ANN, 50, None),
        await house.rooms.receipts(ANN, ORDER), await house.rooms.participants(ANN, ORDER, 500, None),
        await house.history.page(ANN, ORDER, None, None, 100),
    ]  # fmt: skip
    for shown in (welcome, joined, history, *http, ann.frames, bot.frames):
        assert lane not in str(shown)
        assert "difficult" not in str(shown)
    assert joined["lanes"] == []
    assert (joined["last_seq"], welcome["rooms"][0]["unread"]) == (5, 0)


async def test_every_way_into_a_staff_lane_is_closed_to_parties_as_if_it_were_not_there(bench):
    _, lane, _ = await agents(bench)
    house = bench.node.machine.house
    ways = [
        house.rooms.get, house.rooms.receipts,
        lambda actor, room: house.rooms.participants(actor, room, 100, None),
        lambda actor, room: house.history.page(actor, room, None, None, 50),
        lambda actor, room: house.people.put(actor, room, None, None, "cid-0000001"),
        lambda actor, room: house.people.remove(actor, room, "ann", "cid-0000002"),
        lambda actor, room: house.people.lane(actor, room, ["ann"], "cid-0000003"),
        lambda actor, room: house.rooms.patch(actor, room, {"subject": "mine"}, "cid-0000004"),
    ]  # fmt: skip
    for way in ways:
        refused = []
        for room in (lane, "nowhere"):
            with pytest.raises(Refusal) as caught:
                await way(ANN, room)
            refused.append((caught.value.code, caught.value.message, caught.value.field))
        assert refused[0] == refused[1]
        assert refused[0][0] == "not_found"


async def test_unread_in_a_lane_counts_for_staff_by_their_own_marks(bench):
    amy, lane, _ = await agents(bench)
    await amy.sent(lane, "one")
    await amy.sent(lane, "two")
    bea = await bench.person("bea", "agent", ORDER, observe=True)
    assert bea.told("joined")[0]["lanes"][0]["unread"] == 2
    await bea.ask("join", room=lane)
    bea.say("seen", room=lane, read=2)
    await bench.skip(1_100)
    again = await bench.person("bea", "agent", ORDER, observe=True)
    assert (again.told("joined")[0]["lanes"][0]["unread"], amy.told("receipts")) == (1, [])


async def test_a_named_lane_is_told_to_those_named_and_to_staff_and_to_nobody_else(bench):
    await bench.room()
    await bench.staff()
    ann, ken, mia = [await bench.person(user) for user in ("ann", "ken", "mia")]
    amy = await bench.person("amy", "agent", ORDER, observe=True)
    lane = await named(bench, "ken", "mia")
    await bench.skip(500)
    assert (await ken.hears("room", room=lane))["parent"] == ORDER
    assert lane in [row["room"] for row in (await amy.hears("room", room=ORDER))["lanes"]]
    for device in (ken, mia, amy):
        joined = await device.ask("join", room=lane)
        assert [person["user"] for person in joined["participants"]] == ["ken", "mia"]
    await ken.sent(lane, "the kitchen is late")
    await bench.skip(500)
    assert lane not in str(ann.frames)
    assert (await ann.ask("join", room=lane))["code"] == "not_found"
    assert (await amy.sent(lane, "noted"))["t"] == "ack"
    fresh = [await bench.person(user) for user in ("ann", "ken")]
    shown = {device.user: device.told("joined")[0]["lanes"] for device in fresh}
    assert shown["ann"] == []
    assert [(row["room"], row["audience"], row["participants"], row["unread"]) for row in shown["ken"]] == [
        (lane, "named", ["ken", "mia"], 1)
    ]


async def test_the_same_people_find_the_lane_they_have(bench):
    await bench.room()
    lane = await named(bench, "ken", "mia")
    found, created = await bench.node.machine.house.people.lane(
        await bench.staff(), ORDER, ["mia", "ken"], "cid-lane-2"
    )
    assert (found["room"], created) == (lane, False)


async def test_a_lane_takes_only_participants_of_its_room_and_parties_open_none(bench):
    await bench.room()
    people, amy = bench.node.machine.house.people, await bench.staff()
    for users, code in ((["ken", "nobody"], "not_found"), ([], "not_found")):
        with pytest.raises(Refusal) as refused:
            await people.lane(amy, ORDER, users, "cid-lane-1")
        assert refused.value.code == code
    with pytest.raises(Refusal) as refused:
        await people.lane(ANN, ORDER, ["ann", "ken"], "cid-lane-1")
    assert refused.value.code == "forbidden"
    lane = await named(bench, "ken", "mia")
    with pytest.raises(Refusal) as refused:
        await people.lane(amy, lane, ["ken"], "cid-lane-3")
    assert refused.value.code == "forbidden"
    with pytest.raises(Refusal) as refused:
        await bench.add("bob", "driver", lane)
    assert refused.value.code == "forbidden"


async def test_who_leaves_the_room_leaves_its_lanes_and_coming_back_does_not_bring_them_back(bench):
    await bench.room()
    lane = await named(bench, "ken", "mia")
    ken, mia = await bench.person("ken", "driver", ORDER, lane), await bench.person("mia", "merchant", ORDER, lane)
    await bench.remove("ken")
    await mia.sent(lane, "ken is gone")
    await bench.skip(500)
    assert {frame["room"] for frame in ken.told("left")} == {ORDER, lane}
    assert max(ken.seqs(lane)) == 3
    await bench.add("ken", "driver")
    again = await (await bench.device("ken", "driver").entered()).ask("join", room=ORDER)
    assert again["lanes"] == []
    assert (await ken.ask("join", room=lane))["t"] == "left"
    shown = (await mia.ask("join", room=ORDER))["lanes"]
    assert [row["participants"] for row in shown] == [["mia"]]
    found, created = await bench.node.machine.house.people.lane(
        await bench.staff(), ORDER, ["mia", "ken"], "cid-lane-9"
    )
    assert (found["room"] != lane, created) == (True, True)


async def test_only_oneself_can_leave_a_lane_and_it_is_then_no_longer_shown(bench):
    await bench.room()
    lane = await named(bench, "ken", "mia")
    ken = await bench.person("ken", "driver", ORDER, lane)
    with pytest.raises(Refusal) as refused:
        await bench.remove("ken", lane, by=await bench.staff())
    assert refused.value.code == "forbidden"
    await bench.remove("ken", lane, by=Actor("ken", "Ken", "driver"))
    await bench.quiet()
    assert (await ken.hears("left"))["room"] == lane
    assert (await ken.ask("join", room=ORDER))["lanes"] == []


async def test_a_lane_locks_with_its_room_and_staff_still_write(bench):
    await bench.room()
    lane = await named(bench, "ken", "mia")
    await bench.staff()
    ken = await bench.person("ken", "driver", ORDER, lane)
    amy = await bench.person("amy", "agent", lane)
    await bench.patch(locked=True)
    assert (await ken.sent(lane, "too late"))["code"] == "room_locked"
    assert (await ken.ask("typing", room=lane, on=True))["code"] == "room_locked"
    assert (await ken.ask("join", room=lane))["locked"] is True
    assert (await amy.sent(lane, "for the file"))["t"] == "ack"


async def test_a_lane_is_in_no_list_of_rooms(bench):
    await bench.room()
    lane = await named(bench, "ken", "mia")
    house = bench.node.machine.house
    for actor in (HOST, await bench.staff(), Actor("ken", "Ken", "driver")):
        assert [row["room"] for row in (await house.rooms.listing(actor, 50, None))["rooms"]] == [ORDER]
    assert lane not in str((await bench.device("ken").hello())["rooms"])
