"""A database whose reads a test can hold, before they look or before they answer."""

import asyncio
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from server.core.refusals import Refusal
from server.storage.database import Database
from tests.chat.clock import until


class Gate:
    """Holds reads that come to it until it is opened."""

    def __init__(self, *, looked: bool) -> None:
        self.looked = looked
        self.waiting = 0
        self._open = asyncio.Event()

    async def pass_through(self) -> None:
        self.waiting += 1
        await self._open.wait()

    async def reached(self, times: int = 1) -> None:
        await until(lambda: self.waiting >= times, "a read at the gate")

    def open(self) -> None:
        self._open.set()


class GatedDatabase:
    """Stands in for a node's `Database`; only `read` is different."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._gates: dict[Callable[..., Any], Gate] = {}
        self.flying = 0
        self.broken = False

    def __getattr__(self, name: str) -> Any:
        return getattr(self._database, name)

    async def read(self, fn: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
        gate = self._gates.get(fn)
        if gate is not None and not gate.looked:
            await gate.pass_through()
        self.flying += 1
        try:
            if self.broken:
                raise Refusal("unavailable", retry_after_ms=1_000)
            found = await self._database.read(fn, *args, **kwargs)
        finally:
            self.flying -= 1
        if gate is not None and gate.looked:
            await gate.pass_through()
        return found

    @contextmanager
    def held(self, fn: Callable[..., Any], *, looked: bool = False) -> Iterator[Gate]:
        """Hold reads of this function; `looked`: the store was read, the answer is on its way."""
        gate = self._gates[fn] = Gate(looked=looked)
        try:
            yield gate
        finally:
            del self._gates[fn]
            gate.open()
