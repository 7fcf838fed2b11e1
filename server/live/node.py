"""The state of one node: what it is built on, the rooms and sessions that are live, its word to the others."""

from collections.abc import Callable
from dataclasses import dataclass

from server.core.refusals import Refusal
from server.live import gossip
from server.live.bus import Bus, partition_of
from server.live.connection import Connection
from server.live.live_room import LiveRoom
from server.storage.database import Database
from server.storage.journal import Journal


@dataclass(frozen=True, slots=True)
class Parts:
    """What a node is built on. `clock` is monotonic, `wall` the time of day; both in milliseconds."""

    node: str
    database: Database
    journal: Journal
    bus: Bus
    clock: Callable[[], int]
    wall: Callable[[], int]


class Node:
    """Plain tables that the moving parts share; none of it matters beyond this process."""

    def __init__(self, parts: Parts) -> None:
        self.parts = parts
        self.rooms: dict[str, LiveRoom] = {}
        self.connections: dict[str, Connection] = {}
        self.sessions: dict[str, dict[str, Connection]] = {}
        """For every user: the sessions that said hello."""
        self.here: dict[str, dict[str, int]] = {}
        """For every room: which of its participants are connected here, and the seq of their `join` (0: as stored)."""
        self.moves = 0
        """Counts what comes and goes: sessions, views, members; what was worked out from them holds until then."""
        self._there: dict[str, set[str]] = {}
        """The same the other way round: for every user who is connected here, their rooms."""

    def publish(self, key: str, item: gossip.Item) -> None:
        """Say something to the other nodes; it may be lost."""
        if not self.parts.bus.alone:
            self.parts.bus.publish(partition_of(key), gossip.pack(item))

    def check_open(self, connection: Connection) -> None:
        """The socket may have gone while its command waited for the store."""
        if connection.id not in self.connections:
            raise Refusal("unavailable", "the connection is closed")

    def into(self, room: str, user: str, seq: int) -> None:
        """A user who is connected here takes part in that room, since this seq."""
        self.moves += 1
        users = self.here.setdefault(room, {})
        users[user] = max(seq, users.get(user, 0))
        self._there.setdefault(user, set()).add(room)

    def rooms_with(self, user: str) -> list[str]:
        """Return the rooms in which a user takes part who is connected here."""
        return list(self._there.get(user, ()))

    def out(self, room: str, user: str, seq: int | None = None) -> bool:
        """Who went out at this seq (None: is connected no more) is here no longer; tell whether they were."""
        users = self.here.get(room, {})
        since = users.get(user)
        if since is None or (seq is not None and seq < since):
            return False
        self.moves += 1
        del users[user]
        if not users:
            del self.here[room]
        rooms = self._there[user]
        rooms.discard(room)
        if not rooms:
            del self._there[user]
        return True
