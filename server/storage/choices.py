"""What admins chose: read whole, by its revision, changed one at a time; and where widgets were seen."""

from typing import Any, Final

import msgspec
from sqlalchemy import Connection, delete, func, literal, select

from server.core.choices import SHAPES, Choices, Chosen, Noun, gathered
from server.storage.choice_tables import choices, sightings
from server.storage.tables import entries, meta, rooms
from server.storage.upserts import insert_new, upsert

_REVISION: Final = "choices"


def revision(connection: Connection) -> int:
    """Return how often anything was chosen."""
    return int(connection.scalar(select(meta.c.value).where(meta.c.name == _REVISION)) or 0)


def whole(connection: Connection) -> Choices:
    """Return all that was chosen."""
    found = connection.execute(select(choices).order_by(choices.c.noun, choices.c.id))
    rows = {(row.noun, row.id): msgspec.convert(row.value, SHAPES[row.noun]) for row in found if row.noun in SHAPES}
    return gathered(revision(connection), rows)


def begin(connection: Connection) -> None:
    """Take this transaction's turn: choices are made one after the other, on whichever node."""
    insert_new(connection, meta, {"name": _REVISION, "value": "0"})
    connection.execute(select(meta.c.value).where(meta.c.name == _REVISION).with_for_update())


def one(connection: Connection, noun: Noun, name: str) -> Any | None:  # noqa: ANN401 - of the noun's shape
    """Return what was chosen of this; None for nothing."""
    found = connection.scalar(select(choices.c.value).where(choices.c.noun == noun, choices.c.id == name))
    return None if found is None else msgspec.convert(found, SHAPES[noun])


def count(connection: Connection, noun: Noun) -> int:
    """Return how many of these there are."""
    return connection.scalar(select(func.count()).select_from(choices).where(choices.c.noun == noun)) or 0


def put(connection: Connection, noun: Noun, name: str, value: Chosen, now: int) -> None:
    """Keep a choice; every node will notice."""
    row = {"noun": noun, "id": name, "value": msgspec.to_builtins(value), "made_at": now}
    upsert(connection, choices, row)
    _moved(connection)


def remove(connection: Connection, noun: Noun, name: str) -> bool:
    """Forget a choice; False when there was none."""
    here = (choices.c.noun == noun) & (choices.c.id == name)
    gone = connection.execute(delete(choices).where(here).returning(choices.c.id)).first() is not None
    if gone:
        _moved(connection)
    return gone


def _moved(connection: Connection) -> None:
    upsert(connection, meta, {"name": _REVISION, "value": str(revision(connection) + 1)})


# -- where widgets were seen -----------------------------------------------------------------------------


def saw(connection: Connection, widget: str, origin: str, now: int) -> None:
    """Note that a widget was asked for by a page of this origin."""
    row = {"widget": widget, "origin": origin, "first_at": now, "last_at": now}
    if not insert_new(connection, sightings, row):
        here = (sightings.c.widget == widget) & (sightings.c.origin == origin)
        connection.execute(sightings.update().where(here).values(last_at=now))


def seen(connection: Connection) -> list[tuple[str, str, int, int]]:
    """Return widget, origin, first and last time, who was seen last first."""
    asked = select(sightings).order_by(sightings.c.last_at.desc(), sightings.c.widget, sightings.c.origin)
    return [(row.widget, row.origin, row.first_at, row.last_at) for row in connection.execute(asked)]


def forget_sightings(connection: Connection, widget: str) -> None:
    """Forget where a widget was seen that is no more."""
    connection.execute(delete(sightings).where(sightings.c.widget == widget))


# -- what the setup's last step looks at ---------------------------------------------------------------------


def anybody_asked(connection: Connection) -> bool:
    """Tell whether anybody ever wrote in a support room."""
    wrote = select(literal(1)).where(entries.c.room == rooms.c.id, entries.c.kind == "message").exists()
    asked = select(rooms.c.id).where(rooms.c.kind == "support", rooms.c.parent.is_(None), wrote).limit(1)
    return connection.execute(asked).first() is not None
