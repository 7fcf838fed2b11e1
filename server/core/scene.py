"""What one judgement of a change rests on: the room, the moment, the standing of who asks, what is aimed at."""

from collections.abc import Container, Mapping

from msgspec import Struct, field

from server.core import changes, permissions, times, windows
from server.core.entries import Answer, Author, Body, Redacted
from server.core.refusals import Refusal
from server.core.room import Room
from server.core.uploads import Upload


class Target(Struct, frozen=True):
    """What must be known of the entry that a change aims at: `file`, `asks`: it carries one, it is a request."""

    kind: str
    by: str | None
    at: int
    redacted: Redacted | None = None
    file: bool = False
    asks: bool = False
    answer: Answer | None = None
    expires_at: int | None = None


class Draft(Struct, frozen=True):
    """An entry before it has its seq and time."""

    kind: str
    body: Body
    target: int | None = None
    reply_to: int | None = None
    author: Author | None = None
    expires_at: int | None = None


class Scene(Struct, frozen=True):
    """All that one judgement rests on; `parent` for lanes, `target` for what aims at a message; known `uploads`."""

    room: Room
    now: int
    parent: Room | None = None
    target: Target | None = None
    redact_within_ms: int = times.DAY
    uploads: Mapping[str, Upload] = field(default_factory=dict)
    staff: Container[str] = frozenset()
    """Which of those who are mentioned are staff."""


def standing(room: Room, actor: changes.Actor) -> str | None:
    """Return the actor's row in the table of permissions; None for a stranger."""
    if actor.host and actor.user is None:
        return "host"
    if actor.user is None or not actor.reaches(room.id, room.parent):
        return None
    member = room.present(actor.user)
    return member.role if member is not None else "staff" if actor.staff else None


def allow(scene: Scene, actor: changes.Actor, action: str) -> str:
    """Return the standing in which the actor may do this now, or refuse."""
    stands = permit(standing(scene.room, actor), actor, action, scene.room, held=locked(scene))
    check_heard(actor, action, scene.room, scene.parent)
    return stands


def check_heard(actor: changes.Actor, action: str, room: Room, parent: Room | None) -> None:
    """Refuse what somebody may not do whom staff have silenced in this room, or in the parent of this lane."""
    held = parent if parent is not None else room
    if held.silenced and action not in permissions.WHILE_SILENCED and held.silences(actor.user or ""):
        raise Refusal("forbidden", "you may only read here: staff have silenced you")


def permit(stands: str | None, actor: changes.Actor, action: str, room: Room, *, held: bool) -> str:
    """Judge one action by the table and the lock; `held`: the room, or the parent of a lane, is locked now."""
    kind = permissions.table_kind(room.kind, room.audience)
    if stands is None or not permissions.may(stands, "history", kind):
        raise Refusal("not_found", "no such room, or not for you", left=_left(actor, room))
    if not permissions.may(stands, action, kind):
        raise Refusal("forbidden", f"a {stands} may not {action} here")
    if held and not actor.staff and not permissions.may_while_locked(stands, action):
        raise Refusal("room_locked")
    return stands


def _left(actor: changes.Actor, room: Room) -> str | None:
    """Return how this user went out: what they still send fails with that reason on their own device."""
    gone = room.members.get(actor.user or "") if actor.reaches(room.id, room.parent) else None
    reason = None if gone is None or gone.present else gone.left_reason
    return "removed" if reason == "left" else reason


def locked(scene: Scene) -> bool:
    """Tell whether the room, or the parent of a lane, is locked now."""
    held = scene.parent if scene.parent is not None else scene.room
    return held.is_locked(scene.now)


def signature(scene: Scene, actor: changes.Actor) -> Author | None:
    """Return who signs, where the room's participants do not tell it."""
    if actor.user is None or scene.room.present(actor.user) is not None:
        return None
    return Author(actor.name or actor.user, actor.role)


def window_of(scene: Scene, actor: changes.Actor) -> windows.Window:
    """Return what the actor may see of the room."""
    if actor.user is None:
        return windows.WHOLE
    return windows.of_reader(scene.room, actor.user, staff=actor.staff) or windows.Window(1, 0)


def may(scene: Scene, actor: changes.Actor, action: str) -> bool:
    """Look the table up, without the lock."""
    stands, room = standing(scene.room, actor), scene.room
    return stands is not None and permissions.may(stands, action, permissions.table_kind(room.kind, room.audience))


def is_self(room: Room, actor: changes.Actor, user: str | None) -> bool:
    """Tell whether that is the actor, or a visitor the actor was here."""
    member = room.present(actor.user) if actor.user is not None else None
    return actor.user == user or (member is not None and member.wrote(user))
