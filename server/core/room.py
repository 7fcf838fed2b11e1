"""A room as the fold over its log: who takes part, what is public, where it stands."""

from dataclasses import dataclass, field, replace
from typing import Any, Final

from server.core.entries import Entry

STAFF_ROLES: Final = frozenset({"agent", "supervisor", "admin"})
ROLES: Final = ("customer", "driver", "merchant", "agent", "bot", "member")
KINDS: Final = ("order", "support", "group", "announcement")
STAGES: Final = (
    "placed", "accepted", "preparing", "ready", "assigned", "picked_up", "arrived", "delivered", "cancelled",
)  # fmt: skip
"""The order events that move an order on; all others tell something about it."""
STATUSES: Final = ("open", "resolved")


@dataclass(frozen=True, slots=True)
class Member:
    """One user's membership: an interval of seqs, and from where in the log it may see."""

    user: str
    role: str
    name: str
    verified: str
    joined_seq: int
    first_seq: int
    left_seq: int | None = None
    left_reason: str | None = None
    was: tuple[str, ...] = ()
    """The visitors this user was here before; what they wrote counts as this user's own."""
    joined_at: int = 0
    """When they came in (milliseconds)."""

    @property
    def present(self) -> bool:
        """Tell whether this membership still lasts."""
        return self.left_seq is None

    def wrote(self, author: str | None) -> bool:
        """Tell whether that is this user, or a visitor they were."""
        return author == self.user or author in self.was


@dataclass(frozen=True, slots=True)
class Waiting:
    """Staff are called: since when (milliseconds), why, by whom."""

    since: int
    reason: str
    by: str | None


@dataclass(slots=True)
class Room:
    """What `apply` has read so far; `version` moves when anything that permissions rest on moves."""

    id: str
    kind: str
    parent: str | None = None
    audience: str | None = None
    subject: str = ""
    status: str = "open"
    locked: bool = False
    locks_at: int | None = None
    stage: str | None = None
    """Where the order stands: its last event of `STAGES`."""
    waiting: Waiting | None = None
    last_seq: int = 0
    last_at: int = 0
    version: int = 0
    members: dict[str, Member] = field(default_factory=dict)
    silenced: frozenset[str] = frozenset()
    """Who may only read, as the staff lane has it: it stands beside the log, for nobody else is told."""

    def apply(self, entry: Entry) -> None:
        """Fold the next entry in; it must be `last_seq` + 1."""
        if entry.seq != self.last_seq + 1:
            message = f"{self.id}: entry {entry.seq} cannot follow {self.last_seq}"
            raise ValueError(message)
        fold = _FOLDS.get(entry.kind)
        if fold is not None:
            fold(self, entry)
        self.last_seq = entry.seq
        self.last_at = max(self.last_at, entry.at)

    def present(self, user: str) -> Member | None:
        """Return this user's membership if it still lasts."""
        member = self.members.get(user)
        return member if member is not None and member.present else None

    def silences(self, user: str) -> bool:
        """Tell whether this participant, or a visitor they were here, may only read."""
        member = self.members.get(user)
        return any(user == one or (member is not None and one in member.was) for one in self.silenced)

    def is_locked(self, now: int) -> bool:
        """Judge the lock by the clock (milliseconds); the sweep only writes down what holds already."""
        return self.locked or (self.locks_at is not None and now >= self.locks_at)

    def locked_since(self, now: int) -> int | None:
        """Return since when the room is locked, or None while it is open."""
        if not self.is_locked(now):
            return None
        return self.locks_at if self.locks_at is not None else self.last_at

    def role_of(self, entry: Entry) -> str | None:
        """Return the role in which this entry was written."""
        if entry.author is not None:
            return entry.author.role
        member = self.members.get(entry.by) if entry.by is not None else None
        return None if member is None else member.role

    def copy(self) -> "Room":
        """Return a room of its own; members are frozen, so only their table is copied."""
        return replace(self, members=dict(self.members))


def first_seen(history: str, joined_seq: int) -> int:
    """Return the first seq that a history policy (`all`, `from_assignment`, `last:N`) opens."""
    if history == "all":
        return 1
    if history.startswith("last:"):
        return max(1, joined_seq - int(history[5:]))
    return joined_seq


def _join(room: Room, entry: Entry) -> None:
    body = entry.body
    replaced = body.get("replaces")
    came = entry.at
    if replaced is not None:
        if body.get("was"):
            came = min(came, *(one.joined_at for one in map(room.present, (replaced, body["user"])) if one is not None))
        _part(room, replaced, entry.seq, "replaced")
    room.members[body["user"]] = Member(
        user=body["user"],
        role=body["role"],
        name=body.get("name") or body["user"],
        verified=body.get("verified", "none"),
        joined_seq=entry.seq,
        first_seq=first_seen(body.get("history", "all"), entry.seq),
        was=tuple(body.get("was", ())),
        joined_at=came,
    )
    room.version += 1


def _leave(room: Room, entry: Entry) -> None:
    _part(room, entry.body["user"], entry.seq, entry.body.get("reason", "removed"))
    room.version += 1


def _part(room: Room, user: str, seq: int, reason: str) -> None:
    member = room.present(user)
    if member is not None:
        room.members[user] = replace(member, left_seq=seq, left_reason=reason)


def _role(room: Room, entry: Entry) -> None:
    member = room.present(entry.body["user"])
    if member is not None:
        changed = replace(member, role=entry.body["role"], name=entry.body["name"])
        room.members[member.user] = changed
        room.version += 1


def _room(room: Room, entry: Entry) -> None:
    body: dict[str, Any] = entry.body
    room.subject = body.get("subject", room.subject)
    room.status = body.get("status", room.status)
    room.locked = body.get("locked", room.locked)
    if "locks_at" in body:
        room.locks_at = body["locks_at"]
    if body.get("status") == "resolved":
        room.waiting = None
    room.version += 1


def _activity(room: Room, entry: Entry) -> None:
    if "locks_at" in entry.body:
        room.locks_at = entry.body["locks_at"]
        room.version += 1
    if entry.body.get("type") in STAGES:
        room.stage = entry.body["type"]
    if entry.body.get("reopened"):
        _reopen(room)


def _help(room: Room, entry: Entry) -> None:
    if entry.body["state"] != "raised":
        room.waiting = None
        return
    room.waiting = Waiting(entry.at, entry.body.get("reason", ""), entry.by)
    room.status = "open"
    if entry.body.get("reopened"):
        _reopen(room)


def _message(room: Room, entry: Entry) -> None:
    if room.role_of(entry) in STAFF_ROLES:
        room.waiting = None
    elif room.kind == "support" and room.parent is None and room.waiting is None:
        room.waiting = Waiting(entry.at, "message", entry.by)


def _reopen(room: Room) -> None:
    room.status = "open"
    room.locked = False
    room.locks_at = None
    room.version += 1


_FOLDS: Final = {
    "join": _join,
    "leave": _leave,
    "role": _role,
    "room": _room,
    "activity": _activity,
    "help": _help,
    "message": _message,
}
