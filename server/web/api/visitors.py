"""Anonymous visitors of a website."""

from server.core import times
from server.web import bodies
from server.web.ask import Answer, Ask


async def create(ask: Ask) -> Answer:
    """Store a visitor and give them a token; so many an hour and address."""
    said: bodies.NewVisitor = ask.body
    ask.house.visitors.take(ask.address, ask.house.clock_ms())
    user = await ask.house.directory.visitor(said.name)
    issued = ask.house.identity.visitor_token(user, ask.house.lifetimes.visitor_s)
    return Answer(201, {"user": user.id, "token": issued.token, "exp": times.text(issued.exp_ms)})
