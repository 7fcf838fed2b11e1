"""RFC 6455, by the field's own cases: an echo session behind each driver."""

import asyncio
import contextlib
from typing import Any

import kosoku
import pytest
import uvicorn

from server.core.frames import BINARY, TEXT, framed
from server.web import direct
from server.web.front import FrontProtocol

LARGEST = 20 * 1024 * 1024
UVICORNS_OWN = ["7.1.5"]
"""What uvicorn's own class, under the portable driver, gets wrong: a close amid fragments is answered with 1002."""


class Echo:
    """Says back what it hears, as the driver's session."""

    busy = False
    closing = None

    def __init__(self, socket: direct.DirectProtocol) -> None:
        self._socket = socket
        self._said: list[bytes] = []

    def frame(self, payload: bytes, *, text: bool) -> None:
        self._said.append(framed(payload, TEXT if text else BINARY))
        self._socket.wake()

    def take(self, most: int) -> tuple[list[bytes], bool]:  # noqa: ARG002 - what an echo says is little
        said, self._said = self._said, []
        return said, False

    def clear(self, write: Any) -> None:
        """An echo speaks only when it is asked to."""

    def blocked(self) -> None:
        """See `clear`."""

    def closed(self) -> None:
        self._said.clear()


async def echo(scope: Any, receive: Any, send: Any) -> None:
    """Echo over the direct driver where it is offered, else over plain ASGI."""
    await receive()
    await send({"type": "websocket.accept"})
    socket = scope["extensions"].get(direct.EXTENSION)
    if socket is not None:
        socket.hand_over(Echo(socket))
        return
    while (message := await receive())["type"] == "websocket.receive":
        kind = "text" if message.get("text") is not None else "bytes"
        await send({"type": "websocket.send", kind: message[kind]})


@contextlib.asynccontextmanager
async def serving(ws: Any, http: Any):
    config = uvicorn.Config(
        echo, port=0, ws=ws, http=http, ws_max_size=LARGEST, ws_ping_interval=None, ws_per_message_deflate=False,
        lifespan="off", log_level="critical",
    )  # fmt: skip
    server = uvicorn.Server(config)
    task = asyncio.create_task(server.serve())
    while not server.started:  # noqa: ASYNC110 - uvicorn says it no other way
        await asyncio.sleep(0.01)
    try:
        yield f"ws://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    finally:
        server.should_exit = True
        await task


async def failures(ws: Any, http: Any, cases: list[str], leave_out: list[str] | None = None) -> tuple[int, list[str]]:
    """Return how many cases were run, and those that did not pass."""
    async with serving(ws, http) as url:
        try:
            results = await kosoku.run_fuzzingclient(url, cases, leave_out or ["12.*", "13.*"])
        except kosoku.FailureError as failed:
            return len(failed.results), [str(result) for result in failed.results if not result.passed]
    return len(results), []


CORE = ["1.*", "2.*", "3.*", "4.*", "5.*", "6.*", "7.*", "10.*"]
LIMITS = ["9.*"]


@pytest.mark.parametrize("cases", [CORE, LIMITS], ids=["core", "limits"])
async def test_the_direct_driver_speaks_websocket(cases):
    count, failed = await failures(direct.protocol(), FrontProtocol, cases)
    print(f"cases={count}")
    assert count >= 50
    assert failed == []


@pytest.mark.parametrize("cases", [CORE, LIMITS], ids=["core", "limits"])
async def test_the_portable_driver_speaks_websocket_as_well_as_uvicorn_does(cases):
    count, failed = await failures("websockets-sansio", "auto", cases, ["12.*", "13.*", *UVICORNS_OWN])
    print(f"cases={count}")
    assert count >= 50
    assert failed == []


async def test_who_goes_on_sending_after_a_fault_still_hears_the_reason():
    fault, flood = b"\x83\x80\x00\x00\x00\x00", b"\x82\xfe\xff\xff\x00\x00\x00\x00" + bytes(65_535)
    async with serving(direct.protocol(), FrontProtocol) as url, asyncio.timeout(20):
        reader, writer = await asyncio.open_connection(*url.removeprefix("ws://").split(":"))
        writer.write(
            b"GET / HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            b"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n"
        )
        await reader.readuntil(b"\r\n\r\n")
        writer.write(fault + flood * 16)
        await writer.drain()
        said = await reader.read()  # a reset would raise
        writer.close()
    assert said[2:4] == (1002).to_bytes(2, "big")
