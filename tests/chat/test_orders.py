"""The life of an order, one call each: what a call does, that it is whole, and what the readers make of it."""

import asyncio

import pytest

from server.chat.orders import Step
from server.core import times
from server.core.changes import Person
from server.core.refusals import Refusal
from tests.chat.bench import HOST, ORDER

ETA, LATER = 1_795_297_064_000, 1_795_297_964_000
ITEMS = {
    "key": "items",
    "label": "Items",
    "value": "2 ramen",
    "kind": "text",
    "roles": ["customer", "driver", "merchant"],
    "until": "lock",
}
DOOR = {**ITEMS, "key": "door", "label": "Door", "value": "4711", "roles": ["driver"]}


def who(user: str, role: str, replaces: str | None = None) -> tuple[Person, str | None]:
    return Person(user=user, role=role, name=user.title()), replaces


PLACED = Step(
    room=ORDER,
    event="placed",
    subject="Order 1042",
    people=(who("ann", "customer"), who("mia", "merchant")),
    facts=(ITEMS, DOOR),
    metadata={"crm": "77"},
)
ASSIGNED = Step(room=ORDER, event="assigned", people=(who("ken", "driver"),), eta=ETA)
SWAPPED = Step(room=ORDER, event="swapped", people=(who("bob", "driver", "ken"),), facts=(DOOR | {"value": "12"},))
DELIVERED = Step(room=ORDER, event="delivered", locks_in=60_000)


def step(bench, step: Step, key: str, at: int = 0):
    return bench.nodes[at].machine.house.trade.orders.step(step, key)


async def shown(bench) -> dict:
    return await bench.node.machine.house.rooms.get(HOST, ORDER)


async def log(bench) -> list:
    return (await bench.node.machine.house.history.page(HOST, ORDER, 0, None, 100))["entries"]


def values(frame) -> dict:
    return {fact["key"]: fact["value"] for fact in frame["facts"]}


async def test_placed_makes_room_people_facts_and_one_line(bench):
    told, known = await step(bench, PLACED, "key-placed")
    assert (known, told["created"], told["stage"], told["locked"]) == (False, True, "placed", False)
    entries = await log(bench)
    assert [entry["kind"] for entry in entries] == ["room", "join", "join", "activity"]
    assert (entries[-1]["body"], told["seq"]) == ({"type": "placed"}, 4)
    room = await shown(bench)
    assert (room["stage"], room["metadata"], values(room)) == (
        "placed",
        {"crm": "77"},
        {"items": "2 ramen", "door": "4711"},
    )


async def test_the_line_comes_last_and_names_the_driver_and_the_time(bench):
    await step(bench, PLACED, "key-placed")
    ann = await bench.person("ann")
    told, _ = await step(bench, ASSIGNED, "key-assigned")
    await bench.quiet()
    heard = [entry for frame in ann.told("entries") for entry in frame["entries"]]
    assert [entry["kind"] for entry in heard] == ["join", "activity"]
    line = {"type": "assigned", "params": {"user": "ken", "name": "Ken", "eta": times.text(ETA)}}
    assert (heard[-1]["body"], heard[-1]["by"], heard[-1]["seq"]) == (line, None, told["seq"])
    assert values(await ann.hears("room")) == {"items": "2 ramen", "eta": times.text(ETA)}
    assert ann.frames.index(await ann.hears("room")) < ann.frames.index(ann.told("entries")[-1]), "facts first"


async def test_a_swap_is_its_own_line_and_the_new_driver_opens_on_a_card(bench):
    for number, one in enumerate((PLACED, ASSIGNED, Step(room=ORDER, event="picked_up"))):
        await step(bench, one, f"key-{number:05}")
    ann, ken = await bench.person("ann"), await bench.person("ken", "driver")
    told, _ = await step(bench, SWAPPED, "key-swapped")
    (entry,) = (await ann.hears("entries"))["entries"]
    assert (entry["kind"], entry["seq"], entry["body"]["replaces"]) == ("join", told["seq"], "ken")
    assert told["stage"] == "picked_up"
    assert (await ken.hears("left"))["reason"] == "replaced"
    assert "12" not in str(ken.frames), "the new driver's door is not the old one's to know"
    bob = await bench.person("bob", "driver")
    card = bob.told("joined")[0]
    assert values(card) == {"items": "2 ramen", "door": "12", "eta": times.text(ETA)}
    assert (card["stage"], card["subject"], card["first_seq"]) == ("picked_up", "Order 1042", told["seq"])
    again, known = await step(bench, SWAPPED, "key-swapped")
    assert (known, again["seq"]) == (True, told["seq"])
    assert len(await log(bench)) == told["seq"]


async def test_a_delivery_says_when_the_chat_closes_and_the_sweep_writes_it_once(pair):
    await step(pair, PLACED, "key-placed")
    ann = await pair.person("ann", at=1)
    told, _ = await step(pair, DELIVERED, "key-delivered")
    line = (await ann.hears("entries"))["entries"][-1]
    assert line["body"] == {"type": "delivered", "locks_at": told["locks_at"]}
    assert told["locks_at"] == times.text(pair.clock.wall() + 60_000)
    pair.clock.ms += 60_000
    assert (await ann.sent(ORDER, "too late"))["code"] == "room_locked", "the clock alone decides"
    await asyncio.gather(*(node.machine.sweep.once() for node in pair.nodes for _ in range(3)))
    assert [entry["body"] for entry in await log(pair)].count({"locked": True}) == 1


