"""The catalogue of quick phrases."""

from collections.abc import Iterable
from typing import Any

from msgspec import to_builtins

from server.core.phrases import Phrase
from server.web import bodies
from server.web.ask import Answer, Ask


async def listing(ask: Ask) -> Answer:
    """List the phrases that a role may say; and the house's colours, for pages that ask nothing else."""
    query: bodies.PhrasesQuery = ask.query
    colours = to_builtins(ask.house.choices.now.home.colours)
    return Answer(200, {"phrases": shown(ask.house.catalogue.of_role(query.role)), "colours": colours})


def shown(phrases: Iterable[Phrase]) -> list[dict[str, Any]]:
    """Return phrases as they are told."""
    return [
        {
            "id": phrase.id,
            "roles": list(phrase.roles),
            "stages": list(phrase.stages),
            "texts": phrase.texts,
            "params": list(phrase.params),
        }
        for phrase in phrases
    ]
