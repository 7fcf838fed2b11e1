"""The desk at work over a real store: rooms reach agents, answers count, nodes take over, nothing is done twice."""

import asyncio

import pytest

from server.core import ids, tending
from server.core.refusals import Refusal
from server.core.users import User
from server.desk.dispatch import Dispatch
from server.desk.routing import OFFER_MS
from tests.desk.house import House

MINUTE = 60_000


async def test_who_waits_longest_is_offered_first_and_taken(house: House):
    await house.waits("r1", "r2", "r3")
    await house.rounds()
    assert await house.having("r1", "r2", "r3") == [(None, None)] * 3
    await house.comes("amy", capacity=2)
    await house.rounds()
    assert await house.having("r1", "r2", "r3") == [("amy", "offered"), ("amy", "offered"), (None, None)]
    await house.does("amy", "r1", tending.Accept())
    await house.bench.patch("r1", status="resolved")
    await house.rounds(3)
    assert await house.having("r1", "r2", "r3") == [(None, None), ("amy", "offered"), ("amy", "offered")]
    assert await house.acts("r1") == ["offered", "accepted", "released"]


async def test_a_declined_room_goes_to_the_next_one_and_not_back(house: House):
    for agent in ("amy", "bob"):
        await house.comes(agent)
    await house.waits("r")
    await house.rounds()
    first = (await house.stands("r")).agent
    await house.does(first, "r", tending.Decline())
    await house.rounds()
    assert await house.having("r") == [({"amy": "bob", "bob": "amy"}[first], "offered")]
    await house.does((await house.stands("r")).agent, "r", tending.Decline())
    await house.rounds(4)
    assert await house.having("r") == [(None, None)]


async def test_two_offers_without_a_word_make_away(house: House):
    await house.comes("amy", capacity=1)
    await house.waits("r1", "r2")
    await house.rounds()
    await house.passes(OFFER_MS)
    assert await house.having("r1", "r2") == [(None, None), ("amy", "offered")]
    await house.passes(OFFER_MS)
    assert await house.having("r1", "r2") == [(None, None), (None, None)]
    await house.passes(10 * MINUTE)
    assert await house.acts("r1") == ["offered", "lapsed"]
    await house.says("amy", "online")
    await house.rounds()
    assert await house.having("r1", "r2") == [("amy", "offered"), (None, None)]


async def test_who_answers_has_the_room_and_nobody_else_is_asked(house: House):
    await house.comes("amy")
    await house.comes("bob", capacity=0)
    await house.waits("r")
    await house.rounds()
    await house.bench.add("bob", "agent", "r")
    await house.writes("r", "bob", "agent")
    await house.rounds()
    assert await house.having("r") == [("bob", "assigned")]
    assert (await house.acts("r"))[-1] == "assigned"


async def test_needs_are_looked_at_and_a_skill_given_counts_at_once(house: House):
    await house.comes("amy", "language:en")
    await house.waits("r")
    await house.does("amy", "r", tending.Mark(needs=("language:ja",)))
    await house.rounds()
    assert await house.having("r") == [(None, None)]
    await house.assignments.equip(house.boss, "amy", 2, ("language:en", "language:ja"))
    await house.rounds()
    assert await house.having("r") == [("amy", "offered")]


async def test_a_dead_connection_gives_back_what_awaits_a_reply(house: House):
    device = await house.comes("amy")
    await house.waits("r")
    await house.rounds()
    await house.does("amy", "r", tending.Accept())
    await house.bench.add("amy", "agent", "r")
    await house.writes("r", "amy", "agent")
    await house.rounds()
    device.gone()
    await house.writes("r")
    await house.bench.skip(11_000, step=1_000)
    await house.rounds()
    await house.passes(2 * MINUTE)
    assert await house.having("r") == [("amy", "assigned")], "answered a moment ago: three minutes"
    await house.passes(MINUTE)
    assert await house.having("r") == [(None, None)]
    assert (await house.stands("r")).last == "amy"
    await house.comes("bob")
    await house.rounds()
    assert await house.having("r") == [("bob", "offered")]


async def test_help_in_an_order_is_a_room_that_waits_and_withdrawn_is_none(house: House):
    await house.bench.room()
    ann = await house.bench.person("ann")
    called = await ann.ask("help", room="order-1042", cid=ids.fresh("c"), reason="other")
    assert called["t"] == "ack"
    await house.comes("amy")
    await house.rounds()
    assert await house.having("order-1042") == [("amy", "offered")]
    await ann.ask("help", room="order-1042", cid=ids.fresh("c"), withdraw=True)
    await house.rounds()
    assert (await house.stands("order-1042")).agent in {None, "amy"}
    await house.passes(OFFER_MS)
    assert await house.having("order-1042") == [(None, None)]
    await house.passes(MINUTE)
    assert await house.acts("order-1042") == ["offered", "lapsed"]


