"""Judges one change against the room as the entries before it left it; plain decisions, no I/O."""

from collections.abc import Mapping
from typing import Final

from msgspec import Struct, field

from server.core import changes, entry_bodies, permissions, reports, times, uploads, windows
from server.core.entries import Author, Body, Redacted
from server.core.refusals import Refusal
from server.core.room import Room
from server.core.uploads import Upload

_MAX_PEOPLE: Final = 10_000


class Target(Struct, frozen=True):
    """What must be known of the entry that a change aims at; `file`: whether it carries any."""

    kind: str
    by: str | None
    at: int
    redacted: Redacted | None = None
    file: bool = False


class Draft(Struct, frozen=True):
    """An entry before it has its seq and time."""

    kind: str
    body: Body
    target: int | None = None
    reply_to: int | None = None
    author: Author | None = None


class Scene(Struct, frozen=True):
    """All that one judgement rests on; `parent` for lanes, `target` for edit, redact, reaction; known `uploads`."""

    room: Room
    now: int
    parent: Room | None = None
    target: Target | None = None
    redact_within_ms: int = times.DAY
    uploads: Mapping[str, Upload] = field(default_factory=dict)


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
    stands = standing(scene.room, actor)
    return permit(stands, actor, action, scene.room, held=locked(scene))


def permit(stands: str | None, actor: changes.Actor, action: str, room: Room, *, held: bool) -> str:
    """Judge one action by the table and the lock; `held`: the room, or the parent of a lane, is locked now."""
    kind = permissions.table_kind(room.kind, room.audience)
    if stands is None or not permissions.may(stands, "history", kind):
        raise Refusal("not_found", "no such room, or not for you")
    if not permissions.may(stands, action, kind):
        raise Refusal("forbidden", f"a {stands} may not {action} here")
    if held and not actor.staff and not permissions.may_while_locked(stands, action):
        raise Refusal("room_locked")
    return stands


def locked(scene: Scene) -> bool:
    """Tell whether the room, or the parent of a lane, is locked now."""
    held = scene.parent if scene.parent is not None else scene.room
    return held.is_locked(scene.now)


def judge(change: changes.Change, scene: Scene) -> Draft | None:
    """Return the entry that this change becomes, None when nothing is to change, or refuse."""
    match change:
        case changes.Post():
            return _post(change, scene)
        case changes.Revise() | changes.Erase() | changes.React():
            return _aimed(change, scene)
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


def _signature(scene: Scene, actor: changes.Actor) -> Author | None:
    """Return who signs, where the room's participants do not tell it."""
    if actor.user is None or scene.room.present(actor.user) is not None:
        return None
    return Author(actor.name or actor.user, actor.role)


def _post(change: changes.Post, scene: Scene) -> Draft:
    allow(scene, change.actor, "send")
    _check_reply(change, scene)
    body = uploads.carried(change.body, (scene.room.id, change.actor.user or ""), scene.uploads, scene.now)
    return Draft("message", body, reply_to=change.reply_to, author=_signature(scene, change.actor))


def _check_reply(change: changes.Post, scene: Scene) -> None:
    if change.reply_to is None:
        return
    window = _window(scene, change.actor)
    if change.reply_to > scene.room.last_seq or not window.holds(change.reply_to):
        raise Refusal("bad_field", "reply_to names no entry you can see", field="reply_to")


def _window(scene: Scene, actor: changes.Actor) -> windows.Window:
    if actor.user is None:
        return windows.WHOLE
    return windows.of_reader(scene.room, actor.user, staff=actor.staff) or windows.Window(1, 0)


def _aimed(change: changes.Revise | changes.Erase | changes.React, scene: Scene) -> Draft:
    """Judge what aims at a message: it must be visible, a message, and not erased."""
    action = {changes.Revise: "edit", changes.Erase: "redact", changes.React: "react"}[type(change)]
    if action == "redact" and _may(scene, change.actor, "redact_any"):
        action = "redact_any"
    allow(scene, change.actor, action)
    target = scene.target
    if target is None or target.kind != "message" or not _window(scene, change.actor).holds(change.target):
        raise Refusal("not_found", "no such message, or not for you", field="target")
    if target.redacted is not None:
        raise Refusal("not_found", "that message was erased", field="target")
    if action in {"edit", "redact"}:
        _check_own(change.actor, target, scene)
        _check_text(action, target)
    signed = _signature(scene, change.actor)
    match change:
        case changes.Revise():
            return Draft("edit", change.body, target=change.target, author=signed)
        case changes.Erase():
            return Draft("redact", {}, target=change.target, author=signed)
        case changes.React():
            return Draft("reaction", {"emoji": change.emoji, "on": change.on}, target=change.target, author=signed)


def _may(scene: Scene, actor: changes.Actor, action: str) -> bool:
    """Look the table up, without the lock."""
    stands, room = standing(scene.room, actor), scene.room
    return stands is not None and permissions.may(stands, action, permissions.table_kind(room.kind, room.audience))


def _check_own(actor: changes.Actor, target: Target, scene: Scene) -> None:
    if not _is(scene.room, actor, target.by):
        raise Refusal("forbidden", "that message is not yours")
    if scene.now - target.at > scene.redact_within_ms:
        raise Refusal("forbidden", "too late to change that message")


def _check_text(action: str, target: Target) -> None:
    if action == "edit" and target.file:
        raise Refusal("forbidden", "a file is not edited: erase it, and send another", field="target")


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
    reported = reports.about(change, scene.room, _window(scene, actor), message)
    signed = Author(actor.name or actor.user or "", stands)
    return Draft("help", entry_bodies.report(change, stands, reported), author=signed)


def _is(room: Room, actor: changes.Actor, user: str | None) -> bool:
    """Tell whether that is the actor, or a visitor the actor was here."""
    member = room.present(actor.user) if actor.user is not None else None
    return actor.user == user or (member is not None and member.wrote(user))


def merge(change: changes.Merge, room: Room) -> Draft | None:
    """Put the user in the visitor's place; who is out already cannot be replaced. A lane goes with its room."""
    old = room.present(change.visitor)
    return None if old is None else Draft("join", entry_bodies.merge(room, old, change.actor))


def _end_help(change: changes.Help, scene: Scene) -> Draft | None:
    """Withdraw (the caller) or dismiss (staff) a call for help; nothing to do when none is open."""
    actor = change.actor
    dismisses = _may(scene, actor, "dismiss")
    allow(scene, actor, "dismiss" if dismisses else "help")
    waiting = scene.room.waiting
    if waiting is None:
        return None
    if not dismisses and not _is(scene.room, actor, waiting.by):
        raise Refusal("forbidden", "only who called, or staff, may end the call")
    state = "dismissed" if dismisses else "withdrawn"
    return Draft("help", {"state": state}, author=_signature(scene, actor))


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
            return Draft("activity", body, author=_signature(scene, change.actor))
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
