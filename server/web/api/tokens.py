"""Users' tokens, for hosts that would rather ask than sign."""

from server.core import times
from server.web import bodies
from server.web.ask import Answer, Ask


async def create(ask: Ask) -> Answer:
    """Sign a token for a user of the host."""
    said: bodies.NewToken = ask.body
    longest = ask.house.lifetimes.token_s
    issued = ask.house.identity.issue(said.user, said.role, said.name, min(said.ttl_s or longest, longest))
    return Answer(201, {"token": issued.token, "exp": times.text(issued.exp_ms)})
