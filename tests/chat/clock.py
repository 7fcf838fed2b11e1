"""Time that stands still until a test lets it pass; the loop's own timers follow it."""

import asyncio
import time
from collections.abc import Callable
from typing import Final

START_MS: Final = 1_795_293_464_000
PATIENCE_S: Final = 8.0


class Clock:
    """Both of a node's clocks, and the loop's: `call_later` and `sleep` end only when `passed` says so."""

    def __init__(self) -> None:
        self._loop = asyncio.get_running_loop()
        self._base = self._loop.time()
        self.ms = 0
        self._loop.time = lambda: self._base + self.ms / 1000

    def monotonic(self) -> int:
        return 5_000_000 + self.ms

    def wall(self) -> int:
        return START_MS + self.ms

    def passed(self, ms: int) -> None:
        self.ms += ms

    def restore(self) -> None:
        """Give the loop its own time back."""
        del self._loop.time


async def pause() -> None:
    """Let other threads work for a moment of real time."""
    await asyncio.get_running_loop().run_in_executor(None, time.sleep, 0.0005)


async def until(condition: Callable[[], object], what: str) -> None:
    """Wait until the condition holds; fail with `what` when real time runs out."""
    end = time.monotonic() + PATIENCE_S
    while not condition():
        assert time.monotonic() < end, f"it never came: {what}"
        await pause()
