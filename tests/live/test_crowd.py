"""Above 250 lists become counts: one frame for all, at its own pace, the same on every node."""

from contextlib import contextmanager

from server.live import gossip

ROOM = "crowd"
PEOPLE = 300


def name(number):
    return f"user-{number:03d}"


async def crowd(bench, people=PEOPLE, **more):
    """Make a room of so many members and the staff member amy."""
    await bench.staff()
    members = {name(n): "member" for n in range(people - 1)}
    await bench.room(ROOM, "group", people={"amy": "agent", **members}, **more)


async def member(bench, number, *, at=0):
    return await bench.person(name(number), "member", ROOM, at=at)


def counts(device):
    """Return what receipts counted, frame by frame: {seq: (delivered, read, of)}."""
    told = [frame["counts"] for frame in device.told("receipts", ROOM) if "counts" in frame]
    return [{row["seq"]: (row["delivered"], row["read"], row["of"]) for row in rows} for rows in told]


def cursors(device):
    return [frame["cursors"] for frame in device.told("receipts", ROOM) if "cursors" in frame]


async def test_what_moved_in_a_crowd_is_counted_and_told_once_to_all_alike(bench):
    await crowd(bench)
    ann, ken, mia = [await member(bench, n) for n in range(3)]
    seq = (await ann.sent(ROOM, "to everybody"))["seq"]
    for device in (ken, mia):
        device.say("seen", room=ROOM, delivered=seq)
    ken.say("seen", room=ROOM, read=seq)
    ann.say("seen", room=ROOM, read=seq)
    await bench.skip(100, 10)
    assert counts(ann) == [], "a crowd of 300 is told after 120 ms, and never at once"
    await bench.skip(50, 10)
    assert counts(ann) == counts(ken) == counts(mia) == [{seq: (2, 1, PEOPLE - 1)}]
    assert cursors(ann) == cursors(ken) == []
    await bench.skip(2_000, 100)
    assert len(counts(ann)) == 1, "what does not move is not told again"


async def test_joined_and_http_carry_the_counts_and_the_readers_own_cursor(bench):
    await crowd(bench)
    ann, ken = await member(bench, 0), await member(bench, 1)
    seq = (await ann.sent(ROOM, "to everybody"))["seq"]
    ken.say("seen", room=ROOM, read=seq)
    joined = await ken.ask("join", room=ROOM, since=seq)
    told = [{"seq": seq, "delivered": 1, "read": 1, "of": PEOPLE - 1}]
    assert (joined["counts"], joined["participant_count"]) == (told, PEOPLE)
    assert [(p["user"], p["read"]) for p in joined["participants"]] == [("amy", 0), (name(1), seq)]
    receipts = await bench.node.machine.house.rooms.receipts(ken.connection.actor, ROOM)
    assert receipts["counts"] == told
    assert [row["user"] for row in receipts["cursors"]] == ["amy", name(1)]


async def test_the_owners_other_sessions_are_told_of_the_cursor_itself(bench):
    await crowd(bench)
    ann, ken = await member(bench, 0), await member(bench, 1)
    tablet, watch = await member(bench, 1), bench.device(name(1), "member")
    await watch.hello()
    seq = (await ann.sent(ROOM, "to everybody"))["seq"]
    ken.say("seen", room=ROOM, read=seq)
    ann.say("seen", room=ROOM, delivered=seq)
    await bench.skip(200, 10)
    assert cursors(tablet) == cursors(watch) == [[{"user": name(1), "delivered": seq, "read": seq}]]
    assert counts(watch) == [], "no view, no counts"
    assert cursors(ann) == [], "a single session knows its own cursor"


async def test_who_came_late_is_told_no_count_from_before(bench):
    await crowd(bench)
    ann = await member(bench, 0)
    early = (await ann.sent(ROOM, "before"))["seq"]
    await bench.add("late", "member", ROOM, history="from_assignment")
    late = await bench.person("late", "member", ROOM)
    after = (await ann.sent(ROOM, "after"))["seq"]
    for seq in (early, after):
        (await member(bench, 1)).say("seen", room=ROOM, read=seq)
        await bench.skip(200, 10)
    assert list(counts(ann)[-1]) == [early, after]
    assert [list(told) for told in counts(late)] == [[after], [after]]
    assert (await late.ask("join", room=ROOM))["counts"] == [{"seq": after, "delivered": 1, "read": 1, "of": PEOPLE}]


