"""Whom one does not want to hear: one's own list."""

from server.web.ask import Answer, Ask


async def listing(ask: Ask) -> Answer:
    """List whom the caller has muted."""
    return Answer(200, await ask.house.mutes.listing(ask.actor.user or ""))


async def put(ask: Ask) -> Answer:
    """Mute somebody, for the caller alone."""
    return Answer(200, await ask.house.mutes.mute(ask.actor, ask.path["user"]))


async def remove(ask: Ask) -> Answer:
    """Hear somebody again."""
    return Answer(200, await ask.house.mutes.unmute(ask.actor, ask.path["user"]))
