"""Who waits is told their place, only while somebody could serve it, and never a larger one without a word why."""

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from server.core import tending
from server.core.queue import Notice, wire
from server.desk import queue
from server.desk.cases import Agent, Waiting
from server.desk.routing import Routing
from tests.desk.house import House
from tests.desk.test_hours import TOKYO, at

OPEN, SHUT = at("Asia/Tokyo", "2026-11-20 10:00"), at("Asia/Tokyo", "2026-11-20 20:00")
BACK = at("Asia/Tokyo", "2026-11-24 09:00")
SMALL = settings(max_examples=30, deadline=None, derandomize=True, suppress_health_check=[*HealthCheck])


def waits(number: int, *needs: str) -> Waiting:
    return Waiting(room=f"r{number}", since=number, needs=frozenset(needs), queued=True)


def floor(*rooms: Waiting, here: bool = True) -> Routing:
    routing = Routing()
    if here:
        routing.agent(Agent(id="amy", state="online", capacity=0))
    for one in rooms:
        routing.wait(one)
    return routing


def test_a_place_only_while_somebody_is_here_and_within_hours():
    rooms = waits(1), waits(2)
    places = [Notice(state="waiting", position=1), Notice(state="waiting", position=2)]
    assert [*queue.notices(floor(*rooms), TOKYO, OPEN, {}).values()] == places
    assert [*queue.notices(floor(*rooms), None, SHUT, {}).values()] == places
    assert [*queue.notices(floor(*rooms, here=False), TOKYO, OPEN, {}).values()] == [Notice(state="later")] * 2
    closed = [Notice(state="closed", back_at=BACK)] * 2
    assert [*queue.notices(floor(*rooms), TOKYO, SHUT, {}).values()] == closed


def test_only_support_rooms_that_nobody_has_are_in_the_queue():
    routing = floor(waits(1), Waiting(room="order", since=0), waits(3))
    routing.hold("r3", "amy")
    assert [*queue.notices(routing, None, OPEN, {})] == ["r1"]
    assert queue.places(routing) == {"r1": 2}, "those of orders are served in their turn too"


def test_who_waits_for_an_agent_that_went_home_is_told_when_somebody_is_back():
    routing = floor(waits(1), waits(2), Waiting(room="order", since=0))
    for room in ("r1", "r2", "order"):
        routing.hold(room, "amy")
    routing.agent(Agent(id="amy", state="offline", capacity=0))
    routing.rest("r2")
    assert queue.notices(routing, TOKYO, SHUT, {}, {"amy"}) == {"r1": Notice(state="closed", back_at=BACK)}
    assert queue.notices(routing, TOKYO, OPEN, {}, {"amy"}) == {"r1": Notice(state="later")}
    assert queue.notices(routing, TOKYO, OPEN, {}, set()) == {}


def test_who_is_asked_for_is_next():
    routing = floor(waits(1), waits(2))
    routing.agent(Agent(id="amy", state="online", capacity=1))
    routing.settle(0)
    assert queue.places(routing) == {"r1": 1, "r2": 1}


def test_of_too_many_nobody_is_told_a_number():
    routing = floor(*(waits(number) for number in range(queue.MOST_PLACED + 1)))
    told = queue.notices(routing, None, OPEN, {})
    assert told[f"r{queue.MOST_PLACED - 1}"].position == queue.MOST_PLACED
    assert told[f"r{queue.MOST_PLACED}"] == Notice(state="waiting")


def test_what_is_told_says_no_more_than_it_knows():
    assert wire(None) == {"state": "none"}
    assert wire(Notice(state="later")) == {"state": "later"}
    assert wire(Notice(state="closed", back_at=0))["back_at"] == "1970-01-01T00:00:00.000Z"


CHANGES = st.lists(
    st.one_of(
        st.builds(lambda n, need: ("wait", n, need), st.integers(0, 9), st.sampled_from(("", "ja"))),
        st.builds(lambda n: ("gone", n, ""), st.integers(0, 9)),
        st.builds(lambda has: ("agent", 0, has), st.sampled_from(("online", "away", "online ja"))),
        st.just(("shut", 0, "")),
    ),
    max_size=30,
)


