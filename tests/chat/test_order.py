"""An order's life: facts for each role, delivery, the lock, opening again."""

import asyncio

import pytest

from server.chat.messages import Event
from server.core.changes import Actor
from server.core.refusals import Refusal
from server.core.times import DAY
from server.storage import rooms as stored
from tests.chat.bench import HOST, ORDER

ANN = Actor("ann", "Ann", "customer")
GRACE = 10_000


def fact(key, *roles, until="lock"):
    return {
        "key": key,
        "label": key.title(),
        "kind": "text",
        "value": f"{key} of all",
        "roles": list(roles),
        "until": until,
    }


FACTS = (fact("eta", "customer"), fact("gate", "driver"), fact("bill", "customer", "merchant", until="for ever"))


def keys(frame):
    return [row["key"] for row in frame["facts"]]


async def delivered(bench):
    return await bench.node.machine.house.messages.activity(HOST, Event(ORDER, "delivered"), "cid-deliver")


async def test_each_role_has_its_own_snapshot_of_the_facts(bench):
    await bench.room(facts=FACTS)
    await bench.staff()
    people = {"ann": "customer", "ken": "driver", "mia": "merchant"}
    shown = {user: keys((await bench.person(user, role)).told("joined")[0]) for user, role in people.items()}
    assert shown == {"ann": ["eta", "bill"], "ken": ["gate"], "mia": ["bill"]}
    amy = await bench.person("amy", "agent", ORDER, observe=True)
    assert keys(amy.told("joined")[0]) == ["eta", "gate", "bill"]
    assert "roles" not in str(amy.told("joined")[0]["facts"])
    for user, role in people.items():
        told = await bench.node.machine.house.rooms.get(Actor(user, user, role), ORDER)
        assert keys(told) == shown[user]


async def test_changed_facts_are_told_to_views_by_role_and_answered_at_once(bench):
    await bench.room(facts=FACTS)
    ann, ken = await bench.person("ann"), await bench.person("ken", "driver")
    told = await bench.patch(facts=[fact("eta", "customer"), fact("floor", "driver")], metadata={"crm": "78"})
    assert (keys(told), told["metadata"]) == (["eta", "floor"], {"crm": "78"})
    assert keys(await ken.hears("room")) == ["floor"]
    assert keys(await ann.hears("room")) == ["eta"]
    assert "crm" not in str(ann.frames)


async def test_facts_changed_twice_at_once_end_as_the_second_said(bench):
    """The first change's reading is under way when the second one is stored."""
    await bench.room(facts=FACTS)
    ann = await bench.person("ann")
    with bench.node.reads.held(stored.beside, looked=True) as gate:
        first = asyncio.ensure_future(bench.patch(facts=[fact("one", "customer")]))
        await gate.reached()
        second = asyncio.ensure_future(bench.patch(facts=[fact("two", "customer")]))
        await bench.spin(5)
        await bench.node.parts.journal.write(lambda _: None)
        await bench.spin(5)
        gate.open()
        await first
        assert keys(await second) == ["two"]
    await bench.quiet()
    assert keys(ann.told("room")[-1]) == ["two"]


async def test_what_changes_in_the_moment_that_a_reading_ends_is_read_again(bench):
    """The first reading is done, and its end not yet noted: nobody may wait for it, nor be forgotten."""
    await bench.room(facts=FACTS)
    await bench.person("ann")
    repair, reads = bench.hub.repair, []
    whole = repair._read_aside

    async def read(live):
        await whole(live)
        reads.append(live.id)
        if len(reads) == 1:
            asyncio.get_running_loop().call_soon(repair.aside_soon, live.id)

    repair._read_aside = read
    await repair.aside(ORDER)
    await bench.quiet()
    assert reads == [ORDER, ORDER]


