"""Brings waiting rooms and agents together: follows the journal, on one node at a time, and acts as anybody else.

What is decided rests on the store alone. Entries only say which rooms are to be looked at again, so that a node that
takes over reads how everything stands, and neither a lost nor a repeated entry does harm.
"""

import asyncio
import contextlib
from collections.abc import Callable
from typing import Any, Final

import structlog

from server.chat import compose
from server.chat.back import Awaiting
from server.chat.follow import Follower, Write
from server.core import ids, tending
from server.core.changes import Actor, Tend
from server.core.outcomes import Commit
from server.core.presence import GRACE_MS
from server.core.refusals import Refusal
from server.desk import queue
from server.desk.cases import Agent
from server.desk.decisions import Away, Back, Decision, Lapse, Offer
from server.desk.hours import Hours
from server.desk.routing import Routing
from server.desk.standing import Picture, agent_of, picture, tell
from server.live.hub import Hub
from server.storage import desk as stored
from server.storage.database import Store
from server.storage.follow import Head

EVERY_S: Final = 1.0
APART_S: Final = 0.1
"""However much happens, rooms are looked at no more often than that."""
IDLE_S: Final = 5.0
"""How often it is looked whether anybody works here at all."""
CALLS: Final = frozenset({"help", "desk", "room", "activity"})
"""After these entries it is looked at once; what else may matter waits for the next round."""
AT_ONCE: Final = 200
DESK: Final = Actor(None, host=True)
log: Final[Any] = structlog.get_logger()


def _always() -> Hours | None:
    """Return the hours of a house that has none: somebody may be there at any time."""
    return None


