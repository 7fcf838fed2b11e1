"""The direct driver: a uvicorn WebSocket class whose session owns the transport; no task, no queue a socket."""

import asyncio
import logging
import socket
import struct
from collections.abc import Callable
from typing import Any, Final, Protocol, cast

import structlog
from uvicorn.config import Config
from uvicorn.protocols.utils import ClientDisconnected
from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol
from uvicorn.server import ServerState
from websockets.frames import Frame, Opcode
from websockets.protocol import State
from websockets.server import ServerProtocol

from server.core.frames import everyday
from server.core.refusals import SILENT, Close

EXTENSION: Final = "parley.direct"
HIGH_WATER: Final = 64 * 1024
NOT_SENT: Final = 16 * 1024
AT_ONCE: Final = 64 * 1024
CLOSING_S: Final = 5.0
HOPELESS_S: Final = 1.0

log = structlog.get_logger()


class Session(Protocol):
    """What the transport is handed over to."""

    @property
    def busy(self) -> bool:
        """Tell whether nothing more should be read just now."""

    @property
    def closing(self) -> Close | None:
        """Why the socket is to be closed, once what waits is written; None while it stays open."""

    def frame(self, payload: bytes, *, text: bool) -> None:
        """One whole message came."""

    def take(self, most: int) -> tuple[list[bytes], bool]:
        """Return frames to write, about `most` bytes of them, and whether more waits."""

    def clear(self, write: Callable[[bytes], object]) -> None:
        """Nothing waits and the socket takes more: whole frames may go to `write` at once."""

    def blocked(self) -> None:
        """The socket takes no more just now."""

    def closed(self) -> None:
        """The socket is gone."""


class _Nowhere:
    """Stands for the application's queue when there is no application any more."""

    def put_nowait(self, _message: object) -> None:
        """Nobody asks."""


_NOWHERE: Final = _Nowhere()


class Flusher:
    """Writes once a turn of the loop for every socket that has something to say."""

    def __init__(self) -> None:
        self._marked: dict[DirectProtocol, None] = {}

    def mark(self, protocol: "DirectProtocol") -> None:
        """This socket has something to write."""
        if not self._marked:
            asyncio.get_running_loop().call_soon(self._flush)
        self._marked[protocol] = None

    def _flush(self) -> None:
        """Give each its turn; who has more than fits comes again in the next turn."""
        marked, self._marked = self._marked, {}
        for protocol in marked:
            try:
                protocol.flush()
            except Exception:
                # One socket's fault must not keep the others of this turn from being written to.
                log.exception("socket.flush_failed")
                protocol.abort()


class Wire(ServerProtocol):
    """RFC 6455 as websockets has it, but that a close amid fragments is a close, not a fault (section 5.4)."""

    def recv_frame(self, frame: Frame) -> None:
        """Forget the fragments when the peer closes."""
        if frame.opcode is Opcode.CLOSE:
            self.current_size = None
        super().recv_frame(frame)


