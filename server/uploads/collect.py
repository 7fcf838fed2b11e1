"""Drops the bytes of files that nobody may have any more: erased with their message, never used, never finished."""

import asyncio
from typing import Final

import structlog

from server.core import times
from server.core.outcomes import Commit
from server.live.node import Parts
from server.storage import leases
from server.storage import uploads as stored
from server.uploads.scratch import Scratch
from server.uploads.shelf import Shelf
from server.uploads.uploads import PREVIEW

EVERY_S: Final = 30.0
LEASE_MS: Final = 60_000
ARRIVING_MS: Final = times.DAY // 24
"""After this, what is still arriving has stopped."""
AT_ONCE: Final = 200

log = structlog.get_logger()


class Collect:
    """One round every half a minute on one node, and one at once on the node where a message was erased."""

    def __init__(self, parts: Parts, shelf: Shelf, scratch: Scratch) -> None:
        self._parts = parts
        self._shelf = shelf
        self._scratch = scratch
        self._wake = asyncio.Event()
        self._task: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Begin."""
        self._task = asyncio.get_running_loop().create_task(self._run())

    async def close(self) -> None:
        """Stop."""
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)

    def committed(self, commits: list[Commit]) -> None:
        """A batch is on disk; with a message its files are erased."""
        if any(entry.kind == "redact" for commit in commits for entry in commit.entries):
            self._wake.set()

    async def _run(self) -> None:
        while True:
            woken = await self._woken()
            try:
                await (self.drop() if woken else self.once())
            except Exception as error:  # noqa: BLE001 - the next round comes
                log.warning("collect.failed", error=type(error).__name__)

    async def _woken(self) -> bool:
        """Wait for the next round; tell whether something was erased before its time."""
        try:
            async with asyncio.timeout(EVERY_S):
                await self._wake.wait()
        except TimeoutError:
            return False
        self._wake.clear()
        return True

    async def once(self) -> int:
        """Do one whole round, if it is this node's turn; return how many were dropped."""
        now, node = self._parts.wall(), self._parts.node
        if not await self._parts.journal.write(lambda c: leases.take_lease(c, "uploads", node, now, LEASE_MS)):
            return 0
        await self._parts.journal.write(lambda c: stored.give_up(c, now, ARRIVING_MS))
        return await self.drop()

    async def drop(self) -> int:
        """Drop the bytes of what was erased, then note that they are gone: a crash between the two repeats it."""
        found = await self._parts.database.read(stored.erased, AT_ONCE)
        for upload in found:
            await self._shelf.drop(upload)
            await self._shelf.drop(upload + PREVIEW)
            await self._scratch.clear(upload)
        now = self._parts.wall()
        await self._parts.journal.write(lambda c: stored.dropped(c, found, now))
        if found:
            log.info("collect.dropped", uploads=len(found))
        return len(found)
