"""Anonymous visitors: the hashes of their secrets, how a visit ended, whom they became, the room they opened."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, fields
from typing import Final

import orjson
from sqlalchemy import Connection, select, update

from server.core.chains import Chain
from server.storage import unfolded
from server.storage.tables import invites, openings, participants, rooms, visitors
from server.storage.upserts import insert_new, upsert


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit(Chain):
    """What is kept of one visitor; times in milliseconds."""

    user: str
    merged_into: str | None = None
    merged_at: int | None = None
    """When the last of the visitor's rooms had been handed over."""


_FIELDS: Final = tuple(each.name for each in fields(Visit))


def visit(connection: Connection, user: str, *, lock: bool = False) -> Visit | None:
    """Return what is kept of a visitor; with `lock`, nobody else changes it until this transaction is over."""
    asked = select(visitors).where(visitors.c.user == user)
    found = connection.execute(asked.with_for_update() if lock else asked).first()
    return None if found is None else Visit(**{name: getattr(found, name) for name in _FIELDS})


def put_visit(connection: Connection, kept: Visit) -> None:
    """Keep a new visitor, or what has become of one; with a visit ends what it was gone on with elsewhere."""
    upsert(connection, visitors, asdict(kept))
    if kept.ended_at is not None:
        theirs = (invites.c.user == kept.user) & invites.c.revoked_at.is_(None)
        connection.execute(update(invites).where(theirs).values(revoked_at=kept.ended_at))


def over(connection: Connection, users: Sequence[str]) -> list[str]:
    """Return those of these visitors whose tokens open nothing: their visit has ended, or was never known."""
    if not users:
        return []
    who = unfolded.strings(connection.dialect.name, "users", "user")  # a node's visitors are more than fits a statement
    lasting = select(visitors.c.user).select_from(who).join(visitors, visitors.c.user == who.c.user)
    asked = {"users": orjson.dumps(list(users)).decode()}
    here = set(connection.scalars(lasting.where(visitors.c.ended_at.is_(None)), asked))
    return [user for user in users if user not in here]


def unfinished(connection: Connection, limit: int) -> list[Visit]:
    """Return visitors whose rooms are still to be handed to the user they became."""
    asked = select(visitors).where(visitors.c.merged_into.is_not(None), visitors.c.merged_at.is_(None))
    found = connection.execute(asked.order_by(visitors.c.user).limit(limit))
    return [Visit(**{name: getattr(row, name) for name in _FIELDS}) for row in found]


def merged(connection: Connection, user: str, now: int) -> None:
    """Note that everything was handed over."""
    connection.execute(update(visitors).where(visitors.c.user == user).values(merged_at=now))


def rooms_to_hand_over(connection: Connection, user: str) -> list[str]:
    """Return where a visitor takes part, lanes left out: they go with their rooms."""
    here = (participants.c.user == user) & participants.c.left_seq.is_(None) & rooms.c.parent.is_(None)
    taking_part = participants.join(rooms, rooms.c.id == participants.c.room)
    return list(connection.scalars(select(rooms.c.id).select_from(taking_part).where(here).order_by(rooms.c.id)))


def opening(connection: Connection, user: str) -> str | None:
    """Return the support room that this user opened, if the talk there still goes on."""
    found = connection.scalar(select(openings.c.room).where(openings.c.user == user))
    return None if found is None or _is_over(connection, user, found) else found


def open_one(connection: Connection, user: str, fresh: str) -> str:
    """Return the id of this user's one open support room: the one there is, or `fresh`, theirs from now on."""
    if insert_new(connection, openings, {"user": user, "room": fresh}):
        return fresh
    asked = select(openings.c.room).where(openings.c.user == user).with_for_update()
    found = str(connection.scalar(asked))
    if not _is_over(connection, user, found):
        return found
    connection.execute(update(openings).where(openings.c.user == user).values(room=fresh))
    return fresh


def hand_opening(connection: Connection, visitor: str, user: str) -> None:
    """Let the user have the visitor's open room as their own, unless they have one."""
    found = opening(connection, visitor)
    if found is not None:
        insert_new(connection, openings, {"user": user, "room": found})


def _is_over(connection: Connection, user: str, room: str) -> bool:
    """Tell whether nothing can be said there any more; a room that is named but not made yet is not over."""
    found = connection.execute(select(rooms.c.status, rooms.c.locked).where(rooms.c.id == room)).first()
    if found is None:
        return False
    here = (participants.c.room == room) & (participants.c.user == user) & participants.c.left_seq.is_(None)
    present = connection.scalar(select(participants.c.user).where(here))
    return found.status != "open" or found.locked or present is None
