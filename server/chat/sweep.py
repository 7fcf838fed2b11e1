"""Writes down locks whose time has come; one node at a time, each lock once."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from typing import Any, Final

import structlog

from server.core import changes
from server.core.changes import Actor
from server.live.node import Parts
from server.storage import leases
from server.storage import rooms as stored

EVERY_S: Final = 5.0
LEASE_MS: Final = 15_000
AT_ONCE: Final = 200

log = structlog.get_logger()


class Sweep:
    """The lock is judged by the clock at commit; this only tells the room. `others` are done in turn with it."""

    def __init__(self, parts: Parts, others: Sequence[Callable[[], Awaitable[int]]] = ()) -> None:
        self._parts = parts
        self._rounds = (self.once, *others)
        self._task: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Begin."""
        self._task = asyncio.get_running_loop().create_task(self._run())

    async def close(self) -> None:
        """Stop."""
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)

    async def _run(self) -> None:
        while True:
            await asyncio.sleep(EVERY_S)
            for work in self._rounds:
                try:
                    await work()
                except Exception as error:  # noqa: BLE001 - the next round comes
                    log.warning("sweep.failed", error=type(error).__name__)

    async def once(self) -> int:
        """Do one round; return how many locks were written down."""
        now = self._parts.wall()
        due = await self._parts.database.read(stored.due_locks, now, AT_ONCE)
        if not due or not await self._parts.journal.write(self._lease(now)):
            return 0
        host = Actor(None, host=True)
        done = [await self._parts.journal.append(_lock(room, host, now)) for room in due]
        return sum(each.changed for each in done)

    def _lease(self, now: int) -> Callable[[Any], bool]:
        return lambda c: leases.take_lease(c, "locks", self._parts.node, now, LEASE_MS)


def _lock(room: str, host: Actor, now: int) -> changes.Lock:
    return changes.Lock(room=room, actor=host, cid=f"lock-{now}-{room}"[:64].replace(".", "_"))
