"""What staff do with a room at the desk, and what agents say of themselves: allowed? stored, and told by the lane."""

import contextlib
from dataclasses import dataclass
from typing import Final, Literal

from server.chat import access, compose
from server.core import ids, tending
from server.core.changes import Actor, Tend
from server.core.choices import has_of as of_teams
from server.core.outcomes import Done
from server.core.refusals import Refusal, RoomsOpen
from server.live import gossip
from server.live.hub import Hub
from server.storage import choices, users
from server.storage import desk as stored
from server.storage import rooms as stored_rooms
from server.storage.database import Store
from server.storage.desk import CAPACITY, AtWork

MOST_AT_ONCE: Final = 100


@dataclass(frozen=True, slots=True)
class Leaving:
    """What becomes of the rooms of who goes offline: handed to a colleague or a team, everybody's, or still theirs."""

    rooms: Literal["hand", "pool", "keep"]
    to: str | None = None
    team: str | None = None
    note: str | None = None

    def act(self) -> tending.Acts | None:
        """Return what is done with each of them."""
        match self.rooms:
            case "hand":
                return tending.Hand(to=self.to, team=self.team, note=self.note, leaving=True)
            case "pool":
                return tending.Release()
        return None


class Assignments:
    """One door for every act: the journal judges it against how the room stands then (core/decide_desk.py)."""

    def __init__(self, hub: Hub) -> None:
        self._hub = hub
        self._parts = hub.parts

    async def do(self, actor: Actor, room: str, act: tending.Acts, cid: str) -> Done:
        """Do something with a room that this member of staff may see; its answer names the entry in the lane."""
        if actor.user is None or not actor.staff:
            raise Refusal("not_found", "no such room, or not for you")
        await access.reading(self._hub, actor, room)
        digest = compose.digest("desk", tending.tag(act), repr(act))
        done = await self._parts.journal.append(Tend(room=room, actor=actor, cid=cid, digest=digest, act=act))
        if isinstance(act, tending.Silence | tending.Hear):
            await self._silenced(room)
        return done

    async def _silenced(self, room: str) -> None:
        """Who may write stands beside the log: every node reads it again, and tells whom it concerns."""
        await self._parts.journal.write(lambda c: stored_rooms.moved_aside(c, room))
        self._hub.node.publish(room, gossip.Aside(room))
        await self._hub.repair.aside(room)

    async def stands(self, actor: Actor, room: str) -> tending.Tending:
        """Return how staff stand to a room."""
        if not actor.staff:
            raise Refusal("not_found", "no such room, or not for you")
        await access.reading(self._hub, actor, room)
        found = await self._parts.database.read(stored.tendings, [room])
        return found.get(room, tending.Tending())

    # -- agents ------------------------------------------------------------------------------------

    async def mine(self, actor: Actor) -> AtWork:
        """Return how an agent is known: two offers missed may have sent them away."""
        user = _agent(actor)
        found = await self._parts.database.read(stored.agent, user)
        return found or AtWork(user=user, state="offline", since=self._parts.wall(), capacity=CAPACITY)

    async def say(self, actor: Actor, state: tending.AgentState, leaving: Leaving | None = None) -> AtWork:
        """An agent is online, busy, away or offline; who says it for the first time comes to work.

        Who goes offline says what becomes of their rooms. Refuses with `rooms_open` who has some and does not.
        """
        user = _agent(actor)
        if state == "offline":
            await self._leave(actor, leaving)
        now = self._parts.wall()
        return await self._parts.journal.write(lambda c: stored.say_state(c, user, state, now))

    async def _leave(self, actor: Actor, leaving: Leaving | None) -> None:
        """Do with each of the agent's rooms what they said; one that was taken from them meanwhile is no matter."""
        theirs = await self._parts.database.read(stored.rooms_of, actor.user or "")
        if theirs and leaving is None:
            raise RoomsOpen(theirs)
        act = None if leaving is None else leaving.act()
        if act is None:
            return
        if leaving is not None and leaving.to is not None:
            await self._check_staff(leaving.to)
        for room in theirs:
            with contextlib.suppress(Refusal):
                await self.do(actor, room, act, ids.fresh("c"))

    async def equip(self, actor: Actor, agent: str, capacity: int, has: tuple[str, ...]) -> AtWork:
        """Say how many rooms an agent takes at once, and which skills, languages and teams they have."""
        if not actor.staff or actor.role not in {"supervisor", "admin"}:
            raise Refusal("forbidden", "that is for supervisors")
        if not 0 <= capacity <= MOST_AT_ONCE:
            raise Refusal("bad_field", f"0 to {MOST_AT_ONCE}", field="capacity")
        await self._check_staff(agent)
        now = self._parts.wall()

        def keep(c: Store) -> AtWork:
            choices.begin(c)
            own = {*has, *of_teams(agent, (), choices.whole(c).teams)}
            return stored.equip(c, agent, sorted(own), capacity, now)

        return await self._parts.journal.write(keep)

    async def _check_staff(self, agent: str) -> None:
        stored_as = await self._parts.database.read(users.user, agent)
        if stored_as is None or not stored_as.staff:
            raise Refusal("not_found", "nobody of staff has that id")


def _agent(actor: Actor) -> str:
    if actor.user is None or not actor.staff:
        raise Refusal("forbidden", "that is for staff")
    return actor.user
