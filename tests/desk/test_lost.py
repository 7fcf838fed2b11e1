"""Agents whose connection dies, on the whole desk: what is left to them for how long, and what they find again."""

from server.core import tending
from server.core.presence import GRACE_MS
from server.desk.cases import LOST_MS
from tests.desk.house import House

BEAT_MS = 1_000


async def lost(house: House, *, wrote_before_ms: int):
    """Amy has a room in which somebody waits since, and wrote there so long before her connection died."""
    device = await house.comes("amy")
    await house.waits("r")
    await house.rounds()
    await house.does("amy", "r", tending.Accept())
    await house.bench.add("amy", "agent", "r")
    await house.writes("r", "amy", "agent")
    await house.writes("r")
    await house.rounds()
    house.bench.clock.passed(wrote_before_ms)
    device.gone()
    await house.bench.skip(GRACE_MS + BEAT_MS, step=BEAT_MS)
    await house.rounds()
    return device


async def test_what_awaits_a_reply_goes_back_after_a_minute_and_to_the_next(house: House):
    await lost(house, wrote_before_ms=6 * 60_000)
    await house.passes(LOST_MS - GRACE_MS - 3 * BEAT_MS)
    assert await house.having("r") == [("amy", "assigned")]
    await house.comes("bob")
    await house.passes(GRACE_MS + 3 * BEAT_MS)
    await house.rounds()
    assert await house.having("r") == [("bob", "offered")]
    assert (await house.acts("r"))[-2:] == ["released", "offered"]


async def test_who_comes_back_in_time_keeps_it(house: House):
    await lost(house, wrote_before_ms=6 * 60_000)
    await house.passes(LOST_MS // 2)
    back = house.bench.device("amy", "agent")
    await back.hello()
    await house.passes(10 * LOST_MS)
    assert await house.having("r") == [("amy", "assigned")]


async def test_who_had_the_room_before_and_is_free_is_asked_first(house: House):
    for agent in ("bob", "amy"):
        await house.comes(agent, capacity=3)
    await house.waits("r", "other")
    await house.does("bob", "other", tending.Assign(agent="bob"))
    await house.does("bob", "r", tending.Assign(agent="bob"))
    await house.does("bob", "r", tending.Release())
    await house.rounds()
    assert await house.having("r") == [("bob", "offered")], "although amy has more to spare"
