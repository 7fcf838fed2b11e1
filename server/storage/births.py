"""A room's birth: its row, its staff lane, entry 1 and one `join` for each of the first participants."""

from typing import Any

from msgspec.structs import replace

from server.core import entry_bodies
from server.core.changes import Create, Person
from server.core.entries import Body
from server.core.outcomes import Done
from server.core.refusals import Refusal
from server.core.room import Room
from server.core.scene import Draft, Scene, allow
from server.storage.batch import Batch, text
from server.storage.looking import key_of


def create(batch: Batch, change: Create) -> Done:
    """Make the room; one of that id stays as it is. Raises Refusal, having changed nothing."""
    room = batch.rooms.get(change.room)
    if room is not None:
        known = batch.cids.get(key_of(change))
        if known is not None and known.seq == 1:
            return Done(room.id, room.last_seq, known.at, repeat=True)
        return Done(room.id, room.last_seq, room.last_at, changed=False)
    parent = None if change.parent is None else _parent(batch, change, change.parent)
    _check_people(change, parent)
    batch.admit(change.people)
    room = Room(id=change.room, kind=change.kind, parent=change.parent, audience=change.audience)
    _begin(batch, room, change, (list(change.facts), change.metadata))
    for person in change.people:
        _, name, verified = batch.users[person.user]
        named = replace(person, name=person.name or name, history=person.history or "all", verified=verified)
        batch.write(room, change.actor, Draft("join", entry_bodies.join(room, named)))
        batch.moved_members.add((room.id, person.user))
    if change.staff_lane is not None and change.parent is None:
        lane = Room(id=change.staff_lane, kind=change.kind, parent=room.id, audience="staff")
        _begin(batch, lane, change, ([], {}))
    return Done(room.id, room.last_seq, room.last_at)


def _begin(batch: Batch, room: Room, change: Create, side: tuple[list[Any], dict[str, Any]]) -> None:
    """Write the room's row and its entry 1; only the room that was asked for carries the change's cid."""
    facts, metadata = side
    batch.rooms[room.id] = room
    batch.born[room.id] = [text(facts), text(metadata), batch.now]
    body: Body = {"kind": room.kind, "subject": change.subject, "status": "open"}
    if room.parent is not None:
        body |= {"parent": room.parent, "audience": room.audience}
        if change.people:
            body["users"] = [person.user for person in change.people]
    batch.write(room, change.actor, Draft("room", body), change if room.id == change.room else None)


def _parent(batch: Batch, change: Create, parent: str) -> Room:
    """Return the room that a lane belongs to, if the actor may open a lane there."""
    room = batch.rooms.get(parent)
    if room is None:
        raise Refusal("not_found", "no such room, or not for you")
    if room.parent is not None:
        raise Refusal("bad_field", "a lane has no lanes of its own", field="parent")
    allow(Scene(room, batch.now), change.actor, "lane")
    return room


def _check_people(change: Create, parent: Room | None) -> None:
    named = [person.user for person in change.people]
    if len(set(named)) != len(named):
        raise Refusal("bad_field", "somebody is named twice", field="participants")
    if parent is not None and any(_outside(parent, person) for person in change.people):
        raise Refusal("not_found", "a lane takes only participants of its room", field="participants")


def _outside(parent: Room, person: Person) -> bool:
    return parent.present(person.user) is None
