"""The host's webhook: its log, and sending again."""

from server.web.ask import Answer, Ask


async def listing(ask: Ask) -> Answer:
    """Tell what became of the latest events."""
    return Answer(200, await ask.house.webhooks.listing())


async def enable(ask: Ask) -> Answer:
    """Send again to an address that had said that it was gone."""
    return Answer(200, await ask.house.webhooks.enable())
