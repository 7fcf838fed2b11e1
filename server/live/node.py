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
        self.here: dict[str, set[str]] = {}
        """For every room: which of its participants are connected to this node."""

    def publish(self, key: str, item: gossip.Item) -> None:
        """Say something to the other nodes; it may be lost."""
        self.parts.bus.publish(partition_of(key), gossip.pack(item))

    def check_open(self, connection: Connection) -> None:
        """The socket may have gone while its command waited for the store."""
        if connection.id not in self.connections:
            raise Refusal("unavailable", "the connection is closed")

    def out(self, room: str, user: str) -> bool:
        """This user is of that room no more, or not connected here any more; tell whether they were."""
        users = self.here.get(room, set())
        known = user in users
        users.discard(user)
        if not users:
            self.here.pop(room, None)
        return known
