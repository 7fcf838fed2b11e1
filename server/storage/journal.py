"""The durable writer: whatever came in while the last batch went to disk is the next one."""

import asyncio
import queue
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any, TypeVar

from sqlalchemy import Connection

from server.core import times
from server.core.changes import Change
from server.core.outcomes import Commit, Done
from server.core.refusals import Refusal
from server.storage import epochs
from server.storage.batch import Outcome, Rules
from server.storage.database import Database
from server.storage.registry import Registry
from server.storage.writer import Writer, unavailable

T = TypeVar("T")
Answer = Callable[[Done | Refusal], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class JournalLimits:
    """How much may wait, how much goes into one transaction, and what changes are judged by."""

    waiting: int = 10_000
    batch: int = 256
    step_s: float = 0.002
    """Seconds in which somebody must have come for a commit under load to wait for more company."""
    apart_s: float = 0.012
    """Seconds from the beginning of one commit to the next that such a wait may last at the most."""
    enough: int = 32
    """Changes that wait for nobody else."""
    rooms: int = 10_000
    """Rooms remembered between batches."""
    redact_within_ms: int = times.DAY
    host_agents: bool = False

    def waits(self, here: int, before: int, since_s: float) -> bool:
        """Tell whether a commit waits a step more: `here` changes now, `before` a step ago, since the last began."""
        return before < here < self.enough and since_s < self.apart_s


@dataclass(frozen=True, slots=True)
class _Write:
    """A small transaction that waits its turn between batches."""

    change: Callable[[Connection], Any]
    done: "asyncio.Future[Any]"


@dataclass(frozen=True, slots=True)
class _End:
    """Nothing comes behind this."""


class Journal:
    """Takes changes from the loop, writes them in a thread of its own, answers in the loop."""

    def __init__(self, database: Database, clock_ms: Callable[[], int], *, limits: JournalLimits) -> None:
        rules = Rules(limits.redact_within_ms, limits.host_agents)
        self.writer = Writer(database.driver, database.engine, clock_ms, rules, Registry(limits.rooms))
        self._limits = limits
        self._queue: queue.SimpleQueue[tuple[Change, Answer] | _Write | _End] = queue.SimpleQueue()
        self._thread = threading.Thread(target=self._run, name="journal", daemon=True)
        self._closing = threading.Event()
        self._began = 0.0
        self._told: list[Callable[[list[Commit]], None]] = []
        self._loop: asyncio.AbstractEventLoop | None = None

    @property
    def trouble(self) -> str | None:
        """Say why nothing can be written (`disk_full`, `read_only`, `store_unreachable`); None when all is well."""
        return self.writer.trouble

    def start(self, told: Callable[[list[Commit]], None], loop: asyncio.AbstractEventLoop) -> None:
        """Begin; `told` runs in the loop once a batch, after its answers."""
        self._told.insert(0, told)
        self._loop = loop
        self._thread.start()

    def also(self, told: Callable[[list[Commit]], None]) -> None:
        """Tell somebody more, after those told before; it must not raise."""
        self._told.append(told)

    def submit(self, change: Change, done: Answer) -> None:
        """Queue a change behind those submitted before; `done` runs in the loop once it is on disk, or refused."""
        if self._closing.is_set() or self._queue.qsize() >= self._limits.waiting:
            done(unavailable())
        else:
            self._queue.put((change, done))

    async def append(self, change: Change) -> Done:
        """Carry one change out. Raises Refusal."""
        future: asyncio.Future[Done] = asyncio.get_running_loop().create_future()
        self.submit(change, partial(_resolve, future))
        return await future

    async def write(self, change: Callable[[Connection], T]) -> T:
        """Run a small transaction beside the log (cursors, users, facts, leases). Raises Refusal."""
        if self._closing.is_set():
            raise unavailable()
        future: asyncio.Future[T] = asyncio.get_running_loop().create_future()
        self._queue.put(_Write(change, future))
        return await future

    async def probe(self) -> str | None:
        """Try a durable write that changes nothing that counts; return the trouble, None when it held."""
        try:
            await self.write(epochs.touch)
        except Refusal:
            return self.trouble
        return None

    async def close(self) -> None:
        """Write what waits, then stop; from now on everything is refused."""
        if self._closing.is_set() or self._loop is None:
            return
        self._closing.set()
        self._queue.put(_End())
        await self._loop.run_in_executor(None, self._thread.join)

    def _run(self) -> None:
        going = True
        while going:
            gathered, last = self._gather()
            if gathered:
                self._commit(gathered)
            if isinstance(last, _Write):
                self._write(last)
            going = not isinstance(last, _End)

    def _hold(self) -> None:
        """Under load, wait while company keeps coming: one commit for two costs half. After a pause, begin at once."""
        here, before = self._queue.qsize() + 1, 0
        while self._limits.waits(here, before, time.monotonic() - self._began):
            time.sleep(self._limits.step_s)
            here, before = self._queue.qsize() + 1, here
        self._began = time.monotonic()

    def _gather(self) -> tuple[list[tuple[Change, Answer]], _Write | _End | None]:
        """Wait for the next change, then take what has come behind it, up to a write or the end."""
        gathered: list[tuple[Change, Answer]] = []
        item = self._queue.get()
        if isinstance(item, tuple):
            self._hold()
        while isinstance(item, tuple):
            gathered.append(item)
            if len(gathered) == self._limits.batch or self._queue.empty():
                return gathered, None
            item = self._queue.get()
        return gathered, item

    def _commit(self, gathered: list[tuple[Change, Answer]]) -> None:
        outcome = self.writer.commit([change for change, _ in gathered], self._pause)
        self._in_loop(self._answer, outcome, [done for _, done in gathered])

    def _write(self, write: _Write) -> None:
        try:
            result = self.writer.write(write.change, self._pause)
        except Exception as error:  # noqa: BLE001 - it is raised where the write was asked for
            self._in_loop(_resolve, write.done, error)
        else:
            self._in_loop(_resolve, write.done, result)

    def _answer(self, outcome: Outcome, done: list[Answer]) -> None:
        try:
            for answer, told in zip(outcome.answers, done, strict=True):
                told(answer)
        finally:
            for tell in self._told:
                tell(outcome.commits)

    def _in_loop(self, call: Callable[..., None], *args: object) -> None:
        if self._loop is not None and not self._loop.is_closed():
            self._loop.call_soon_threadsafe(call, *args)

    def _pause(self, seconds: float) -> None:
        """Wait, but not while the server is closing."""
        self._closing.wait(seconds)


def _resolve(future: "asyncio.Future[Any]", result: object) -> None:
    if future.done():
        return
    if isinstance(result, Exception):
        future.set_exception(result)
    else:
        future.set_result(result)
