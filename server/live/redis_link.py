"""One connection to Redis: commands out, replies in, and how it is greeted."""

import asyncio
import ssl
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Final, TypeVar, cast

from server.live.resp import NOTHING, Parser, ProtocolFault, RedisFault, ReplyFault, command

Told = Callable[[object], None]

_HIGH_WATER: Final = 1 << 20
_Answer = TypeVar("_Answer")


@dataclass(frozen=True, slots=True)
class Endpoint:
    """Where one Redis is and what it asks of a client."""

    host: str = "localhost"
    port: int = 6379
    path: str | None = None
    username: str | None = None
    password: str | None = field(default=None, repr=False)
    database: int = 0
    tls: ssl.SSLContext | None = field(default=None, repr=False)
    must_be_master: bool = False  # a sentinel may name a master that has just become a replica

    @property
    def address(self) -> str:
        return self.path or f"{self.host}:{self.port}"


class RedisLink(asyncio.Protocol):
    """`lost` is done once the connection is gone; nothing is told after that."""

    def __init__(self, parser: Parser, told: Told, eased: Callable[[], None]) -> None:
        self.lost: asyncio.Future[str] = asyncio.get_running_loop().create_future()
        self._parser = parser
        self._told = told
        self._eased = eased
        self._transport: asyncio.Transport | None = None
        self._reason: str | None = None

    @property
    def has_room(self) -> bool:
        """Whether more may be written before what was written last has left."""
        transport = self._transport
        return transport is not None and not transport.is_closing() and transport.get_write_buffer_size() < _HIGH_WATER

    def write(self, commands: bytes) -> None:
        if self._transport is not None:
            self._transport.write(commands)

    async def ask(self, *commands: bytes) -> list[object]:
        """The replies to these commands, in order; only while nothing else is under way here."""
        replies: list[object] = []
        complete: asyncio.Future[None] = asyncio.get_running_loop().create_future()

        def collect(reply: object) -> None:
            replies.append(reply)
            if len(replies) == len(commands) and not complete.done():
                complete.set_result(None)

        told, self._told = self._told, collect
        self.write(b"".join(commands))
        await self.unless_lost(complete)
        self._told = told
        return replies

    async def unless_lost(self, answer: "asyncio.Future[_Answer]") -> _Answer:
        either: set[asyncio.Future[Any]] = {answer, self.lost}
        await asyncio.wait(either, return_when=asyncio.FIRST_COMPLETED)
        if not answer.done():
            raise ConnectionError(self.lost.result())
        return answer.result()

    def abort(self, reason: str) -> None:
        """Now, with nothing flushed: a frozen peer would never take it."""
        self._reason = self._reason or reason
        if self._transport is not None:
            self._transport.abort()
        elif not self.lost.done():
            self.lost.set_result(self._reason)

    async def finish(self, patience: float) -> None:
        """Let what was written leave, then close."""
        if self._transport is not None:
            self._transport.close()
            await asyncio.wait({self.lost}, timeout=patience)
        self.abort("closed")

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.Transport", transport)  # uvloop's are not instances of it
        self._transport.set_write_buffer_limits(high=_HIGH_WATER)
        if self._reason is not None:
            self._transport.abort()

    def data_received(self, data: bytes) -> None:
        try:
            self._parser.feed(data)
            while not self._closing and (reply := self._parser.gets()) is not NOTHING:
                self._told(reply)
        except ProtocolFault as fault:
            self.abort(f"not RESP: {fault}")

    def resume_writing(self) -> None:
        self._eased()

    def connection_lost(self, exc: Exception | None) -> None:
        if not self.lost.done():
            self.lost.set_result(self._reason or (str(exc) if exc else "closed by Redis"))

    @property
    def _closing(self) -> bool:
        return self._transport is None or self._transport.is_closing()


async def connect(link: RedisLink, endpoint: Endpoint) -> None:
    loop = asyncio.get_running_loop()
    if endpoint.path is not None:
        await loop.create_unix_connection(lambda: link, endpoint.path)
        return
    await loop.create_connection(lambda: link, endpoint.host, endpoint.port, ssl=endpoint.tls)


async def greet(link: RedisLink, endpoint: Endpoint, name: str) -> None:
    """Say who we are; a refusal ends the connection. The name is for CLIENT LIST and may be refused."""
    commands = [*_credentials(endpoint), command(b"CLIENT", b"SETNAME", name.encode())]
    if endpoint.must_be_master:
        commands.insert(-1, command(b"ROLE"))
    *answers, _named = await link.ask(*commands)
    for answer in answers:
        if isinstance(answer, ReplyFault):
            raise answer
    if endpoint.must_be_master and not _is_master(answers[-1]):
        raise RedisFault(f"{endpoint.address} is not the master")


def _credentials(endpoint: Endpoint) -> list[bytes]:
    commands = []
    if endpoint.password is not None:
        user = [endpoint.username.encode()] if endpoint.username else []
        commands.append(command(b"AUTH", *user, endpoint.password.encode()))
    if endpoint.database:
        commands.append(command(b"SELECT", b"%d" % endpoint.database))
    return commands


def _is_master(role: object) -> bool:
    return isinstance(role, list) and role[:1] == [b"master"]
