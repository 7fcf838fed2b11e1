"""The portable driver: one WebSocket over plain ASGI, frames in to the chat, the mailbox out."""

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable, MutableMapping
from dataclasses import dataclass
from typing import Any, Final

from server.chat.handle import LANE_MOST, Handle
from server.core import ids, replies
from server.core.codec import SUBPROTOCOLS
from server.core.encoded import Encoded
from server.core.refusals import CLOSES, Close, Refusal
from server.live.connection import Connection, Terms
from server.web.addresses import group

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]

STUCK_S: Final = 2.0
TOO_MANY: Final = Close(4429, "too many connections")
RETRY_MS: Final = 10_000


@dataclass(frozen=True, slots=True)
class Admission:
    """How many sockets one address may hold open; None for any number."""

    per_address: int | None


class WebSocketDriver:
    """An ASGI application for `/v1/ws`; one reader and one writer task a socket, on any ASGI server."""

    def __init__(self, handle: Handle, terms: Terms, admission: Admission) -> None:
        self._handle = handle
        self._terms = terms
        self._admission = admission
        self._open: Counter[str] = Counter()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one socket from handshake to close."""
        offered = scope.get("subprotocols", [])
        chosen = next((name for name in offered if name in SUBPROTOCOLS), None)
        await receive()
        if offered and chosen is None:
            await send({"type": "websocket.close", "code": 1002, "reason": "no subprotocol of ours"})
            return
        await send({"type": "websocket.accept", "subprotocol": chosen})
        address = group((scope.get("client") or ("", 0))[0])
        most = self._admission.per_address
        if most is not None and self._open[address] >= most:
            await _turn_away(send)
            return
        self._open[address] += 1
        try:
            await self._serve(chosen or "parley.v1.json", address, receive, send)
        finally:
            self._open[address] -= 1
            if not self._open[address]:
                del self._open[address]

    async def _serve(self, subprotocol: str, address: str, receive: Receive, send: Send) -> None:
        wake = asyncio.Event()
        connection = Connection(ids.fresh(), SUBPROTOCOLS[subprotocol], self._terms, wake.set, address)
        self._handle.opened(connection)
        loop = asyncio.get_running_loop()
        reader = loop.create_task(self._read(connection, receive))
        writer = loop.create_task(self._write(connection, wake, send))
        try:
            await asyncio.wait({reader, writer}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            self._handle.closed(connection)
            reader.cancel()
            await _ended(writer, reader)

    async def _read(self, connection: Connection, receive: Receive) -> None:
        """Take frames in; a session that has too much under way is not read from."""
        while True:
            while len(connection.lane) >= LANE_MOST:
                await asyncio.sleep(0.01)
            message = await receive()
            if message["type"] == "websocket.disconnect":
                return
            if connection.closing is not None:
                continue
            text = message.get("text")
            frame = text.encode() if text is not None else message.get("bytes") or b""
            self._handle.frame(connection, frame, text=text is not None)

    async def _write(self, connection: Connection, wake: asyncio.Event, send: Send) -> None:
        """Write what gathered; a slow socket holds up nobody but itself."""
        json = connection.codec == "json"
        while True:
            await wake.wait()
            wake.clear()
            while connection.mailbox:
                for message in connection.mailbox.take():
                    frame = {"text": message.text} if json else {"bytes": message.binary}
                    await send({"type": "websocket.send", **frame})
                connection.session.said(self._terms.clock())
            if connection.closing is not None:
                why = connection.closing
                await send({"type": "websocket.close", "code": why.code, "reason": why.reason})
                return


async def _turn_away(send: Send) -> None:
    """Say when to come back, then close: a browser sees nothing of an HTTP refusal."""
    refusal = Refusal("rate_limited", CLOSES[TOO_MANY.code].meaning, retry_after_ms=RETRY_MS)
    await send({"type": "websocket.send", "text": Encoded(replies.error(refusal)).text})
    await send({"type": "websocket.close", "code": TOO_MANY.code, "reason": TOO_MANY.reason})


async def _ended(*tasks: "asyncio.Task[None]") -> None:
    """Wait for both sides; a writer that a dead reader holds up is given up."""
    _, stuck = await asyncio.wait(tasks, timeout=STUCK_S)
    for task in stuck:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
