"""Quick phrases as admins choose them: their own, in the place of Parley's, or not said here."""

from typing import Any

from server.core import phrasebook
from server.core.choices import Wording
from server.core.phrases import Phrase
from server.core.refusals import Refusal
from server.web import bodies_choices as bodies
from server.web.api.phrases import shown
from server.web.ask import Answer, Ask


async def listing(ask: Ask) -> Answer:
    """List every phrase, also those that are not said here."""
    await ask.house.choices.look()
    return Answer(200, {"phrases": _all(ask)})


async def put(ask: Ask) -> Answer:
    """Choose one."""
    said: bodies.WordingFields = ask.body
    name = ask.path["id"]
    if said.hidden == (said.phrase is not None):
        raise Refusal("bad_field", "either a phrase, or `hidden`", field="phrase")
    if said.phrase is None and name not in {one.id for one in ask.house.standard}:
        raise Refusal("bad_field", "there is no phrase of that id to hide", field="hidden")
    if said.phrase is not None:
        _check(said.phrase, name)
    wording = Wording(phrase=said.phrase, hidden=said.hidden)
    fresh = await ask.house.workspace.choosing.put(ask.seated, "phrase", name, wording)
    return Answer(201 if fresh else 200, next(one for one in _all(ask) if one["id"] == name))


async def remove(ask: Ask) -> Answer:
    """Say a phrase as it was given, or no more."""
    await ask.house.workspace.choosing.remove(ask.seated, "phrase", ask.path["id"])
    return Answer(200, {})


def _check(said: phrasebook.OwnPhrase, name: str) -> None:
    if said.id != name:
        raise Refusal("bad_field", "the phrase has another id than the path", field="phrase.id")
    try:
        phrasebook.checked(said)
    except phrasebook.Unreadable as error:
        raise Refusal("bad_field", str(error), field="phrase") from None


def _all(ask: Ask) -> list[dict[str, Any]]:
    chosen = ask.house.choices.now.phrases
    said: dict[str, Phrase] = {one.id: one for one in (*ask.house.standard, *ask.house.catalogue.all)}
    return [{**told, "state": _state(chosen.get(told["id"]))} for told in shown(said.values())]


def _state(chosen: Wording | None) -> str:
    if chosen is None:
        return "given"
    return "hidden" if chosen.hidden else "chosen"
