"""Rooms on their way from the store to this node: many are one read, and what comes meanwhile is not lost."""

import asyncio
from collections.abc import Callable, Iterable

from server.core.entries import Entry
from server.live.gathering import Gathering
from server.live.live_room import LiveRoom
from server.live.node import Node
from server.storage import rooms as stored


class Loading:
    """Listen first, then read, then drop what is already held."""

    def __init__(self, node: Node, born: Callable[[LiveRoom, list[Entry]], None]) -> None:
        """`born` is given each new live room, and the entries that came while it was read."""
        self._node = node
        self._born = born
        self._early: dict[str, list[Entry]] = {}
        self._under_way: dict[str, asyncio.Future[LiveRoom | Exception | None]] = {}
        self._read: Gathering[str, LiveRoom] = Gathering(self._load)

    def __bool__(self) -> bool:
        return bool(self._under_way)

    def want(self, rooms: Iterable[str]) -> None:
        """Begin to read the rooms that are not live here: they will soon be asked for."""
        for room in rooms:
            if room not in self._node.rooms:
                self._begin(room)

    def _begin(self, room: str) -> "asyncio.Future[LiveRoom | Exception | None]":
        future = self._under_way.get(room)
        if future is None or future.done():
            self._early[room] = []
            future = self._under_way[room] = self._read.want(room)
            future.add_done_callback(lambda done: self._ended(room, done))
        return future

    async def room(self, room: str) -> LiveRoom | None:
        """Return the live room; None when there is no such room. Raises Refusal."""
        live = self._node.rooms.get(room)
        if live is None:
            found = await asyncio.shield(self._begin(room))
            if isinstance(found, Exception):
                raise found
            live = found
        return live

    def heard(self, room: str, entries: list[Entry]) -> None:
        """Entries came of a room that is no live one here."""
        if room in self._early:
            self._early[room].extend(entries)

    async def close(self) -> None:
        """End what is under way."""
        await self._read.close()

    async def _load(self, rooms: list[str]) -> dict[str, LiveRoom]:
        loaded = await self._node.parts.database.read(stored.load_many, rooms)
        return {room: self._node.rooms.get(room) or self._live(room, found) for room, found in loaded.items()}

    def _live(self, room: str, found: stored.Loaded) -> LiveRoom:
        live = self._node.rooms[room] = LiveRoom(found, self._node.parts.clock())
        self._born(live, self._early.pop(room, []))
        return live

    def _ended(self, room: str, done: "asyncio.Future[LiveRoom | Exception | None]") -> None:
        if self._under_way.get(room) is done:
            del self._under_way[room]
            self._early.pop(room, None)
