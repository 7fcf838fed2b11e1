"""A pretend Parley, a page long: one room in memory, to show that the rig's client and checker can tell."""

import random
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from websockets.asyncio.server import Server, ServerConnection, serve

from tests.rig.wire import SUBPROTOCOLS, decode, encode

ROOM = "order-1"
CODECS = {subprotocol: codec for codec, subprotocol in SUBPROTOCOLS.items()}


@dataclass(eq=False)
class Reader:
    """One socket of the pretend server."""

    socket: ServerConnection
    user: str = ""
    viewing: bool = False

    async def tell(self, **message: Any) -> None:
        """Send one message."""
        await self.socket.send(encode(message, CODECS[self.socket.subprotocol or ""]))


@dataclass
class Pretend:
    """Does what Parley promises, except for the `vice` that it was given, every so often."""

    vice: str = ""
    seed: int = 0
    log: list[dict[str, Any]] = field(default_factory=list)
    cids: dict[tuple[str, str], int] = field(default_factory=dict)
    cursors: dict[str, dict[str, int]] = field(default_factory=dict)
    readers: set[Reader] = field(default_factory=set)
    server: Server | None = None

    def __post_init__(self) -> None:
        self.random = random.Random(self.seed)
        self.append({"kind": "room", "body": {"kind": "group"}})

    @property
    def url(self) -> str:
        """Where it listens."""
        assert self.server is not None
        return f"ws://127.0.0.1:{self.server.sockets[0].getsockname()[1]}"

    def append(self, entry: dict[str, Any]) -> dict[str, Any]:
        """Number an entry and keep it."""
        seq = len(self.log) + 1
        self.log.append({"seq": seq, "at": f"2026-01-01T00:00:00.{seq:06}Z", **entry})
        return self.log[-1]

    def invite(self, *users: str) -> None:
        """Let these users in from the beginning."""
        for user in users:
            self.append({"kind": "join", "body": {"user": user, "role": "member", "history": "all"}})

    def cut(self) -> None:
        """Cut every connection."""
        for reader in self.readers:
            reader.socket.transport.abort()

    async def listen(self, socket: ServerConnection) -> None:
        """Serve one socket."""
        reader = Reader(socket)
        self.readers.add(reader)
        try:
            async for frame in socket:
                message = decode(frame, CODECS[socket.subprotocol or ""])
                await getattr(self, f"on_{message['t']}")(reader, message)
        finally:
            self.readers.discard(reader)

    async def on_hello(self, reader: Reader, message: dict[str, Any]) -> None:
        reader.user = message["token"]
        await reader.tell(t="welcome", session="s", epoch="e")
        for resume in message["resume"]:
            await self.on_join(reader, {"since": resume["seq"]})

    async def on_join(self, reader: Reader, message: dict[str, Any]) -> None:
        reader.viewing = True
        told = {"first_seq": 1, "last_seq": len(self.log), "reset": False}
        people = [{"user": user, **cursor} for user, cursor in self.cursors.items()]
        entries = self.log[message["since"] :]
        await reader.tell(t="joined", room=ROOM, entries=entries, participants=people, **told)

    async def on_send(self, reader: Reader, message: dict[str, Any]) -> None:
        key = (reader.user, message["cid"])
        new = key not in self.cids
        if new:
            said = {"by": reader.user, "cid": message["cid"], "kind": "message", "body": message["body"]}
            self.cids[key] = self.append(said)["seq"]
        seq = self.cids[key]
        entry = self.log[seq - 1]
        if new:
            await self.tell_all(entry)
        if self._tempted("forgets") and seq == len(self.log):
            self.log.pop()
        answer = {"room": ROOM, "cid": message["cid"], "ref": message["ref"], "at": entry["at"]}
        await reader.tell(t="ack", seq=seq, **answer)

    async def on_seen(self, reader: Reader, message: dict[str, Any]) -> None:
        ahead = 1 if self._tempted("flatters") else 0
        marks = {"delivered": message["delivered"] + ahead, "read": message.get("read", 0)}
        self.cursors[reader.user] = marks
        for other in self._viewers():
            await other.tell(t="receipts", room=ROOM, cursors=[{"user": reader.user, **marks}])

    async def tell_all(self, entry: dict[str, Any]) -> None:
        """Tell every viewer of an entry, more or less."""
        for reader in self._viewers():
            if self._tempted("loses"):
                continue
            twice = self._tempted("repeats")
            shown = {**entry, "body": {"type": "text", "text": "?"}} if self._tempted("garbles") else entry
            for _ in range(2 if twice else 1):
                await reader.tell(t="entries", room=ROOM, entries=[shown])

    def _viewers(self) -> list[Reader]:
        return [reader for reader in self.readers if reader.viewing]

    def _tempted(self, vice: str) -> bool:
        return self.vice == vice and self.random.random() < 0.05


@asynccontextmanager
async def pretending(vice: str = "", seed: int = 0) -> AsyncIterator[Pretend]:
    """Run a pretend server."""
    pretend = Pretend(vice, seed)
    subprotocols = list(SUBPROTOCOLS.values())
    async with serve(pretend.listen, "127.0.0.1", 0, subprotocols=subprotocols, compression=None) as server:
        pretend.server = server
        yield pretend
