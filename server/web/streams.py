"""Bodies that are never whole in memory: one that comes in, one that goes out."""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Mapping
from contextlib import aclosing
from dataclasses import dataclass
from typing import Final

from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from server.uploads.shelf import Chunks

SENT_WITHIN_S: Final = 600.0
SPILL_S: Final = 10.0


class Incoming:
    """The body of a request, piece by piece; `length` as far as its sender told it."""

    def __init__(self, request: Request, drop_most: int) -> None:
        said = request.headers.get("content-length", "")
        self.length: int | None = int(said) if said.isascii() and said.isdigit() else None
        self.media_type = request.headers.get("content-type", "").partition(";")[0].strip().lower()
        self._request = request
        self._drop_most = drop_most
        self._pieces: AsyncGenerator[bytes, None] | None = None

    def pieces(self) -> AsyncIterator[bytes]:
        """Return the pieces; once."""
        if self._pieces is None:
            self._pieces = self._request.stream()
        return self._pieces

    async def spill(self, most: int) -> None:
        """Read and drop what is somewhat more than `most`, so that the refusal can be heard; of far more, nothing."""
        if self.length is not None and self.length > most + self._drop_most:
            return
        left = self._drop_most
        try:
            async with asyncio.timeout(SPILL_S):
                async for piece in self.pieces():
                    left -= len(piece)
                    if left < 0:
                        return
        except TimeoutError:
            return


@dataclass(frozen=True, slots=True)
class Streamed:
    """What goes out piece by piece, `size` bytes in all."""

    chunks: Chunks
    size: int
    media_type: str


class StreamedResponse(Response):
    """Sends the pieces as fast as they are taken, for ten minutes at most, and always closes their source."""

    def __init__(self, content: Streamed, status: int, headers: Mapping[str, str]) -> None:
        own = {"Content-Length": str(content.size), "Content-Type": content.media_type}
        super().__init__(None, status, {**headers, **own})
        self._content = content

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:  # noqa: ARG002 - nothing is asked
        """Send the head, the pieces, the end; a HEAD gets no pieces."""
        async with aclosing(self._content.chunks) as chunks:
            await send({"type": "http.response.start", "status": self.status_code, "headers": self.raw_headers})
            if scope["method"] != "HEAD":
                async with asyncio.timeout(SENT_WITHIN_S):
                    async for chunk in chunks:
                        await send({"type": "http.response.body", "body": chunk, "more_body": True})
            await send({"type": "http.response.body", "body": b""})