class Dispatch:
    """A follower of the journal that gives waiting rooms to agents."""

    def __init__(
        self,
        hub: Hub,
        hours: Callable[[], Hours | None] = _always,
        follower: Follower | None = None,
        awaiting: Awaiting | None = None,
    ) -> None:
        self._hub = hub
        self._hours = hours
        self._awaiting = awaiting
        self._placed_at = self._whole_at = 0
        self._parts = hub.parts
        self._follower = follower or Follower(hub.parts, "desk")
        self._routing: Routing | None = None
        self._agents: dict[str, Agent] = {}
        self._lost: set[str] = set()
        self._again: set[str] = set()
        """Rooms of which something could not be done: they stand otherwise than was thought."""
        self._poked = asyncio.Event()
        self._task: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Begin."""
        self._parts.journal.also(self._heard)
        self._task = asyncio.get_running_loop().create_task(self._run())

    async def close(self) -> None:
        """Stop, and leave it to another node."""
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)
            await self._follower.let_go()

    def _heard(self, commits: list[Commit]) -> None:
        if any(entry.kind in CALLS for commit in commits for entry in commit.entries):
            self._poked.set()

    async def _run(self) -> None:
        works = False
        while True:
            await self._pause(EVERY_S if works else IDLE_S, poked=works)
            try:
                works = await self.once()
            except Exception as error:  # noqa: BLE001 - the next round reads how everything stands
                log.warning("desk.failed", error=type(error).__name__)
                self._routing = None

    async def _pause(self, most_s: float, *, poked: bool) -> None:
        """Wait for the next round; where nobody works, no entry makes it come sooner."""
        if not poked:
            await asyncio.sleep(most_s)
            return
        await asyncio.sleep(APART_S)
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self._poked.wait(), most_s)
        self._poked.clear()

    async def once(self) -> bool:
        """Do one round; tell whether anybody works here."""
        agents = await self._parts.database.read(stored.at_work)
        if not agents or not await self._follower.leads():
            self._routing = None
            return bool(agents)
        here, routing = [agent_of(row) for row in agents], self._routing
        if routing is None:
            routing = self._routing = await self._begin(here)
        else:
            self._workers(routing, here)
            await self._follow(routing)
        await self._wake_due()
        await self._settle(routing)
        self._tell_places(routing)
        if self._awaiting is not None:
            await self._awaiting.look(lambda: self._served(routing), self._follower.write)
        return True

    def _tell_places(self, routing: Routing) -> None:
        """Tell those who wait where they stand; all of it, now and then, for nodes that missed something."""
        now, told = self._parts.wall(), self._hub.queue
        if now - self._placed_at < queue.TOLD_EVERY_MS:
            return
        whole = now - self._whole_at >= queue.WHOLE_EVERY_MS
        self._placed_at, self._whole_at = now, now if whole else self._whole_at
        gone = {agent.id for agent in self._agents.values() if agent.state == "offline"}
        told.lead(queue.notices(routing, self._hours(), now, told.notices, gone), whole=whole)

    def _served(self, routing: Routing) -> dict[str, bool | None]:
        here = {one.id for one in self._agents.values() if one.state == "online"} - self._lost
        told = self._hub.queue.notices
        return {room: queue.is_served(told.get(room), case, here) for room, case in routing.cases.items()}

    # -- how everything stands ---------------------------------------------------------------------

    async def _begin(self, agents: list[Agent]) -> Routing:
        """Read everything; the place in the journal goes to the end before, so that nothing is missed between."""
        await self._follower.skip()
        routing = Routing()
        self._agents, self._lost, self._again = {}, set(), set()
        self._workers(routing, agents)
        tell(routing, await self._parts.database.read(picture), self._parts.wall())
        return routing

    def _workers(self, routing: Routing, agents: list[Agent]) -> None:
        """Tell who is at work, and who of them has a connection, on whichever node."""
        for agent in agents:
            if self._agents.get(agent.id) != agent:
                self._agents[agent.id] = agent
                routing.agent(agent)
            lost = self._hub.attention.roster[agent.id] == "offline"
            if lost and agent.id not in self._lost:
                self._lost.add(agent.id)
                routing.lost(agent.id, self._parts.wall() - GRACE_MS)
            elif not lost and agent.id in self._lost:
                self._lost.discard(agent.id)
                routing.back(agent.id)

    async def _follow(self, routing: Routing) -> None:
        """Look at the rooms again in which something happened."""
        seen: list[tuple[Picture, list[Head]]] = []
        again, self._again = self._again, set()

        def read(c: Store, heads: list[Head]) -> Write:
            places = stored.places(c, sorted({head.room for head in heads} | again))
            rooms = sorted({place.of for place in places.values()})
            resolved = [place.of for place in places.values() if place.resolved]
            own = [head for head in heads if head.kind == "message" and places[head.room].of == head.room]
            seen[:] = [(picture(c, rooms, resolved), own)]
            return lambda _: None

        more = True
        while more:
            more = await self._follower.step(read) > 0
            again.clear()
            for found, said in seen:
                tell(routing, found, self._parts.wall())
                await self._follow_from(routing, found, said)

    async def _follow_from(self, routing: Routing, seen: Picture, said: list[Head]) -> None:
        """Do what follows from what was said, and from what is resolved."""
        for head in said:
            if head.by in self._agents:
                await self._answered(routing, head)
            elif seen.of(head.room).hold is not None:
                await self._act(head.room, tending.Wake())
        for room in seen.resolved:
            held = seen.of(room)
            if held.agent is not None or held.team is not None:
                await self._act(room, tending.Release())

    async def _answered(self, routing: Routing, head: Head) -> None:
        """Who answers where somebody waits has the room."""
        case = routing.has(head.room)
        if case is not None and case.held:
            routing.wrote(head.room, head.by, head.at)
        elif case is not None:
            await self._act(head.room, tending.Assign(agent=head.by))

    async def _wake_due(self) -> None:
        for room in await self._parts.database.read(stored.snoozed_until, self._parts.wall(), AT_ONCE):
            await self._act(room, tending.Wake())

    # -- what is decided ---------------------------------------------------------------------------

    async def _settle(self, routing: Routing) -> None:
        """Carry out what follows."""
        decided = routing.settle(self._parts.wall())
        for decision in decided:
            if isinstance(decision, Away):
                await self._away(decision.agent)
        rooms = [decision for decision in decided if not isinstance(decision, Away)]
        done = await asyncio.gather(*(self._act(decision.room, _act(decision)) for decision in rooms))
        for decision, held in zip(rooms, done, strict=True):
            if isinstance(decision, Offer) and not held:
                routing.release(decision.room)

    async def _away(self, agent: str) -> None:
        now = self._parts.wall()
        if await self._follower.write(lambda c: stored.send_away(c, agent, now)):
            was = self._agents[agent]
            self._agents[agent] = Agent(id=agent, state="away", capacity=was.capacity, has=was.has)

    async def _act(self, room: str, act: tending.Acts) -> bool:
        """Do it; where it cannot be done, or changes nothing, the room is looked at again."""
        digest = compose.digest("desk", tending.tag(act), repr(act))
        change = Tend(room=room, actor=DESK, cid=ids.fresh("desk-"), digest=digest, act=act)
        try:
            done = await self._parts.journal.append(change)
        except Refusal as refusal:
            log.info("desk.refused", act=tending.tag(act), code=refusal.code)
            changed = False
        else:
            changed = done.changed
        if not changed:
            self._again.add(room)
            self._poked.set()
        return changed


def _act(decision: Decision) -> tending.Acts:
    """Return what is asked of the journal for a decision about a room."""
    match decision:
        case Offer():
            return tending.Offer(agent=decision.agent, until=decision.until)
        case Back(to=None):
            return tending.Release()
        case Lapse() | Back():
            return tending.Lapse()
    message = f"nothing to do for {decision}"
    raise TypeError(message)
