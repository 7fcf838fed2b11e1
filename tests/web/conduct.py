"""How uvicorn and websockets must behave under our classes; each trial is one connection from handshake to end."""

import asyncio
import signal
import socket
import struct
from collections.abc import Awaitable, Callable
from typing import Any

from server.cli import DrainingServer
from server.core.refusals import GOING_AWAY
from server.web import direct, edge, front
from tests.web.desk import HEAD, Desk, Noted, closing, driver, masked, turns
from tests.web.reliance import Kit, config

LONGEST_S = 10.0
PROOF = b"s3pPLMBiTxaQ9kYGzzhZRbK+xOo="
"""What answers the key in `HEAD`, by RFC 6455's own example."""


async def an_everyday_handshake_is_answered(desk: Desk) -> None:
    first = desk.comes()
    assert isinstance(first, front.FrontProtocol), "http_protocol_class is not what was configured"
    assert desk.state.connections == {first}, "the server's connections"
    await desk.hears(HEAD)
    _is_open(desk)


async def an_upgrade_is_handed_on(desk: Desk) -> None:
    http = desk.comes(desk.edge)
    assert http.deadline is not None, "no deadline for the head"
    await desk.hears(HEAD[:40])
    assert http.head == 40, "bytes of the head are not counted"
    await desk.hears(HEAD[40:])
    assert http.deadline is None, "the head's deadline is not stopped by its end"
    _is_open(desk)


def _is_open(desk: Desk) -> None:
    ws, scope, wrote = desk.line.protocol, desk.scope, bytes(desk.line.wrote)
    assert isinstance(ws, direct.DirectProtocol), "the transport is not given to the ws class"
    assert ws.handed_over, f"the application is not asked, or not heard: {wrote!r}"
    assert wrote.startswith(b"HTTP/1.1 101 "), f"answered {wrote!r}"
    assert PROOF in wrote, f"answered {wrote!r}"
    assert scope["extensions"][direct.EXTENSION] is ws, "scope.extensions"
    assert scope["subprotocols"] == ["parley.v1.json"], "scope.subprotocols"
    assert (scope["client"], scope["scheme"]) == (("192.0.2.1", 4711), "ws"), "get_remote_addr or is_ssl"
    assert (scope["path"], scope["state"]) == ("/v1/ws", {"of": "lifespan"}), "scope.path or scope.state"
    assert desk.state.connections == {ws}, "the server's connections"
    assert not desk.state.tasks, "a task stays after the hand-over"
    assert desk.line.ended is None, "the end of the application ends the socket"
    assert desk.line.high == direct.HIGH_WATER, "connection_made of ours is not called"


async def an_unusual_handshake_is_read(desk: Desk) -> None:
    desk.comes(desk.config.ws_protocol_class)
    await desk.hears(HEAD.replace(b"/v1/ws", b"/v1/%77s?a=%20"))
    _is_open(desk)
    assert desk.scope["query_string"] == b"a=%20", "scope.query_string"
    assert (b"host", b"chat.example") in desk.scope["headers"], "scope.headers"


async def a_wrong_handshake_is_refused_in_words(desk: Desk) -> None:
    desk.comes(desk.config.ws_protocol_class)
    await desk.hears(HEAD.replace(b"Version: 13", b"Version: 12"))
    assert desk.line.wrote.startswith(b"HTTP/1.1 400 "), f"answered {bytes(desk.line.wrote)!r}"
    assert not desk.scope, "the application is asked"
    assert desk.line.ended == "closed", "the socket stays open"


async def what_is_no_handshake_is_dropped(desk: Desk) -> None:
    desk.comes(desk.config.ws_protocol_class)
    await desk.hears(b"GET /v1/ws HTTP/1.1\r\nHost : chat.example\r\n\r\n")
    assert not desk.scope, "the application is asked"
    assert desk.line.ended == "closed", "the socket stays open"


async def whole_frames_arrive(desk: Desk) -> None:
    await desk.open()
    await desk.hears(masked(0x81, b"text") + masked(0x82, b"binary"))
    assert desk.session.heard == [(b"text", True), (b"binary", False)], f"heard {desk.session.heard}"


async def what_the_library_reads_arrives(desk: Desk) -> None:
    await desk.open()
    long = masked(0x81, b"x" * 300)
    await desk.hears(masked(0x01, b"one "), masked(0x80, b"message"), long[:100], long[100:], masked(0x81, b"end"))
    heard = [payload for payload, _ in desk.session.heard]
    assert heard == [b"one message", b"x" * 300, b"end"], f"heard {heard}"


async def a_ping_is_answered(desk: Desk) -> None:
    await desk.open()
    await desk.hears(masked(0x89, b"?"))
    assert desk.line.wrote == b"\x8a\x01?", f"answered {bytes(desk.line.wrote)!r}"


async def one_who_is_busy_is_not_read_from(desk: Desk) -> None:
    ws = await desk.open()
    desk.session.busy = True
    await desk.hears(masked(0x81, b"x"))
    assert not desk.line.reads, "reading goes on"
    desk.session.busy = False
    ws.ease()
    assert desk.line.reads, "reading does not go on"


async def what_is_said_is_written(desk: Desk) -> None:
    ws = await desk.open()
    desk.session.says = [b"\x81\x01a", b"\x81\x01b"]
    ws.wake()
    await turns()
    assert desk.line.wrote == b"\x81\x01a\x81\x01b", f"wrote {bytes(desk.line.wrote)!r}"
    ws.pause_writing()
    assert ws.paused, "pause_writing"
    ws.resume_writing()
    assert not ws.paused, "resume_writing"


