"""Who has a room up to where: monotone cursors, and what receipts derive from them."""

from collections.abc import Iterable
from dataclasses import dataclass

from server.core.entries import Entry
from server.core.room import Member, Room


@dataclass(frozen=True, slots=True)
class Cursor:
    """Up to which seq a participant has, and has read, the room; `read` never exceeds `delivered`."""

    delivered: int = 0
    read: int = 0


class Cursors:
    """The cursors of one room. Only ever forward."""

    __slots__ = ("_at",)

    def __init__(self, rows: dict[str, tuple[int, int]] | None = None) -> None:
        self._at = {user: Cursor(*pair) for user, pair in (rows or {}).items()}

    def __getitem__(self, user: str) -> Cursor:
        return self._at.get(user, _NOWHERE)

    def __contains__(self, user: str) -> bool:
        return user in self._at

    def move(self, user: str, delivered: int, read: int) -> bool:
        """Move forward; read implies delivered. Tell whether anything moved."""
        old = self[user]
        new = Cursor(max(old.delivered, delivered, read), max(old.read, read))
        if new == old:
            return False
        self._at[user] = new
        return True

    def forget(self, user: str) -> None:
        """Drop a cursor: who comes back has a new membership."""
        self._at.pop(user, None)

    def beyond(self, seq: int) -> set[str]:
        """Return whose cursor speaks of entries above this seq."""
        return {user for user, cursor in self._at.items() if cursor.delivered > seq}

    def rows(self, users: Iterable[str]) -> list[dict[str, object]]:
        """Return `[{user, delivered, read}]` as told in `receipts`."""
        return [{"user": user, "delivered": self[user].delivered, "read": self[user].read} for user in users]


_NOWHERE = Cursor()


@dataclass(frozen=True, slots=True)
class Seen:
    """Who of a message's audience has it, has read it, and who of those present does not."""

    audience: tuple[str, ...]
    delivered: tuple[str, ...]
    read: tuple[str, ...]
    not_yet: tuple[str, ...]


def audience(room: Room, entry: Entry) -> list[Member]:
    """Return those whose receipt counts: there before the message, not its author, no bot."""
    return [member for member in room.members.values() if counts(member, entry.seq, entry.by)]


def counts(member: Member, seq: int, by: str | None) -> bool:
    """Tell whether a receipt is asked of this member for that message by that author."""
    return (
        member.user != by
        and member.role != "bot"
        and member.joined_seq < seq
        and (member.left_seq is None or member.left_seq >= seq)
    )


def seen_by(room: Room, cursors: Cursors, entry: Entry) -> Seen:
    """Derive "seen by 2 of 3 — not yet: driver"; never stored."""
    people = audience(room, entry)
    read = [m.user for m in people if cursors[m.user].read >= entry.seq]
    return Seen(
        audience=tuple(m.user for m in people),
        delivered=tuple(m.user for m in people if cursors[m.user].delivered >= entry.seq),
        read=tuple(read),
        not_yet=tuple(m.user for m in people if m.present and m.user not in read),
    )
