"""Calls to real servers that answer, stall, redirect, flood, and to names that lead inside."""

import asyncio
import contextlib
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

import httpcore
import pytest

from server.outbound.calls import LONGEST_ANSWER, CallError, Outbound
from tests.chat.clock import Clock, until

PATIENCE_S = 10.0


@pytest.fixture
async def clock():
    """Time that passes when the test says so."""
    stands = Clock()
    yield stands
    stands.restore()


Behave = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]


@contextlib.asynccontextmanager
async def serving(behave: Behave) -> AsyncIterator[tuple[int, list[bytes]]]:
    """A server on a free port, and what it was asked; at the end nothing of it is left."""
    asked: list[bytes] = []
    under_way: set[asyncio.Task[None]] = set()

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = await reader.readuntil(b"\r\n\r\n")
        (length,) = [
            int(line.split(b":")[1]) for line in head.split(b"\r\n") if line.lower().startswith(b"content-length")
        ]
        asked.append(head + await reader.readexactly(length))
        await behave(reader, writer)

    async def answered(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        under_way.add(task)
        with contextlib.suppress(OSError, asyncio.IncompleteReadError):
            await answer(reader, writer)
        writer.close()
        with contextlib.suppress(OSError):
            await writer.wait_closed()
        under_way.discard(task)

    server = await asyncio.start_server(answered, "127.0.0.1", 0)
    async with server:
        yield server.sockets[0].getsockname()[1], asked
        if under_way:
            await asyncio.wait(under_way, timeout=PATIENCE_S)


def says(raw: bytes) -> Behave:
    async def behave(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(raw)
        await writer.drain()

    return behave


def names(*answers: list[str]) -> tuple[Any, list[str]]:
    """A resolver that gives these answers in turn, and what it was asked."""
    asked: list[str] = []

    async def resolve(host: str, port: int) -> list[str]:
        asked.append(f"{host}:{port}")
        return answers[min(len(asked), len(answers)) - 1]

    return resolve, asked


def outbound(port: int, resolve: Any = None, deadline_s: float = PATIENCE_S) -> Outbound:
    held = resolve if resolve is not None else names(["127.0.0.1"])[0]
    return Outbound(frozenset({("hooks.example", port)}), resolve=held, deadline_s=deadline_s)


OK = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"


async def test_an_allowed_server_is_called_once_with_what_was_given():
    resolve, asked_names = names(["127.0.0.1"])
    async with serving(says(OK)) as (port, asked):
        answer = await outbound(port, resolve).post(f"http://hooks.example:{port}/in?x=1", b"{}", {"webhook-id": "m1"})
    assert (answer.status, answer.body, answer.is_success) == (200, b"ok", True)
    assert asked[0].startswith(b"POST /in?x=1 HTTP/1.1\r\n")
    assert b"webhook-id: m1" in asked[0]
    assert f"host: hooks.example:{port}".encode() in asked[0].lower()
    assert asked[0].endswith(b"\r\n\r\n{}")
    assert asked_names == [f"hooks.example:{port}"]


async def test_a_redirect_is_an_answer_and_is_not_followed():
    async with serving(says(OK)) as (inside, untouched):
        where = f"HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:{inside}/\r\nContent-Length: 0\r\n\r\n".encode()
        async with serving(says(where)) as (port, _):
            answer = await outbound(port).post(f"http://hooks.example:{port}/", b"", {})
    assert (answer.status, answer.is_success) == (302, False)
    assert untouched == []


@pytest.mark.parametrize("addresses", [["127.0.0.1"], ["::1"], ["169.254.169.254"], ["8.8.8.8", "10.0.0.1"]])
async def test_a_name_that_leads_inside_is_refused(addresses):
    resolve, _ = names(addresses)
    with pytest.raises(CallError) as told:
        await Outbound(resolve=resolve).post("https://hooks.example/", b"", {})
    assert told.value.reason == "private_address"


async def test_an_address_inside_is_refused_however_it_is_written():
    for host in ("127.0.0.1", "[::1]", "[::ffff:127.0.0.1]", "2130706433", "localhost"):
        with pytest.raises(CallError) as told:
            await Outbound().post(f"https://{host}/", b"", {})
        assert told.value.reason in {"private_address", "unknown_name"}, host


class Nowhere(httpcore.AsyncNetworkBackend):
    """A network that reaches nobody, and remembers who was called."""

    def __init__(self) -> None:
        self.called: list[str] = []

    async def connect_tcp(self, host: str, *_: Any, **__: Any) -> httpcore.AsyncNetworkStream:
        self.called.append(host)
        raise httpcore.ConnectError("nobody")


async def test_a_name_that_changes_its_mind_is_held_to_what_was_checked():
    """First public, then inside: there is no second question, and only what was checked is called."""
    resolve, asked = names(["8.8.8.8", "1.1.1.1"], ["127.0.0.1"])
    network = Nowhere()
    with pytest.raises(CallError) as told:
        await Outbound(resolve=resolve, network=network).post("https://hooks.example/", b"", {})
    assert told.value.reason == "failed"
    assert asked == ["hooks.example:443"]
    assert network.called == ["8.8.8.8", "1.1.1.1"]


async def test_what_was_allowed_by_name_is_no_pass_for_another_port():
    async with serving(says(OK)) as (port, reached):
        with pytest.raises(CallError) as told:
            await outbound(port + 1).post(f"https://hooks.example:{port}/", b"", {})
    assert told.value.reason == "private_address"
    assert reached == []


async def test_who_never_answers_is_left(clock):
    async def stall(reader: asyncio.StreamReader, _: asyncio.StreamWriter) -> None:
        await reader.read()

    async with serving(stall) as (port, asked):
        call = asyncio.ensure_future(outbound(port).post(f"http://hooks.example:{port}/", b"", {}))
        await until(lambda: len(asked) == 1, "the call")
        clock.passed(int(PATIENCE_S * 1000))
        with pytest.raises(CallError) as told:
            await call
    assert told.value.reason == "timeout"


async def test_who_answers_a_byte_at_a_time_is_left_all_the_same(clock):
    async def drip(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 1000000\r\n\r\n")
        while not writer.is_closing():
            writer.write(b".")
            dripped.append(1)
            await writer.drain()
            await asyncio.to_thread(time.sleep, 0.001)

    dripped: list[int] = []
    async with serving(drip) as (port, _):
        call = asyncio.ensure_future(outbound(port).post(f"http://hooks.example:{port}/", b"", {}))
        await until(lambda: len(dripped) > 5, "a few bytes")
        clock.passed(int(PATIENCE_S * 1000))
        with pytest.raises(CallError) as told:
            await call
    assert told.value.reason == "timeout"


async def test_who_answers_too_much_is_cut_off():
    flood = b"HTTP/1.1 200 OK\r\n\r\n" + bytes(LONGEST_ANSWER + 1)
    async with serving(says(flood)) as (port, _):
        with pytest.raises(CallError) as told:
            await outbound(port).post(f"http://hooks.example:{port}/", b"", {})
    assert told.value.reason == "too_large"


@pytest.mark.parametrize("raw", [b"", b"nonsense\r\n\r\n", b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nab"])
async def test_who_speaks_no_http_is_said_to_fail(raw):
    async with serving(says(raw)) as (port, _):
        with pytest.raises(CallError) as told:
            await outbound(port).post(f"http://hooks.example:{port}/", b"", {})
    assert told.value.reason == "failed"


@pytest.mark.parametrize(
    "url",
    [
        "http://hooks.example/",
        "ftp://hooks.example/",
        "https://",
        "https://a:b@hooks.example/",
        "file:///etc/passwd",
        "x",
    ],
)
async def test_what_is_no_address_to_call_is_refused_before_anything_is_asked(url):
    resolve, asked = names(["8.8.8.8"])
    with pytest.raises(CallError) as told:
        await Outbound(resolve=resolve).post(url, b"", {})
    assert told.value.reason == "bad_url"
    assert asked == []