async def test_facts_reach_views_on_another_node_also_when_the_bus_loses_it(pair):
    await pair.room(facts=FACTS)
    ann = await pair.person("ann", at=1)
    await pair.patch(facts=[fact("one", "customer")])
    assert keys(await ann.hears("room")) == ["one"]
    pair.exchange.fault = lambda _node, _items: []
    await pair.patch(facts=[fact("two", "customer")])
    await pair.skip(2_100, 100)
    assert keys(ann.told("room")[-1]) == ["two"]


async def test_facts_until_the_lock_vanish_with_it_and_come_back(bench):
    await bench.room(facts=FACTS)
    ann, ken = await bench.person("ann"), await bench.person("ken", "driver")
    await bench.patch(locked=True)
    assert keys(await ann.hears("room", locked=True)) == ["bill"]
    assert keys(await ken.hears("room", locked=True)) == []
    assert keys(await ann.ask("join", room=ORDER)) == ["bill"]
    await bench.patch(locked=False)
    assert keys(await ann.hears("room", locked=False)) == ["eta", "bill"]


async def test_a_participant_whose_role_changes_is_told_the_facts_of_the_new_role(bench):
    await bench.room(facts=FACTS)
    ken = await bench.person("ken", "driver")
    await bench.add("ken", "merchant")
    assert keys(await ken.hears("room")) == ["bill"]


async def test_delivery_sets_the_lock_time_and_the_clock_alone_judges_it(bench):
    await bench.room(facts=FACTS)
    ann = await bench.person("ann")
    await delivered(bench)
    entry = (await ann.hears("entries"))["entries"][0]
    assert entry["body"]["locks_at"] == "2026-11-21T20:37:54.000Z"
    joined = await ann.ask("join", room=ORDER)
    assert (joined["locked"], joined["locks_at"]) == (False, entry["body"]["locks_at"])
    bench.clock.ms += GRACE - 1
    assert (await ann.sent(ORDER, "just in time"))["t"] == "ack"
    bench.clock.ms += 1
    assert (await ann.sent(ORDER, "too late"))["code"] == "room_locked"


async def test_the_sweep_writes_a_lock_down_once_and_tells_facts_and_summaries(bench):
    await bench.room(facts=FACTS)
    ann, mia = await bench.person("ann"), bench.device("mia", "merchant")
    await mia.hello()
    await delivered(bench)
    await bench.skip(GRACE - 1, 1_000)
    assert await bench.node.machine.sweep.once() == 0
    ann.forget()
    await bench.skip(12_000, 1_000)
    assert await bench.node.machine.sweep.once() == 0
    entries = [e for f in ann.told("entries", ORDER) for e in f["entries"]]
    assert [(e["kind"], e["by"], e["body"]) for e in entries] == [("room", None, {"locked": True})]
    assert keys(await ann.hears("room")) == ["bill"]
    assert (await mia.hears("room"))["locked"] is True


async def test_two_nodes_that_sweep_write_one_lock(pair):
    await pair.room()
    await pair.nodes[0].machine.house.messages.activity(HOST, Event(ORDER, "delivered"), "cid-deliver")
    ann = await pair.person("ann", at=1)
    await pair.skip(GRACE + 11_000, 1_000)
    assert [e["kind"] for f in ann.told("entries", ORDER) for e in f["entries"]] == ["room"]


async def test_a_locked_room_takes_seen_history_and_help_and_nothing_else_from_parties(bench):
    await bench.room()
    ann = await bench.person("ann")
    await ann.sent(ORDER, "one")
    await bench.patch(locked=True)
    body = {"type": "text", "text": "x"}
    refused = [
        await ann.sent(ORDER, "two"),
        await ann.ask("edit", room=ORDER, cid="cid-edit-1", target=5, body=body),
        await ann.ask("redact", room=ORDER, cid="cid-redact1", target=5),
        await ann.ask("react", room=ORDER, cid="cid-react-1", target=5, emoji="x"),
        await ann.ask("typing", room=ORDER, on=True),
    ]
    assert {answer["code"] for answer in refused} == {"room_locked"}
    ann.say("seen", room=ORDER, read=6)
    assert (await ann.ask("history", room=ORDER))["t"] == "history"
    await bench.skip(200)
    assert (await ann.hears("receipts"))["cursors"][0]["read"] == 6
    assert (await ann.ask("join", room=ORDER))["you"]["can"] == ["help", "history", "seen"]


