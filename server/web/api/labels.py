"""The words that rooms are marked by: read by all staff, chosen by admins."""

from msgspec import to_builtins

from server.core.choices import Label
from server.core.values import clean_text
from server.web.api.slugs import slug
from server.web.ask import Answer, Ask


async def listing(ask: Ask) -> Answer:
    """List them by their words."""
    await ask.house.choices.look()
    found = ask.house.choices.now.labels
    return Answer(200, {"labels": [{"id": name, **to_builtins(label)} for name, label in found.items()]})


async def put(ask: Ask) -> Answer:
    """Choose one, or change how it is shown."""
    said: Label = ask.body
    label = Label(name=clean_text(said.name, "name"), colour=said.colour)
    fresh = await ask.house.workspace.choosing.put(ask.seated, "label", slug(ask), label)
    return Answer(201 if fresh else 200, {"id": ask.path["id"], **to_builtins(label)})


async def remove(ask: Ask) -> Answer:
    """Offer one no more; rooms that have it keep it."""
    await ask.house.workspace.choosing.remove(ask.seated, "label", ask.path["id"])
    return Answer(200, {})
