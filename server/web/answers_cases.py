"""The shapes of what the desk answers."""

from typing import Literal

from server.core.entry_shapes import Shape, Time
from server.core.tending import AgentState


class Tended(Shape, frozen=True, kw_only=True):
    """How staff stand to a room: who has it or is asked to, to whom it is handed, what is noted of it.

    `due_at`: when somebody means to look at it again; `silenced`: who takes part and may only read; `watching_told`:
    the parties learn that staff look on.
    """

    room: str
    agent: str | None
    state: Literal["offered", "assigned"] | None
    since: Time | None
    until: Time | None
    sender: str | None
    team: str | None
    back_at: Time | None
    last: str | None
    priority: str | None
    labels: list[str]
    needs: list[str]
    hold: Literal["pending", "snoozed"] | None
    wake_at: Time | None
    due_at: Time | None
    spam: bool
    silenced: list[str]
    watching_told: bool


class Borne(Shape, frozen=True, kw_only=True):
    """An agent at work: their rooms, in how many of them somebody waits, for how long the longest."""

    user: str
    name: str
    state: AgentState
    since: Time
    connected: bool
    capacity: int
    open: int
    waiting: int
    longest_wait_s: int | None


class TeamQueue(Shape, frozen=True, kw_only=True):
    """Rooms in which somebody waits for this team."""

    team: str
    waiting: int
    longest_wait_since: Time | None


class Queue(Shape, frozen=True, kw_only=True):
    """Rooms in which somebody waits and that nobody has; snoozed, pending and spam left out."""

    waiting: int
    longest_wait_since: Time | None
    teams: list[TeamQueue]


class Load(Shape, frozen=True, kw_only=True):
    """Who has how much to do."""

    agents: list[Borne]
    queue: Queue


class Banned(Shape, frozen=True, kw_only=True):
    """Somebody who is kept out, until it is lifted; by whom and why, where that was written down."""

    user: str
    name: str
    since: Time
    by: str | None
    by_name: str | None
    reason: str


class BanList(Shape, frozen=True, kw_only=True):
    """Everybody who is kept out."""

    bans: list[Banned]


class Acted(Shape, frozen=True, kw_only=True):
    """Where the act stands in the room's staff lane; not `changed`: there was nothing to do."""

    room: str
    lane: str
    seq: int
    at: Time
    changed: bool


class AgentAtWork(Shape, frozen=True, kw_only=True):
    """An agent: their state and since when, how many rooms at once they take, what they have of what rooms need."""

    user: str
    state: AgentState
    since: Time
    capacity: int
    has: list[str]
