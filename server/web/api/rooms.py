"""Rooms as a whole: make, show, list, change, receipts; a lane of one."""

from collections.abc import Callable
from typing import Any, Final

from msgspec import UNSET

from server.chat import rooms
from server.core import choices
from server.core.changes import Actor, Person
from server.core.refusals import Refusal
from server.core.values import clean_text, moment
from server.web import bodies, side
from server.web.ask import Answer, Ask
from server.web.bodies_choices import NewRoom


async def create(ask: Ask) -> Answer:
    """Make a room, or return the one of that id as it is."""
    said: NewRoom = ask.body
    if not (ask.actor.host or ask.actor.staff):
        return await _open(ask, said)
    new = rooms.NewRoom(
        id=said.id,
        kind=said.kind,
        subject=subject(said.subject),
        people=tuple(person(who, ask.actor) for who in said.participants),
        metadata=side.checked_metadata(said.metadata),
        facts=tuple(side.checked_facts(said.facts)),
    )
    told, created = await ask.house.rooms.create(ask.actor, new, ask.key)
    return Answer(201 if created else 200, told)


async def _open(ask: Ask, said: NewRoom) -> Answer:
    """Open the caller's support room, or return the one they have open."""
    house = ask.house
    if said.kind != "support" or said.id is not None or said.participants or said.facts or said.metadata:
        raise Refusal("forbidden", "a user opens a support room of their own, and no other")

    def admit() -> None:
        house.addresses.rooms.take(ask.address, house.clock_ms())

    told, created = await house.support.open(ask.actor, subject(said.subject), ask.key, admit, _needs(ask, said))
    return Answer(201 if created else 200, told)


def _needs(ask: Ask, said: NewRoom) -> tuple[str, ...]:
    """Return what the widget, on whose page it is asked, has its rooms need."""
    found = ask.house.sites.named(said.widget, ask.origin, own=ask.own)
    if found is not None and found.kind != "support":
        raise Refusal("forbidden", "at this widget one writes in the rooms that one has")
    return () if found is None or found.team is None else (choices.team_needs(found.team),)


async def get(ask: Ask) -> Answer:
    """Show a room to this reader."""
    return Answer(200, await ask.house.rooms.get(ask.actor, ask.path["id"]))


async def patch(ask: Ask) -> Answer:
    """Change what was named, and nothing else."""
    fields = _changed(ask.body)
    return Answer(200, await ask.house.rooms.patch(ask.actor, ask.path["id"], fields, ask.key))


async def listing(ask: Ask) -> Answer:
    """List the rooms that the caller may see."""
    query: bodies.RoomsQuery = ask.query
    return Answer(200, await ask.house.rooms.listing(ask.actor, query.limit, query.cursor))


async def receipts(ask: Ask) -> Answer:
    """Tell who has, and has read, the room up to where."""
    return Answer(200, await ask.house.rooms.receipts(ask.actor, ask.path["id"]))


async def lane(ask: Ask) -> Answer:
    """Open a lane, or return the one that these people have."""
    said: bodies.NewLane = ask.body
    told, created = await ask.house.people.lane(ask.actor, ask.path["id"], said.users, ask.key)
    return Answer(201 if created else 200, told)


def subject(text: str) -> str:
    """Return the subject in NFC; it may be empty."""
    return clean_text(text, "subject") if text.strip() else ""


def person(who: bodies.NewParticipant | bodies.Swap, actor: Actor) -> Person:
    """Return somebody to take part. Only the host vouches for who they are."""
    verified = "host" if actor.host else "none"
    return Person(user=who.user, role=who.role, name=who.name, verified=verified, history=who.history)


def _changed(said: bodies.RoomFields) -> dict[str, Any]:
    given = {name: getattr(said, name) for name in said.__struct_fields__}
    fields = {name: value for name, value in given.items() if value is not UNSET}
    for name, read in _READ.items():
        if name in fields:
            fields[name] = read(fields[name])
    return fields


_READ: Final[dict[str, Callable[[Any], Any]]] = {
    "subject": subject,
    "locks_at": lambda said: moment(said, "locks_at"),
    "facts": side.checked_facts,
    "metadata": side.checked_metadata,
}
