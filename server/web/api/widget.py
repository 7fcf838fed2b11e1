"""What the website's widget needs before anybody has spoken; for everybody, and kept for a while."""

from msgspec import to_builtins

from server.core.phrases import HELP_REASONS
from server.web.api.phrases import shown
from server.web.ask import Answer, Ask


async def get(ask: Ask) -> Answer:
    """Tell who answers and how soon, what is kept, and the words that one tap says."""
    house = ask.house
    told = to_builtins(house.greeting)
    told["phrases"] = shown(house.catalogue.all)
    told["reasons"] = HELP_REASONS
    return Answer(200, told)
