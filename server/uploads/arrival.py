"""A body on its way to the disk: never whole in memory, bounded in size and in time."""

import asyncio
import os
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from server.core.refusals import Refusal
from server.core.sniffing import HEAD

GATHERED: Final = 256 * 1024
"""Bytes that are written at once."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Patience:
    """Seconds: for the next piece, and for the whole."""

    piece_s: float = 20.0
    whole_s: float = 600.0


@dataclass(frozen=True, slots=True)
class Arrived:
    """What lies on the disk now."""

    size: int
    head: bytes


class Arrival:
    """One body; `most` bytes at most."""

    def __init__(self, chunks: AsyncIterator[bytes], most: int, patience: Patience) -> None:
        self._chunks = chunks
        self._most = most
        self._patience = patience

    async def write_to(self, place: Path) -> Arrived:
        """Write all of it into a new file. Refuses what is too large or too slow; raises OSError."""
        handle = await asyncio.to_thread(os.open, place, os.O_CREAT | os.O_EXCL | os.O_WRONLY | os.O_CLOEXEC, 0o600)
        try:
            async with asyncio.timeout(self._patience.whole_s):
                return await self._write(handle)
        except TimeoutError:
            raise Refusal("unavailable", "the file did not arrive in time", retry_after_ms=1_000) from None
        finally:
            os.close(handle)

    async def _write(self, handle: int) -> Arrived:
        size, head, gathered = 0, b"", bytearray()
        while (chunk := await self._next()) is not None:
            size += len(chunk)
            if size > self._most:
                raise too_large(self._most)
            if len(head) < HEAD:
                head = (head + chunk)[:HEAD]
            gathered += chunk
            if len(gathered) >= GATHERED:
                await asyncio.to_thread(_write_all, handle, bytes(gathered))
                gathered.clear()
        await asyncio.to_thread(_write_all, handle, bytes(gathered))
        return Arrived(size, head)

    async def _next(self) -> bytes | None:
        async with asyncio.timeout(self._patience.piece_s):
            return await anext(self._chunks, None)


def too_large(most: int) -> Refusal:
    """Return the refusal of a file that is larger than any may be."""
    return Refusal("too_large", f"a file is at most {most} bytes", field="file")


def _write_all(handle: int, what: bytes) -> None:
    left = memoryview(what)
    while left:
        left = left[os.write(handle, left) :]
