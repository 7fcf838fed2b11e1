"""The catalogue of quick phrases."""

from server.web import bodies
from server.web.ask import Answer, Ask


async def listing(ask: Ask) -> Answer:
    """List the phrases that a role may say."""
    query: bodies.PhrasesQuery = ask.query
    phrases = [
        {
            "id": phrase.id,
            "roles": list(phrase.roles),
            "stages": list(phrase.stages),
            "texts": phrase.texts,
            "params": list(phrase.params),
        }
        for phrase in ask.house.catalogue.of_role(query.role)
    ]
    return Answer(200, {"phrases": phrases}, {"Cache-Control": "public, max-age=300"})
