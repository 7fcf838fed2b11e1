"""Random working days: no room to two, nobody over capacity, the eldest first, nobody waits who can be served."""

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, precondition, rule, run_state_machine_as_test

from server.desk import matching
from server.desk.cases import Agent, Desk, Waiting
from server.desk.routing import OFFER_MS, PASSED_MS, Routing
from tests.desk.floor import Floor

KEYS = ("ja", "en", "billing")
AGENTS = ("amy", "bob", "cas", "dee")
ROOMS = tuple(f"r{number}" for number in range(7))
SETTINGS = settings(
    max_examples=60, stateful_step_count=40, deadline=None, derandomize=True, phases=[Phase.generate, Phase.shrink],
    suppress_health_check=[*HealthCheck],
)  # fmt: skip
UNSHRUNK = settings(SETTINGS, phases=[Phase.generate], max_examples=400, print_blob=False)

agents = st.builds(
    Agent,
    id=st.sampled_from(AGENTS),
    state=st.sampled_from(("online", "online", "busy", "away", "offline")),
    capacity=st.integers(0, 3),
    has=st.frozensets(st.sampled_from(KEYS)),
)
rooms = st.builds(
    Waiting,
    room=st.sampled_from(ROOMS),
    since=st.integers(0, 5),
    needs=st.frozensets(st.sampled_from(KEYS), max_size=2),
    last=st.sampled_from((None, *AGENTS)),
)


class Schedule(RuleBasedStateMachine):
    """One working day."""

    made = Routing

    def __init__(self):
        super().__init__()
        self.floor = Floor(self.made())

    @rule(agent=agents)
    def an_agent_comes_or_changes(self, agent):
        self.floor.agent(agent)

    @rule(asked=rooms)
    def somebody_waits(self, asked):
        self.floor.wait(asked)

    def _rooms(self, *, offered: bool) -> list[str]:
        found = self.floor.rooms.items()
        return sorted(name for name, room in found if room.holder is not None and (room.until is not None) is offered)

    @precondition(lambda self: self._rooms(offered=True))
    @rule(draw=st.data(), what=st.sampled_from(("take", "decline")))
    def an_offer_is_answered(self, draw, what):
        name = draw.draw(st.sampled_from(self._rooms(offered=True)))
        if what == "take":
            self.floor.take(name, self.floor.rooms[name].holder)
        else:
            self.floor.decline(name)

    @precondition(lambda self: self._rooms(offered=False))
    @rule(draw=st.data())
    def an_agent_answers(self, draw):
        self.floor.answer(draw.draw(st.sampled_from(self._rooms(offered=False))))

    @precondition(lambda self: self.floor.rooms)
    @rule(draw=st.data())
    def a_room_is_resolved(self, draw):
        self.floor.close(draw.draw(st.sampled_from(sorted(self.floor.rooms))))

    @precondition(lambda self: self.floor.agents and self.floor.rooms)
    @rule(draw=st.data())
    def somebody_takes_a_room(self, draw):
        name = draw.draw(st.sampled_from(sorted(self.floor.rooms)))
        self.floor.take(name, draw.draw(st.sampled_from(sorted(self.floor.agents))))

    @precondition(lambda self: self.floor.agents)
    @rule(draw=st.data())
    def a_connection_dies_or_comes_back(self, draw):
        agent = draw.draw(st.sampled_from(sorted(self.floor.agents)))
        (self.floor.come_back if agent in self.floor.lost else self.floor.lose)(agent)

    @rule(ms=st.sampled_from((1, 5_000, OFFER_MS, 45_000, PASSED_MS, 200_000)))
    def time_passes(self, ms):
        self.floor.pass_time(ms)

    def teardown(self):
        """Nothing starves: with one agent left, who takes one room at a time, everybody is served, the eldest first."""
        floor = self.floor
        if not floor.sound:
            return
        for agent in AGENTS:
            floor.agent(Agent(id=agent, state="offline", capacity=0))
        for name in self._rooms(offered=False):
            floor.close(name)
        floor.pass_time(OFFER_MS)
        floor.pass_time(PASSED_MS)
        left = sorted(room.place for room in floor.rooms.values())
        floor.served.clear()
        floor.agent(Agent(id="zoe", state="online", capacity=1, has=frozenset(KEYS)))
        for _, name in left:
            assert floor.served[-1:] == [name], "somebody starves"
            floor.close(name)


def test_a_working_day():
    run_state_machine_as_test(Schedule, settings=SETTINGS)


# -- each of the rules can be broken, and then it shows ----------------------------------------------


class Doubled(Routing):
    """Whoever waits in an offered room waits for others too."""

    def wait(self, asked):
        super().wait(asked)
        self._enter(self._cases[asked.room])


class Overfull(Routing):
    """Everybody has a place more than they said."""

    def _seat(self, desk):
        more = Agent(id=desk.agent.id, state=desk.agent.state, capacity=desk.agent.capacity + 1, has=desk.agent.has)
        super()._seat(Desk(more, lost_at=desk.lost_at, rooms=desk.rooms))


class Newest(Routing):
    """Who came last is served first."""

    def _enter(self, case):
        asked = case.asked
        if asked is not None:
            self._matching.enter((-asked.since, asked.room), asked.needs, case.passed, asked.last)


class Blind(Routing):
    """A new skill is not noticed by those who wait already."""

    def __init__(self):
        super().__init__()
        self._matching._admit = lambda *_: None


class Stubborn(Routing):
    """A freed place is not noticed."""

    def _free(self, room, case):
        desk = self._desks.get(case.agent or "")
        case.agent = case.until = case.sender = None
        if desk is not None:
            desk.rooms.pop(room, None)


class Lost(Routing):
    """What was declined is never offered again."""

    def _pass(self, room, case, _now):
        self._free(room, case)


class Greedy(matching.Matching):
    """Whoever sits first gets everything that they can take."""

    def _best(self, able, _first):
        return next(seat for seat in self._seats.values() if seat.bit & able)


class Unfair(Routing):
    """Spare capacity is not looked at."""

    def __init__(self):
        super().__init__()
        self._matching = Greedy()


@pytest.mark.parametrize(
    ("fault", "shown"),
    [
        (Doubled, "given to two"),
        (Overfull, "more than they take"),
        (Newest, "passed over"),
        (Blind, "somebody can take it"),
        (Stubborn, "somebody can take it"),
        (Lost, "somebody (can take it|starves)|passed over"),
        (Unfair, "most to spare|had the room before"),
    ],
)
def test_a_planted_fault_shows(fault, shown):
    planted = type("Planted", (Schedule,), {"made": fault})
    with pytest.raises(AssertionError, match=shown):
        run_state_machine_as_test(planted, settings=UNSHRUNK)
