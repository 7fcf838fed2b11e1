"""What must be looked up before changes can be judged, and the names under which a repeat is known."""

from collections.abc import Mapping, Sequence

from server.core import uploads as files
from server.core.changes import (
    Add,
    Answer,
    Change,
    Create,
    Erase,
    Merge,
    Person,
    Post,
    React,
    Remove,
    Report,
    Revise,
    Tend,
)
from server.core.room import Room
from server.core.tending import named
from server.storage.driver import Documents

Key = tuple[str, str, str]
"""Room, author ('' for the host), cid."""


def key_of(change: Change) -> Key:
    """Return what a repeat of this change shares with it."""
    return (change.room, change.actor.user or "", change.cid)


def people_of(change: Change) -> tuple[Person, ...]:
    """Return whom this change would bring in."""
    match change:
        case Add():
            return (change.person,)
        case Create():
            return change.people
    return ()


def mentioned(change: Change) -> list[str]:
    """Return which colleagues a message, old or new, mentions."""
    return change.body.get("mentions", []) if isinstance(change, Post | Revise) else []


def wanted(changes: list[Change]) -> Documents:
    """List what must be looked up before these changes can be judged."""
    rooms, losing, users, targets = set[str](), set[str](), set[str](), set[tuple[str, int]]()
    uploads, desk = set[str](), set[str]()
    for change in changes:
        rooms.add(change.room)
        users.update(mentioned(change))
        match change:
            case Revise() | Erase() | React() | Answer():
                targets.add((change.room, change.target))
            case Create(parent=str(parent)):
                rooms.add(parent)
            case Post():
                uploads.update(files.named(change.body))
            case Remove() | Merge() | Add(replaces=str()):
                losing.add(change.room)
                desk.add(change.room)
            case Report():
                losing.add(change.room)
                targets.update([] if change.target is None else [(change.room, change.target)])
            case Tend():
                losing.add(change.room)
                desk.add(change.room)
                users.update(filter(None, (named(change.act), change.actor.user)))
        users.update(person.user for person in people_of(change))
    return {
        "rooms": [[room] for room in sorted(rooms)],
        "cids": [key_of(change) for change in changes],
        "losing": [[room] for room in losing],
        "users": [[user] for user in users],
        "targets": [*targets],
        "desk": [[room] for room in desk],
        "uploads": [[upload] for upload in uploads],
    }


def aliases(change: Change, rooms: Mapping[str, Room]) -> list[Key]:
    """Return under what else a change may be known: one's own as a visitor; a report, in the staff lane.

    A repeat is known before anything is judged, so also to one who takes part no more.
    """
    room, author = rooms.get(change.room), change.actor.user
    if room is not None and isinstance(change, Tend):
        lane = staff_lane(room, rooms)
        return [] if lane is None else [(lane.id, author or "", change.cid)]
    if room is None or author is None:
        return []
    member = room.members.get(author)
    was = () if member is None else member.was
    if not isinstance(change, Report):
        return [(room.id, user, change.cid) for user in was]
    lane = staff_lane(room, rooms)
    return [] if lane is None else [(lane.id, user, change.cid) for user in (author, *was)]


def otherwise(changes: Sequence[Change], rooms: Mapping[str, Room]) -> list[Key]:
    """Return every other name to look up for these changes, those included that a merge among them will give."""
    found = [key for change in changes for key in aliases(change, rooms)]
    for merge in changes:
        if isinstance(merge, Merge) and merge.room in rooms:
            old = rooms[merge.room].members.get(merge.visitor)
            was = (merge.visitor, *(old.was if old is not None else ()))
            own = (change for change in changes if _same_author(change, merge))
            found += [(merge.room, user, change.cid) for change in own for user in was]
    return found


def _same_author(change: Change, other: Change) -> bool:
    return (change.room, change.actor.user) == (other.room, other.actor.user)


def staff_lane(room: Room, rooms: Mapping[str, Room]) -> Room | None:
    """Return the lane that was born with this room."""
    return next((lane for lane in rooms.values() if lane.parent == room.id and lane.audience == "staff"), None)
