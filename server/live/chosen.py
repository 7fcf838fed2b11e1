"""What admins chose, as this node knows it: read whole whenever its revision moved, and told to those who use it."""

import asyncio
from collections.abc import Callable
from typing import Any, Final

import structlog

from server.core.choices import Choices
from server.live.node import Parts
from server.storage import choices as stored

EVERY_S: Final = 1.0
"""How often the store is asked whether anything was chosen: on every node, whatever becomes of the bus."""
Told = Callable[[Choices], None]
log: Final[Any] = structlog.get_logger()


class LiveChoices:
    """One per node. `now` never blocks; it is at most a second older than the store."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts
        self._told: list[Told] = []
        self._task: asyncio.Task[None] | None = None
        self.now = Choices(revision=-1)

    def also(self, told: Told) -> None:
        """Tell somebody of every change, and of what was chosen before the start; it must not raise."""
        self._told.append(told)

    async def start(self) -> None:
        """Read everything before anybody is served, then keep looking."""
        await self.look()
        self._task = asyncio.get_running_loop().create_task(self._run())

    async def close(self) -> None:
        """Stop looking."""
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)

    async def look(self) -> None:
        """Read what was chosen, if anything was since."""
        if await self._parts.database.read(stored.revision) == self.now.revision:
            return
        self.now = await self._parts.database.read(stored.whole)
        log.info("choices.read", revision=self.now.revision)
        for told in self._told:
            told(self.now)

    async def _run(self) -> None:
        while True:
            await asyncio.sleep(EVERY_S)
            try:
                await self.look()
            except Exception as error:  # noqa: BLE001 - whatever it was, the next look comes
                log.warning("choices.failed", error=type(error).__name__)