async def the_peer_closes(desk: Desk) -> None:
    ws = await desk.open()
    await desk.hears(masked(0x88, closing(1000)))
    assert desk.line.wrote == b"\x88\x02" + closing(1000), f"answered {bytes(desk.line.wrote)!r}"
    assert desk.line.ended == "closed", "the socket stays open"
    ws.connection_lost(None)
    assert desk.session.told[-2:] == ["blocked", "closed"], f"told {desk.session.told}"
    assert not desk.state.connections, "the server keeps the connection"


async def a_close_amid_fragments_is_a_close(desk: Desk) -> None:
    await desk.open()
    await desk.hears(masked(0x01, b"half"), masked(0x88, closing(1000)))
    assert desk.line.wrote == b"\x88\x02" + closing(1000), f"answered {bytes(desk.line.wrote)!r}"


async def a_broken_protocol_is_closed(desk: Desk) -> None:
    await desk.open()
    await desk.hears(b"\x83\x80\x00\x00\x00\x00")
    assert closing(1002) in desk.line.wrote, f"answered {bytes(desk.line.wrote)!r}"
    assert "blocked" in desk.session.told, "the session is not told"
    assert desk.line.ended, "the socket stays open"


async def a_frame_too_large_is_closed(desk: Desk) -> None:
    await desk.open()
    await desk.hears(struct.pack("!BBQ", 0x81, 0xFF, 65_537) + bytes(4))
    assert closing(1009) in desk.line.wrote, f"answered {bytes(desk.line.wrote)!r}"


async def text_that_is_none_is_closed(desk: Desk) -> None:
    await desk.open()
    await desk.hears(masked(0x81, b"\xff\xfe"))
    assert closing(1007) in desk.line.wrote, f"answered {bytes(desk.line.wrote)!r}"


async def we_close(desk: Desk) -> None:
    ws = await desk.open()
    desk.session.closing = GOING_AWAY
    ws.wake()
    await turns()
    assert closing(GOING_AWAY.code) in desk.line.wrote, f"wrote {bytes(desk.line.wrote)!r}"
    assert desk.line.ended is None, "the peer has no time to answer"
    await desk.hears(masked(0x88, closing(GOING_AWAY.code)))
    assert desk.line.ended == "closed", "the answer does not end the socket"


async def the_server_ends(desk: Desk) -> None:
    ws = await desk.open()
    ws.shutdown()
    assert closing(1012) in desk.line.wrote, f"wrote {bytes(desk.line.wrote)!r}"
    assert desk.line.ended == "closed", "the socket stays open"


async def one_who_is_slow_to_ask_is_turned_away(desk: Desk) -> None:
    http = desk.comes(desk.edge)
    deadline = http.deadline
    await desk.hears(b"GET / HTTP/1.1\r\nX: " + b"x" * (edge.HEAD_MOST + 1))
    assert desk.line.ended == "closed", "a head without an end is read on"
    assert deadline.cancelled(), "the deadline runs on"
    http.connection_lost(None)


async def each_request_has_a_deadline(desk: Desk) -> None:
    async def answers(scope: Any, receive: Any, send: Any) -> None:
        await send({"type": "http.response.start", "status": 204, "headers": []})
        await send({"type": "http.response.body"})

    desk.app = answers
    http = desk.comes(desk.edge)
    await desk.hears(b"GET / HTTP/1.1\r\nHost: x\r\n\r\n")
    assert http.deadline is None, "the head's deadline is not stopped by its end"
    assert desk.line.wrote.startswith(b"HTTP/1.1 204 "), f"answered {bytes(desk.line.wrote)!r}"
    await desk.hears(b"GET / HTTP/1.1\r\nHo")
    assert http.deadline is not None, "a second request has no deadline"
    http.connection_lost(None)
    assert http.deadline is None, "the deadline outlives the connection"


TRIALS: tuple[Callable[[Desk], Awaitable[None]], ...] = tuple(
    value for value in list(globals().values()) if asyncio.iscoroutinefunction(value) and value.__module__ == __name__
)


async def a_server_drains_and_ends(kit: Kit) -> None:
    """Run our server on uvicorn's, with one socket, until a signal ends it."""
    noted: list[Any] = []

    async def drained() -> None:
        noted.extend(server._captured_signals)
        server._captured_signals.clear()

    async def hands_over(scope: Any, receive: Any, send: Any) -> None:
        await receive()
        await send({"type": "websocket.accept"})
        scope["extensions"][direct.EXTENSION].hand_over(Noted())

    server = type("Drains", (DrainingServer, kit.server), {})(config(kit, hands_over, ws=driver(kit)), drained)
    with socket.create_server(("127.0.0.1", 0)) as listening:
        running = asyncio.create_task(server.serve(sockets=[listening]))
        async with asyncio.timeout(LONGEST_S):
            reader, writer = await asyncio.open_connection(*listening.getsockname())
            writer.write(HEAD)
            head = await reader.readuntil(b"\r\n\r\n")
            server.handle_exit(signal.SIGTERM, None)
            last = await reader.read()
            writer.close()
            await running
    assert b"\r\ndate: " in head, f"default_headers are not in {head!r}"
    assert noted == [signal.SIGTERM], f"signals {noted}"
    assert last == b"\x88\x02" + closing(1012), f"shutdown() is not called: {last!r}"
