"""What is to leave the house is tried, put off or given up; on every node, each attempt on one."""

import asyncio
import contextlib
import random
from collections.abc import Callable, Sequence
from typing import Any, Final, Protocol, TypeVar, get_args

import structlog

from server.core import retries
from server.core.deliveries import Delivery, Outcome, State
from server.core.refusals import Refusal
from server.live.node import Parts
from server.outbound.calls import DEADLINE_S
from server.storage import deliveries as stored
from server.storage.database import Store

EVERY_S: Final = 1.0
AT_ONCE: Final = 16
"""Attempts under way on one node and one way: one that stalls holds up no other way."""
CLAIM_MS: Final = int(DEADLINE_S * 1000) * 4
"""For how long an attempt is one node's own: after that, it must have died with it."""
AGAIN_MS: Final = 1_000
"""How soon something is tried that could not even be tried."""
FINISH_S: Final = 2.0
log: Final[Any] = structlog.get_logger()
T = TypeVar("T")


class Carrier(Protocol):
    """Who carries deliveries of one way out."""

    @property
    def name(self) -> str: ...

    async def carry(self, delivery: Delivery, /) -> Outcome:
        """Make one attempt; it does not raise for what the other side does."""

    def after(self, c: Store, delivery: Delivery, outcome: Outcome, /) -> None:
        """Draw the conclusions, where its end is written down."""


class Sending:
    """A delivery is claimed before it is tried, so a node that dies amid one leaves it to be tried again.

    What was delivered may therefore be delivered twice, under the same id; never is anything lost.
    """

    def __init__(self, parts: Parts, carriers: Sequence[Carrier], draw: Callable[[], float] = random.random) -> None:
        self._parts = parts
        self._carriers = carriers
        self._draw = draw
        self._task: asyncio.Task[None] | None = None
        self._trying: dict[str, set[asyncio.Task[None]]] = {carrier.name: set() for carrier in carriers}
        self.counters = {f"{carrier.name}_{state}_total": 0 for carrier in carriers for state in get_args(State)}
        """Attempts of this node since it began, by way and by what came of them."""
        self._full: set[str] = set()
        """Ways on which more may be due than was begun."""
        self._wake = asyncio.Event()

    def start(self, wake: asyncio.Event) -> None:
        """Begin; `wake` is set when there is something new."""
        self._wake = wake
        self._task = asyncio.get_running_loop().create_task(self._run(wake))

    async def close(self) -> None:
        """Stop; what is under way may finish in a moment, the rest is tried again later."""
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)
        under_way = [task for tasks in self._trying.values() for task in tasks]
        if under_way:
            await asyncio.wait(under_way, timeout=FINISH_S)
        for task in under_way:
            task.cancel()
        await asyncio.gather(*under_way, return_exceptions=True)

    async def _run(self, wake: asyncio.Event) -> None:
        while True:
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(EVERY_S):
                    await wake.wait()
            wake.clear()
            try:
                await self.once()
            except Exception as error:  # noqa: BLE001 - the next round comes
                log.warning("sending.failed", error=type(error).__name__)

    async def once(self) -> int:
        """Begin every attempt whose time has come, as far as there is room; return how many."""
        ripe = await self._parts.database.read(stored.ways, self._parts.wall())
        return sum([await self._claim(carrier) for carrier in self._carriers if carrier.name in ripe])

    async def settled(self) -> None:
        """Wait until no attempt is under way here."""
        while under_way := [task for tasks in self._trying.values() for task in tasks]:
            await asyncio.gather(*under_way)

    async def _claim(self, carrier: Carrier) -> int:
        way, trying, now = carrier.name, self._trying[carrier.name], self._parts.wall()
        room = AT_ONCE - len(trying)
        if room <= 0:
            return 0
        claimed = await self._parts.journal.write(lambda c: stored.claim(c, way, now, now + CLAIM_MS, room))
        for delivery in claimed:
            task = asyncio.get_running_loop().create_task(self._try(carrier, delivery))
            trying.add(task)
            task.add_done_callback(lambda task: self._ended(way, task))
        if len(claimed) == room:
            self._full.add(way)
        return len(claimed)

    def _ended(self, way: str, task: asyncio.Task[None]) -> None:
        """Go on at once when there is room for a good many."""
        trying = self._trying[way]
        trying.discard(task)
        if way in self._full and len(trying) <= AT_ONCE // 2:
            self._full.discard(way)
            self._wake.set()

    async def _try(self, carrier: Carrier, delivery: Delivery) -> None:
        try:
            outcome = await carrier.carry(delivery)
        except Exception as error:  # a fault of ours counts as an attempt; that the store is away does not
            if isinstance(error, Refusal) and error.code == "unavailable":
                await self._put_back(delivery)
                return
            log.exception("sending.fault", way=delivery.way, delivery=delivery.id)
            outcome = Outcome("waiting", reason=type(error).__name__)
        now = self._parts.wall()
        wait = retries.wait_ms(delivery.attempts, self._draw(), outcome.asked_ms)
        next_at = now + wait if outcome.state == "waiting" and wait is not None else None

        def settle(c: Store) -> Delivery:
            carrier.after(c, delivery, outcome)
            return stored.settle(c, delivery, outcome, now, next_at)

        ended = await self._written(delivery, settle)
        if ended is None:
            return
        self.counters[f"{delivery.way}_{ended.state}_total"] += 1
        told = {"status": outcome.status, "reason": outcome.reason, "attempt": delivery.attempts}
        log.info("delivery.tried", way=delivery.way, delivery=delivery.id, state=ended.state, **told)

    async def _put_back(self, delivery: Delivery) -> None:
        """The store could not be asked, so nobody was called: that is no attempt, and soon there is another."""
        again_at = self._parts.wall() + AGAIN_MS
        log.info("delivery.put_back", way=delivery.way, delivery=delivery.id)
        await self._written(delivery, lambda c: stored.put_back(c, delivery, again_at))

    async def _written(self, delivery: Delivery, settle: Callable[[Store], T]) -> T | None:
        """Write down how it went; unwritten, it is tried once more when the claim is over."""
        try:
            return await self._parts.journal.write(settle)
        except Exception as error:  # noqa: BLE001 - the claim ends, and it is tried once more
            log.warning("sending.unwritten", way=delivery.way, delivery=delivery.id, error=type(error).__name__)
            return None