@SMALL
@given(CHANGES)
def test_a_place_grows_only_with_a_reason_and_is_never_told_while_nobody_can_serve_it(changes):
    routing, shown, now = floor(here=False), {}, OPEN
    able: set[str] = set()
    last: dict[str, int] = {}
    for kind, number, more in changes:
        if kind == "wait":
            routing.wait(waits(number, *([more] if more else [])))
        elif kind == "gone":
            routing.close(f"r{number}")
        elif kind == "agent":
            state, _, has = more.partition(" ")
            routing.agent(Agent(id="amy", state=state, capacity=0, has=frozenset([has] if has else [])))
            able = ({"", has} if has else {""}) if state == "online" else set()
        else:
            now = SHUT if now == OPEN else OPEN
        told = queue.notices(routing, TOKYO, now, shown)
        last = {room: number for room, number in last.items() if room in told}
        for room, notice in told.items():
            before = shown.get(room)
            if notice.position is not None:
                need = "".join(routing.has(room).asked.needs)
                assert now == OPEN
                assert need in able
                grew = notice.position > last.get(room, notice.position)
                assert notice.reason == "earlier" if grew else notice == before or notice.reason is None
                last[room] = notice.position
        shown = told


# -- over a store --------------------------------------------------------------------------------------


async def told(house: House, device) -> list[dict]:
    await house.bench.quiet()
    return [{name: value for name, value in f.items() if name not in {"t", "room"}} for f in device.told("queue")]


async def test_those_who_wait_are_told_on_every_node_and_nobody_else(houses: House):
    bench = houses.bench
    await houses.comes("amy", capacity=0)
    await houses.waits("r1", "r2")
    await bench.add("amy", "agent", "r2")
    first, second = await bench.person("c-r1", "customer", "r1"), await bench.person("c-r2", "customer", "r2", at=1)
    amy = await bench.device("amy", "agent").entered("r2")
    boss = bench.device("sue", "agent")
    await bench.staff("sue", "supervisor")
    await boss.hello()
    await boss.ask("join", room="r1", observe=True)
    await houses.rounds()
    assert await told(houses, first) == [{"state": "waiting", "position": 1}]
    assert await told(houses, second) == [{"state": "waiting", "position": 2}]
    assert await told(houses, amy) == await told(houses, boss) == []
    for device in (first, second):
        device.forget()
    await houses.assignments.equip(houses.boss, "amy", 1, ())
    await houses.passes(1_000)
    await houses.does("amy", "r1", tending.Accept())
    await houses.passes(1_000)
    assert (await told(houses, first))[-1] == {"state": "none"}
    assert (await told(houses, second))[-1] == {"state": "waiting", "position": 1}
    await houses.says("amy", "away")
    await houses.passes(1_000)
    assert (await told(houses, second))[-1] == {"state": "later"}


async def test_the_place_goes_with_the_connection_of_the_last_who_could_serve_it(house: House):
    amy = await house.comes("amy", capacity=0)
    await house.waits("r1")
    guest = await house.bench.person("c-r1", "customer", "r1")
    await house.passes(1_000)
    assert (await told(house, guest))[-1] == {"state": "waiting", "position": 1}
    amy.gone()
    for _ in range(16):
        guest.raw(b'{"t": "pong"}')
        await house.bench.skip(1_000, 1_000)
    await house.passes(1_000)
    assert (await told(house, guest))[-1] == {"state": "later"}


def test_a_place_that_grew_while_nobody_was_there_has_its_reason():
    routing = floor(waits(2), waits(3))
    seen = queue.notices(routing, TOKYO, OPEN, {})
    assert seen["r3"].position == 2
    seen = queue.notices(routing, TOKYO, SHUT, seen)
    routing.wait(waits(1))
    seen = queue.notices(routing, TOKYO, OPEN, seen)
    assert (seen["r3"].position, seen["r3"].reason) == (3, "earlier")
    assert wire(queue.notices(routing, TOKYO, SHUT, seen)["r3"]).keys() == {"state", "back_at"}


async def test_who_opens_the_room_later_is_told_too_and_a_lost_word_is_said_again(houses: House):
    bench = houses.bench
    await houses.comes("amy", capacity=0)
    await houses.waits("r1")
    await houses.rounds()
    bench.nodes[1].hub.queue.notices.clear()
    guest = await bench.person("c-r1", "customer", "r1", at=1)
    assert await told(houses, guest) == []
    await houses.passes(queue.WHOLE_EVERY_MS)
    assert (await told(houses, guest))[-1] == {"state": "waiting", "position": 1}
    again = await bench.person("c-r1", "customer", "r1", at=1)
    assert await told(houses, again) == [{"state": "waiting", "position": 1}]


async def test_when_the_node_that_leads_is_gone_nobody_knows_a_place(house: House):
    await house.comes("amy", capacity=0)
    await house.waits("r1")
    guest = await house.bench.person("c-r1", "customer", "r1")
    await house.rounds()
    await house.bench.quiet()
    hub = house.bench.hub
    hub.queue.tick(house.bench.clock.monotonic() + 29_000)
    assert (await told(house, guest))[-1] == {"state": "waiting", "position": 1}
    hub.queue.tick(house.bench.clock.monotonic() + 30_001)
    assert (await told(house, guest))[-1] == {"state": "none"}
