"""What must be looked up before changes can be judged, and the names under which a repeat is known."""

from collections.abc import Mapping

from server.core.changes import Add, Change, Create, Erase, Merge, Person, React, Remove, Report, Revise
from server.core.room import Room
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


def wanted(changes: list[Change]) -> Documents:
    """List what must be looked up before these changes can be judged."""
    rooms, losing, users, targets = set[str](), set[str](), set[str](), set[tuple[str, int]]()
    for change in changes:
        rooms.add(change.room)
        match change:
            case Revise() | Erase() | React():
                targets.add((change.room, change.target))
            case Create(parent=str(parent)):
                rooms.add(parent)
            case Remove() | Merge() | Add(replaces=str()):
                losing.add(change.room)
            case Report():
                losing.add(change.room)
                targets.update([] if change.target is None else [(change.room, change.target)])
        users.update(person.user for person in people_of(change))
    return {
        "rooms": [[room] for room in sorted(rooms)],
        "cids": [key_of(change) for change in changes],
        "losing": [[room] for room in losing],
        "users": [[user] for user in users],
        "targets": [*targets],
    }


def aliases(change: Change, rooms: Mapping[str, Room]) -> list[Key]:
    """Return under what else a change may be known: one's own as a visitor; a report, in the staff lane."""
    room, author = rooms.get(change.room), change.actor.user
    member = room.present(author) if room is not None and author is not None else None
    if room is None or member is None:
        return []
    if isinstance(change, Report):
        lane = staff_lane(room, rooms)
        here = [] if lane is None else [lane.id]
        return [(place, user, change.cid) for place in here for user in (member.user, *member.was)]
    return [(room.id, user, change.cid) for user in member.was]


def staff_lane(room: Room, rooms: Mapping[str, Room]) -> Room | None:
    """Return the lane that was born with this room."""
    return next((lane for lane in rooms.values() if lane.parent == room.id and lane.audience == "staff"), None)
