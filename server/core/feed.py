"""One room's entries back in order: ignores what it has, holds what is early, names the gap."""

from server.core.entries import Entry

HELD_MOST = 500


class Feed:
    """`next` is the seq it waits for. `offer` returns what may be handed out now."""

    __slots__ = ("_head", "_held", "next")

    def __init__(self, last_seq: int) -> None:
        self.next = last_seq + 1
        self._head = last_seq
        self._held: dict[int, Entry] = {}

    def offer(self, entries: tuple[Entry, ...] | list[Entry]) -> list[Entry]:
        """Take entries in any order, doubled or not; return those that are contiguous now, in order."""
        ready: list[Entry] = []
        for entry in entries:
            if entry.seq == self.next:
                ready.append(entry)
                self.next += 1
                self._release(ready)
            elif entry.seq > self.next:
                self._hold(entry)
        self._head = max(self._head, self.next - 1)
        return ready

    def heard(self, last_seq: int) -> None:
        """Take note that the store holds entries up to `last_seq`: a lost last one is a gap too."""
        self._head = max(self._head, last_seq)

    def disbelieve(self) -> None:
        """The store does not hold what was heard of: wait for it to be heard of again."""
        self._head = max(self._held, default=self.next - 1)
        if self.gap is not None:
            self._held.clear()
            self._head = self.next - 1

    @property
    def gap(self) -> tuple[int, int] | None:
        """First and last seq that are missing before what is held or heard of; None when whole."""
        if self._head < self.next:
            return None
        first_held = min(self._held, default=self._head + 1)
        return self.next, first_held - 1

    def _hold(self, entry: Entry) -> None:
        self._head = max(self._head, entry.seq)
        if len(self._held) < HELD_MOST:
            self._held[entry.seq] = entry

    def _release(self, ready: list[Entry]) -> None:
        while self._held and (early := self._held.pop(self.next, None)) is not None:
            ready.append(early)
            self.next += 1