async def test_staff_write_in_a_locked_room(bench):
    await bench.room()
    await bench.staff()
    await bench.add("amy", "agent")
    amy = await bench.person("amy", "agent")
    await bench.patch(locked=True)
    assert (await amy.sent(ORDER, "after the lock"))["t"] == "ack"


@pytest.mark.parametrize(("days", "answer"), [(6, "ack"), (8, "error")])
async def test_help_reopens_a_locked_room_for_seven_days(bench, days, answer):
    await bench.room(facts=FACTS)
    await delivered(bench)
    bench.clock.ms += GRACE
    await bench.node.machine.sweep.once()
    bench.clock.ms += days * DAY
    await bench.quiet()
    ann = await bench.person("ann")
    told = await ann.ask("help", room=ORDER, cid="cid-help-01", reason="late")
    assert told["t"] == answer
    if answer == "ack":
        assert (await ann.hears("entries"))["entries"][0]["body"]["reopened"] is True
        assert keys(await ann.hears("room")) == ["eta", "bill"]
        joined = await ann.ask("join", room=ORDER)
        assert (joined["locked"], joined["status"], "locks_at" in joined) == (False, "open", False)
        assert (await ann.sent(ORDER, "thank you"))["t"] == "ack"
        assert await bench.node.machine.sweep.once() == 0
    else:
        assert told["code"] == "room_locked"


async def test_a_dispute_opens_the_room_again(bench):
    await bench.room()
    ann = await bench.person("ann")
    await delivered(bench)
    await bench.patch(status="resolved")
    bench.clock.ms += GRACE
    await bench.node.machine.house.messages.activity(HOST, Event(ORDER, "dispute"), "cid-dispute")
    joined = await ann.ask("join", room=ORDER)
    assert (joined["locked"], joined["status"]) == (False, "open")


async def test_order_events_are_the_hosts_and_agents_alone(bench):
    await bench.room()
    messages = bench.node.machine.house.messages
    with pytest.raises(Refusal) as refused:
        await messages.activity(ANN, Event(ORDER, "delivered"), "cid-deliver")
    assert refused.value.code == "forbidden"


async def test_subject_and_status_are_entries_and_an_empty_change_is_none(bench):
    await bench.room()
    ann = await bench.person("ann")
    await bench.patch(subject="Order 1042, urgent")
    await bench.patch(subject="Order 1042, urgent")
    told = await bench.patch(status="resolved")
    assert (told["subject"], told["status"], told["last_seq"]) == ("Order 1042, urgent", "resolved", 6)
    await bench.quiet()
    bodies = [e["body"] for f in ann.told("entries", ORDER) for e in f["entries"]]
    assert bodies == [{"subject": "Order 1042, urgent"}, {"status": "resolved"}]


async def test_a_known_room_is_left_as_it_is(bench):
    await bench.room()
    await bench.room(kind="support", people={"bob": "driver"})
    told = await bench.node.machine.house.rooms.get(HOST, ORDER)
    assert (told["kind"], [person["user"] for person in told["participants"]]) == ("order", ["ann", "ken", "mia"])


async def test_in_an_announcement_only_staff_write(bench):
    await bench.staff()
    await bench.room("news", "announcement", people={"ann": "member", "amy": "agent"})
    ann, amy = await bench.person("ann", "member", "news"), await bench.person("amy", "agent", "news")
    assert (await ann.sent("news", "me too"))["code"] == "forbidden"
    assert (await amy.sent("news", "news"))["seq"] == 4
    assert (await ann.ask("react", room="news", cid="cid-react-1", target=4, emoji="👍"))["t"] == "ack"
