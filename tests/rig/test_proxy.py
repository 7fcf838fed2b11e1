"""Each fault of the proxy does to a connection what its name says."""

import asyncio
import random
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager, suppress

import pytest

from tests.rig.proxy import Proxy
from tests.rig.wait import until

pytestmark = pytest.mark.anyio
DEADLINE = 5


@pytest.fixture
async def echo_port() -> AsyncIterator[int]:
    async def echo(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(OSError):
            while chunk := await reader.read(1024):
                writer.write(chunk)
                await writer.drain()
            writer.write(b"bye")
        writer.close()

    server = await asyncio.start_server(echo, "127.0.0.1", 0)
    yield server.sockets[0].getsockname()[1]
    server.close()


@asynccontextmanager
async def through(proxy: Proxy) -> AsyncIterator[tuple[asyncio.StreamReader, asyncio.StreamWriter]]:
    reader, writer = await asyncio.open_connection("127.0.0.1", proxy.port)
    try:
        yield reader, writer
    finally:
        writer.transport.abort()


async def says(reader: asyncio.StreamReader, size: int) -> bytes:
    async with asyncio.timeout(DEADLINE):
        return await reader.readexactly(size)


async def stays_silent(reader: asyncio.StreamReader) -> bool:
    try:
        async with asyncio.timeout(0.2):
            return not await reader.read(1)
    except TimeoutError:
        return True


async def test_bytes_pass(echo_port):
    async with Proxy(echo_port) as proxy, through(proxy) as (reader, writer):
        writer.write(b"hello")
        assert await says(reader, 5) == b"hello"
        writer.write_eof()
        assert await says(reader, 3) == b"bye"


async def test_bytes_are_late_and_in_order(echo_port):
    async with Proxy(echo_port, seed=3) as proxy, through(proxy) as (reader, writer):
        proxy.faults.latency_s, proxy.faults.jitter_s = 0.01, 0.02
        loop = asyncio.get_running_loop()
        start = loop.time()
        for part in (b"a", b"b", b"c"):
            writer.write(part)
        assert await says(reader, 3) == b"abc"
        assert loop.time() - start >= 0.02


async def test_a_long_path_carries_much_at_once(echo_port):
    async with Proxy(echo_port) as proxy, through(proxy) as (reader, writer):
        proxy.faults.latency_s = 0.5
        for number, part in enumerate((b"a", b"b"), start=1):
            writer.write(part)
            await until(lambda number=number: proxy.counts["late"] == number, DEADLINE, "under way")
        assert not any(link.carried for link in proxy.links)
        proxy.faults.latency_s = 0.0
        writer.write(b"c")
        assert await says(reader, 3) == b"abc"
        writer.write_eof()
        assert await says(reader, 3) == b"bye"


@pytest.mark.parametrize("way", ["swallow_up", "swallow_down"])
async def test_a_black_hole_swallows_and_keeps_the_connection(echo_port, way):
    async with Proxy(echo_port) as proxy, through(proxy) as (reader, writer):
        setattr(proxy.faults, way, True)
        writer.write(b"lost")
        assert await stays_silent(reader)
        assert proxy.counts["swallowed"] == 4
        setattr(proxy.faults, way, False)
        writer.write(b"kept")
        assert await says(reader, 4) == b"kept"


async def test_a_black_hole_swallows_the_end_too(echo_port):
    async with Proxy(echo_port) as proxy, through(proxy) as (reader, writer):
        writer.write(b"x")
        assert await says(reader, 1) == b"x"
        proxy.faults.swallow_up = True
        writer.transport.abort()
        await until(lambda: proxy.counts["swallowed_ends"] == 1, DEADLINE, "the client is gone")
        (link,) = proxy.links
        assert not link.server.transport.is_closing()


@pytest.mark.parametrize("way", ["slow_up", "slow_down"])
async def test_a_slow_side_takes_so_much_a_second(echo_port, way):
    async with Proxy(echo_port) as proxy, through(proxy) as (reader, writer):
        setattr(proxy.faults, way, 100)
        loop = asyncio.get_running_loop()
        start = loop.time()
        writer.write(b"x" * 30)
        assert await says(reader, 30) == b"x" * 30
        assert loop.time() - start >= 0.3
        assert proxy.counts["slowed"] == 30


async def test_connections_that_are_kicked(echo_port):
    async with Proxy(echo_port) as proxy:
        proxy.faults.lives_s = (0.01, 0.05)
        async with through(proxy) as (reader, _):
            with pytest.raises(ConnectionResetError):
                await says(reader, 1)
        assert proxy.counts["kicked"] == 1
        proxy.faults.lives_s = None
        async with through(proxy) as (reader, writer):
            writer.write(b"x")
            assert await says(reader, 1) == b"x"
            assert await stays_silent(reader)
            assert not reader.at_eof()
        assert proxy.counts["kicked"] == 1


async def test_a_share_of_the_connections_is_kicked(echo_port):
    chance = random.Random(5)
    doomed = sum(1 for _ in range(20) if chance.random() < 0.25 and chance.uniform(0, 1) >= 0)
    async with Proxy(echo_port, seed=5) as proxy, AsyncExitStack() as stack:
        proxy.faults.lives_s, proxy.faults.doomed = (0.01, 0.02), 0.25
        opened = [await stack.enter_async_context(through(proxy)) for _ in range(20)]
        await until(lambda: len(proxy.links) == 20 - doomed, DEADLINE, "they are kicked")
        whole = 0
        for reader, writer in opened:
            with suppress(OSError, asyncio.IncompleteReadError):
                writer.write(b"x")
                whole += len(await says(reader, 1))
        assert (proxy.counts["kicked"], whole) == (doomed, 20 - doomed)
        assert 1 <= doomed < 20


async def test_a_freeze_loses_nothing(echo_port):
    async with Proxy(echo_port) as proxy, through(proxy) as (reader, writer):
        proxy.freeze()
        writer.write(b"waits")
        assert await stays_silent(reader)
        proxy.thaw()
        assert await says(reader, 5) == b"waits"


async def test_a_reset_is_a_reset(echo_port):
    async with Proxy(echo_port) as proxy, through(proxy) as (reader, writer):
        writer.write(b"x")
        await says(reader, 1)
        proxy.reset_all()
        with pytest.raises(ConnectionResetError):
            await says(reader, 1)
        assert proxy.counts["reset"] == 1


async def test_half_closed_still_carries_up(echo_port):
    async with Proxy(echo_port) as proxy, through(proxy) as (reader, writer):
        writer.write(b"x")
        await says(reader, 1)
        proxy.half_close_all()
        assert await reader.read(1) == b""
        (link,) = proxy.links
        writer.write(b"more")
        await until(lambda: link.carried >= 6, DEADLINE, "carried up")


async def test_a_connection_is_cut_after_so_many_bytes(echo_port):
    async with Proxy(echo_port) as proxy, through(proxy) as (reader, writer):
        proxy.faults.cut_after = 8
        writer.write(b"12")
        assert await says(reader, 2) == b"12"
        writer.write(b"345678")
        with pytest.raises(ConnectionResetError):
            await says(reader, 6)
        assert proxy.counts["cut"] == 1


async def test_no_server_behind_it_ends_the_connection():
    async with Proxy(1) as proxy, through(proxy) as (reader, _):
        with suppress(ConnectionResetError):
            assert await reader.read(1) == b""
