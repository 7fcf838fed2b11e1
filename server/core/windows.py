"""What of a room one reader may see: one interval of seqs, and entries whose target lies inside it."""

from typing import Final

from msgspec import Struct

from server.core.entries import TARGETED, Entry, hidden
from server.core.room import Member, Room

KEEPS_HISTORY: Final = frozenset({"customer", "merchant"})
"""Roles that still see their own interval after leaving; all others see nothing."""


class Window(Struct, frozen=True):
    """From `first` to `until` (inclusive; None while the membership lasts)."""

    first: int
    until: int | None = None

    def holds(self, seq: int) -> bool:
        """Tell whether this seq lies inside."""
        return self.first <= seq and (self.until is None or seq <= self.until)

    def cut(self, entry: Entry) -> Entry | None:
        """Return the entry as this reader gets it: itself, its hidden shape, or nothing."""
        if not self.holds(entry.seq):
            return None
        if entry.kind in TARGETED and entry.target is not None and entry.target < self.first:
            return hidden(entry)
        return entry


WHOLE: Final = Window(1)


def of_member(member: Member) -> Window | None:
    """Return what a present or former participant may see; None for nothing."""
    if member.left_seq is None:
        return Window(member.first_seq)
    if member.role in KEEPS_HISTORY and member.left_seq > member.first_seq:
        return Window(member.first_seq, member.left_seq - 1)
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
