"""What waits to be published: in order, bounded in bytes, the oldest given up first. Pure."""

from collections import deque
from collections.abc import Collection
from typing import Final

OUTBOX_BYTES: Final = 8 << 20

_ITEM_COST: Final = 64  # what Python keeps beside an item's own bytes; a million empty items are not free


class Outbox:
    def __init__(self, limit: int = OUTBOX_BYTES) -> None:
        self._limit = limit
        self._items: deque[tuple[bytes, bytes]] = deque()
        self._size = 0

    @property
    def size(self) -> int:
        return self._size

    def __len__(self) -> int:
        return len(self._items)

    def add(self, topic: bytes, item: bytes) -> int:
        """How many older items were dropped to make room; the newest always stays."""
        self._items.append((topic, item))
        self._size += len(item) + _ITEM_COST
        dropped = 0
        while self._size > self._limit and len(self._items) > 1:
            self._pop()
            dropped += 1
        return dropped

    def take(self, at_most: int) -> dict[bytes, list[bytes]]:
        """Items by topic, oldest first, until `at_most` bytes are reached; at least one if any waits."""
        taken: dict[bytes, list[bytes]] = {}
        stop = self._size - at_most
        while self._items and (self._size > stop or not taken):
            topic, item = self._pop()
            taken.setdefault(topic, []).append(item)
        return taken

    def sift(self, keep: Collection[bytes]) -> list[tuple[bytes, bytes]]:
        """Takes out what is for other topics than these, oldest first."""
        everything, self._items, self._size = self._items, deque(), 0
        out = []
        for topic, item in everything:
            if topic in keep:
                self.add(topic, item)
            else:
                out.append((topic, item))
        return out

    def _pop(self) -> tuple[bytes, bytes]:
        topic, item = self._items.popleft()
        self._size -= len(item) + _ITEM_COST
        return topic, item
