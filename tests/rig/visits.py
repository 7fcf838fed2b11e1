"""Visits by the thousand: raw sockets that come, say some of what a client says, and go in every way there is."""

import asyncio
import contextlib
import itertools
import socket
import struct
from collections import Counter
from collections.abc import Callable, Coroutine
from dataclasses import dataclass, field
from typing import Any

import orjson

from tests.rig.holding import Account

CLOSE = b"\x88\x82\x00\x00\x00\x00\x03\xe8"  # masked with nought, 1000
CHUNK = 1 << 16
AT_ONCE = 32
SECONDS = 20.0

Visit = Callable[["Guest"], Coroutine[Any, Any, None]]


def frame(message: dict[str, Any]) -> bytes:
    """Give a message as a client's text frame; its mask is nought."""
    payload = orjson.dumps(message)
    size = len(payload)
    head = struct.pack("!BB", 0x81, 0x80 | size) if size < 126 else struct.pack("!BBH", 0x81, 0x80 | 126, size)
    return head + bytes(4) + payload


@dataclass
class Guest:
    """One socket, and who is behind it."""

    raw: socket.socket
    port: int
    account: Account
    room: str

    @property
    def request(self) -> bytes:
        """The whole head of a handshake."""
        lines = [
            "GET /v1/ws HTTP/1.1",
            f"Host: 127.0.0.1:{self.port}",
            "Connection: Upgrade",
            "Upgrade: websocket",
            "Sec-WebSocket-Version: 13",
            "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
            "Sec-WebSocket-Protocol: parley.v1.json",
        ]
        return "\r\n".join([*lines, "", ""]).encode()

    @property
    def greeting(self) -> bytes:
        """Hello, a view of the room, and a cursor in it."""
        said = [
            {"t": "hello", "token": self.account.token},
            {"t": "join", "room": self.room, "since": 0, "ref": 1},
            {"t": "typing", "room": self.room, "on": True},
        ]
        return b"".join(map(frame, said))

    async def say(self, said: bytes) -> None:
        await asyncio.get_running_loop().sock_sendall(self.raw, said)

    async def hears(self, awaited: bytes) -> None:
        """Read until this was said; the end of the connection before that is a fault."""
        heard = b""
        while awaited not in heard:
            chunk = await asyncio.get_running_loop().sock_recv(self.raw, CHUNK)
            assert chunk, f"ended before {awaited!r}: {heard!r}"
            heard += chunk

    async def ends(self) -> None:
        """Read until the server has ended the connection."""
        while await asyncio.get_running_loop().sock_recv(self.raw, CHUNK):
            pass

    def reset(self) -> None:
        """Go without a word: with RST, not FIN."""
        self.raw.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))

    async def is_open(self) -> None:
        await self.say(self.request)
        await self.hears(b"\r\n\r\n")


async def in_order(guest: Guest) -> None:
    await guest.is_open()
    await guest.say(guest.greeting)
    await guest.hears(b'"t":"joined"')
    await guest.say(CLOSE)
    await guest.ends()


async def reset_amid_views(guest: Guest) -> None:
    await guest.is_open()
    await guest.say(guest.greeting)
    await guest.hears(b'"t":"joined"')
    guest.reset()


async def reset_before_any_answer(guest: Guest) -> None:
    await guest.is_open()
    await guest.say(guest.greeting)
    guest.reset()


async def closed_before_hello(guest: Guest) -> None:
    await guest.is_open()
    await guest.say(CLOSE)
    await guest.ends()


async def reset_before_hello(guest: Guest) -> None:
    await guest.is_open()
    guest.reset()


async def cut_in_mid_frame(guest: Guest) -> None:
    await guest.is_open()
    await guest.say(guest.greeting[:20])


async def reset_at_the_handshake(guest: Guest) -> None:
    await guest.say(guest.request)
    guest.reset()


async def cut_in_mid_handshake(guest: Guest) -> None:
    await guest.say(guest.request[:40])


async def said_nothing(guest: Guest) -> None:
    guest.reset()


VISITS: tuple[Visit, ...] = (
    in_order,
    reset_amid_views,
    reset_before_any_answer,
    closed_before_hello,
    reset_before_hello,
    cut_in_mid_frame,
    reset_at_the_handshake,
    cut_in_mid_handshake,
    said_nothing,
)


@dataclass
class Visitors:
    """Pays visits to one server, many at a time; `paid` counts them by kind."""

    port: int
    accounts: list[Account]
    rooms: list[str]
    paid: Counter[str] = field(default_factory=Counter)

    def __post_init__(self) -> None:
        self._numbers = itertools.count()

    async def pay(self, count: int) -> None:
        """Pay so many visits, of every kind in turn."""
        left = iter(range(count))

        async def go_on() -> None:
            for _ in left:
                await self._one(next(self._numbers))

        async with asyncio.TaskGroup() as group:
            for _ in range(AT_ONCE):
                group.create_task(go_on())

    async def _one(self, number: int) -> None:
        visit = VISITS[number % len(VISITS)]
        account = self.accounts[number % len(self.accounts)]
        with socket.socket() as raw:
            raw.settimeout(0)
            async with asyncio.timeout(SECONDS):
                await asyncio.get_running_loop().sock_connect(raw, ("127.0.0.1", self.port))
                with contextlib.suppress(ConnectionResetError):
                    await visit(Guest(raw, self.port, account, self.rooms[number % len(self.rooms)]))
        self.paid[visit.__name__] += 1
