"""An agent steps out of a room that is theirs: they let it go with it, and whoever waits there is somebody else's."""

from server.core import tending
from server.core.changes import Actor
from server.desk.routing import PASSED_MS
from tests.chat.bench import ORDER
from tests.desk.house import House


async def steps_out(house: House, user: str, room: str) -> None:
    await house.bench.remove(user, room, by=Actor(user, user.title(), "agent", staff=True))
    await house.rounds()


async def taken(house: House, *agents: str) -> None:
    """Amy takes a customer's room, comes in, and is asked something."""
    for agent in ("amy", *agents):
        await house.comes(agent)
    await house.waits("r")
    await house.does("amy", "r", tending.Assign(agent="amy"))
    await house.bench.add("amy", "agent", "r")
    await house.rounds()


async def test_a_customer_who_waits_is_offered_to_a_colleague_and_not_back_at_once(house: House):
    await taken(house, "bob")
    await steps_out(house, "amy", "r")
    assert await house.having("r") == [("bob", "offered")]
    assert (await house.stands("r")).last == "amy"
    await house.does("bob", "r", tending.Decline())
    await house.rounds()
    assert await house.having("r") == [(None, None)]
    await house.passes(PASSED_MS)
    assert await house.having("r") == [("amy", "offered")], "nobody else is here: they are asked again"


async def test_where_nobody_waits_the_room_is_nobodys_until_somebody_does(house: House):
    await taken(house)
    amy = await house.bench.person("amy", "agent", "r")
    assert (await amy.sent("r", "done"))["t"] == "ack"
    await house.rounds()
    await steps_out(house, "amy", "r")
    assert await house.having("r") == [(None, None)]
    await house.rounds()
    assert await house.having("r") == [(None, None)]
    await house.writes("r")
    await house.rounds()
    assert await house.having("r") == [("amy", "offered")], "who comes back goes to whom they know"


async def test_an_order_that_was_helped_runs_without_staff_again(house: House):
    await house.comes("amy")
    await house.bench.room()
    ann = await house.bench.person("ann")
    await ann.ask("help", room=ORDER, reason="late", cid="a-call-for-help")
    await house.rounds()
    await house.does("amy", ORDER, tending.Accept())
    await house.bench.add("amy", "agent")
    amy = await house.bench.person("amy", "agent", ORDER)
    assert (await amy.sent(ORDER, "he is on his way"))["t"] == "ack"
    ann.forget()
    await steps_out(house, "amy", ORDER)
    assert await house.having(ORDER) == [(None, None)]
    assert (await house.acts(ORDER))[-1] == "released"
    told = [entry["kind"] for frame in ann.told("entries") for entry in frame["entries"]]
    assert told == ["leave"], "the parties read that she went, and nothing else"
    await ann.sent(ORDER, "thanks")
    await house.rounds()
    assert await house.having(ORDER) == [(None, None)], "an order asks for nobody by a message"


async def test_a_room_that_they_handed_over_does_not_come_back_to_them(house: House):
    await taken(house, "bob")
    await house.does("amy", "r", tending.Hand(to="bob"))
    await steps_out(house, "amy", "r")
    assert await house.having("r") == [("bob", "offered")]
    await house.passes(tending.HANDOVER_MS)
    assert (await house.stands("r")).sender is None
    assert not (await house.stands("r")).has("amy")


async def test_who_only_looked_on_leaves_it_to_whom_it_is(house: House):
    await taken(house, "bob")
    await house.bench.add("bob", "agent", "r")
    await steps_out(house, "bob", "r")
    assert await house.having("r") == [("amy", "assigned")]
