"""How the house shows itself: name, colours, languages, words, hours."""

from typing import Any

from msgspec import UNSET, to_builtins
from msgspec.structs import asdict

from server.core import phrasebook
from server.core.choices import Home, Opening
from server.core.refusals import Refusal
from server.core.values import clean_text
from server.desk import hours
from server.web import bodies_choices as bodies
from server.web.ask import Answer, Ask

_TEXTS = ("greeting", "notice", "away")


async def get(ask: Ask) -> Answer:
    """Tell what was chosen, and what holds where nothing was."""
    await ask.house.choices.look()
    return Answer(200, _told(ask, ask.house.choices.now.home))


async def change(ask: Ask) -> Answer:
    """Change what was named, and nothing else."""
    said: bodies.HomeFields = ask.body
    given = {name: value for name, value in asdict(said).items() if value is not UNSET}
    for name in _TEXTS:
        if given.get(name) is not None:
            check_texts(given[name], name)
    if given.get("name") is not None:
        given["name"] = clean_text(given["name"].strip(), "name") if given["name"].strip() else None
    if given.get("hours") is not None:
        check_hours(given["hours"])
    return Answer(200, _told(ask, await ask.house.workspace.choosing.change_home(ask.seated, given)))


def check_texts(texts: dict[str, str], place: str) -> None:
    """Refuse words that say nothing, or in no language."""
    try:
        phrasebook.check_said(texts, place)
    except phrasebook.Unreadable as error:
        raise Refusal("bad_field", str(error), field=place) from None


def check_hours(opening: Opening) -> None:
    """Refuse what is no week, or is in no time zone."""
    try:
        hours.of_house(opening)
    except ValueError as error:
        raise Refusal("bad_field", str(error), field="hours") from None


def _told(ask: Ask, home: Home) -> dict[str, Any]:
    return {**to_builtins(home), "settings": to_builtins(ask.house.greeting)}
