"""Membership: who, in, out, one in another's place."""

from server.core.changes import Person
from server.web import bodies
from server.web.api.rooms import person
from server.web.ask import Answer, Ask


async def listing(ask: Ask) -> Answer:
    """List who takes part, a page at a time."""
    query: bodies.PeopleQuery = ask.query
    return Answer(200, await ask.house.rooms.participants(ask.actor, ask.path["id"], query.limit, query.cursor))


async def put(ask: Ask) -> Answer:
    """Bring somebody in, or change their role or name; with `replaces`, in that one's place."""
    said: bodies.Membership = ask.body
    verified = "host" if ask.actor.host else "none"
    who = Person(user=ask.path["user"], role=said.role, name=said.name, verified=verified, history=said.history)
    return Answer(200, await ask.house.people.put(ask.actor, ask.path["id"], who, said.replaces, ask.key))


async def remove(ask: Ask) -> Answer:
    """Take somebody out; a participant may take out themself."""
    return Answer(200, await ask.house.people.remove(ask.actor, ask.path["id"], ask.path["user"], ask.key))


async def swap(ask: Ask) -> Answer:
    """Put one in the place of another, at one seq."""
    said: bodies.Swap = ask.body
    who = person(said, ask.actor)
    return Answer(200, await ask.house.people.swap(ask.actor, ask.path["id"], said.replaces, who, ask.key))
