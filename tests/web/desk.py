"""One connection without a network: our classes on those of a kit, a transport and a session that note everything."""

import asyncio
import logging
import struct
from collections.abc import Awaitable, Callable
from typing import Any

from server.core.refusals import Close
from server.web import direct, edge, rare
from tests.web.reliance import Kit, config

HEAD = (
    b"GET /v1/ws HTTP/1.1\r\nHost: chat.example\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
    b"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
    b"Sec-WebSocket-Protocol: parley.v1.json\r\n\r\n"
)
TURNS = 10


class Line(asyncio.Transport):
    """A transport that keeps what is written to it."""

    def __init__(self) -> None:
        super().__init__({"peername": ("192.0.2.1", 4711), "sockname": ("192.0.2.2", 80)})
        self.wrote = bytearray()
        self.reads = True
        self.ended: str | None = None
        self.protocol: Any = None
        self.high: int | None = None

    def write(self, data: Any) -> None:
        self.wrote += data

    def close(self) -> None:
        self.ended = self.ended or "closed"

    def write_eof(self) -> None:
        self.ended = self.ended or "said its last"

    def abort(self) -> None:
        self.ended = "aborted"

    def is_closing(self) -> bool:
        return self.ended is not None

    def pause_reading(self) -> None:
        self.reads = False

    def resume_reading(self) -> None:
        self.reads = True

    def set_protocol(self, protocol: Any) -> None:
        self.protocol = protocol

    def set_write_buffer_limits(self, high: int | None = None, low: int | None = None) -> None:  # noqa: ARG002
        self.high = high


class Noted:
    """A session that notes what it is told."""

    def __init__(self) -> None:
        self.heard: list[tuple[bytes, bool]] = []
        self.says: list[bytes] = []
        self.busy = False
        self.closing: Close | None = None
        self.told: list[str] = []

    def frame(self, payload: bytes, *, text: bool) -> None:
        self.heard.append((payload, text))

    def take(self, most: int) -> tuple[list[bytes], bool]:  # noqa: ARG002
        said, self.says = self.says, []
        return said, False

    def clear(self, write: Any) -> None:  # noqa: ARG002
        self.told.append("clear")

    def blocked(self) -> None:
        self.told.append("blocked")

    def closed(self) -> None:
        self.told.append("closed")


class Desk:
    """One connection on which our classes stand on those of a kit; `app` is what uvicorn is given."""

    def __init__(self, kit: Kit) -> None:
        self.edge = type("Edge", (edge.EdgeProtocol, kit.http), {})
        self.line, self.session, self.state = Line(), Noted(), kit.state()
        self.scope: dict[str, Any] = {}
        self.app: Callable[..., Awaitable[None]] = self.hands_over

        async def asked(scope: Any, receive: Any, send: Any) -> None:
            self.scope = scope
            await self.app(scope, receive, send)

        self.config = config(kit, asked, ws=driver(kit))

    async def hands_over(self, scope: Any, receive: Any, send: Any) -> None:
        await receive()
        await send({"type": "websocket.accept", "subprotocol": "parley.v1.json"})
        scope["extensions"][direct.EXTENSION].hand_over(self.session)

    def comes(self, http: Any = None) -> Any:
        """Somebody connects, to whom the front listens, or the HTTP protocol at once."""
        made = (http or self.config.http_protocol_class)(
            config=self.config, server_state=self.state, app_state={"of": "lifespan"}, _loop=None
        )
        made.connection_made(self.line)
        self.line.protocol = made
        return made

    async def open(self) -> Any:
        """Somebody connects and is handed over; what was written so far is taken away."""
        self.comes()
        await self.hears(HEAD)
        self.line.wrote.clear()
        return self.line.protocol

    async def hears(self, *pieces: bytes) -> None:
        for piece in pieces:
            self.line.protocol.data_received(piece)
            await turns()


def driver(kit: Kit) -> type[direct.DirectProtocol]:
    """Give the direct driver, whose parsers are those of the kit."""
    wire = type("Wire", (rare.Wire, kit.wire), {})

    class Driver(direct.DirectProtocol):
        flusher = direct.Flusher()

        def __init__(self, *given: Any, **named: Any) -> None:
            super().__init__(*given, **named)
            self.opening._library = kit.opener(max_size=self.most, logger=logging.getLogger("uvicorn.error"))

        def _speaking(self) -> rare.Wire:
            self._wire = self._wire or wire(self.most)
            return self._wire

    return Driver


async def turns() -> None:
    for _ in range(TURNS):
        await asyncio.sleep(0)


def masked(first: int, payload: bytes) -> bytes:
    """Give a client's frame: the first byte, the length, a mask of nought."""
    size = len(payload)
    head = struct.pack("!BB", first, 0x80 | size) if size < 126 else struct.pack("!BBH", first, 0xFE, size)
    return head + bytes(4) + payload


def closing(code: int) -> bytes:
    """Give the payload of a server's close, whatever reason follows."""
    return struct.pack("!H", code)
