"""What can be asked of a room's log: the journal's input, one frozen value per change."""

from dataclasses import dataclass, field
from typing import Any

from server.core.entries import Body


@dataclass(frozen=True, slots=True)
class Actor:
    """Who asks: a user (with the *stored* role), or the host's backend when `host` is set."""

    user: str | None
    name: str = ""
    role: str = ""
    staff: bool = False
    host: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One wish for one room. `digest` tells a repeat of `cid` from another use of it."""

    room: str
    actor: Actor
    cid: str
    digest: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Post(Change):
    """Write a message."""

    body: Body
    reply_to: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Revise(Change):
    """Replace a message's body."""

    target: int
    body: Body


@dataclass(frozen=True, slots=True, kw_only=True)
class Erase(Change):
    """Erase a message."""

    target: int


@dataclass(frozen=True, slots=True, kw_only=True)
class React(Change):
    """Put a reaction on, or take it off."""

    target: int
    emoji: str
    on: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Help(Change):
    """Raise help, or end it."""

    reason: str | None = None
    text: str | None = None
    withdraw: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Report(Change):
    """Tell staff, and staff alone, of somebody or of a message: it is written into the room's staff lane."""

    target: int | None = None
    user: str | None = None
    text: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Merge(Change):
    """The visitor became the actor: one out and the other in at the same seq, lanes too. Proofs were shown before."""

    visitor: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Somebody to take part; `history` None means the policy for that role and room kind."""

    user: str
    role: str
    name: str = ""
    verified: str = "host"
    history: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Add(Change):
    """Bring a participant in, change a present one's role or name, or (`replaces`) swap two at one seq."""

    person: Person
    replaces: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Remove(Change):
    """Take a participant out; `reason` is `removed` or `left`."""

    user: str
    reason: str = "removed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Patch(Change):
    """Change what is public of the room: `subject`, `status`, `locked`, `locks_at` (ms or None)."""

    fields: dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Activity(Change):
    """Write an order event; `locks_at` (ms) for a delivery, `reopen` for a dispute."""

    type: str
    text: str | None = None
    params: dict[str, Any] | None = None
    locks_at: int | None = None
    reopen: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Lock(Change):
    """Write down that the lock time has come; does nothing when it has not, or was written already."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Create(Change):
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
