"""Where a file lies while it arrives and is drawn anew: gone when that is over."""

import asyncio
from pathlib import Path
from typing import Final

from server.uploads.pictures import Places

ENDS: Final = ("", ".main", ".preview")


class Scratch:
    """A folder on the file system of the shelf. Names are ids of our own making."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    async def make(self) -> None:
        """Make sure that it is there, for nobody else to read. Raises OSError."""
        await asyncio.to_thread(self._folder.mkdir, mode=0o700, parents=True, exist_ok=True)

    def places(self, upload: str) -> Places:
        """Return where one upload's files lie."""
        original, main, preview = (self._folder / f"{upload}{end}" for end in ENDS)
        return Places(original, main, preview)

    async def clear(self, upload: str) -> None:
        """Remove what is left of one upload."""
        await asyncio.to_thread(self._clear, upload)

    def _clear(self, upload: str) -> None:
        for end in ENDS:
            (self._folder / f"{upload}{end}").unlink(missing_ok=True)
