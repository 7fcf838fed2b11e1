"""What routing knows of an agent at work, and of a room that waits, is offered, or is somebody's. Pure."""

from typing import Final

from msgspec import Struct

from server.core.tending import AgentState

MISSES: Final = 2
"""So many offers in a row without a word, and the agent is away."""
LOST_MS: Final = 60_000
"""How long a room that awaits a reply waits for an agent whose connection died."""
ANSWERED_MS: Final = 5 * 60_000
LOST_ANSWERED_MS: Final = 3 * 60_000
"""How long a room waits for them that they answered within `ANSWERED_MS` before."""
NEVER: Final = -ANSWERED_MS * 1_000_000


class Agent(Struct, frozen=True, kw_only=True, gc=False):
    """What an agent has said, or is said, of themself; `has` is what rooms may need: skills, languages, teams."""

    id: str
    state: AgentState
    capacity: int
    has: frozenset[str] = frozenset()


class Waiting(Struct, frozen=True, kw_only=True, gc=False):
    """A room in which somebody waits for staff; `last` had it before. `queued`: whoever waits is told their place.

    Of a room that was handed to a team: `sender` has it again when nobody has taken it at `back_at`.
    """

    room: str
    since: int
    needs: frozenset[str] = frozenset()
    last: str | None = None
    sender: str | None = None
    back_at: int | None = None
    queued: bool = False


class Desk(Struct, gc=False):
    """One agent at work. `lost_at`: since when they have no connection."""

    agent: Agent
    missed: int = 0
    lost_at: int | None = None
    rooms: dict[str, int] = {}
    """Theirs, and offered to them; and when they last wrote there."""
    passed: set[str] = set()
    """Rooms that they let go by."""

    @property
    def here(self) -> bool:
        """Tell whether they may be offered anything."""
        return self.agent.state == "online" and self.lost_at is None

    @property
    def spare(self) -> int:
        """Return how many rooms more they take."""
        return self.agent.capacity - len(self.rooms)

    def misses(self) -> bool:
        """Count an offer without a word; tell whether that makes them away. Who has no connection misses nothing."""
        if self.lost_at is not None:
            return False
        self.missed += 1
        if self.missed < MISSES or self.agent.state != "online":
            return False
        was = self.agent
        self.agent = Agent(id=was.id, state="away", capacity=was.capacity, has=was.has)
        return True

    def given_up_at(self, room: str) -> int | None:
        """Return until when a room in which somebody waits is left to them; None while they have a connection."""
        if self.lost_at is None:
            return None
        recent = self.lost_at - self.rooms[room] <= ANSWERED_MS
        return self.lost_at + (LOST_ANSWERED_MS if recent else LOST_MS)


class Case(Struct, gc=False):
    """One room: waiting, offered to `agent` until then, or theirs. `asked`: somebody waits there.

    `sender` handed it to this agent, and has it again if they will not.
    """

    asked: Waiting | None
    agent: str | None = None
    until: int | None = None
    sender: str | None = None
    passed: dict[str, int] = {}
    """Who let it go by, and until when they are not asked again."""

    @property
    def held(self) -> bool:
        """Tell whether the room is somebody's."""
        return self.agent is not None and self.until is None