class DirectProtocol(WebSocketsSansIOProtocol):
    """Starlette routes and accepts; then `hand_over` ends the ASGI task and the session is spoken to directly."""

    flusher: Flusher
    most: int
    session: Session | None = None
    paused: bool = False

    def __init__(self, config: Config, server_state: ServerState, app_state: dict[str, Any]) -> None:
        super().__init__(config, server_state, app_state)
        self.most = config.ws_max_size
        self.conn = Wire(max_size=config.ws_max_size, logger=logging.getLogger("uvicorn.error"))

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Bound what the kernel hides: a slow reader must be seen as one."""
        super().connection_made(transport)
        self.transport.set_write_buffer_limits(high=HIGH_WATER)
        raw = transport.get_extra_info("socket")
        if raw is not None and raw.family in {socket.AF_INET, socket.AF_INET6}:
            raw.setsockopt(socket.IPPROTO_TCP, socket.TCP_NOTSENT_LOWAT, NOT_SENT)

    async def run_asgi(self) -> None:
        """Offer the extension; after a hand-over the end of the application is not the end of the socket."""
        cast("dict[str, Any]", self.scope["extensions"])[EXTENSION] = self
        try:
            await self.app(self.scope, self.receive, self.send)
        except ClientDisconnected:
            return
        except Exception:
            log.exception("socket.failed")
        if not self.handshake_complete:
            self.send_500_response()
        if self.session is None and self.close_timer is None:
            self.transport.close()

    def hand_over(self, session: Session) -> None:
        """From now on the session is spoken to; what came since the handshake first."""
        self.session = session
        if self.disconnected:
            session.closed()
            return
        while not self.queue.empty():
            message = self.queue.get_nowait()
            if message["type"] == "websocket.receive":
                text = message.get("text")
                payload = text.encode() if text is not None else message.get("bytes") or b""
                session.frame(payload, text=text is not None)
        self._forget_handshake()
        self.ease()
        self.wake()

    def _forget_handshake(self) -> None:
        """Let go of what only the handshake and the application needed: there are many idle sockets."""
        self.queue = cast("asyncio.Queue[Any]", _NOWHERE)
        for name in ("request", "response", "scope"):
            setattr(self, name, None)

    def wake(self) -> None:
        """The session has something to write, or wants to close; or may write at once from now on."""
        if not (self.paused or self.disconnected or self.close_sent):
            self.flusher.mark(self)
        elif self.session is not None and self.session.closing is not None:
            self._give_up()

    def ease(self) -> None:
        """Read on, unless the session has too much under way."""
        if self.read_paused and self.session is not None and not self.session.busy:
            self.read_paused = False
            self.transport.resume_reading()

    def flush(self) -> None:
        """Write what waits, in one piece; close when that was the last."""
        if self.session is None or self.paused or self.close_sent or self.transport.is_closing():
            return
        frames, more = self.session.take(AT_ONCE)
        if frames:
            self.transport.write(frames[0] if len(frames) == 1 else b"".join(frames))
        if more:
            self.wake()
        elif self.session.closing is not None:
            self._close(self.session.closing)
        elif not self.paused:
            self.session.clear(self.transport.write)

    def data_received(self, data: bytes) -> None:
        """Read everyday frames here; from the first other one on, the library does."""
        if self.session is not None and self._between_frames():
            found, taken = everyday(data, self.most)
            for text, payload in found:
                self._message(payload, text=text)
            if taken == len(data):
                return
            data = data[taken:]
        super().data_received(data)

    def _between_frames(self) -> bool:
        conn = self.conn
        return not conn.reader.buffer and conn.current_size is None and conn.state is State.OPEN

    def send_receive_event_to_app(self) -> None:
        """One message that the library has read: to the session, without a queue."""
        if self.session is None:
            super().send_receive_event_to_app()
            return
        payload = self.frames[0] if len(self.frames) == 1 else b"".join(self.frames)
        self.frames = []
        self._message(bytes(payload), text=self.curr_msg_data_type == "text")

    def _message(self, payload: bytes, *, text: bool) -> None:
        if self.session is None or self.close_sent:
            return
        if text and not _is_utf8(payload):
            self.conn.fail(1007, "not UTF-8")
            self.handle_parser_exception()
            return
        self.session.frame(payload, text=text)
        if self.session.busy and not self.read_paused:
            self.read_paused = True
            self.transport.pause_reading()

    def handle_close(self, event: Frame) -> None:
        """The peer closes: nothing more is written."""
        self._block()
        super().handle_close(event)

    def handle_parser_exception(self) -> None:
        """The peer broke the protocol: nothing more is written but the reason."""
        self._block()
        super().handle_parser_exception()

    def shutdown(self) -> None:
        """The server ends: nothing more is written but the reason."""
        self._block()
        super().shutdown()

    def _block(self) -> None:
        if self.session is not None:
            self.session.blocked()

    def pause_writing(self) -> None:
        """The reader is slow: what comes now waits in its mailbox, where it is counted."""
        super().pause_writing()
        self.paused = True
        self._block()

    def resume_writing(self) -> None:
        """The reader has caught up with what was written."""
        super().resume_writing()
        self.paused = False
        self.wake()

    def connection_lost(self, exc: Exception | None) -> None:
        """Tell the session, once."""
        super().connection_lost(exc)
        session, self.session = self.session, None
        if session is not None:
            session.closed()

    def _close(self, why: Close) -> None:
        """Say why, and give the peer a moment to agree: hardly one, if nothing came from it for so long."""
        self.conn.send_close(why.code, why.reason)
        self.transport.write(b"".join(self.conn.data_to_send()))
        self.close_sent = True
        self.ease()
        self.close_timer = self.loop.call_later(HOPELESS_S if why is SILENT else CLOSING_S, self.abort)

    def _give_up(self) -> None:
        """Close one who does not read: a moment to take the reason, then nothing of theirs is kept."""
        if not self.close_sent and not self.disconnected and self.session is not None and self.session.closing:
            why = self.session.closing
            self.conn.send_close(why.code, why.reason)
            self.transport.write(b"".join(self.conn.data_to_send()))
            self.close_sent = True
            self.close_timer = self.loop.call_later(HOPELESS_S, self.abort)

    def abort(self) -> None:
        """Drop the socket and what the kernel still holds for it."""
        raw = self.transport.get_extra_info("socket")
        if raw is not None:
            raw.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.transport.abort()


def protocol() -> type[DirectProtocol]:
    """Return the class for one server's `ws`: all its sockets share one flusher."""
    return cast("type[DirectProtocol]", type("Direct", (DirectProtocol,), {"flusher": Flusher()}))


def _is_utf8(payload: bytes) -> bool:
    if payload.isascii():
        return True
    try:
        payload.decode()
    except UnicodeDecodeError:
        return False
    return True
