"""What can be asked of a room's log: the journal's input, one frozen value per change."""

from typing import Any

from msgspec import Struct, field

from server.core.entries import Body
from server.core.tending import Acts


class Actor(Struct, frozen=True):
    """Who asks: a user (with the *stored* role), or the host's backend when `host` is set."""

    user: str | None
    name: str = ""
    role: str = ""
    staff: bool = False
    host: bool = False
    only: str | None = None
    """The one room that this session may reach, with its lanes; None for any."""

    def reaches(self, room: str, parent: str | None = None) -> bool:
        """Tell whether this session may know of that room, a lane of `parent`."""
        return self.only is None or self.only in {room, parent}


class Change(Struct, frozen=True, kw_only=True):
    """One wish for one room. `digest` tells a repeat of `cid` from another use of it."""

    room: str
    actor: Actor
    cid: str
    digest: str = ""


class Post(Change, frozen=True, kw_only=True):
    """Write a message."""

    body: Body
    reply_to: int | None = None
    expires_at: int | None = None
    """Of an announcement: who comes in from then on (milliseconds) does not see it."""


class Revise(Change, frozen=True, kw_only=True):
    """Replace a message's body."""

    target: int
    body: Body


class Erase(Change, frozen=True, kw_only=True):
    """Erase a message."""

    target: int


class React(Change, frozen=True, kw_only=True):
    """Put a reaction on, or take it off."""

    target: int
    emoji: str
    on: bool


class Answer(Change, frozen=True, kw_only=True):
    """Accept a request, or decline it: once."""

    target: int
    accepted: bool


class Help(Change, frozen=True, kw_only=True):
    """Raise help, or end it."""

    reason: str | None = None
    text: str | None = None
    withdraw: bool = False


class Report(Change, frozen=True, kw_only=True):
    """Tell staff, and staff alone, of somebody or of a message: it is written into the room's staff lane."""

    target: int | None = None
    user: str | None = None
    text: str | None = None


class Tend(Change, frozen=True, kw_only=True):
    """Do something with a room at the desk; it is written into the room's staff lane."""

    act: Acts


class Merge(Change, frozen=True, kw_only=True):
    """The visitor became the actor: one out and the other in at the same seq, lanes too. Proofs were shown before."""

    visitor: str


class Person(Struct, frozen=True, kw_only=True):
    """Somebody to take part; `history` None means the policy for that role and room kind."""

    user: str
    role: str
    name: str = ""
    verified: str = "host"
    history: str | None = None


class Add(Change, frozen=True, kw_only=True):
    """Bring a participant in, change a present one's role or name, or (`replaces`) swap two at one seq."""

    person: Person
    replaces: str | None = None


class Remove(Change, frozen=True, kw_only=True):
    """Take a participant out; `reason` is `removed` or `left`."""

    user: str
    reason: str = "removed"


class Patch(Change, frozen=True, kw_only=True):
    """Change what is public of the room: `subject`, `status`, `locked`, `locks_at` (ms or None)."""

    fields: dict[str, Any]


class Activity(Change, frozen=True, kw_only=True):
    """Write an order event; `locks_at` (ms) for a delivery, `reopen` for a dispute."""

    type: str
    text: str | None = None
    params: dict[str, Any] | None = None
    locks_at: int | None = None
    reopen: bool = False


class Lock(Change, frozen=True, kw_only=True):
    """Write down that the lock time has come; does nothing when it has not, or was written already."""


class Create(Change, frozen=True, kw_only=True):
    """Make a room with its first participants; a lane has `parent` and `audience`."""

    kind: str
    subject: str = ""
    people: tuple[Person, ...] = ()
    metadata: dict[str, Any] = field(default_factory=dict)
    facts: tuple[dict[str, Any], ...] = ()
    parent: str | None = None
    audience: str | None = None
    staff_lane: str | None = None
    """The id for the staff lane that is born with every room that is no lane."""
