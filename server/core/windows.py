"""What of a room one reader may see: an interval of seqs, what aims into it, nothing that had expired."""

from typing import Final

from msgspec import Struct

from server.core.entries import TARGETED, Entry, hidden
from server.core.room import STAFF_ROLES, Member, Room

KEEPS_HISTORY: Final = frozenset({"customer", "merchant"})
"""Roles that still see their own interval after leaving; all others see nothing."""


class Window(Struct, frozen=True):
    """From `first` to `until` (inclusive; None while the membership lasts)."""

    first: int
    until: int | None = None
    since: int = 0
    """When this reader came in (milliseconds): what had expired by then is not theirs to see."""

    def holds(self, seq: int) -> bool:
        """Tell whether this seq lies inside."""
        return self.first <= seq and (self.until is None or seq <= self.until)

    def shows(self, seq: int, expires_at: int | None) -> bool:
        """Tell whether a message at this seq is this reader's to see."""
        return self.holds(seq) and (expires_at is None or expires_at > self.since)

    def cut(self, entry: Entry) -> Entry | None:
        """Return the entry as this reader gets it: itself, its hidden shape, or nothing."""
        if not self.holds(entry.seq):
            return None
        if entry.expires_at is not None and entry.expires_at <= self.since:
            return hidden(entry)
        if entry.kind in TARGETED and entry.target is not None and entry.target < self.first:
            return hidden(entry)
        return entry


WHOLE: Final = Window(1)


def of_member(member: Member) -> Window | None:
    """Return what a present or former participant may see; None for nothing."""
    since = 0 if member.role in STAFF_ROLES else member.joined_at
    if member.left_seq is None:
        return Window(member.first_seq, since=since)
    if member.role in KEEPS_HISTORY and member.left_seq > member.first_seq:
        return Window(member.first_seq, member.left_seq - 1, since)
    return None


def default_history(kind: str, role: str) -> str:
    """Return the history policy for a newcomer of this role."""
    if role == "driver" and kind == "order":
        return "from_assignment"
    return "all"


def of_reader(room: Room, user: str, *, staff: bool) -> Window | None:
    """Return the window of anyone: participant, staff (whole), former participant, stranger (None)."""
    member = room.present(user)
    if member is not None:
        return of_member(member)
    if staff:
        return WHOLE
    gone = room.members.get(user)
    return None if gone is None else of_member(gone)
