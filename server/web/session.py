"""What the direct driver asks of the session that owns a socket, and how all of them are written to once a turn."""

import asyncio
from collections.abc import Callable
from typing import Protocol

import structlog

from server.core.refusals import Close

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


class Spoken(Protocol):
    """A socket that something is written to."""

    def flush(self) -> None:
        """Write what waits."""

    def abort(self) -> None:
        """Drop the socket."""


class Flusher:
    """Writes once a turn of the loop for every socket that has something to say."""

    def __init__(self) -> None:
        self._marked: dict[Spoken, None] = {}

    def mark(self, protocol: Spoken) -> None:
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
