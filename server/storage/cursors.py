"""How far each participant has received and read; staff's private marks in rooms they only watch."""

from collections.abc import Iterable, Sequence

from sqlalchemy import BigInteger, BindParameter, Connection, bindparam, case, select, update

from server.storage.tables import marks as marks_table
from server.storage.tables import participants, rooms
from server.storage.upserts import upsert


def save_cursors(connection: Connection, moved: Iterable[tuple[str, str, int, int]]) -> dict[str, int]:
    """Move cursors (room, user, delivered, read) forward, never back; return each room's `cursor_rev`, moved once."""
    rows = [
        {"at_room": room, "at_user": user, "delivered_to": max(delivered, read), "read_to": read}
        for room, user, delivered, read in sorted(moved)
    ]
    if not rows:
        return {}
    touched = [{"at_room": room} for room in sorted({str(row["at_room"]) for row in rows})]
    revised = update(rooms).where(rooms.c.id == bindparam("at_room")).values(cursor_rev=rooms.c.cursor_rev + 1)
    connection.execute(revised, touched)
    delivered: BindParameter[int] = bindparam("delivered_to", type_=BigInteger)
    read: BindParameter[int] = bindparam("read_to", type_=BigInteger)
    forward = (
        update(participants)
        .where(participants.c.room == bindparam("at_room"), participants.c.user == bindparam("at_user"))
        .values(
            delivered=case((participants.c.delivered < delivered, delivered), else_=participants.c.delivered),
            read=case((participants.c.read < read, read), else_=participants.c.read),
        )
    )
    connection.execute(forward, rows)
    ids = [row["at_room"] for row in touched]
    found = connection.execute(select(rooms.c.id, rooms.c.cursor_rev).where(rooms.c.id.in_(ids)))
    return {row.id: row.cursor_rev for row in found}


def save_marks(connection: Connection, moved: Iterable[tuple[str, str, int]]) -> None:
    """Move private read marks (room, user, read) forward, never back."""
    for room, user, read in sorted(moved):
        upsert(connection, marks_table, {"room": room, "user": user, "read": read}, where=marks_table.c.read < read)


def marks(connection: Connection, user: str, in_rooms: Sequence[str]) -> dict[str, int]:
    """Return how far this user has read in each of these rooms, where that was marked."""
    mine = (marks_table.c.user == user) & marks_table.c.room.in_(in_rooms)
    return {row.room: row.read for row in connection.execute(select(marks_table).where(mine))}
