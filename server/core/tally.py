"""What is counted of a crowd: who is present, who is staff, how many have and have read each of the last messages."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from server.core.cursors import Cursors, counts
from server.core.entries import Entry
from server.core.room import STAFF_ROLES, Member, Room

CROWD: Final = 250
"""Above so many memberships, lists become counts. Who left is counted too: a crowd never turns back into a list."""
LAST: Final = 20
"""Of how many messages receipts are counted."""

Author = str | None


def counted(room: Room) -> bool:
    """Tell whether lists become counts: in a crowd, and wherever somebody announces to many."""
    return len(room.members) > CROWD or (room.kind == "announcement" and room.parent is None)


@dataclass(slots=True)
class Row:
    """One message: `of` is how many could have it, its audience."""

    seq: int
    by: Author
    of: int
    delivered: int = 0
    read: int = 0


class Tally:
    """Of one room. A cursor that moves costs at most a look at each of the last messages, whatever the members."""

    __slots__ = ("_ahead", "_audience", "_cursors", "_room", "_rows", "changed", "present", "staff", "whole")

    def __init__(self, room: Room, cursors: Cursors) -> None:
        self._room = room
        self._cursors = cursors
        self._rows: list[Row] = []
        self._audience = 0
        """How many of those present receipts are asked of."""
        self._ahead = cursors.beyond(room.last_seq)
        """Whose cursor was heard of before the entry that it speaks of."""
        self.present = 0
        self.staff: set[str] = set()
        self.whole = False
        """The messages from before this tally are known."""
        self.changed = False
        """Something is counted that was not told yet; who tells it takes this back."""
        for member in room.members.values():
            self._enrol(member, 1)

    def learn(self, latest: Iterable[tuple[int, Author]]) -> None:
        """Take the last messages over as the store holds them, (seq, author); what lies ahead comes by its entry."""
        known = {row.seq: row for row in self._rows}
        seqs = {seq: by for seq, by in latest if seq <= self._room.last_seq}
        self._rows = [
            known.get(seq) or self._counted(seq, seqs[seq]) for seq in sorted(known.keys() | seqs.keys())[-LAST:]
        ]
        self.whole = self.changed = True

    def apply(self, entry: Entry) -> None:
        """Fold the next entry into the room, and into what is counted of it."""
        touched = [user for user in _touched(entry) if user in self._room.members]
        before = self.counts() if touched else []
        for user in touched:
            self._count(user, -1)
        self._room.apply(entry)
        for user in _touched(entry):
            if user in self._room.members:
                self._count(user, 1)
        self.changed = self.changed or (bool(touched) and before != self.counts())
        if entry.kind == "message":
            self._said(entry)

    def move(self, user: str, delivered: int, read: int) -> bool:
        """Move a cursor forward and count it. Tell whether anything moved."""
        old = self._cursors[user]
        if not self._cursors.move(user, delivered, read):
            return False
        new = self._cursors[user]
        if new.delivered > self._room.last_seq:
            self._ahead.add(user)
        member = self._room.members.get(user)
        if member is not None:
            for row in self._between(member, old.delivered, new.delivered):
                row.delivered += 1
                self.changed = True
            for row in self._between(member, old.read, new.read):
                row.read += 1
                self.changed = True
        return True

    def counts(self, first: int = 0) -> list[dict[str, int]]:
        """Return `[{seq, delivered, read, of}]`, ascending, as `receipts` tells it to who may see from `first` on."""
        return [
            {"seq": row.seq, "delivered": row.delivered, "read": row.read, "of": row.of}
            for row in self._rows
            if row.seq >= first
        ]

    def _between(self, member: Member, low: int, high: int) -> Iterator[Row]:
        """Go through the messages above `low`, up to `high`, that count this member; newest first."""
        if low < high:
            for row in reversed(self._rows):
                if row.seq <= low:
                    return
                if row.seq <= high and counts(member, row.seq, row.by):
                    yield row

    def _said(self, entry: Entry) -> None:
        """Begin to count a message: all who are asked and present, but its author, are its audience."""
        row = Row(entry.seq, entry.by, self._audience)
        author = self._room.present(entry.by) if entry.by is not None else None
        if author is not None and author.role != "bot":
            row.of -= 1
        self._rows = [*self._rows, row][-LAST:]
        self._ahead = {user for user in self._ahead if self._cursors[user].delivered >= entry.seq}
        for user in self._ahead & self._room.members.keys():
            if counts(self._room.members[user], row.seq, row.by):
                self._mark(row, user, 1)

    def _counted(self, seq: int, by: Author) -> Row:
        """Count one message among everybody."""
        row = Row(seq, by, 0)
        for member in self._room.members.values():
            if counts(member, seq, by):
                row.of += 1
                self._mark(row, member.user, 1)
        return row

    def _count(self, user: str, sign: int) -> None:
        """Count a membership, or take it out of everything that counted it."""
        member = self._room.members[user]
        self._enrol(member, sign)
        for row in self._rows:
            if counts(member, row.seq, row.by):
                row.of += sign
                self._mark(row, user, sign)

    def _enrol(self, member: Member, sign: int) -> None:
        if member.present:
            self.present += sign
            self._audience += sign * (member.role != "bot")
        if member.role in STAFF_ROLES:
            (self.staff.add if sign > 0 else self.staff.discard)(member.user)

    def _mark(self, row: Row, user: str, sign: int) -> None:
        cursor = self._cursors[user]
        row.delivered += sign * (cursor.delivered >= row.seq)
        row.read += sign * (cursor.read >= row.seq)


def _touched(entry: Entry) -> list[str]:
    """Return whose membership an entry begins, ends or changes."""
    if entry.kind == "join":
        users = [entry.body["user"], entry.body.get("replaces")]
        return [user for user in users if user is not None]
    return [entry.body["user"]] if entry.kind in {"leave", "role"} else []
