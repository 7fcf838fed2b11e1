"""What is written into a room's log, and read from it: messages, order events, calls for help, pages."""

from msgspec.structs import replace

from server.chat.messages import Event
from server.core import commands
from server.core.changes import Actor
from server.core.refusals import Refusal
from server.core.requests import Request
from server.web import bodies
from server.web.ask import Answer, Ask


async def post(ask: Ask) -> Answer:
    """Write a message; a repeat of the key gets the same answer with 200."""
    said: bodies.NewMessage = ask.body
    actor = await _speaker(ask, said)
    send = commands.Send(
        room=ask.path["id"], cid=ask.key, body=said.body, reply_to=said.reply_to, expires_at=said.expires_at
    )
    told, repeat = await ask.house.messages.post(actor, send)
    return Answer(200 if repeat else 201, told)


async def activity(ask: Ask) -> Answer:
    """Write an order event."""
    said: bodies.NewActivity = ask.body
    event = Event(ask.path["id"], said.type, said.text, said.params)
    return Answer(201, await ask.house.messages.activity(ask.actor, event, ask.key))


async def call_help(ask: Ask) -> Answer:
    """Call staff, or end the call."""
    said: bodies.NewHelp = ask.body
    command = commands.Help(
        room=ask.path["id"],
        cid=ask.key,
        reason=said.reason,
        text=said.text,
        withdraw=said.withdraw,
        target=said.target,
        user=said.user,
    )
    return Answer(201, await ask.house.messages.help(ask.actor, command))


async def entries(ask: Ask) -> Answer:
    """Read a page of the log, as far as this reader may."""
    query: bodies.EntriesQuery = ask.query
    page = await ask.house.history.page(ask.actor, ask.path["id"], query.after, query.before, query.limit)
    return Answer(200, page)


async def _speaker(ask: Ask, said: bodies.NewMessage) -> Actor:
    """Return who writes: announcements and requests may be the host's own word."""
    if ask.actor.host and said.by is None:
        asks = isinstance(said.body, Request)
        if asks or await ask.house.rooms.kind(ask.actor, ask.path["id"]) == "announcement":
            return ask.actor
    return await author(ask, said.by)


async def author(ask: Ask, by: str | None) -> Actor:
    """Return in whose name this is written: the host names somebody, a user is themself."""
    if not ask.actor.host:
        if by is not None:
            raise Refusal("bad_field", "`by` is for the API key", field="by")
        return ask.actor
    if by is None:
        raise Refusal("bad_field", "with the API key, `by` names the author", field="by")
    user = await ask.house.directory.speaker(by)
    return replace(user.actor(), host=True)
