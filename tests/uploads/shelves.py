"""A shelf in memory, which fails when it is told to."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

from server.uploads.shelf import Held, Missing


class Pieces:
    """The bytes of one file, in one piece."""

    def __init__(self, content: bytes) -> None:
        self._left = [content] if content else []

    def __aiter__(self) -> AsyncIterator[bytes]:
        return self

    async def __anext__(self) -> bytes:
        if not self._left:
            raise StopAsyncIteration
        return self._left.pop()

    async def aclose(self) -> None:
        self._left.clear()


class MemoryShelf:
    """See `Shelf`; `fails` are errors that the next calls raise."""

    def __init__(self) -> None:
        self.files: dict[str, bytes] = {}
        self.fails: list[OSError] = []
        self.room = 10**12

    async def put(self, name: str, source: Path) -> None:
        if self.fails:
            raise self.fails.pop()
        self.files[name] = await asyncio.to_thread(source.read_bytes)
        await asyncio.to_thread(source.unlink)

    async def get(self, name: str) -> Held:
        if name not in self.files:
            raise Missing(name)
        return Held(len(self.files[name]), Pieces(self.files[name]))

    async def drop(self, name: str) -> None:
        if self.fails:
            raise self.fails.pop()
        self.files.pop(name, None)

    async def free(self) -> int:
        return self.room
