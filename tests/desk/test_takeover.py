"""A room goes from one agent to another, and what the parties read of it; what becomes of rooms when an agent goes."""

import pytest

from server.core import tending
from server.core.refusals import Refusal, RoomsOpen
from server.desk.assignments import Leaving
from server.desk.routing import OFFER_MS
from tests.chat.bench import Bench
from tests.desk.house import House

MINUTE = 60_000


async def handed(house: House) -> tuple[Bench, list]:
    """Amy answers a customer, in the room; Bob is at work too. Returns the customer's frames from then on."""
    for agent in ("amy", "bob"):
        await house.comes(agent)
    await house.waits("r")
    await house.does("amy", "r", tending.Assign(agent="amy"))
    await house.bench.add("amy", "agent", "r")
    ann = await house.bench.person("c-r", "customer", "r")
    ann.forget()
    return house.bench, ann.frames


def public(frames: list) -> list[dict]:
    return [entry for frame in frames if frame["t"] == "entries" for entry in frame["entries"]]


async def test_the_parties_read_who_takes_over_and_that_is_one_entry(house: House):
    bench, frames = await handed(house)
    await house.does("amy", "r", tending.Hand(to="bob", note="he knows it"))
    await bench.quiet()
    assert frames == [], "who is asked is staff's own"
    await house.does("bob", "r", tending.Accept())
    await bench.quiet()
    [entry] = public(frames)
    assert (entry["kind"], entry["by"]) == ("join", "bob")
    body = entry["body"]
    assert {name: body[name] for name in ("user", "role", "name", "replaces", "takes_over", "history")} == {
        "user": "bob", "role": "agent", "name": "Bob", "replaces": "amy", "takes_over": True, "history": "all",
    }  # fmt: skip
    assert "he knows it" not in str(frames)
    bob = await bench.person("bob", "agent", "r")
    assert (await bob.sent("r", "hello"))["t"] == "ack", "he takes part"


@pytest.mark.parametrize("how", ["declined", "lapsed"])
async def test_a_handover_that_comes_back_is_told_to_nobody(house: House, how: str):
    bench, frames = await handed(house)
    await house.does("amy", "r", tending.Hand(to="bob"))
    if how == "declined":
        await house.does("bob", "r", tending.Decline())
    else:
        await house.passes(MINUTE)
    await bench.quiet()
    assert (await house.stands("r")).has("amy")
    assert public(frames) == []


async def test_who_takes_part_already_stays_and_the_other_goes(house: House):
    bench, frames = await handed(house)
    await bench.add("bob", "agent", "r")
    await bench.staff("sue", "supervisor")
    await house.does("sue", "r", tending.Assign(agent="bob"))
    await bench.quiet()
    entry = public(frames)[-1]
    assert (entry["kind"], entry["body"]) == ("leave", {"user": "amy", "reason": "replaced", "successor": "bob"})


async def test_where_no_agent_was_seen_nobody_is_told_who_has_the_room(house: House):
    await house.comes("amy")
    await house.comes("bob")
    await house.waits("r")
    ann = await house.bench.person("c-r", "customer", "r")
    ann.forget()
    await house.does("amy", "r", tending.Assign(agent="amy"))
    await house.does("amy", "r", tending.Hand(to="bob"))
    await house.does("bob", "r", tending.Accept())
    await house.bench.quiet()
    assert ann.frames == []


async def test_a_room_whose_agent_was_lost_says_so_when_the_next_one_takes_it(house: House):
    bench, frames = await handed(house)
    await house.does("amy", "r", tending.Release())
    await house.says("amy", "away")
    await house.rounds()
    assert await house.having("r") == [("bob", "offered")]
    await house.does("bob", "r", tending.Accept())
    await bench.quiet()
    assert [entry["body"]["replaces"] for entry in public(frames)] == ["amy"]


# -- going home ---------------------------------------------------------------------------------------


async def leaves(house: House, *said) -> None:
    actor = await house.bench.staff("amy")
    await house.assignments.say(actor, "offline", Leaving(*said) if said else None)


async def test_who_goes_with_rooms_is_asked_what_becomes_of_them(house: House):
    await handed(house)
    with pytest.raises(RoomsOpen) as asked:
        await leaves(house)
    assert (asked.value.code, asked.value.details()) == ("rooms_open", {"rooms": ["r"]})
    assert (await house.assignments.mine(await house.bench.staff("amy"))).state == "online", (
        "and stays until they say it"
    )
    await leaves(house, "keep")
    assert (await house.stands("r")).has("amy")
    await house.does("amy", "r", tending.Release())
    await leaves(house)


async def test_rooms_that_are_left_to_all_wait_for_the_next(house: House):
    await handed(house)
    await leaves(house, "pool")
    await house.rounds()
    assert await house.having("r") == [("bob", "offered")]


async def test_rooms_that_are_handed_do_not_come_back_to_who_is_gone(house: House):
    await handed(house)
    await leaves(house, "hand", "bob")
    assert await house.having("r") == [("bob", "offered")]
    await house.passes(MINUTE)
    held = await house.stands("r")
    assert (held.agent, held.sender, held.last) == (None, None, "amy")
    await house.comes("eve")
    await house.rounds()
    assert await house.having("r") == [("eve", "offered")]


async def test_rooms_left_to_a_team_wait_for_it(house: House):
    await handed(house)
    await leaves(house, "hand", None, "night")
    await house.comes("nat", "team:night")
    await house.passes(OFFER_MS * 4)
    await house.rounds()
    assert {await_ for await_, _ in await house.having("r")} <= {"nat", None}
    assert (await house.stands("r")).needs == ("team:night",)


async def test_a_colleague_who_is_none_is_refused_before_anything_is_done(house: House):
    await handed(house)
    with pytest.raises(Refusal) as refused:
        await leaves(house, "hand", "nobody")
    assert refused.value.code == "not_found"
    assert (await house.stands("r")).has("amy")
