"""The portable driver: one WebSocket over plain ASGI, frames in to the chat, the mailbox out."""

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable, MutableMapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any, Final, Protocol

from server.chat.handle import Handle
from server.core import ids
from server.core.codec import SUBPROTOCOLS, Codec
from server.core.refusals import BROKEN, TOO_MANY, Close
from server.live.connection import Connection, Terms
from server.web.addresses import group

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]

STUCK_S: Final = 2.0
RETRY_S: Final = 10


@dataclass(frozen=True, slots=True)
class Admission:
    """How many sockets this node, and one address, may hold open; None for any number."""

    per_address: int | None = None
    in_all: int | None = None


class Direct(Protocol):
    """What a server offers in the scope's extensions when the session may own the transport."""

    def hand_over(self, session: "DirectSession", /) -> None: ...

    def wake(self) -> None: ...

    def ease(self) -> None: ...


class WebSocketDriver:
    """An ASGI application for `/v1/ws`: direct where the server offers it, else a reader and a writer task a socket."""

    def __init__(self, handle: Handle, terms: Terms, admission: Admission) -> None:
        self._handle = handle
        self._terms = terms
        self._admission = admission
        self._open: Counter[str] = Counter()
        self.admitted = 0
        """How many sockets are open, from handshake to end."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one socket from handshake to close, or hand it over."""
        offered = scope.get("subprotocols", [])
        chosen = next((name for name in offered if name in SUBPROTOCOLS), None)
        await receive()
        if offered and chosen is None:
            await send({"type": "websocket.close", "code": 1002, "reason": "no subprotocol of ours"})
            return
        address = group((scope.get("client") or ("", 0))[0])
        full = self._full(address)
        if full is not None:
            await _turn_away(scope, send, full)
            return
        await send({"type": "websocket.accept", "subprotocol": chosen})
        self._open[address] += 1
        self.admitted += 1
        kind = SUBPROTOCOLS[chosen or "parley.v1.json"]
        direct: Direct | None = scope.get("extensions", {}).get("parley.direct")
        if direct is not None:
            connection = Connection(ids.fresh(), kind, self._terms, direct.wake, address, direct.ease)
            self._handle.opened(connection)
            direct.hand_over(DirectSession(connection, self._closed, self._handle.frame))
            return
        await self._serve(kind, address, receive, send)

    def _full(self, address: str) -> int | None:
        """Return the HTTP status with which a socket too many is turned away before it is one."""
        here, in_all = self._admission.per_address, self._admission.in_all
        if here is not None and self._open[address] >= here:
            return HTTPStatus.TOO_MANY_REQUESTS
        if in_all is not None and self.admitted >= in_all:
            return HTTPStatus.SERVICE_UNAVAILABLE
        return None

    def _closed(self, connection: Connection) -> None:
        self._handle.closed(connection)
        self._open[connection.address] -= 1
        self.admitted -= 1
        if not self._open[connection.address]:
            del self._open[connection.address]

    async def _serve(self, kind: Codec, address: str, receive: Receive, send: Send) -> None:
        wake, eased = asyncio.Event(), asyncio.Event()
        loop = asyncio.get_running_loop()
        over: asyncio.Future[None] = loop.create_future()

        def woken() -> None:
            wake.set()
            # A writer that waits for one who does not read would never come to the close by itself.
            if connection.closing is not None and not over.done():
                over.set_result(None)

        connection = Connection(ids.fresh(), kind, self._terms, woken, address, eased.set)
        self._handle.opened(connection)
        reader = loop.create_task(self._read(connection, eased, receive))
        writer = loop.create_task(self._write(connection, wake, send))
        try:
            await asyncio.wait({reader, writer, over}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            self._closed(connection)
            reader.cancel()
            await _ended(writer, reader)

    async def _read(self, connection: Connection, eased: asyncio.Event, receive: Receive) -> None:
        """Take frames in; a session that has too much under way is not read from."""
        while True:
            while connection.busy:
                eased.clear()
                await eased.wait()
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
                connection.spoke = True
            if connection.closing is not None:
                why = connection.closing
                if why is not BROKEN:
                    await send({"type": "websocket.close", "code": why.code, "reason": why.reason})
                return


class DirectSession:
    """A connection as the direct driver speaks to it."""

    __slots__ = ("_closed", "_connection", "_frame")

    def __init__(
        self, connection: Connection, closed: Callable[[Connection], None], frame: Callable[..., None]
    ) -> None:
        self._connection = connection
        self._closed = closed
        self._frame = frame

    @property
    def busy(self) -> bool:
        """Tell whether nothing more should be read just now."""
        return self._connection.busy

    @property
    def closing(self) -> Close | None:
        """Why the socket is to be closed."""
        return self._connection.closing

    def frame(self, payload: bytes, *, text: bool) -> None:
        """One whole message came."""
        if self._connection.closing is None:
            self._frame(self._connection, payload, text=text)

    def take(self, most: int) -> tuple[list[bytes], bool]:
        """Return whole frames, shared with every other reader."""
        return self._connection.frames(most)

    def clear(self, write: Callable[[bytes], object]) -> None:
        """Nothing waits here, and the socket takes more."""
        self._connection.clear(write)

    def blocked(self) -> None:
        """The socket takes no more."""
        self._connection.blocked()

    def closed(self) -> None:
        """The socket is gone."""
        self._connection.blocked()
        self._closed(self._connection)


async def _turn_away(scope: Scope, send: Send, status: int) -> None:
    """Answer the handshake with a status and when to try again, where the server can; clients come back later."""
    if "websocket.http.response" not in scope.get("extensions", {}):
        await send({"type": "websocket.close", "code": TOO_MANY.code, "reason": TOO_MANY.reason})
        return
    headers = [(b"retry-after", str(RETRY_S).encode()), (b"content-type", b"text/plain")]
    await send({"type": "websocket.http.response.start", "status": status, "headers": headers})
    await send({"type": "websocket.http.response.body", "body": b"too many connections"})


async def _ended(*tasks: "asyncio.Task[None]") -> None:
    """Wait for both sides; a writer that a dead reader holds up is given up."""
    _, stuck = await asyncio.wait(tasks, timeout=STUCK_S)
    for task in stuck:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
