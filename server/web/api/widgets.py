"""The places where the widget stands."""

from msgspec import to_builtins
from msgspec.structs import replace

from server.core.choices import Site
from server.core.refusals import Refusal
from server.core.values import clean_text
from server.web.api.home import check_texts
from server.web.api.slugs import slug
from server.web.ask import Answer, Ask


async def listing(ask: Ask) -> Answer:
    """List the widgets, and where each was seen."""
    await ask.house.choices.look()
    found = [{"id": name, **to_builtins(widget)} for name, widget in ask.house.choices.now.widgets.items()]
    return Answer(200, {"widgets": found, "seen": await ask.house.workspace.choosing.seen()})


async def put(ask: Ask) -> Answer:
    """Make a widget, or change one."""
    said: Site = ask.body
    if said.greeting:
        check_texts(said.greeting, "greeting")
    if said.team is not None and said.team not in ask.house.choices.now.teams:
        raise Refusal("bad_field", "there is no such team", field="team")
    name = clean_text(said.name.strip(), "name") if said.name.strip() else ""
    widget = replace(said, name=name, origins=sorted(set(said.origins)))
    fresh = await ask.house.workspace.choosing.put(ask.seated, "widget", slug(ask), widget)
    return Answer(201 if fresh else 200, {"id": ask.path["id"], **to_builtins(widget)})


async def remove(ask: Ask) -> Answer:
    """Take a widget away; pages that still name it show the house's own."""
    await ask.house.workspace.choosing.remove(ask.seated, "widget", ask.path["id"])
    return Answer(200, {})
