"""Who is kept out, and what a supervisor sees of everybody's load."""

from server.core.values import clean_text
from server.web import bodies_cases as bodies
from server.web.ask import Answer, Ask


async def put(ask: Ask) -> Answer:
    """Keep somebody out."""
    said: bodies.Ban = ask.body
    reason = clean_text(said.reason.strip(), "reason", 1000) if said.reason.strip() else ""
    await ask.house.workspace.bans.ban(ask.seated, ask.path["user"], reason)
    return Answer(200, {})


async def lift(ask: Ask) -> Answer:
    """Let somebody in again."""
    await ask.house.workspace.bans.lift(ask.seated, ask.path["user"])
    return Answer(200, {})


async def listing(ask: Ask) -> Answer:
    """List who is kept out."""
    return Answer(200, await ask.house.workspace.bans.listing())


async def load(ask: Ask) -> Answer:
    """Tell who has how much to do, and who waits."""
    return Answer(200, await ask.house.workspace.load.now())
