"""What a reader is shown of a room on opening it: `joined` on the socket, the room over HTTP."""

import heapq
from collections.abc import Iterable, Iterator
from typing import Any

from server.chat.access import Access, is_locked
from server.core import entries, facts, permissions, times
from server.core.changes import Actor
from server.core.entries import Entry
from server.core.room import STAFF_ROLES, Member
from server.live.attention import Attention
from server.live.live_room import LiveRoom
from server.storage.rooms import Lane
from server.storage.summaries import Summary

Place = tuple[int, str]
"""Since which seq somebody takes part, and who that is."""


def room(access: Access, actor: Actor, attention: Attention, wall: int) -> dict[str, Any]:
    """Return the room for this reader: public state, facts of their role, people, what they may do."""
    live, state = access.live, access.live.room
    locked = is_locked(access, wall)
    role = "staff" if access.observer else access.standing or ""
    told: dict[str, Any] = {
        "kind": state.kind,
        "subject": state.subject,
        "status": state.status,
        "locked": locked,
        "facts": facts.for_role(live.facts, role, locked=locked),
        "participants": people(access, actor, attention),
        "first_seq": access.window.first,
        "last_seq": state.last_seq,
        "you": _you(access, actor, locked=locked),
    }
    if live.tally is not None:
        told["participant_count"] = live.tally.present
        told["counts"] = live.tally.counts(access.window.first)
    if state.stage is not None:
        told["stage"] = state.stage
    if state.locks_at is not None:
        told["locks_at"] = times.text(state.locks_at)
    if state.waiting is not None:
        told["waiting"] = {
            "since": times.text(state.waiting.since),
            "reason": state.waiting.reason,
            "by": state.waiting.by,
        }
    if state.parent is not None:
        told["parent"] = state.parent
        told["audience"] = state.audience
    if role == "staff" or role in STAFF_ROLES:
        told["metadata"] = live.metadata
    return told


def _you(access: Access, actor: Actor, *, locked: bool) -> dict[str, Any]:
    standing = access.standing or ""
    kind = permissions.table_kind(access.live.room.kind, access.live.room.audience)
    held = locked and not actor.staff
    above = access.live if access.parent is None else access.parent
    silenced = above.room.silences(actor.user or "")
    can = permissions.actions(standing, kind, locked=held)
    told: dict[str, Any] = {
        "user": actor.user,
        "role": actor.role if access.observer else standing,
        "observer": access.observer,
        "can": [action for action in can if action in permissions.WHILE_SILENCED] if silenced else can,
    }
    return told | ({"silenced": True} if silenced else {})


def people(access: Access, actor: Actor, attention: Attention) -> list[dict[str, Any]]:
    """List participants, also those who left after the reader's first entry; above 250 only the reader and staff."""
    live, members = access.live, access.live.room.members
    listed = members.keys() if live.tally is None else live.tally.staff | (members.keys() & {actor.user})
    shown = sorted(_shown(access, map(members.__getitem__, listed)), key=place)
    return [_person(live, member, attention) for member in shown]


def people_after(access: Access, attention: Attention, after: Place, limit: int) -> list[dict[str, Any]]:
    """List everybody whom `people` would list but for its limit of 250: so many behind this place, in its order."""
    everybody = _shown(access, access.live.room.members.values())
    behind = (member for member in everybody if place(member) > after)
    return [_person(access.live, member, attention) for member in heapq.nsmallest(limit, behind, key=place)]


def place(member: Member) -> Place:
    """Return where somebody stands in a list of people: by when they came."""
    return member.joined_seq, member.user


def _shown(access: Access, members: Iterable[Member]) -> Iterator[Member]:
    first = access.window.first
    return (member for member in members if member.left_seq is None or member.left_seq > first)


def _person(live: LiveRoom, member: Member, attention: Attention) -> dict[str, Any]:
    cursor = live.cursors[member.user]
    told: dict[str, Any] = {
        "user": member.user,
        "role": member.role,
        "name": member.name,
        "verified": member.verified,
        "joined_seq": member.joined_seq,
        "delivered": cursor.delivered,
        "read": cursor.read,
        "presence": attention.roster[member.user] if member.present else "offline",
    }
    if member.left_seq is not None:
        told["left_seq"] = member.left_seq
    if member.was:
        told["was"] = list(member.was)
    return told


def visible_lanes(access: Access, actor: Actor) -> list[Lane]:
    """Return the lanes that this reader may know of: staff all, participants those they are named in."""
    if access.live.room.parent is not None:
        return []
    if actor.staff or actor.host:
        return list(access.live.lanes)
    return [lane for lane in access.live.lanes if actor.user in lane.users]


def lane(row: Lane, summary: Summary | None) -> dict[str, Any]:
    """Return one row of `joined.lanes`."""
    told: dict[str, Any] = {"room": row.id, "audience": row.audience, "participants": list(row.users)}
    if summary is not None:
        told |= {"last_seq": summary.last_seq, "unread": summary.unread}
    return told


def cut(access: Access, rows: list[Entry]) -> list[dict[str, Any]]:
    """Return entries in the shape in which this reader gets them."""
    seen = [access.window.cut(entry) for entry in rows]
    return [entries.wire(entry) for entry in seen if entry is not None]
