"""The direct driver: a uvicorn WebSocket class whose session owns the transport; no task, no queue a socket."""

import asyncio
import socket
import struct
from typing import Any, Final, cast

import structlog
from uvicorn.config import Config
from uvicorn.server import ServerState
from websockets.frames import Frame, Opcode

from server.core.frames import BINARY, TEXT, everyday, framed
from server.core.handshake import Head
from server.core.refusals import SILENT, Close
from server.web.opening import EXTENSION, Opening
from server.web.rare import Wire, is_utf8
from server.web.session import Flusher, Session

__all__ = ["EXTENSION", "DirectProtocol", "Session", "prepare", "protocol"]

HIGH_WATER: Final = 64 * 1024
NOT_SENT: Final = 16 * 1024
AT_ONCE: Final = 64 * 1024
CLOSING_S: Final = 5.0
HOPELESS_S: Final = 1.0

log = structlog.get_logger()


class DirectProtocol(asyncio.Protocol):
    """Starlette routes and accepts; then `hand_over` ends the ASGI task and the session is spoken to directly.

    There are many idle sockets: what only the handshake needs is in `opening` and goes with it, and the library's
    parser exists only while a frame is under way that is not an everyday one.
    """

    __slots__ = (
        "_closing_timer",
        "_connections",
        "_fragments",
        "_wire",
        "close_sent",
        "gone",
        "most",
        "opening",
        "paused",
        "read_paused",
        "session",
        "transport",
    )

    flusher: Flusher
    transport: asyncio.Transport

    def __init__(
        self, config: Config, server_state: ServerState, app_state: dict[str, Any], _loop: object = None
    ) -> None:
        """`_loop` is uvicorn's way to say what `connection_made` finds out."""
        self.opening: Opening | None = Opening(self, config, server_state, app_state)
        self.session: Session | None = None
        self.most = config.ws_max_size
        self.paused = self.read_paused = self.close_sent = self.gone = False
        self._connections = cast("set[Any]", server_state.connections)
        self._closing_timer: asyncio.TimerHandle | None = None
        self._wire: Wire | None = None
        self._fragments: list[bytes] | None = None

    # -- opening ---------------------------------------------------------------------------------------

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Bound what waits here: a slow reader must be seen as one. What the kernel hides, `prepare` bounds."""
        self.transport = cast("asyncio.Transport", transport)
        self.transport.set_write_buffer_limits(high=HIGH_WATER)
        self._connections.add(self)

    def begin(self, head: Head, rest: bytes) -> None:
        """A handshake that is read already, and what came behind it."""
        if self.opening is not None:
            self.opening.begin(head)
        if rest:
            self.data_received(rest)

    @property
    def handed_over(self) -> bool:
        """Tell whether the session has the socket."""
        return self.opening is None

    def hand_over(self, session: Session) -> None:
        """From now on the session is spoken to; what came since the handshake first.

        Nothing is written at once before it has said something: its first answers go out as one piece.
        """
        opening, self.opening = self.opening, None
        if self.gone:
            session.closed()
            return
        self.session = session
        if opening is not None and opening.early:
            self.transport.resume_reading()
            self.data_received(b"".join(opening.early))
        if session.closing is not None:
            self.wake()

    def write(self, payload: bytes, *, text: bool) -> None:
        """Send one message for an application that keeps the socket."""
        self.transport.write(framed(payload, TEXT if text else BINARY))

    def close(self, why: Close) -> None:
        """Close for an application that keeps the socket."""
        if not self.close_sent and not self.transport.is_closing():
            self._close(why, CLOSING_S)
            if self.opening is not None and self.opening.early:
                self.transport.resume_reading()

    # -- what is written -------------------------------------------------------------------------------

    def wake(self) -> None:
        """The session has something to write, or wants to close; or may write at once from now on."""
        if not (self.paused or self.gone or self.close_sent):
            self.flusher.mark(self)
        elif self.session is not None and self.session.closing is not None and not (self.close_sent or self.gone):
            # Closing one who does not read: a moment to take the reason, then nothing of theirs is kept.
            self._close(self.session.closing, HOPELESS_S)

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
            # Hardly a moment for one from whom nothing came for so long.
            self._close(self.session.closing, HOPELESS_S if self.session.closing is SILENT else CLOSING_S)
            self.ease()
        elif not self.paused:
            self.session.clear(self.transport.write)

    def pause_writing(self) -> None:
        """The reader is slow: what comes now waits in its mailbox, where it is counted."""
        self.paused = True
        self._block()

    def resume_writing(self) -> None:
        """The reader has caught up with what was written."""
        self.paused = False
        self.wake()

    def _block(self) -> None:
        if self.session is not None:
            self.session.blocked()

    # -- what comes ------------------------------------------------------------------------------------

    def data_received(self, data: bytes) -> None:
        """Read everyday frames here; from the first other one on, the library does."""
        if self.opening is not None and not self.close_sent:
            self.opening.received(data)
            return
        if self._wire is None:
            found, taken = everyday(data, self.most)
            for text, payload in found:
                self._message(payload, text=text)
            if taken == len(data):
                return
            data = data[taken:]
        self._uncommon(data)

    def _uncommon(self, data: bytes) -> None:
        wire = self._speaking()
        wire.receive_data(data)
        for event in wire.events_received():
            if isinstance(event, Frame):
                self._frame(event)
        if wire.parser_exc is not None:
            self._broken()
            return
        self._answer()
        if wire.between:
            self._wire = None

    def _speaking(self) -> Wire:
        if self._wire is None:
            self._wire = Wire(self.most)
        return self._wire

    def _answer(self) -> None:
        """Write what the library has to say: a pong, the answer to a close."""
        said = b"".join(self._speaking().data_to_send())
        if said:
            self.transport.write(said)

    def _frame(self, frame: Frame) -> None:
        match frame.opcode:
            case Opcode.TEXT | Opcode.BINARY | Opcode.CONT:
                self._part(frame)
            case Opcode.CLOSE:
                self._closed_by_peer()

    def _part(self, frame: Frame) -> None:
        """Gather the fragments of a message; the first says of which kind it is."""
        if self._fragments is None:
            self._fragments = [b"t" if frame.opcode is Opcode.TEXT else b"b"]
        self._fragments.append(bytes(frame.data))
        if frame.fin:
            (kind, *parts), self._fragments = self._fragments, None
            self._message(b"".join(parts), text=kind == b"t")

    def _message(self, payload: bytes, *, text: bool) -> None:
        if self.session is None or self.close_sent:
            return
        if text and not is_utf8(payload):
            self._speaking().fail(1007, "not UTF-8")
            self._broken()
            return
        self.session.frame(payload, text=text)
        if self.session.busy and not self.read_paused:
            self.read_paused = True
            self.transport.pause_reading()

    # -- how it ends -----------------------------------------------------------------------------------

    def _broken(self) -> None:
        """The peer broke the protocol: nothing more is written but the reason.

        What it still sends is read for a moment: a socket closed with bytes unread is reset, and the reason lost.
        """
        self._block()
        self._answer()
        self.transport.write_eof()
        if not self.close_sent:
            self.close_sent = True
            self._closing_timer = asyncio.get_running_loop().call_later(HOPELESS_S, self.abort)

    def _closed_by_peer(self) -> None:
        """The peer closes, or agrees to be closed: nothing more is written but the answer."""
        self._block()
        if not self.close_sent:
            self._answer()
            self.close_sent = True
        self.transport.close()

    def _close(self, why: Close, patience_s: float) -> None:
        """Say why, and give the peer a moment to agree."""
        self._speaking().send_close(why.code, why.reason)
        self._answer()
        self.close_sent = True
        self._closing_timer = asyncio.get_running_loop().call_later(patience_s, self.abort)

    def shutdown(self) -> None:
        """The server ends: nothing more is written but the reason."""
        self._block()
        if self.opening is not None:
            self.opening.shutdown()
        elif not self.close_sent:
            self._speaking().send_close(1012)
            self._answer()
            self.close_sent = True
        self.transport.close()

    def abort(self) -> None:
        """Drop the socket and what the kernel still holds for it."""
        raw = self.transport.get_extra_info("socket")
        if raw is not None:
            raw.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.transport.abort()

    def connection_lost(self, exc: Exception | None) -> None:  # noqa: ARG002 - it ends the same way
        """Tell the application or the session, once."""
        self.gone = True
        self._connections.discard(self)
        if self._closing_timer is not None:
            self._closing_timer.cancel()
        if self.opening is not None:
            self.opening.gone()
        session, self.session = self.session, None
        if session is not None:
            session.closed()


def prepare(listening: socket.socket) -> None:
    """Bound what the kernel hides of a slow reader: every socket that is accepted inherits it."""
    if listening.family in {socket.AF_INET, socket.AF_INET6}:
        listening.setsockopt(socket.IPPROTO_TCP, socket.TCP_NOTSENT_LOWAT, NOT_SENT)


def protocol() -> type[DirectProtocol]:
    """Return the class for one server's `ws`: all its sockets share one flusher."""
    return cast("type[DirectProtocol]", type("Direct", (DirectProtocol,), {"__slots__": (), "flusher": Flusher()}))
