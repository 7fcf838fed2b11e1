"""Where the bytes of uploads lie: what is asked of any place, and the directory that is one."""

import asyncio
import os
import shutil
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Final, Protocol

CHUNK: Final = 256 * 1024


class Missing(Exception):
    """There is nothing under that name."""


class Chunks(Protocol):
    """Bytes piece by piece; closing is harmless when said twice."""

    def __aiter__(self) -> AsyncIterator[bytes]: ...

    async def aclose(self) -> None:
        """Let go of where they come from."""
        ...


@dataclass(frozen=True, slots=True)
class Held:
    """What lies under a name: its size, and its bytes, which are to be closed by whoever took them."""

    size: int
    chunks: Chunks


class Shelf(Protocol):
    """A place for bytes. Names are ids of our own making, never anything that a stranger chose."""

    async def put(self, name: str, source: Path) -> None:
        """Take a finished local file over; it is on disk for good when this returns. Raises OSError."""
        ...

    async def get(self, name: str) -> Held:
        """Open what lies there. Raises Missing."""
        ...

    async def drop(self, name: str) -> None:
        """Let go of what lies there, if anything does. Raises OSError."""
        ...

    async def free(self) -> int:
        """Return how many bytes still fit."""
        ...


class DirectoryShelf:
    """A directory of this machine, or one that all nodes share. `source` lies on the same file system."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    async def put(self, name: str, source: Path) -> None:
        """See `Shelf`."""
        await asyncio.to_thread(self._put, name, source)

    async def get(self, name: str) -> Held:
        """See `Shelf`."""
        try:
            file = await asyncio.to_thread(self._place(name).open, "rb")
        except FileNotFoundError:
            raise Missing(name) from None
        return Held(os.fstat(file.fileno()).st_size, FileChunks(file))

    async def drop(self, name: str) -> None:
        """See `Shelf`."""
        await asyncio.to_thread(self._place(name).unlink, missing_ok=True)

    async def free(self) -> int:
        """See `Shelf`."""
        self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        return (await asyncio.to_thread(shutil.disk_usage, self._folder)).free

    def _place(self, name: str) -> Path:
        """Spread the names over folders by their last two characters, which are random."""
        stem = name.partition(".")[0]
        return self._folder / stem[-2:] / name

    def _put(self, name: str, source: Path) -> None:
        place = self._place(name)
        new = not place.parent.exists()
        place.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        sync(source)
        source.replace(place)
        sync(place.parent)
        if new:
            sync(self._folder)


def sync(path: Path) -> None:
    """Wait until a file, or a folder's list of files, is on disk."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


class FileChunks:
    """An open file; a generator would not close one that nobody began to read."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file

    def __aiter__(self) -> AsyncIterator[bytes]:
        return self

    async def __anext__(self) -> bytes:
        chunk = await asyncio.to_thread(self._file.read, CHUNK)
        if not chunk:
            raise StopAsyncIteration
        return chunk

    async def aclose(self) -> None:
        """See `Chunks`."""
        self._file.close()
