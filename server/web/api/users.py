"""Users as the host names them."""

from server.web import bodies
from server.web.ask import Answer, Ask


async def put(ask: Ask) -> Answer:
    """Store or change a user."""
    said: bodies.UserFields = ask.body
    ask.house.identity.check_named(ask.path["id"], said.role)
    return Answer(200, await ask.house.directory.put(ask.path["id"], said.name, said.role))
