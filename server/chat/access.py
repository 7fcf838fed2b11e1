"""One question for every way out: whether this reader may see that room, and which part of it."""

from msgspec import Struct

from server.chat import looking, within
from server.core import scene, windows
from server.core.changes import Actor
from server.core.permissions import may, table_kind
from server.core.refusals import Refusal
from server.core.windows import Window
from server.live.hub import Hub
from server.live.live_room import LiveRoom


class Access(Struct, frozen=True):
    """A live room, its parent for a lane, the part that the reader may see, and in which standing."""

    live: LiveRoom
    window: Window
    standing: str | None
    parent: LiveRoom | None = None

    @property
    def observer(self) -> bool:
        """Tell whether the reader is staff who does not take part."""
        return self.standing in {"staff", "host"}


class Left(Exception):
    """The reader took part once; `reason` says how that ended."""

    def __init__(self, room: str, reason: str) -> None:
        super().__init__(room)
        self.room = room
        self.reason = reason


async def reading(hub: Hub, actor: Actor, room: str, *, former: bool = False) -> Access:
    """Return what the actor may read of a room; `former`: also who took part once. Refuses with `not_found`."""
    live = await _current(hub, actor, room)
    parent = await hub.load(live.room.parent) if live.room.parent is not None else None
    found = _judged(live, parent, actor, former=former)
    if found.standing == "staff":
        await within.check(hub, actor, parent or live)
        await looking.note(hub, actor, live)
    return found


def at_once(hub: Hub, actor: Actor, room: str, *, viewed: bool = False) -> Access | None:
    """Return the same without waiting; None where the store must be asked first.

    `viewed`: the reader has a view open, which would have ended had the room left their reach (live/reaching.py).
    """
    live = hub.rooms.get(room)
    if live is None or _unsure(live, actor):
        return None
    parent = hub.rooms.get(live.room.parent) if live.room.parent is not None else None
    if live.room.parent is not None and parent is None:
        return None
    if not viewed and not within.is_shown_anyway(parent or live, actor):
        return None
    return _judged(live, parent, actor, former=False)


def _judged(live: LiveRoom, parent: LiveRoom | None, actor: Actor, *, former: bool) -> Access:
    _check_reach(live, actor)
    stands = scene.standing(live.room, actor)
    if actor.user is None:
        window: Window | None = windows.WHOLE
    else:
        window = windows.of_reader(live.room, actor.user, staff=actor.staff)
    kind = table_kind(live.room.kind, live.room.audience)
    allowed = former if stands is None else may(stands, "history", kind)
    if window is None or not allowed:
        raise _unknown()
    return Access(live, window, stands, parent)


async def viewing(hub: Hub, actor: Actor, room: str) -> Access:
    """Like `reading`, but only for who takes part or is staff; a former participant raises `Left`."""
    live = await _current(hub, actor, room)
    if actor.user is not None and not actor.staff and live.room.present(actor.user) is None:
        gone = live.room.members.get(actor.user)
        if gone is not None:
            reason = gone.left_reason or "removed"
            raise Left(room, "removed" if reason == "left" else reason)
    return await reading(hub, actor, room)


async def _current(hub: Hub, actor: Actor, room: str) -> LiveRoom:
    """Return the live room; before anybody is turned away, compared with the store: this node may be behind."""
    live = await hub.load(room)
    _check_reach(live, actor)
    if _unsure(live, actor):
        await hub.repair.check(live)
    return live


def _check_reach(live: LiveRoom, actor: Actor) -> None:
    """Turn a session away that is bound to another room, whatever its user took, or takes, part in."""
    if not actor.reaches(live.id, live.room.parent):
        raise _unknown()


def _unknown() -> Refusal:
    return Refusal("not_found", "no such room, or not for you")


def _unsure(live: LiveRoom, actor: Actor) -> bool:
    """Tell whether this would be turned away by what this node knows, which may not be the latest."""
    return actor.user is not None and not actor.staff and live.room.present(actor.user) is None


def may_now(access: Access, actor: Actor, action: str, wall: int) -> str:
    """Judge an action on what stands beside the log, by the table and the lock; return the standing."""
    stands = scene.permit(access.standing, actor, action, access.live.room, held=is_locked(access, wall))
    scene.check_heard(actor, action, access.live.room, None if access.parent is None else access.parent.room)
    return stands


def is_locked(access: Access, wall: int) -> bool:
    """Tell whether the room, or the parent of a lane, is locked."""
    held = access.parent or access.live
    return held.room.is_locked(wall)
