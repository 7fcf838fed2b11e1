"""A TCP proxy that breaks connections on purpose: late, slow, silent, frozen, reset, half closed, cut short."""

import asyncio
import contextlib
import random
import socket
import struct
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Self

from tests.rig.long_path import LongPath

CHUNK = 65536
SLOW_STEPS = 10  # how many pieces a second a slow connection takes


@dataclass(slots=True)
class Faults:
    """What the proxy does to what passes; change the fields at any time."""

    latency_s: float = 0.0
    jitter_s: float = 0.0
    swallow_up: bool = False  # what the client says vanishes, its end too
    swallow_down: bool = False  # what the server says vanishes, its end too
    slow_down: int | None = None  # bytes a second that a client takes from the server
    slow_up: int | None = None  # bytes a second that the server takes from a client
    frozen: bool = False  # nothing moves, nothing is lost
    cut_after: int | None = None  # a connection is reset once it has carried so many bytes
    lives_s: tuple[float, float] | None = None  # a new connection is reset after so long: between these two
    doomed: float = 1.0  # … this share of the new connections


@dataclass(eq=False, slots=True)
class Link:
    """One connection through the proxy."""

    client: asyncio.StreamWriter
    server: asyncio.StreamWriter
    carried: int = 0
    half_closed: bool = False
    lost: bool = False  # nothing passes on it any more, and nobody is told

    @property
    def port(self) -> int:
        """The port by which the server knows it."""
        return self.server.get_extra_info("sockname")[1]

    def reset(self) -> None:
        """End both sides with RST."""
        for writer in (self.client, self.server):
            raw = writer.get_extra_info("socket")
            if raw is not None and not writer.transport.is_closing():
                with contextlib.suppress(OSError):
                    raw.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            writer.transport.abort()

    def half_close(self) -> None:
        """Tell the client that the server will say no more; what the client says still passes."""
        self.half_closed = True
        self.client.write_eof()


Filter = Callable[[bytes], bytes]


