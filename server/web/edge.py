"""HTTP at the edge: uvicorn's own protocol, but that a request's head has a deadline and a size."""

import asyncio
from typing import Final

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

HEAD_MOST: Final = 32 * 1024
HEAD_S: Final = 10.0


class EdgeProtocol(HttpToolsProtocol):
    """Closes who is too slow, or too long, in saying what is wanted."""

    head: int = 0
    deadline: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]  # as uvicorn narrows it
        """Expect a request soon."""
        super().connection_made(transport)
        self._expect()

    def on_message_begin(self) -> None:
        """Another request on the same connection has a deadline of its own."""
        super().on_message_begin()
        if self.deadline is None:
            self._expect()

    def on_headers_complete(self) -> None:
        """The head is here: the body has bounds elsewhere."""
        self._stop()
        super().on_headers_complete()

    def data_received(self, data: bytes) -> None:
        """Count the head while it is not complete."""
        super().data_received(data)
        if self.deadline is not None:
            self.head += len(data)
            if self.head > HEAD_MOST:
                self._turn_away()

    def connection_lost(self, exc: Exception | None) -> None:
        """Expect nothing more."""
        self._stop()
        super().connection_lost(exc)

    def _expect(self) -> None:
        self.head = 0
        self.deadline = self.loop.call_later(HEAD_S, self._turn_away)

    def _stop(self) -> None:
        if self.deadline is not None:
            self.deadline.cancel()
            self.deadline = None

    def _turn_away(self) -> None:
        """Too slow or too large a head: closed, without a word that it would not read."""
        self._stop()
        self.transport.close()
