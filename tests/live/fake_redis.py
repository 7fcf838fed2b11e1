"""A Redis that is told how to misbehave: it refuses, mumbles, keeps silent, or says what nobody asked for."""

import asyncio
from dataclasses import dataclass, field
from typing import Self

import hiredis

from server.live.resp import command

OK = b"+OK\r\n"


@dataclass(eq=False)
class FakeRedis:
    """`answers` overrules a command (by its first word, or its first two); None is no answer at all."""

    answers: dict[bytes, bytes | None] = field(default_factory=dict)
    piece: int | None = None  # bytes in one write
    unconfirmed: set[bytes] = field(default_factory=set)  # topics whose confirmation never comes
    unheard: set[bytes] = field(default_factory=set)  # topics whose messages vanish
    asked: list[list[bytes]] = field(default_factory=list)
    subscribers: dict[asyncio.StreamWriter, set[bytes]] = field(default_factory=dict)

    async def __aenter__(self) -> Self:
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", 0)
        self._writers: set[asyncio.StreamWriter] = set()
        return self

    async def __aexit__(self, *_: object) -> None:
        self._server.close()
        for writer in self._writers:
            writer.transport.abort()
        await asyncio.sleep(0)

    @property
    def port(self) -> int:
        return self._server.sockets[0].getsockname()[1]

    @property
    def url(self) -> str:
        return f"redis://127.0.0.1:{self.port}"

    async def push(self, *words: bytes, count: int | None = None) -> None:
        """Say an array to every subscriber, ending in a number if one is given."""
        said = command(*words)
        if count is not None:
            said = b"*%d\r\n" % (len(words) + 1) + said.partition(b"\r\n")[2] + b":%d\r\n" % count
        for writer in list(self.subscribers):
            await self._say(writer, said)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._writers.add(writer)
        parser = hiredis.Reader()
        try:
            while chunk := await reader.read(65536):
                parser.feed(chunk)
                while (words := parser.gets()) is not False:
                    self.asked.append(words)
                    await self._answer(writer, words)
        except ConnectionError:
            pass
        finally:
            self.subscribers.pop(writer, None)
            self._writers.discard(writer)
            writer.transport.abort()

    async def _answer(self, writer: asyncio.StreamWriter, words: list[bytes]) -> None:
        name = words[0]
        overruled = next((said for said in (name, b" ".join(words[:2])) if said in self.answers), None)
        if overruled is not None:
            await self._say(writer, self.answers[overruled] or b"")
        elif name in {b"SUBSCRIBE", b"SSUBSCRIBE"}:
            await self._subscribe(writer, name.lower(), words[1:])
        elif name == b"SUNSUBSCRIBE":
            await self._unsubscribe(writer, words[1])
        elif name in {b"PUBLISH", b"SPUBLISH"}:
            await self._publish(words[1], words[2], b"smessage" if name == b"SPUBLISH" else b"message")
            await self._say(writer, b":1\r\n")
        else:
            await self._say(writer, OK)

    async def _subscribe(self, writer: asyncio.StreamWriter, name: bytes, topics: list[bytes]) -> None:
        wanted = self.subscribers.setdefault(writer, set())
        for topic in topics:
            wanted.add(topic)
            if topic not in self.unconfirmed:
                said = command(name, topic).partition(b"\r\n")[2]
                await self._say(writer, b"*3\r\n%b:1\r\n" % said)

    async def _unsubscribe(self, writer: asyncio.StreamWriter, topic: bytes) -> None:
        self.subscribers[writer].discard(topic)
        await self._say(writer, b"*3\r\n%b:0\r\n" % command(b"sunsubscribe", topic).partition(b"\r\n")[2])

    async def _publish(self, topic: bytes, message: bytes, name: bytes) -> None:
        for writer, wanted in list(self.subscribers.items()):
            if topic in wanted and topic not in self.unheard:
                await self._say(writer, command(name, topic, message))

    async def _say(self, writer: asyncio.StreamWriter, said: bytes) -> None:
        piece = self.piece or len(said) or 1
        for start in range(0, len(said), piece):
            writer.write(said[start : start + piece])
            await writer.drain()