async def test_snoozed_is_not_offered_and_wakes_on_time_or_on_a_reply(house: House):
    await house.comes("amy")
    await house.comes("bob", capacity=0)
    for room in ("r1", "r2"):
        await house.waits(room)
        await house.does("bob", room, tending.Mark(hold="snoozed", wake_at=house.now + MINUTE))
    await house.rounds()
    assert await house.having("r1", "r2") == [(None, None)] * 2
    await house.writes("r2")
    await house.rounds()
    assert await house.having("r1", "r2") == [(None, None), ("amy", "offered")]
    await house.passes(MINUTE)
    assert (await house.stands("r1")).hold is None
    assert await house.acts("r1") == ["marked", "woken", "offered"]


async def test_a_handover_to_a_team_is_offered_there_and_comes_back(house: House):
    await house.comes("amy")
    await house.waits("r")
    await house.rounds()
    await house.does("amy", "r", tending.Accept())
    await house.does("amy", "r", tending.Hand(team="night", note="knows the shop"))
    await house.rounds()
    await house.comes("bob", "team:night")
    await house.rounds()
    assert await house.having("r") == [("bob", "offered")]
    await house.passes(OFFER_MS)
    await house.passes(MINUTE)
    assert await house.having("r") == [("amy", "assigned")]


# -- nodes -------------------------------------------------------------------------------------------


async def test_another_node_goes_on_where_one_stopped(houses: House):
    await houses.comes("amy", capacity=1)
    await houses.comes("bob", capacity=1, at=1)
    await houses.waits("r1", "r2", "r3")
    await houses.bench.skip(5_000, step=1_000)
    first, second = houses.dispatches
    await first.once()
    houses.dispatches = [second]
    await houses.rounds()
    before = await houses.having("r1", "r2", "r3")
    assert sorted(before[:2]) == [("amy", "offered"), ("bob", "offered")]
    await houses.does(before[0][0], "r1", tending.Accept())
    await houses.passes(OFFER_MS)
    await houses.rounds(3)
    assert (await houses.stands("r1")).has(before[0][0])
    for room, held in zip(("r1", "r2", "r3"), await houses.having("r1", "r2", "r3"), strict=True):
        said = await houses.acts(room)
        assert said.count("offered") - said.count("lapsed") - said.count("accepted") == (held[1] == "offered"), room


async def test_two_nodes_that_both_believe_to_lead_give_no_room_twice(houses: House):
    """As if leases did not hold: the journal is what stands between."""
    for agent in ("amy", "bob"):
        await houses.comes(agent, capacity=9)
    await houses.bench.skip(5_000, step=1_000)
    rooms = [f"r{number}" for number in range(6)]

    gate = asyncio.Barrier(2)
    for number, dispatch in enumerate(houses.dispatches):
        _blind(dispatch, gate, number)
    await houses.waits(*rooms)
    for _ in range(3):
        await asyncio.gather(*(dispatch.once() for dispatch in houses.dispatches))
        assert [state for _, state in await houses.having(*rooms)] == ["offered"] * len(rooms)
    said = [await houses.acts(room) for room in rooms]
    assert said == [["offered"]] * len(rooms)


def _blind(dispatch: Dispatch, gate: asyncio.Barrier, turn: int) -> None:
    """Let it lead whatever the lease says, decide before it can know what the other does, and otherwise than that."""
    settle = dispatch._settle

    async def leads() -> bool:
        return True

    async def once_both_have_looked(routing) -> None:
        routing._matching._turn = turn
        await gate.wait()
        await settle(routing)

    dispatch._follower.leads, dispatch._settle = leads, once_both_have_looked


# -- the commands ------------------------------------------------------------------------------------


async def test_the_desk_is_for_staff(house: House):
    await house.waits("r")
    ann = (await house.bench.node.machine.house.directory.ensure(User("c-r", "customer", "c"))).actor()
    for wish in (house.assignments.do(ann, "r", tending.Release(), ids.fresh("c")), house.assignments.stands(ann, "r")):
        with pytest.raises(Refusal, match="not_found"):
            await wish
    with pytest.raises(Refusal, match="forbidden"):
        await house.assignments.say(ann, "online")
    with pytest.raises(Refusal, match="forbidden"):
        await house.assignments.equip(await house.bench.staff("amy"), "amy", 9, ())
