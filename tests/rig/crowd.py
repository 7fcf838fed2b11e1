"""Many people at one room, each on a socket of their own: what each of them got, and how far each confirmed it."""

import asyncio
import json
import time
from collections.abc import Iterable, Iterator
from contextlib import AsyncExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from typing import Any, Final

import jwt
from playwright.async_api import Page, WebSocket
from websockets.exceptions import ConnectionClosed

from tests.rig.parley import SECRET, Parley
from tests.rig.wire import Message, Socket, open_socket

AT_ONCE: Final = 16
DAY_S: Final = 86_400


@dataclass
class Ear:
    """What one of them got, by seq, and what their device said of it: delivered and read up to a seq."""

    user: str
    got: dict[int, Message] = field(default_factory=dict)
    delivered: int = 0
    read: int = 0

    def takes(self, entries: Iterable[Message]) -> None:
        """Take what came."""
        for entry in entries:
            assert entry["seq"] not in self.got, f"{self.user} got {entry['seq']} twice"
            self.got[entry["seq"]] = entry

    def confirms(self, frame: Message) -> None:
        """Take down what was said of it."""
        self.delivered = max(self.delivered, frame.get("delivered", 0), frame.get("read", 0))
        self.read = max(self.read, frame.get("read", 0))

    def listen(self, page: Page, room: str) -> None:
        """Hear what a browser's page confirms in this room."""

        def said(raw: str | bytes) -> None:
            frame = json.loads(raw)
            told = [frame] if frame["t"] == "seen" else frame.get("resume", [])
            for one in told:
                if one["room"] == room:
                    self.confirms(one)

        def opened(socket: WebSocket) -> None:
            socket.on("framesent", said)

        page.on("websocket", opened)


@dataclass
class Crowd:
    """Everybody at one room of one server; `reads` and `takes` say who confirms what, all others say nothing."""

    node: Parley
    room: str
    stack: AsyncExitStack
    ears: dict[str, Ear] = field(default_factory=dict)

    async def come(self, users: Iterable[str], *, reads: bool = False, takes: bool = False) -> None:
        """Let these people open the room, some at a time, and listen."""
        turn = asyncio.Semaphore(AT_ONCE)

        async def one(user: str) -> None:
            async with turn:
                await self._opens(user, reads=reads, takes=takes)

        await asyncio.gather(*(one(user) for user in users))

    async def _opens(self, user: str, *, reads: bool, takes: bool) -> None:
        socket = await self.stack.enter_async_context(open_socket(self.node.ws))
        claims = {"sub": user, "role": "member", "exp": int(time.time()) + DAY_S}
        await socket.greet(jwt.encode(claims, SECRET, algorithm="HS256"))
        ear = self.ears[user] = Ear(user)
        joined = await socket.join(self.room)
        ear.takes(joined["entries"])
        self.stack.enter_context(ended(asyncio.create_task(self._listens(socket, ear, reads=reads, takes=takes))))

    async def _listens(self, socket: Socket, ear: Ear, *, reads: bool, takes: bool) -> None:
        with suppress(ConnectionClosed):
            while True:
                frame = await socket.hear()
                if frame["t"] != "entries":
                    continue
                ear.takes(frame["entries"])
                last = frame["entries"][-1]["seq"]
                seen: dict[str, Any] = {"delivered": last, "read": last} if reads else {"delivered": last}
                if reads or takes:
                    await socket.say({"t": "seen", "room": self.room, **seen})
                    ear.confirms(seen)

    def have(self, seq: int) -> int:
        """Count those who have confirmed that they have it."""
        return sum(ear.delivered >= seq for ear in self.ears.values())

    def have_read(self, seq: int) -> int:
        """Count those who have confirmed that they have read it."""
        return sum(ear.read >= seq for ear in self.ears.values())


@contextmanager
def ended(task: asyncio.Task[None]) -> Iterator[None]:
    """End a task with its stack; what it failed with is told."""
    yield
    if task.done():
        task.result()
    task.cancel()
