"""A real HTTP server that others call: it keeps what it was sent, and answers, fails, stalls, cuts or drips as told."""

import asyncio
import contextlib
import random
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Literal, Self

import orjson

from tests.rig.wait import until

CLOSES_S = 10.0
Vice = Literal["answer", "stall", "cut", "drip"]


@dataclass(frozen=True, slots=True)
class Got:
    """One request as it came; `headers` by lower-case name."""

    method: str
    path: str
    headers: dict[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        """The body as JSON."""
        return orjson.loads(self.body)


@dataclass(frozen=True, slots=True)
class Reply:
    """What is answered, and how."""

    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes = b""
    vice: Vice = "answer"

    def head(self) -> bytes:
        """The answer up to its body."""
        lines = [f"HTTP/1.1 {self.status} x", f"content-length: {len(self.body)}", "connection: close"]
        lines += [f"{name}: {value}" for name, value in self.headers.items()]
        return ("\r\n".join(lines) + "\r\n\r\n").encode()


def troubled(draw: random.Random) -> Callable[[Got], Reply]:
    """Refuse, or hang up on, every fourth event, or browser, when it comes for the first time."""
    seen: set[str] = set()

    def reply(got: Got) -> Reply:
        name = got.headers.get("webhook-id", got.path)
        first = name not in seen
        seen.add(name)
        if not first or draw.random() > 0.25:
            return Reply()
        return draw.choice([Reply(503), Reply(vice="cut"), Reply(429, {"retry-after": "1"})])

    return reply


class Receiver:
    """Listens on loopback. `reply` says what is answered to a request; at the end nothing of it is left open."""

    def __init__(self, reply: Callable[[Got], Reply] = lambda _: Reply()) -> None:
        self.reply = reply
        self.got: list[Got] = []
        self.port = 0
        self._letting_go = asyncio.Event()
        self._under_way: set[asyncio.Task[Any]] = set()

    @property
    def place(self) -> str:
        """Host and port, as a setting names them."""
        return f"127.0.0.1:{self.port}"

    @property
    def url(self) -> str:
        """Where it takes events."""
        return f"http://{self.place}/hook"

    async def __aenter__(self) -> Self:
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", 0)
        self.port = self._server.sockets[0].getsockname()[1]
        return self

    async def __aexit__(self, *_: object) -> None:
        self._letting_go.set()
        self._server.close()
        if self._under_way:
            await asyncio.gather(*self._under_way, return_exceptions=True)
        await self._server.wait_closed()

    async def has(self, many: int, seconds: float = 30.0) -> list[Got]:
        """Wait until that many requests have come; give all."""
        await until(lambda: len(self.got) >= many, seconds, lambda: f"{len(self.got)} of {many} requests came")
        return self.got

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._under_way.add(task)
        with contextlib.suppress(OSError, asyncio.IncompleteReadError):
            await self._answer(reader, writer)
        writer.close()
        with contextlib.suppress(OSError):
            await writer.wait_closed()
        self._under_way.discard(task)

    async def _answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
        asked, *lines = head.strip().split("\r\n")
        headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
        body = await reader.readexactly(int(headers.get("content-length", "0")))
        method, path, _ = asked.split(" ")
        self.got.append(Got(method, path, headers, body))
        reply = self.reply(self.got[-1])
        match reply.vice:
            case "answer":
                writer.write(reply.head() + reply.body)
                await writer.drain()
            case "stall":
                await self._gone(reader)
            case "drip":
                await self._drip(reader, writer)

    async def _gone(self, reader: asyncio.StreamReader) -> None:
        """Wait until the other side hangs up, or the test ends."""
        ends = [asyncio.ensure_future(reader.read()), asyncio.ensure_future(self._letting_go.wait())]
        await asyncio.wait(ends, return_when=asyncio.FIRST_COMPLETED)
        for end in ends:
            end.cancel()
        await asyncio.gather(*ends, return_exceptions=True)

    async def _drip(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Say one byte of a long answer, and never the next."""
        writer.write(b"HTTP/1.1 200 x\r\ncontent-length: 100000\r\n\r\n.")
        await writer.drain()
        await self._gone(reader)
