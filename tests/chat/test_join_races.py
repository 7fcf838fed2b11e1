"""Between reading the store and opening the view nothing is lost, doubled or shown to who may not see it."""

import pytest

from server.storage import entries as stored
from server.storage import rooms as stored_rooms
from server.storage import summaries as stored_summaries
from tests.chat.bench import ORDER

READS = [(stored.page, False), (stored.page, True), (stored_summaries.summaries_of, False)]


@pytest.mark.parametrize(("read", "looked"), READS)
@pytest.mark.parametrize("since", [None, 0, 2])
async def test_entries_committed_while_joining_come_exactly_once(bench, read, looked, since):
    await bench.room()
    await bench.staff()
    await bench.node.machine.house.people.lane(await bench.staff(), ORDER, ["ann", "ken"], "cid-lane-1")
    ken, ann = await bench.person("ken", "driver"), await bench.device("ann").entered()
    with bench.node.reads.held(read, looked=looked) as gate:
        ref = ann.say("join", room=ORDER, **({} if since is None else {"since": since}))
        await gate.reached()
        for number in range(3):
            await ken.sent(ORDER, f"during {number}")
        gate.open()
        joined = await ann.answer(ref)
    await ken.sent(ORDER, "after")
    await bench.quiet()
    assert ann.seqs(ORDER) == list(range((since or 0) + 1, 9))
    assert joined["last_seq"] == joined["entries"][-1]["seq"] == 7
    assert joined["reset"] is False


async def test_a_join_at_the_head_is_whole_although_entries_come_while_lanes_are_read(bench):
    await bench.room()
    await bench.node.machine.house.people.lane(await bench.staff(), ORDER, ["ann", "ken"], "cid-lane-1")
    ken, ann = await bench.person("ken", "driver"), await bench.device("ann").entered()
    with bench.node.reads.held(stored_summaries.summaries_of) as gate:
        ref = ann.say("join", room=ORDER, since=4)
        await gate.reached()
        await ken.sent(ORDER, "during")
        gate.open()
        await ann.answer(ref)
    await ken.sent(ORDER, "after")
    await bench.quiet()
    assert ann.seqs(ORDER) == [5, 6]


async def test_an_entry_committed_while_the_room_is_loaded_comes_exactly_once(bench):
    await bench.room()
    ann, ken = await bench.device("ann").entered(), await bench.device("ken", "driver").entered()
    bench.hub.rooms.clear()
    with bench.node.reads.held(stored_rooms.load_many, looked=True) as gate:
        ref = ann.say("join", room=ORDER, since=0)
        await gate.reached()
        await ken.sent(ORDER, "while it loads")
        gate.open()
        await ann.answer(ref)
    await ken.sent(ORDER, "after")
    await bench.quiet()
    assert ann.seqs(ORDER) == [1, 2, 3, 4, 5, 6]


async def test_a_window_that_would_grow_beyond_500_entries_while_joining_is_a_reset(bench):
    await bench.room()
    ken = await bench.person("ken", "driver")
    refs = [ken.text(ORDER, "x") for _ in range(495)]
    await ken.answer(refs[-1])
    ann = await bench.device("ann").entered()
    with bench.node.reads.held(stored.page, looked=True) as gate:
        ref = ann.say("join", room=ORDER, since=0)
        await gate.reached()
        for _ in range(3):
            await ken.sent(ORDER, "during")
        gate.open()
        joined = await ann.answer(ref)
    assert joined["reset"] is True
    assert [entry["seq"] for entry in joined["entries"]] == list(range(453, 503))


async def test_commands_behind_a_join_that_waits_are_carried_out_in_the_order_sent(bench):
    await bench.room()
    ann = await bench.device("ann").entered()
    with bench.node.reads.held(stored.page) as gate:
        refs = [ann.say("join", room=ORDER, since=0)]
        await gate.reached()
        refs += [ann.text(ORDER, "one"), ann.say("history", room=ORDER, after=4), ann.text(ORDER, "two")]
        ann.say("typing", room=ORDER, on=True)
        refs += [ann.say("leave", room=ORDER), ann.text(ORDER, "three")]
        assert (await ann.ask("ping"))["t"] == "pong"
        gate.open()
        answers = [await ann.answer(ref) for ref in refs]
    assert [answer["t"] for answer in answers] == ["joined", "ack", "history", "ack", "left", "ack"]
    assert [answer["seq"] for answer in answers if answer["t"] == "ack"] == [5, 6, 7]
    order = [ann.frames.index(answer) for answer in answers if answer["t"] != "ack"]
    assert order == sorted(order)


