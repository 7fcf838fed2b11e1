"""API keys for the host's servers."""

from server.core.values import clean_text
from server.web import bodies_choices as bodies
from server.web.ask import Answer, Ask


async def listing(ask: Ask) -> Answer:
    """List every key."""
    return Answer(200, await ask.house.workspace.keyring.listing())


async def make(ask: Ask) -> Answer:
    """Make a key; it is told once."""
    said: bodies.NewKey = ask.body
    return Answer(201, await ask.house.workspace.keyring.make(ask.seated, clean_text(said.name, "name"), said.scopes))


async def revoke(ask: Ask) -> Answer:
    """Make a key worth nothing."""
    await ask.house.workspace.keyring.revoke(ask.seated, ask.path["id"])
    return Answer(200, {})
