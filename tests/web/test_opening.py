"""The opening handshake on a real port: plain, unusual and refused ones, and what an idle socket keeps."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import uvicorn

from server.app import served
from server.core.frames import TEXT, framed
from server.settings import Settings
from server.web import direct
from server.web.front import FrontProtocol
from tests.core.test_handshake import said

SECRET = "a-secret-for-tests-0123456789abcdef-0123456789"
PING = b"\x81\x8c\0\0\0\0" + b'{"t":"ping"}'
LIMIT_S = 10


@dataclass
class Port:
    """A server in this process, and its sockets."""

    number: int
    server: uvicorn.Server

    @property
    def sockets(self) -> list[Any]:
        return [one for one in self.server.server_state.connections if isinstance(one, direct.DirectProtocol)]

    @contextlib.asynccontextmanager
    async def open(self, *pieces: bytes) -> AsyncIterator[asyncio.StreamReader]:
        """Connect and say this, a piece a packet."""
        reader, writer = await asyncio.open_connection("127.0.0.1", self.number)
        try:
            for piece in pieces:
                writer.write(piece)
                await writer.drain()
                await asyncio.sleep(0.02 if len(pieces) > 1 else 0)  # apart from the next, as far as TCP lets one
            yield reader
        finally:
            writer.close()

    async def answer(self, *pieces: bytes) -> bytes:
        async with asyncio.timeout(LIMIT_S), self.open(*pieces) as reader:
            return await reader.readuntil(b"\r\n\r\n")

    async def ended(self, *pieces: bytes) -> bytes:
        async with asyncio.timeout(LIMIT_S), self.open(*pieces) as reader:
            return await reader.read()


@pytest.fixture
async def port(tmp_path: Path) -> AsyncIterator[Port]:
    made = served(Settings(secret=SECRET, api_key="key", data_dir=tmp_path, connections_per_address="3"))
    config = uvicorn.Config(
        made.application, port=0, http=FrontProtocol, ws=direct.protocol(), ws_max_size=65536, log_level="critical",
        ws_ping_interval=None,
    )  # fmt: skip
    server = uvicorn.Server(config)
    task = asyncio.create_task(server.serve())
    while not server.started:  # noqa: ASYNC110 - uvicorn says it no other way
        await asyncio.sleep(0.01)
    try:
        yield Port(server.servers[0].sockets[0].getsockname()[1], server)
    finally:
        server.should_exit = True
        await task


async def test_plain_and_unusual_handshakes_end_in_the_same_place(port):
    whole = said()
    for pieces in (
        [whole], [whole[:40], whole[40:]], [said(b"GET /v1/%77s HTTP/1.1")],
        [said(b"GET /v1/ws HTTP/1.1", b"Cookie: a=b", b"Cookie: c=d")],
        [said(connection=b"UPGRADE", upgrade=b"WebSocket")],
    ):  # fmt: skip
        answer = (await port.answer(*pieces)).lower()
        assert answer.startswith(b"http/1.1 101 "), pieces
        assert b"sec-websocket-accept: s3pplmbitxaq9kygzzhzrbk+xoo=" in answer
        assert b"sec-websocket-protocol: parley.v1.json" in answer


async def test_frames_behind_the_handshake_are_read(port):
    async with asyncio.timeout(LIMIT_S), port.open(said() + PING) as reader:
        await reader.readuntil(b"\r\n\r\n")
        expected = framed(b'{"t":"pong"}', TEXT)
        assert await reader.readexactly(len(expected)) == expected


async def test_an_idle_socket_keeps_nothing_of_its_handshake_and_no_parser(port):
    async with asyncio.timeout(LIMIT_S), port.open(said(), PING, b"\x89\x80\0\0\0\0") as reader:
        await reader.readuntil(b"\r\n\r\n")
        pongs = framed(b'{"t":"pong"}', TEXT) + b"\x8a\x00"
        assert await reader.readexactly(len(pongs)) == pongs
        (socket,) = port.sockets
        assert (socket.opening, socket._wire, socket._fragments) == (None, None, None)
        assert not hasattr(socket, "__dict__")
        assert len(port.server.server_state.connections) == 1


async def test_handshakes_that_are_wrong_are_refused_in_the_librarys_words(port):
    for wrong, status in (
        (said(sec_websocket_version=b"8"), b"400"), (said(sec_websocket_key=b"short"), b"400"),
        (said(b"GET /elsewhere HTTP/1.1"), b"403"), (said(b"POST /v1/ws HTTP/1.1"), b"405"),
    ):  # fmt: skip
        assert (await port.ended(wrong)).split(b" ", 2)[1] == status, wrong
    assert not port.server.server_state.connections


async def test_a_foreign_page_is_closed_4403_and_an_unknown_subprotocol_refused(port):
    async with asyncio.timeout(LIMIT_S), port.open(said(origin=b"https://evil.example")) as foreign:
        assert (await foreign.readuntil(b"\r\n\r\n")).startswith(b"HTTP/1.1 101 ")
        assert (await foreign.readexactly(4))[2:] == (4403).to_bytes(2, "big")
    agreed = b"\x88\x82\0\0\0\0" + (4403).to_bytes(2, "big")
    told = await port.ended(said(origin=b"https://evil.example"), PING, agreed)  # a reset would raise
    assert told.partition(b"\r\n\r\n")[2][2:4] == (4403).to_bytes(2, "big")
    assert (await port.answer(said(origin=b"http://chat.example"))).startswith(b"HTTP/1.1 101 ")
    assert (await port.ended(said(sec_websocket_protocol=b"other"))).startswith(b"HTTP/1.1 403 ")


async def test_one_socket_too_many_is_told_when_to_come_again(port):
    async with asyncio.timeout(LIMIT_S), port.open(said()) as one, port.open(said()) as two, port.open(said()) as three:
        for reader in (one, two, three):
            await reader.readuntil(b"\r\n\r\n")
        refused = await port.ended(said())
        assert refused.startswith(b"HTTP/1.1 429 ")
        assert b"\r\nretry-after: 10\r\n" in refused
        assert refused.endswith(b"\r\n\r\ntoo many connections")


async def test_plain_http_passes_the_front(port):
    told = await port.ended(b"GET /healthz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
    assert told.startswith(b"HTTP/1.1 200 ")
    assert (await port.ended(b"nonsense\r\n\r\n")).startswith(b"HTTP/1.1 400 ")


async def test_a_silent_connection_ends_with_the_server(port):
    async with asyncio.timeout(LIMIT_S), port.open() as silent, port.open(said()) as spoken:
        await spoken.readuntil(b"\r\n\r\n")
        while len(port.server.server_state.connections) < 2:  # noqa: ASYNC110 - uvicorn says it no other way
            await asyncio.sleep(0.01)
        port.server.should_exit = True
        assert await silent.read() == b""
        assert (await spoken.read())[2:4] == (1012).to_bytes(2, "big")


async def test_first_answers_are_one_piece(port, monkeypatch):
    """A write costs more than all that is done for it in Python: first answers gather, and go out together."""
    flushed = []
    flush = direct.DirectProtocol.flush
    monkeypatch.setattr(direct.DirectProtocol, "flush", lambda socket: flushed.append(socket) or flush(socket))
    async with asyncio.timeout(LIMIT_S), port.open(said(), PING + PING) as reader:
        await reader.readuntil(b"\r\n\r\n")
        pongs = framed(b'{"t":"pong"}', TEXT) * 2
        assert await reader.readexactly(len(pongs)) == pongs
    assert len(flushed) == 1
