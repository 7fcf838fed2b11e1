"""A path on which much is under way at once: each piece arrives when its time has come, none before an earlier one."""

import asyncio
from collections.abc import Awaitable, Callable

Deliver = Callable[[bytes], Awaitable[bool]]


class LongPath:
    """Delays pieces without holding up those behind them; `deliver` tells whether the path is whole still."""

    def __init__(self, deliver: Deliver) -> None:
        self._deliver = deliver
        self._under_way: asyncio.Queue[tuple[float, bytes]] = asyncio.Queue()
        self._task: asyncio.Task[None] | None = None
        self._whole = True
        self._problem: OSError | None = None

    def send(self, piece: bytes, delay: float) -> None:
        """Put a piece on its way."""
        self._task = self._task or asyncio.create_task(self._carry())
        self._under_way.put_nowait((asyncio.get_running_loop().time() + delay, piece))

    async def arrived(self) -> bool:
        """Wait until nothing is under way; tell whether the path is whole, or raise what broke it."""
        await self._under_way.join()
        if self._problem is not None:
            raise self._problem
        return self._whole

    def end(self) -> None:
        """Lose what is under way."""
        if self._task is not None:
            self._task.cancel()

    async def _carry(self) -> None:
        loop = asyncio.get_running_loop()
        while True:
            due, piece = await self._under_way.get()
            try:
                await asyncio.sleep(due - loop.time())
                self._whole = self._whole and await self._deliver(piece)
            except OSError as problem:
                self._whole, self._problem = False, problem
            finally:
                self._under_way.task_done()
