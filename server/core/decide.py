"""Judges one change against the room as the entries before it left it; plain decisions, no I/O."""

from typing import Final

from server.core import changes, decide_messages, entry_bodies, permissions, reports, times
from server.core.entries import Author
from server.core.refusals import Refusal
from server.core.room import Room
from server.core.scene import Draft, Scene, allow, is_self, may, signature, window_of

_MAX_PEOPLE: Final = 10_000


def judge(change: changes.Change, scene: Scene) -> Draft | None:
    """Return the entry that this change becomes, None when nothing is to change, or refuse."""
    match change:
        case changes.Post():
            return decide_messages.post(change, scene)
        case changes.Revise() | changes.Erase() | changes.React() | changes.Answer():
            return decide_messages.aimed(change, scene)
        case changes.Help():
            return _help(change, scene)
        case changes.Report():
            return _report(change, scene)
        case changes.Add() | changes.Remove() | changes.Merge():
            return _people(change, scene)
        case changes.Patch() | changes.Activity() | changes.Lock():
            return _public(change, scene)
    message = f"no rule for {type(change).__name__}"
    raise TypeError(message)


def _help(change: changes.Help, scene: Scene) -> Draft | None:
    room, actor = scene.room, change.actor
    if change.withdraw:
        return _end_help(change, scene)
    stands = allow(scene, actor, "help")
    since = room.locked_since(scene.now)
    if since is not None and scene.now - since > permissions.HELP_AFTER_LOCK_DAYS * times.DAY:
        raise Refusal("room_locked", "this room is closed for good")
    if not change.reason:
        raise Refusal("bad_field", "help needs a reason", field="reason")
    reopened = since is not None or room.locks_at is not None
    return Draft("help", entry_bodies.call(change, stands, reopened=reopened))


def _report(change: changes.Report, scene: Scene) -> Draft:
    """Judge a report by the room that it is about; the entry is for its staff lane."""
    actor, target = change.actor, scene.target
    stands = allow(scene, actor, "help")
    message = None if target is None else (target.kind, target.by)
    reported = reports.about(change, scene.room, window_of(scene, actor), message)
    signed = Author(actor.name or actor.user or "", stands)
    return Draft("help", entry_bodies.report(change, stands, reported), author=signed)


def merge(change: changes.Merge, room: Room) -> Draft | None:
    """Put the user in the visitor's place; who is out already cannot be replaced. A lane goes with its room."""
    old = room.present(change.visitor)
    return None if old is None else Draft("join", entry_bodies.merge(room, old, change.actor))


def _end_help(change: changes.Help, scene: Scene) -> Draft | None:
    """Withdraw (the caller) or dismiss (staff) a call for help; nothing to do when none is open."""
    actor = change.actor
    dismisses = may(scene, actor, "dismiss")
    allow(scene, actor, "dismiss" if dismisses else "help")
    waiting = scene.room.waiting
    if waiting is None:
        return None
    if not dismisses and not is_self(scene.room, actor, waiting.by):
        raise Refusal("forbidden", "only who called, or staff, may end the call")
    return Draft("help", entry_bodies.end(change, dismissed=dismisses), author=signature(scene, actor))


def _people(change: changes.Add | changes.Remove | changes.Merge, scene: Scene) -> Draft | None:
    match change:
        case changes.Add():
            return _add(change, scene)
        case changes.Remove():
            return _remove(change, scene)
        case changes.Merge():
            return merge(change, scene.room)


def _add(change: changes.Add, scene: Scene) -> Draft | None:
    """Bring in, rename, re-role or swap: always one entry."""
    room, person = scene.room, change.person
    _may_add(change, scene)
    present = room.present(person.user)
    if change.replaces is not None:
        return _swap(change, scene)
    if present is not None:
        if (present.role, present.name) == (person.role, person.name or present.name):
            return None
        body = {"user": person.user, "role": person.role, "name": person.name or present.name}
        return Draft("role", body)
    if len(room.members) >= _MAX_PEOPLE:
        raise Refusal("too_large", f"a room holds at most {_MAX_PEOPLE} participants")
    return Draft("join", entry_bodies.join(room, person))


def _may_add(change: changes.Add, scene: Scene) -> None:
    """The table decides; a lane, besides, takes only participants of its room."""
    allow(scene, change.actor, "people")
    lane = scene.parent
    if lane is not None and lane.present(change.person.user) is None:
        raise Refusal("not_found", "a lane takes only participants of its room", field="user")


def _swap(change: changes.Add, scene: Scene) -> Draft | None:
    room, person = scene.room, change.person
    old = room.present(change.replaces or "")
    if room.present(person.user) is not None:
        if old is None and room.members.get(change.replaces or "") is not None:
            return None
        raise Refusal("bad_field", "the newcomer takes part already", field="user")
    if old is None:
        raise Refusal("not_found", "nobody of that id to replace", field="replaces")
    return Draft("join", entry_bodies.join(room, person) | {"replaces": old.user})


def _remove(change: changes.Remove, scene: Scene) -> Draft | None:
    if change.reason != "left" or change.user != change.actor.user:
        allow(scene, change.actor, "people")
    if scene.room.present(change.user) is None:
        if change.user in scene.room.members:
            return None
        raise Refusal("not_found", "nobody of that id takes part")
    return Draft("leave", {"user": change.user, "reason": change.reason})


def _public(change: changes.Patch | changes.Activity | changes.Lock, scene: Scene) -> Draft | None:
    match change:
        case changes.Patch():
            return _patch(change, scene)
        case changes.Activity():
            allow(scene, change.actor, "activity")
            body = entry_bodies.activity(change, scene.room, scene.now)
            return Draft("activity", body, author=signature(scene, change.actor))
        case changes.Lock():
            due = scene.room.is_locked(scene.now) and not scene.room.locked
            return Draft("room", {"locked": True}) if due else None


def _patch(change: changes.Patch, scene: Scene) -> Draft | None:
    """Keep only what differs; opening again, or unlocking, also lifts a lock time that has passed."""
    allow(scene, change.actor, "patch")
    room, wish = scene.room, dict(change.fields)
    if wish.get("status") == "open" and room.is_locked(scene.now):
        wish.setdefault("locked", False)
    if wish.get("locked") is False and room.locks_at is not None:
        wish.setdefault("locks_at", None)
    differs = {name: value for name, value in wish.items() if getattr(room, name) != value}
    return Draft("room", differs) if differs else None
