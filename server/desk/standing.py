"""What the store says of rooms and agents, read on one snapshot and told to routing."""

from collections.abc import Iterable
from typing import Final

from msgspec import Struct

from server.core.tending import HANDOVER_MS, Tending
from server.desk.cases import NEVER, Agent, Case, Waiting
from server.desk.routing import Routing
from server.storage import desk as stored
from server.storage.database import Store
from server.storage.desk import AtWork, Called

_NOBODY: Final = Tending()


class Picture(Struct, frozen=True):
    """How some rooms stand: by whom they are had, who waits there, when their agents last wrote, which are resolved."""

    rooms: list[str]
    held: dict[str, Tending]
    called: dict[str, Called]
    answered: dict[str, int]
    resolved: frozenset[str]

    def of(self, room: str) -> Tending:
        """Return how staff stand to a room."""
        return self.held.get(room, _NOBODY)


def picture(c: Store, rooms: list[str] | None = None, resolved: Iterable[str] = ()) -> Picture:
    """Read how these rooms stand, or all in which there is anything to do."""
    held = stored.tended(c) if rooms is None else stored.tendings(c, rooms)
    called = {one.room: one for one in stored.waiting(c, rooms)}
    if rooms is None:
        rooms = sorted(held.keys() | called.keys())
        held = stored.tendings(c, rooms)
    answered = {
        room: at
        for room, one in held.items()
        if one.agent is not None and one.state == "assigned" and (at := stored.answered_at(c, room, one.agent))
    }
    return Picture(rooms, held, called, answered, frozenset(resolved))


def agent_of(row: AtWork) -> Agent:
    """Return what routing is told of an agent."""
    return Agent(id=row.user, state=row.state, capacity=row.capacity, has=frozenset(row.has))


def tell(routing: Routing, seen: Picture, now: int) -> None:
    """Tell routing how these rooms stand; what it knows already is no news."""
    for room in seen.rooms:
        held = seen.of(room)
        asked = None if room in seen.resolved else asked_of(room, held, seen.called.get(room))
        case = routing.has(room)
        if held.state == "offered":
            _offered(routing, case, held, asked or Waiting(room=room, since=held.since or now))
        elif held.agent is not None:
            _held(routing, room, held.agent, seen.answered.get(room, NEVER))
            _asked(routing, room, asked)
        else:
            _nobodys(routing, room, case, now)
            _asked(routing, room, asked)


def asked_of(room: str, held: Tending, called: Called | None) -> Waiting | None:
    """Return how somebody waits in a room that is not put off; a room handed to a team waits in any case."""
    needs = frozenset(held.needs)
    if held.hold is not None or held.spam:
        return None
    if held.team is not None and held.back_at is not None:
        since = held.back_at - HANDOVER_MS if called is None else called.since
        team = needs | {f"team:{held.team}"}
        return Waiting(room=room, since=since, needs=team, sender=held.sender, back_at=held.back_at)
    if called is None:
        return None
    return Waiting(room=room, since=called.since, needs=needs, last=held.last, queued=called.kind == "support")


def _offered(routing: Routing, case: Case | None, held: Tending, asked: Waiting) -> None:
    if case is None or (case.agent, case.until) != (held.agent, held.until):
        sender = held.sender if held.team is None else None
        routing.offered(asked, held.agent or "", held.until or 0, sender)


def _held(routing: Routing, room: str, agent: str, answered_at: int) -> None:
    """A room of somebody who is not at work, a supervisor for one, is not to be routed."""
    case = routing.has(room)
    if not routing.knows(agent):
        routing.close(room)
    elif case is None or not case.held or case.agent != agent:
        routing.hold(room, agent, answered_at)


def _nobodys(routing: Routing, room: str, case: Case | None, now: int) -> None:
    """Who was asked and is not any more has declined; who had it has let it go."""
    if case is not None and case.agent is not None and case.until is not None:
        routing.decline(room, case.agent, now)
    elif case is not None and case.held:
        routing.release(room, now)


def _asked(routing: Routing, room: str, asked: Waiting | None) -> None:
    case = routing.has(room)
    if asked is None:
        routing.rest(room)
    elif case is None or case.asked != asked:
        routing.wait(asked)
