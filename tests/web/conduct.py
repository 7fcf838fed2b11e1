"""How uvicorn and websockets must behave under our classes; each trial is one connection from handshake to end."""

import asyncio
import struct
from collections.abc import Awaitable, Callable
from typing import Any

from uvicorn.protocols.utils import ClientDisconnected

from server.core.refusals import GOING_AWAY
from server.web import direct, edge
from tests.web.desk import HEAD, Desk, Line, closing, masked, turns


async def an_upgrade_is_handed_on(desk: Desk) -> None:
    http = desk.comes()
    assert http.deadline is not None, "no deadline for the head"
    await desk.hears(HEAD[:40])
    assert http.head == 40, "bytes of the head are not counted"
    await desk.hears(HEAD[40:])
    ws = desk.line.protocol
    assert isinstance(ws, direct.DirectProtocol), "the transport is not given to the ws class"
    assert http.deadline is None, "the head's deadline is not stopped by its end"
    assert desk.scope["extensions"][direct.EXTENSION] is ws, "run_asgi of ours is not what uvicorn starts"
    assert desk.scope["subprotocols"] == ["parley.v1.json"], "scope.subprotocols"
    assert desk.scope["client"] == ("192.0.2.1", 4711), "scope.client"
    assert desk.state.connections == {ws}, "the server's connections"
    assert not desk.state.tasks, "a task stays after the hand-over"
    assert desk.line.ended is None, "the end of the application ends the socket"
    assert desk.line.high == direct.HIGH_WATER, "connection_made of ours is not called"
    assert ws.scope is None, "the handshake is kept"


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
    assert ws.close_timer is not None, "nobody waits for the answer"
    assert desk.line.ended is None, "the peer has no time to answer"
    await desk.hears(masked(0x88, closing(GOING_AWAY.code)))
    assert ws.close_timer is None, "the answer does not end the wait"
    assert desk.line.ended == "closed", "the answer does not end the socket"


async def a_lost_socket_stops_its_timer(desk: Desk) -> None:
    ws = await desk.open()
    desk.session.closing = GOING_AWAY
    ws.wake()
    await turns()
    timer = ws.close_timer
    ws.connection_lost(None)
    assert timer.cancelled(), "the timer runs on"
    assert ws.disconnected, "disconnected"


async def the_server_ends(desk: Desk) -> None:
    ws = await desk.open()
    ws.shutdown()
    assert closing(1012) in desk.line.wrote, f"wrote {bytes(desk.line.wrote)!r}"
    assert desk.line.ended == "closed", "the socket stays open"


async def who_left_is_not_handed_over(desk: Desk) -> None:
    async def late(scope: Any, receive: Any, send: Any) -> None:
        await receive()
        await send({"type": "websocket.accept"})
        desk.line.protocol.connection_lost(None)
        try:
            await send({"type": "websocket.send", "text": "?"})
        except ClientDisconnected:
            desk.session.told.append("disconnected")
        scope["extensions"][direct.EXTENSION].hand_over(desk.session)

    desk.app = late
    desk.comes()
    await desk.hears(HEAD)
    assert desk.session.told == ["disconnected", "closed"], f"told {desk.session.told}"


async def an_application_that_fails_is_answered(desk: Desk) -> None:
    async def fails(scope: Any, receive: Any, send: Any) -> None:
        await receive()
        raise ClientDisconnected

    async def says_nothing(scope: Any, receive: Any, send: Any) -> None:
        await receive()

    desk.app = says_nothing
    desk.comes()
    await desk.hears(HEAD)
    assert desk.line.wrote.startswith(b"HTTP/1.1 500 "), f"answered {bytes(desk.line.wrote)!r}"
    assert desk.line.ended == "closed", "the socket stays open"
    desk.line, desk.app = Line(), fails
    desk.comes()
    await desk.hears(HEAD)
    assert not desk.line.wrote, "somebody who is gone is answered"


async def one_who_is_slow_to_ask_is_turned_away(desk: Desk) -> None:
    http = desk.comes()
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
    http = desk.comes()
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