@dataclass
class Proxy:
    """Listens on a port of its own and carries bytes to `host:port`."""

    port_of_target: int
    host: str = "127.0.0.1"
    seed: int = 0
    window: int | None = None  # bytes that the kernel takes from the server for a client that does not read
    faults: Faults = field(default_factory=Faults)
    counts: Counter[str] = field(default_factory=Counter)
    links: set[Link] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.random = random.Random(self.seed)
        self._server: asyncio.Server | None = None
        self._thaw = asyncio.Event()
        self._tasks: set[asyncio.Task[None]] = set()

    @property
    def port(self) -> int:
        """Where clients connect."""
        assert self._server is not None
        return self._server.sockets[0].getsockname()[1]

    @property
    def ports(self) -> set[int]:
        """The ports by which the server knows the connections that are open now."""
        return {link.port for link in self.links}

    async def __aenter__(self) -> Self:
        self._server = await asyncio.start_server(self._accept, self.host, 0)
        return self

    async def __aexit__(self, *_: object) -> None:
        assert self._server is not None
        self._server.close()
        self.reset_all()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    def freeze(self) -> None:
        """Stop everything, losing nothing."""
        self.faults.frozen = True
        self._thaw.clear()
        self.counts["frozen"] += 1

    def thaw(self) -> None:
        """Let everything move again."""
        self.faults.frozen = False
        self._thaw.set()

    def reset_all(self) -> None:
        """Reset every connection."""
        for link in list(self.links):
            link.reset()
            self.counts["reset"] += 1

    def lose_all(self) -> None:
        """Let every connection die without a word, as when its path has changed; new ones pass."""
        for link in self.links:
            link.lost = True
            self.counts["lost"] += 1

    def half_close_all(self) -> None:
        """Half close every connection towards its client."""
        for link in list(self.links):
            link.half_close()
            self.counts["half_closed"] += 1

    def at_client(self, link: Link, chunk: bytes, *, up: bool) -> None:
        """Hear of what leaves a client (`up`) or reaches it; nobody listens here."""

    def filter_down(self) -> Filter | None:
        """Give a filter for what one server says on one connection; none here."""
        return None

    async def _accept(self, reader: asyncio.StreamReader, client: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        try:
            their_reader, server = await asyncio.open_connection(sock=await self._connected())
        except OSError:
            client.transport.abort()
            return
        link = Link(client, server)
        self.links.add(link)
        self.counts["connections"] += 1
        doom = self._doom(link)
        try:
            await asyncio.gather(
                self._carry(link, reader, server, up=True), self._carry(link, their_reader, client, up=False)
            )
        except (OSError, asyncio.CancelledError):  # asyncio's streams cannot bear a cancelled callback
            link.reset()
        finally:
            if doom is not None:
                doom.cancel()
            self.links.discard(link)
            client.transport.abort()
            server.transport.abort()

    def _doom(self, link: Link) -> asyncio.TimerHandle | None:
        """Reset a connection when its time is over, where connections are short-lived."""
        if self.faults.lives_s is None or self.random.random() >= self.faults.doomed:
            return None
        return asyncio.get_running_loop().call_later(self.random.uniform(*self.faults.lives_s), self._kick, link)

    def _kick(self, link: Link) -> None:
        if self.faults.lives_s is not None and link in self.links:
            link.reset()
            self.counts["kicked"] += 1

    async def _connected(self) -> socket.socket:
        raw = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
        raw.settimeout(0)
        if self.window is not None:
            raw.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, self.window)
        try:
            await asyncio.get_running_loop().sock_connect(raw, (self.host, self.port_of_target))
        except OSError:
            raw.close()
            raise
        return raw

    async def _carry(self, link: Link, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, *, up: bool) -> None:
        try:
            if not await self._carry_all(link, reader, writer, up=up):
                return
        except OSError:
            if not self._swallows(link, up=up):
                raise
        if self._swallows(link, up=up):
            self.counts["swallowed_ends"] += 1
        elif not writer.transport.is_closing() and (up or not link.half_closed):
            writer.write_eof()

    async def _carry_all(
        self, link: Link, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, *, up: bool
    ) -> bool:
        """Carry what comes until one side ends; tell whether the connection is still whole then."""
        change = None if up else self.filter_down()

        async def deliver(chunk: bytes) -> bool:
            await self._slow(len(chunk), up=up)
            link.carried += len(chunk)
            if self.faults.cut_after is not None and link.carried >= self.faults.cut_after:
                self.counts["cut"] += 1
                link.reset()
                return False
            if self._swallows(link, up=up):
                self.counts["swallowed"] += len(chunk)
            elif not writer.transport.is_closing() and (up or not link.half_closed):
                writer.write(change(chunk) if change else chunk)
                self._told(link, chunk, up=up)
                await writer.drain()
            return True

        path = LongPath(deliver)
        try:
            while chunk := await self._read(link, reader, up=up):
                if self.faults.latency_s:
                    path.send(chunk, self.faults.latency_s + self.random.uniform(0, self.faults.jitter_s))
                    self.counts["late"] += 1
                elif not (await path.arrived() and await deliver(chunk)):
                    return False
            return await path.arrived()
        finally:
            path.end()

    async def _read(self, link: Link, reader: asyncio.StreamReader, *, up: bool) -> bytes:
        chunk = await reader.read(self._at_once(up=up))
        if up and chunk:
            self.at_client(link, chunk, up=True)
        return chunk

    def _told(self, link: Link, chunk: bytes, *, up: bool) -> None:
        if not up:
            self.at_client(link, chunk, up=False)

    def _swallows(self, link: Link, *, up: bool) -> bool:
        return link.lost or (self.faults.swallow_up if up else self.faults.swallow_down)

    def _at_once(self, *, up: bool) -> int:
        slow = self._rate(up=up)
        return CHUNK if slow is None else max(1, slow // SLOW_STEPS)

    async def _slow(self, size: int, *, up: bool) -> None:
        if self._rate(up=up) is not None:
            self.counts["slowed"] += size
            await self._slowly(size, up=up)
        if self.faults.frozen:
            await self._thaw.wait()

    def _rate(self, *, up: bool) -> int | None:
        return self.faults.slow_up if up else self.faults.slow_down

    async def _slowly(self, size: int, *, up: bool) -> None:
        """Wait as long as so many bytes take, or until the connection is slow no more."""
        left: float = size
        while (rate := self._rate(up=up)) is not None and left > 0:
            pause = min(1 / SLOW_STEPS, left / rate)
            await asyncio.sleep(pause)
            left -= pause * rate
