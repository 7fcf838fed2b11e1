"""Who of staff has which room open, on which node; a node that is silent has nobody. Pure."""

from collections.abc import Mapping
from typing import Final

GONE_MS: Final = 15_000
SNAPSHOT_MS: Final = 5_000

Rooms = dict[str, dict[str, str]]
"""By room: the names of who has it open, by user."""


class Watchers:
    """What every node said of itself; times in milliseconds."""

    def __init__(self) -> None:
        self._nodes: dict[str, Rooms] = {}
        self._heard: dict[str, int] = {}

    def of(self, room: str) -> dict[str, str]:
        """Return who has this room open, on any node, with their names, in order."""
        found: dict[str, str] = {}
        for rooms in self._nodes.values():
            found |= rooms.get(room, {})
        return dict(sorted(found.items()))

    def at(self, node: str) -> Rooms:
        """Return what one node said, for its snapshot."""
        return self._nodes.get(node, {})

    def opened(self, node: str, room: str, user: str, name: str, now: int) -> bool:
        """Somebody opened a room; tell whether that is news."""
        was = self.of(room)
        self._heard[node] = now
        self._nodes.setdefault(node, {}).setdefault(room, {})[user] = name
        return self.of(room) != was

    def closed(self, node: str, room: str, user: str, now: int) -> bool:
        """Somebody has it open no more on that node; tell whether that is news."""
        was = self.of(room)
        self._heard[node] = now
        rooms = self._nodes.get(node, {})
        rooms.get(room, {}).pop(user, None)
        if not rooms.get(room):
            rooms.pop(room, None)
        return self.of(room) != was

    def snapshot(self, node: str, said: Mapping[str, dict[str, str]], now: int) -> set[str]:
        """Replace all that is known of a node; return the rooms of which that is news."""
        old = self._nodes.get(node, {})
        touched = {room for room in old.keys() | said.keys() if old.get(room) != said.get(room)}
        was = {room: self.of(room) for room in touched}
        self._heard[node] = now
        self._nodes[node] = {room: dict(users) for room, users in said.items()}
        return {room for room in touched if self.of(room) != was[room]}

    def tick(self, own: str, now: int) -> set[str]:
        """Forget nodes that are silent; return the rooms of which that is news."""
        moved: set[str] = set()
        for node in [node for node, at in self._heard.items() if node != own and now - at >= GONE_MS]:
            moved |= self.snapshot(node, {}, now)
            del self._heard[node], self._nodes[node]
        return moved
