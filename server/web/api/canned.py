"""Answers that are written already: read by all staff, written by admins."""

from msgspec import to_builtins

from server.core.choices import Canned
from server.core.values import clean_text
from server.web.api.home import check_texts
from server.web.api.slugs import slug
from server.web.ask import Answer, Ask


async def listing(ask: Ask) -> Answer:
    """List them by code."""
    await ask.house.choices.look()
    found = ask.house.choices.now.canned
    return Answer(200, {"canned": [{"code": code, **to_builtins(one)} for code, one in found.items()]})


async def put(ask: Ask) -> Answer:
    """Write one, or write it anew."""
    said: Canned = ask.body
    check_texts(said.texts, "texts")
    canned = Canned(title=clean_text(said.title, "title"), texts=said.texts)
    fresh = await ask.house.workspace.choosing.put(ask.seated, "canned", slug(ask), canned)
    return Answer(201 if fresh else 200, {"code": ask.path["id"], **to_builtins(canned)})


async def remove(ask: Ask) -> Answer:
    """Take one away."""
    await ask.house.workspace.choosing.remove(ask.seated, "canned", ask.path["id"])
    return Answer(200, {})
