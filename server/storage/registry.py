"""Rooms as the journal remembers them between batches: participants are read again only when `version` moved."""

from collections import OrderedDict
from collections.abc import Iterable

import orjson

from server.core.room import Member, Room, Waiting
from server.storage.driver import Driver, Row


class Registry:
    """The rooms used last, at most `limit`."""

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._rooms: OrderedDict[str, Room] = OrderedDict()

    def refresh(self, rows: list[Row], driver: Driver) -> dict[str, Room]:
        """Return these rooms as the rows, just locked, say they are."""
        rooms = {room.id: room for room in map(room_of, rows)}
        stale = []
        for room in rooms.values():
            held = self._rooms.get(room.id)
            if held is not None and held.version == room.version:
                room.members = held.members
            else:
                stale.append([room.id])
        if stale:
            for row in driver.members(stale):
                rooms[row[0]].members[row[1]] = member_of(row)
        self.keep(rooms.values())
        return rooms

    def remembered(self, ids: set[str]) -> dict[str, Room] | None:
        """Return these rooms, and the parents of lanes, as they were left; None when one of them is not held."""
        rooms = {}
        for room_id in ids:
            room = self._rooms.get(room_id)
            parent = self._rooms.get(room.parent) if room is not None and room.parent is not None else room
            if room is None or parent is None:
                return None
            rooms[room.id] = room
            rooms[parent.id] = parent
        return rooms

    def keep(self, rooms: Iterable[Room]) -> None:
        """Remember these rooms."""
        for room in rooms:
            self._rooms[room.id] = room
            self._rooms.move_to_end(room.id)
        while len(self._rooms) > self._limit:
            self._rooms.popitem(last=False)

    def forget(self, ids: Iterable[str]) -> None:
        """Forget these rooms: what was folded into them is not on disk."""
        for room_id in ids:
            self._rooms.pop(room_id, None)

    def clear(self) -> None:
        """Forget all: what a failed batch folded is not on disk."""
        self._rooms.clear()


def room_of(row: Row) -> Room:
    """Read a room (statements.ROOM), its participants left out."""
    waiting = called(row[9], row[10], row[11])
    return Room(
        id=row[0],
        kind=row[1],
        parent=row[2],
        audience=row[3],
        subject=row[4],
        status=row[5],
        locked=bool(row[6]),
        locks_at=row[7],
        stage=row[8],
        waiting=waiting,
        last_seq=row[12],
        last_at=row[13],
        version=row[14],
        silenced=silenced(row[15]),
    )


def called(since: int | None, reason: str | None, by: str | None) -> Waiting | None:
    """Read the three columns that say that staff are called."""
    return None if since is None else Waiting(since, reason or "", by)


def silenced(listed: str | None) -> frozenset[str]:
    """Read who may only read."""
    return frozenset() if listed is None else frozenset(orjson.loads(listed))


def member_of(row: Row) -> Member:
    """Read a participant (statements.MEMBER)."""
    return Member(
        user=row[1],
        role=row[2],
        name=row[3],
        verified=row[4],
        joined_seq=row[5],
        first_seq=row[6],
        left_seq=row[7],
        left_reason=row[8],
        was=before(row[9]),
        joined_at=row[10],
    )


def before(was: str | None) -> tuple[str, ...]:
    """Read the visitors that a participant was before."""
    return () if was is None else tuple(orjson.loads(was))


def room_row(room: Room) -> list[object]:
    """Write a room as statements.ROOM."""
    waiting = room.waiting
    called = [None, None, None] if waiting is None else [waiting.since, waiting.reason, waiting.by]
    return [
        room.id,
        room.kind,
        room.parent,
        room.audience,
        room.subject,
        room.status,
        room.locked,
        room.locks_at,
        room.stage,
        *called,
        room.last_seq,
        room.last_at,
        room.version,
        orjson.dumps(sorted(room.silenced)).decode() if room.silenced else None,
    ]


def member_row(room: str, member: Member) -> list[object]:
    """Write a participant as statements.MEMBER."""
    return [
        room,
        member.user,
        member.role,
        member.name,
        member.verified,
        member.joined_seq,
        member.first_seq,
        member.left_seq,
        member.left_reason,
        orjson.dumps(member.was).decode() if member.was else None,
        member.joined_at,
    ]
