"""The operator's own words: phrases added to the catalogue, and what the widget says; read strictly, told plainly."""

import string
from collections.abc import Sequence
from typing import Annotated, Any, Final, Literal

import msgspec
from msgspec import Meta, Struct

from server.core.phrases import CATALOGUE, Phrase

MOST: Final = 200
NEEDED: Final = ("en", "ja")
"""The languages in which every word of Parley's own exists; an operator's may be in more."""

Language = Annotated[str, Meta(pattern=r"^[a-z]{2,3}(-[A-Za-z0-9]{2,8}){0,3}(?!\n)$")]
Words = Annotated[str, Meta(min_length=1, max_length=500)]
Texts = dict[Language, Words]
Role = Literal["customer", "driver", "merchant", "agent", "member"]
PhraseId = Annotated[str, Meta(pattern=r"^[a-z][a-z0-9_.-]{0,63}(?!\n)$")]
Name = Annotated[str, Meta(pattern=r"^[a-z][a-z0-9_]{0,31}(?!\n)$")]


class OwnPhrase(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One phrase of the operator's; one of Parley's with this id gives way to it."""

    id: PhraseId
    roles: Annotated[list[Role], Meta(min_length=1)]
    texts: Texts
    stages: list[PhraseId] = []
    params: list[Name] = []


class Book(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The whole file: phrases to add, and ids of Parley's own to leave out."""

    phrases: Annotated[list[OwnPhrase], Meta(max_length=MOST)] = []
    without: list[PhraseId] = []


class Unreadable(Exception):
    """What the file says cannot be used; the message names the place."""


def read(document: dict[str, Any]) -> tuple[Phrase, ...]:
    """Return Parley's phrases with the operator's among them. Raises Unreadable."""
    book = as_typed(document, Book)
    known = {phrase.id for phrase in CATALOGUE}
    for place, phrase_id in enumerate(book.without):
        if phrase_id not in known:
            raise Unreadable(f"without[{place}]: there is no phrase {phrase_id}")
    own: dict[str, Phrase] = {}
    for place, said in enumerate(book.phrases):
        if said.id in own:
            raise Unreadable(f"phrases[{place}].id: {said.id} is there twice")
        own[said.id] = checked(said, f"phrases[{place}]")
    gone = {*book.without}
    kept = {phrase.id: phrase for phrase in CATALOGUE if phrase.id not in gone}
    return tuple({**kept, **own}.values())


def as_typed(document: dict[str, Any], shape: Any) -> Any:  # noqa: ANN401 - whatever shape is asked for
    """Convert a document; what does not fit is named by its place. Raises Unreadable."""
    try:
        return msgspec.convert(document, shape)
    except msgspec.ValidationError as error:
        what, _, place = str(error).partition(" - at `")
        raise Unreadable(f"{place.rstrip('`').removeprefix('$.') or 'the file'}: {what}") from None


def check_texts(texts: Texts, place: str) -> None:
    """Refuse words that miss a language that all others have, or are blank. Raises Unreadable."""
    missing = [language for language in NEEDED if language not in texts]
    if missing:
        raise Unreadable(f"{place}: {' and '.join(missing)} missing")
    check_said(texts, place)


def check_said(texts: Texts, place: str) -> None:
    """Refuse words that are blank in a language, or are in none. Raises Unreadable."""
    if not texts:
        raise Unreadable(f"{place}: nothing is said")
    blank = [language for language, text in texts.items() if not text.strip() or "\x00" in text]
    if blank:
        raise Unreadable(f"{place}.{blank[0]}: nothing is said")


def checked(said: OwnPhrase, place: str = "phrase") -> Phrase:
    """Return the operator's phrase as it is said. Raises Unreadable."""
    check_texts(said.texts, f"{place}.texts")
    for language, text in said.texts.items():
        if _slots(text, f"{place}.texts.{language}") != sorted(set(said.params)):
            named = ", ".join(f"{{{name}}}" for name in said.params) or "no parameter"
            raise Unreadable(f"{place}.texts.{language}: the text must use {named}, and nothing else in braces")
    return Phrase(said.id, tuple(said.roles), tuple(said.stages), dict(said.texts), tuple(said.params))


def _slots(text: str, place: str) -> Sequence[str]:
    """Return the parameters a text uses, sorted: names alone, for a pattern could reach into the program."""
    try:
        parts = list(string.Formatter().parse(text))
    except ValueError as error:
        raise Unreadable(f"{place}: {error}") from None
    found = set()
    for _, name, spec, conversion in parts:
        if name is None:
            continue
        if spec or conversion or not name.isidentifier():
            raise Unreadable(f"{place}: {{{name}}} is no plain parameter")
        found.add(name)
    return sorted(found)