async def test_the_251st_turns_the_list_into_counts_also_of_what_was_said_before(bench):
    await crowd(bench, people=250)
    ann, ken = await member(bench, 0), await member(bench, 1)
    said = [(await ann.sent(ROOM, f"no. {n}"))["seq"] for n in range(25)]
    ken.say("seen", room=ROOM, delivered=said[-1], read=said[-5])
    await bench.skip(200)
    assert [row["user"] for row in cursors(ann)[-1]] == [name(1)]
    ann.forget()
    await bench.add("late", "member", ROOM)
    await bench.skip(300)
    assert counts(ann)[-1] == {seq: (1, int(seq <= said[-5]), 249) for seq in said[-20:]}
    await bench.remove("late", ROOM)
    ken.say("seen", room=ROOM, read=said[-1])
    await bench.skip(300)
    assert cursors(ann) == [], "a crowd stays one: clients no longer hold everybody's cursor"
    assert counts(ann)[-1][said[-1]] == (1, 1, 249)
    for device in (ann, ken):
        device.gone()
    await bench.skip(1_100, 100)
    bench.hub.forget_idle(bench.clock.monotonic() + 100_000)
    joined = (await member(bench, 0)).told("joined")[0]
    assert joined["counts"][-1] == {"seq": said[-1], "delivered": 1, "read": 1, "of": 249}


async def test_two_nodes_count_alike_whether_told_by_the_bus_or_the_store(pair):
    await crowd(pair)
    ann, ken = await member(pair, 0), await member(pair, 1, at=1)
    tablet = pair.device(name(1), "member", at=0)
    await tablet.hello()
    seq = (await ann.sent(ROOM, "to everybody"))["seq"]
    await pair.quiet()
    ken.say("seen", room=ROOM, delivered=seq)
    await pair.skip(400)
    assert counts(ann)[-1] == counts(ken)[-1] == {seq: (1, 0, PEOPLE - 1)}
    assert cursors(tablet)[-1] == [{"user": name(1), "delivered": seq, "read": 0}]
    pair.exchange.fault = lambda _node, _items: []
    ken.say("seen", room=ROOM, read=seq)
    await pair.skip(3_500, 100)
    assert counts(ann)[-1] == counts(ken)[-1] == {seq: (1, 1, PEOPLE - 1)}
    assert cursors(tablet)[-1] == [{"user": name(1), "delivered": seq, "read": seq}]


async def test_a_cursor_that_arrives_before_its_message_is_counted_with_it(pair):
    await crowd(pair)
    ann, ken = await member(pair, 0), await member(pair, 1, at=1)
    live = pair.nodes[1].hub.rooms[ROOM]
    pair.nodes[1].hub.receipts.heard(gossip.Moved(ROOM, [(name(2), live.room.last_seq + 1, 0)]))
    seq = (await ann.sent(ROOM, "to everybody"))["seq"]
    await pair.quiet()
    ken.say("seen", room=ROOM, read=seq)
    await pair.skip(300)
    assert counts(ken)[-1] == {seq: (2, 1, PEOPLE - 1)}


async def test_in_a_crowd_presence_is_told_of_staff_alone(bench):
    await crowd(bench)
    ann = await member(bench, 0)
    others = [await member(bench, n) for n in range(1, 6)]
    amy = await bench.person("amy", "agent", ROOM)
    await bench.quiet()
    assert [frame["user"] for frame in ann.told("presence")] == ["amy"]
    for device in (*others, amy):
        device.gone()
    await bench.skip(12_000, 1_000)
    assert [(f["user"], f["state"]) for f in ann.told("presence")] == [("amy", "online"), ("amy", "offline")]


async def test_a_room_that_becomes_a_crowd_ends_telling_presence_of_everybody(bench):
    await crowd(bench, people=250)
    ann, ken = await member(bench, 0), await member(bench, 1)
    await bench.add("late", "member", ROOM)
    ann.forget()
    ken.gone()
    await bench.skip(12_000, 1_000)
    assert ann.told("presence") == []
    await bench.add(name(2), "agent", ROOM)
    await member(bench, 2)
    await bench.quiet()
    assert [(f["user"], f["state"]) for f in ann.told("presence")] == [(name(2), "online")], "staff now"


async def test_joining_a_crowd_goes_through_nobody(bench):
    await crowd(bench)
    await member(bench, 0)
    live = bench.hub.rooms[ROOM]
    with untouched(live.room):
        joined = (await member(bench, 1)).told("joined")[0]
    assert len(joined["participants"]) == 2


class Untouched(dict):
    """Members that may be looked up one by one."""

    def __iter__(self):
        raise AssertionError("somebody walks through a crowd")

    def values(self):
        raise AssertionError("somebody walks through a crowd")

    items = values


@contextmanager
def untouched(room):
    held, room.members = room.members, Untouched(room.members)
    yield
    room.members = held