async def test_who_is_removed_while_joining_is_answered_by_left_and_sees_nothing(bench):
    await bench.room()
    ken, ann = await bench.device("ken", "driver").entered(), await bench.person("ann")
    with bench.node.reads.held(stored.page, looked=True) as gate:
        ref = ken.say("join", room=ORDER, since=0)
        await gate.reached()
        await bench.remove("ken")
        await ann.sent(ORDER, "without ken")
        gate.open()
        answer = await ken.answer(ref)
    await bench.quiet()
    assert (answer["t"], answer["reason"]) == ("left", "removed")
    assert ken.about(ORDER) == [answer]


async def test_who_is_removed_and_brought_back_while_joining_sees_the_new_window_alone(bench):
    await bench.room()
    ken, ann = await bench.device("ken", "driver").entered(), await bench.person("ann")
    with bench.node.reads.held(stored.page, looked=True) as gate:
        ref = ken.say("join", room=ORDER, since=0)
        await gate.reached()
        await bench.remove("ken")
        await ann.sent(ORDER, "without ken")
        await bench.add("ken", "driver")
        gate.open()
        joined = await ken.answer(ref)
    await ann.sent(ORDER, "with ken again")
    await bench.quiet()
    assert joined["first_seq"] == 7
    assert ken.seqs(ORDER) == [7, 8]


async def test_a_role_that_changes_while_joining_decides_which_facts_are_shown(bench):
    facts = ({"key": "code", "label": "Gate", "kind": "text", "value": "4711", "roles": ["driver"]},)
    await bench.room(facts=facts)
    ken = await bench.device("ken", "driver").entered()
    with bench.node.reads.held(stored.page, looked=True) as gate:
        ref = ken.say("join", room=ORDER)
        await gate.reached()
        await bench.add("ken", "member")
        gate.open()
        joined = await ken.answer(ref)
    assert (joined["you"]["role"], joined["facts"]) == ("member", [])


async def test_a_socket_that_breaks_while_joining_leaves_no_view_and_no_command_behind(bench):
    await bench.room()
    ann, ken = await bench.device("ann").entered(), await bench.person("ken", "driver")
    with bench.node.reads.held(stored.page) as gate:
        ann.say("join", room=ORDER)
        ann.say("auth", token=ann.token())
        ann.text(ORDER, "behind the join")
        await gate.reached()
        ann.gone()
        gate.open()
        await bench.quiet()
    assert list(bench.hub.rooms[ORDER].views) == [ken.connection.id]
    assert "ann" not in bench.hub.sessions
    assert max(ken.seqs(ORDER)) == 4


async def test_a_store_that_fails_while_joining_refuses_and_the_next_join_works(bench):
    await bench.room()
    ann = await bench.person("ann")
    await ann.ask("leave", room=ORDER)
    bench.node.reads.broken = True
    assert (await ann.ask("join", room=ORDER, since=0))["code"] == "unavailable"
    bench.node.reads.broken = False
    assert ann.connection.views == {}
    assert (await ann.ask("join", room=ORDER, since=0))["t"] == "joined"


async def test_a_room_that_is_let_go_while_a_lanes_parent_is_loaded_is_not_viewed_as_an_orphan(bench):
    await bench.room()
    lane, _ = await bench.node.machine.house.people.lane(await bench.staff(), ORDER, ["ann", "ken"], "cid-lane-1")
    ann = await bench.device("ann").entered()
    await ann.ask("join", room=lane["room"])
    await ann.ask("leave", room=lane["room"])
    del bench.hub.rooms[ORDER]
    with bench.node.reads.held(stored_rooms.load_many) as gate:
        ref = ann.say("join", room=lane["room"])
        await gate.reached()
        bench.hub.forget_idle(bench.clock.monotonic() + 61_000)
        gate.open()
        answer = await ann.answer(ref)
    assert answer["t"] == "error"
    assert answer["code"] == "unavailable"
    assert (await ann.ask("join", room=lane["room"]))["t"] == "joined"
