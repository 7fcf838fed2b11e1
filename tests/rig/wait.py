"""Waiting for a condition with a deadline: the only way in which a journey waits."""

import asyncio
from collections.abc import Awaitable, Callable

STEP = 0.01


async def until(
    condition: Callable[[], bool], seconds: float, what: str | Callable[[], str], step: float = STEP
) -> None:
    """Wait until `condition()` holds; fail with `what` if not in time. `step` 0: look every turn."""
    loop = asyncio.get_running_loop()
    end = loop.time() + seconds
    while not condition():
        if loop.time() > end:
            told = what if isinstance(what, str) else what()
            raise AssertionError(f"not within {seconds} s: {told}")
        await asyncio.sleep(step)


async def until_true(ask: Callable[[], Awaitable[bool]], seconds: float, what: str | Callable[[], str]) -> None:
    """Wait until asking says yes; fail with `what` when it does not in time."""
    loop = asyncio.get_running_loop()
    end = loop.time() + seconds
    while not await ask():
        assert loop.time() < end, f"not within {seconds} s: {what if isinstance(what, str) else what()}"
        await asyncio.sleep(5 * STEP)
