"""The node's pulse: once a second it lets time pass for sessions, presence, cursors and repair."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Final

import structlog

from server.core import replies
from server.core.encoded import Encoded
from server.core.refusals import TOO_SLOW
from server.live.hub import Hub
from server.live.recall import Recall

EVERY_S: Final = 1.0

log = structlog.get_logger()


class Beat:
    """Owns the node's periodic tasks; `polling` compares with the store even when the bus is in memory."""

    def __init__(self, hub: Hub, *, budget: int, many_nodes: bool) -> None:
        self._hub = hub
        self._budget = budget
        self._many_nodes = many_nodes
        self._recall = Recall(hub)
        self._tasks: list[asyncio.Task[None]] = []
        self._ping = Encoded(replies.ping())

    def start(self) -> None:
        """Begin."""
        loop = asyncio.get_running_loop()
        jobs: list[tuple[str, Callable[[], Awaitable[None]]]] = [
            ("beat", self._beat),
            ("cursors", self._hub.receipts.save),
            ("reach", self._hub.reaching.look),
        ]
        if self._many_nodes:
            jobs.append(("repair", self._look))
        self._tasks = [loop.create_task(self._every(name, job)) for name, job in jobs]

    async def close(self) -> None:
        """Stop, and write down the cursors that moved last."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await self._attempt("cursors", self._hub.receipts.save)

    async def _every(self, name: str, job: Callable[[], Awaitable[None]]) -> None:
        while True:
            await asyncio.sleep(EVERY_S)
            await self._attempt(name, job)

    async def _attempt(self, name: str, job: Callable[[], Awaitable[None]]) -> None:
        """A beat that fails is told and tried again; it never ends the pulse."""
        try:
            await job()
        except Exception as error:  # noqa: BLE001 - whatever it was, the next beat comes
            log.warning("beat.failed", job=name, error=type(error).__name__)

    async def _look(self) -> None:
        parts = self._hub.parts
        await self._hub.repair.look(parts.clock(), degraded=parts.bus.trouble is not None)
        await self._hub.passes.look(parts.clock())
        await self._recall.look(parts.clock())

    async def _beat(self) -> None:
        now = self._hub.parts.clock()
        waiting = 0
        for connection in list(self._hub.connections.values()):
            due = connection.tick(now)
            if due.close is not None:
                connection.close(due.close)
            elif connection.mailbox.overdue(now):
                connection.close(TOO_SLOW)
            elif due.ping:
                connection.notice("ping", self._ping)
            waiting += connection.mailbox.size
        if waiting > self._budget:
            self._shed(waiting)
        self._hub.attention.tick(now)
        self._hub.inbox.tick(now)
        self._hub.queue.tick(now)
        self._hub.forget_idle(now)

    def _shed(self, waiting: int) -> None:
        """All mailboxes together are above the budget: the largest go first, and resume."""
        largest = sorted(self._hub.connections.values(), key=lambda c: c.mailbox.size, reverse=True)
        for connection in largest:
            if waiting <= self._budget:
                return
            waiting -= connection.mailbox.size
            connection.close(TOO_SLOW)