@pytest.mark.parametrize("event", ["dispute", "reopened"])
async def test_a_dispute_opens_it_again_and_keeps_where_the_order_stands(bench, event):
    await step(bench, PLACED, "key-placed")
    await step(bench, DELIVERED, "key-delivered")
    bench.clock.ms += 60_000
    await bench.node.machine.sweep.once()
    told, _ = await step(bench, Step(room=ORDER, event=event, metadata={"ticket": "8812"}), "key-again")
    assert (told["locked"], told["stage"], "locks_at" in told) == (False, "delivered", False)
    ann = await bench.person("ann")
    assert (await ann.sent(ORDER, "it was cold"))["t"] == "ack"
    assert (await shown(bench))["metadata"] == {"crm": "77", "ticket": "8812"}


async def test_facts_are_set_by_key_and_dropped_by_key(bench):
    await step(bench, PLACED, "key-placed")
    await step(bench, Step(room=ORDER, event="eta", eta=ETA), "key-eta-1")
    await step(bench, Step(room=ORDER, event="eta", eta=LATER, drop=("door",), metadata={"crm": None}), "key-eta-2")
    room = await shown(bench)
    assert (values(room), room["metadata"]) == ({"items": "2 ramen", "eta": times.text(LATER)}, {})
    repeated, known = await step(bench, Step(room=ORDER, event="eta", eta=ETA), "key-eta-1")
    assert known
    assert repeated["seq"] < room["last_seq"]
    assert values(await shown(bench))["eta"] == times.text(LATER), "an old call that comes again changes nothing"


async def test_two_calls_at_once_both_have_their_way_with_the_facts(bench):
    await step(bench, PLACED, "key-placed")
    one = Step(room=ORDER, event="eta", eta=ETA)
    other = Step(room=ORDER, event="accepted", facts=(ITEMS | {"value": "3 ramen"},))
    await asyncio.gather(step(bench, one, "key-one-1"), step(bench, other, "key-other"))
    assert values(await shown(bench)) == {"items": "3 ramen", "door": "4711", "eta": times.text(ETA)}


async def test_one_call_made_at_once_on_both_nodes_happens_once(pair):
    told = await asyncio.gather(*(step(pair, PLACED, "key-placed", at) for at in (0, 1, 0, 1)))
    assert {each["seq"] for each, _ in told} == {4}
    swaps = await asyncio.gather(step(pair, ASSIGNED, "key-assigned"), step(pair, ASSIGNED, "key-assigned", at=1))
    assert len({each["seq"] for each, _ in swaps}) == 1
    assert [entry["kind"] for entry in await log(pair)] == ["room", "join", "join", "activity", "join", "activity"]


@pytest.mark.parametrize("fails", range(6))
async def test_a_call_that_stopped_half_way_is_finished_by_the_same_call(bench, fails):
    await step(bench, PLACED, "key-placed")
    journal = bench.node.parts.journal
    whole, done = journal.append, []

    async def append(change):
        done.append(change)
        if len(done) == fails + 1:
            raise Refusal("unavailable")
        return await whole(change)

    journal.append = append
    crowd = Step(
        room=ORDER, event="assigned", people=tuple(who(name, "driver") for name in ("ken", "bob", "kim")), eta=ETA
    )
    for _ in range(2):
        try:
            told, _ = await step(bench, crowd, "key-assigned")
            break
        except Refusal as refusal:
            if refusal.code != "unavailable":
                raise
    kinds = [entry["kind"] for entry in await log(bench)]
    assert (kinds[4:], told["seq"]) == (["join", "join", "join", "activity"], 8)


@pytest.mark.parametrize(
    ("wrong", "code", "field"),
    [
        (Step(room="nowhere", event="picked_up"), "not_found", None),
        (Step(room=ORDER, event="swapped"), "bad_field", "participants"),
        (Step(room=ORDER, event="swapped", people=(who("bob", "driver"),)), "bad_field", "participants"),
        (Step(room=ORDER, event="swapped", people=(who("bob", "driver", "eve"),)), "not_found", "replaces"),
        (Step(room=ORDER, event="assigned", people=(who("bob", "driver", "ken"),)), "bad_field", "participants"),
        (Step(room=ORDER, event="picked_up", locks_in=1), "bad_field", "lock_after_s"),
        (Step(room=ORDER, event="eta", metadata={"x": "y" * 5000}), "too_large", "metadata"),
        (Step(room="group-1", event="eta"), "bad_field", "id"),
    ],
)
async def test_what_cannot_be_is_refused_and_leaves_nothing(bench, wrong, code, field):
    await step(bench, PLACED, "key-placed")
    await bench.room("group-1", "group")
    before = await log(bench)
    with pytest.raises(Refusal) as refused:
        await step(bench, wrong, "key-wrong")
    assert (refused.value.code, refused.value.field) == (code, field)
    assert await log(bench) == before


async def test_a_key_that_named_another_step_is_refused(bench):
    await step(bench, PLACED, "key-placed")
    with pytest.raises(Refusal, match="cid_reused"):
        await step(bench, ASSIGNED, "key-placed")
