"""A floor of agents as an onlooker sees it: what was told, what was decided, and which rules that broke."""

from dataclasses import dataclass, field

from server.desk.cases import Agent, Waiting
from server.desk.decisions import Away, Back, Decision, Lapse, Offer
from server.desk.routing import PASSED_MS, Routing


@dataclass
class Room:
    """What an onlooker knows of a room."""

    asked: Waiting | None
    holder: str | None = None
    until: int | None = None
    passed: dict[str, int] = field(default_factory=dict)

    @property
    def place(self) -> tuple[int, str]:
        return (self.asked.since, self.asked.room)

    @property
    def waits(self) -> bool:
        return self.asked is not None and self.holder is None


class Floor:
    """Tells `Routing` what happens, and holds each decision against the rules, which it knows in the plainest form."""

    def __init__(self, routing: Routing) -> None:
        self.routing = routing
        self.now = 0
        self.agents: dict[str, Agent] = {}
        self.lost: set[str] = set()
        self.rooms: dict[str, Room] = {}
        self.served: list[str] = []
        self.sound = True
        """No rule has been broken so far."""

    # -- what happens --------------------------------------------------------------------------------

    def agent(self, agent: Agent) -> None:
        was = self.agents.get(agent.id)
        if agent.state == "online" and (was is None or was.state != "online"):
            for room in self.rooms.values():
                room.passed.pop(agent.id, None)
        self.agents[agent.id] = agent
        self.routing.agent(agent)
        self.settle()

    def wait(self, asked: Waiting) -> None:
        room = self.rooms.setdefault(asked.room, Room(asked))
        room.asked = asked
        self.routing.wait(asked)
        self.settle()

    def take(self, name: str, agent: str) -> None:
        """Accept, or just take."""
        room = self.rooms[name]
        room.holder, room.until = agent, None
        room.passed.clear()
        self.routing.hold(name, agent)
        self.settle()

    def decline(self, name: str) -> None:
        room = self.rooms[name]
        agent = room.holder
        self.routing.decline(name, agent, self.now)
        self._passed(room, agent)
        self.settle()

    def answer(self, name: str) -> None:
        room = self.rooms[name]
        self.routing.answered(name, room.holder, self.now)
        room.asked = None
        self.settle()

    def close(self, name: str) -> None:
        self.routing.close(name)
        del self.rooms[name]
        self.settle()

    def lose(self, agent: str) -> None:
        self.lost.add(agent)
        self.routing.lost(agent, self.now)
        self.settle()

    def come_back(self, agent: str) -> None:
        self.lost.discard(agent)
        self.routing.back(agent)
        self.settle()

    def pass_time(self, ms: int) -> None:
        self.now += ms
        self.settle()

    # -- what is decided -----------------------------------------------------------------------------

    def settle(self) -> None:
        self.sound = False
        for decision in self.routing.settle(self.now):
            self._apply(decision)
        for room in self.rooms.values():
            assert not (room.waits and self.able(room)), "a room waits although somebody can take it"
        self.sound = True

    def _apply(self, decision: Decision) -> None:
        match decision:
            case Offer(name, agent, until):
                self._offered(self.rooms[name], agent, until)
            case Lapse(name, agent):
                room = self.rooms[name]
                assert room.holder == agent, "an offer is over that was never made"
                assert room.until is not None
                assert room.until <= self.now
                self._passed(room, agent)
            case Back(name, agent, to):
                room = self.rooms[name]
                assert room.holder == agent
                assert agent is None or agent in self.lost
                room.holder = to
            case Away(agent):
                was = self.agents[agent]
                self.agents[agent] = Agent(id=agent, state="away", capacity=was.capacity, has=was.has)

    def _offered(self, room: Room, agent: str, until: int) -> None:
        assert room.holder is None, "a room is given to two"
        able = self.able(room)
        assert self.load(agent) < self.agents[agent].capacity, "somebody gets more than they take"
        assert agent in able, "somebody gets a room that is not for them"
        elder = [one for one in self.rooms.values() if one.waits and one.place < room.place and agent in self.able(one)]
        assert not elder, "somebody who waited longer is passed over"
        first = room.asked.last if room.asked.last in able else None
        most = max(self.spare(one) for one in able)
        assert first in {None, agent}, "who had the room before is free, and does not get it"
        assert first is not None or self.spare(agent) == most, "somebody else has most to spare"
        room.holder, room.until = agent, until
        self.served.append(room.asked.room)

    def _passed(self, room: Room, agent: str) -> None:
        room.passed[agent] = self.now + PASSED_MS
        room.holder = room.until = None

    def able(self, room: Room) -> set[str]:
        """Say who can take a room now."""
        return {
            agent.id
            for agent in self.agents.values()
            if agent.state == "online"
            and agent.id not in self.lost
            and room.asked.needs <= agent.has
            and room.passed.get(agent.id, 0) <= self.now
            and self.spare(agent.id) > 0
        }

    def load(self, agent: str) -> int:
        return sum(room.holder == agent for room in self.rooms.values())

    def spare(self, agent: str) -> int:
        return self.agents[agent].capacity - self.load(agent)
