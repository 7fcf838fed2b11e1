"""Uploads: reserved while they arrive, counted for a day, found for readers, given up when nobody may have them."""

from collections.abc import Sequence
from typing import Any

from msgspec.structs import asdict
from sqlalchemy import ColumnElement, Connection, Row, delete, exists, func, or_, select, text, update

from server.core import times
from server.core import uploads as rules
from server.core.room import STAFF_ROLES
from server.core.uploads import Quotas, Upload, Used
from server.storage.statements import UPLOAD
from server.storage.tables import entries, participants, rooms, uploads, users

_LOCK = 0x5550
"""The advisory lock under which nodes on PostgreSQL count and reserve, one after the other."""
_COLUMNS = tuple(uploads.c[name] for name in UPLOAD)


def upload_of(row: Sequence[Any] | Row[Any]) -> Upload:
    """Read an upload (statements.UPLOAD)."""
    fields = dict(zip(UPLOAD, row, strict=True))
    return Upload(**{**fields, "preview": bool(fields["preview"])})


def reserve(connection: Connection, upload: Upload, quotas: Quotas) -> None:
    """Note what is about to arrive, at the size it may come to; refuses what is above a quota."""
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _LOCK})
    since = uploads.c.at > upload.at - times.DAY
    scopes = (since & (uploads.c.user == upload.user), since & (uploads.c.room == upload.room), since)
    used = [_used(connection, scope) for scope in scopes]
    rules.check_quotas(quotas, used, upload.size, upload.at)
    connection.execute(uploads.insert().values(asdict(upload)))


def _used(connection: Connection, where: ColumnElement[bool]) -> Used:
    sums = select(func.count(), func.coalesce(func.sum(uploads.c.size), 0), func.min(uploads.c.at)).where(where)
    files, size, oldest = connection.execute(sums).one()
    return Used(files, int(size), oldest or 0)


def settle(connection: Connection, upload: Upload) -> bool:
    """Write down what has arrived; False when it was given up meanwhile."""
    news = {name: value for name, value in asdict(upload).items() if name not in {"id", "room", "user", "at", "seq"}}
    here = (uploads.c.id == upload.id) & (uploads.c.state == rules.ARRIVING)
    return connection.execute(update(uploads).where(here).values(news)).rowcount == 1


def spend(connection: Connection, upload: str) -> None:
    """What arrived could not be taken: it counts as one of the day's files, without a size."""
    here = (uploads.c.id == upload) & (uploads.c.state == rules.ARRIVING)
    connection.execute(update(uploads).where(here).values(state=rules.GONE, size=0, name=""))


def forget(connection: Connection, upload: str) -> None:
    """What never arrived is not counted."""
    connection.execute(delete(uploads).where((uploads.c.id == upload) & (uploads.c.state == rules.ARRIVING)))


def find(connection: Connection, upload: str) -> Upload | None:
    """Return an upload that readers may be given."""
    here = (uploads.c.id == upload) & (uploads.c.state == rules.READY)
    row = connection.execute(select(*_COLUMNS).where(here)).first()
    return None if row is None else upload_of(row)


def staff_spoke(connection: Connection, room: str) -> bool:
    """Tell whether a member of staff has written a message in this room, or in the room that it is a lane of."""
    here = entries.c.room.in_([room, select(rooms.c.parent).where(rooms.c.id == room).scalar_subquery()])
    taking_part = (participants.c.room == entries.c.room) & (participants.c.user == entries.c.author)
    staff = or_(
        entries.c.author_role.in_(STAFF_ROLES),
        exists().where(taking_part & participants.c.role.in_(STAFF_ROLES)),
        exists().where((users.c.id == entries.c.author) & users.c.role.in_(STAFF_ROLES)),
    )
    return bool(connection.scalar(select(exists().where(here & (entries.c.kind == "message") & staff))))


def give_up(connection: Connection, now: int, arriving_ms: int) -> int:
    """Erase what no message took within a day, and what stopped arriving; return how many."""
    unused = (uploads.c.state == rules.READY) & uploads.c.seq.is_(None) & (uploads.c.at < now - rules.UNUSED_MS)
    stopped = (uploads.c.state == rules.ARRIVING) & (uploads.c.at < now - arriving_ms)
    return connection.execute(update(uploads).where(unused | stopped).values(state=rules.ERASED, name="")).rowcount


def erased(connection: Connection, limit: int) -> list[str]:
    """Return uploads whose bytes are to be dropped."""
    return list(connection.scalars(select(uploads.c.id).where(uploads.c.state == rules.ERASED).limit(limit)))


def dropped(connection: Connection, ids: Sequence[str], now: int) -> None:
    """The bytes of these are gone; whose day is over is forgotten altogether."""
    gone = uploads.c.id.in_(ids) & (uploads.c.state == rules.ERASED)
    connection.execute(update(uploads).where(gone).values(state=rules.GONE))
    connection.execute(delete(uploads).where((uploads.c.state == rules.GONE) & (uploads.c.at < now - times.DAY)))
