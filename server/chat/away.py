"""People who are away are told of what they have not read: whom it is owed, whether it is due, by which ways."""

import asyncio
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final, Literal, Protocol

import structlog

from server.chat.follow import Follower, Write
from server.core import reminders as rules
from server.core.deliveries import Delivery
from server.core.reminders import Pace, Reader, Reminder, Said, Verdict
from server.core.times import DAY, HOUR
from server.live.hub import Hub
from server.storage import deliveries, subscriptions
from server.storage import reminders as stored
from server.storage.database import Store
from server.storage.follow import Head
from server.storage.reminders import Due

EVERY_S: Final = 1.0
IDLE_S: Final = 5.0
"""How often it is looked whether anybody wants to be told at all."""
SKIP_MS: Final = 60_000
"""While nobody does, the follower goes on to the end this often, so that there is little to read when somebody does."""
AT_ONCE: Final = 50
KEPT_MS: Final = 30 * DAY
FORGET_MS: Final = HOUR
log: Final[Any] = structlog.get_logger()


@dataclass(frozen=True, slots=True, kw_only=True)
class Telling:
    """What is told of a room: to whom, of which message on, how many are unread; or that staff are `back`."""

    room: str
    parent: str | None
    subject: str
    user: str
    role: str
    seq: int
    at: int
    count: int
    now: int
    what: Literal["message", "back"] = "message"


class Way(Protocol):
    """One way of telling somebody who is away."""

    @property
    def name(self) -> str: ...

    def active(self, c: Store, /) -> bool:
        """Tell whether anybody is told on this way at all."""

    def reaches(self, c: Store, readers: Sequence[Reader], /) -> dict[str, Pace]:
        """Return who of these can be told, and how soon."""

    def plan(self, c: Store, telling: Telling, /) -> list[Delivery]:
        """Return what is to be delivered for it."""


class Away:
    """A follower of the journal; it acts on one node at a time."""

    def __init__(self, hub: Hub, ways: Sequence[Way], follower: Follower | None = None) -> None:
        self._hub = hub
        self._parts = hub.parts
        self._ways = {way.name: way for way in ways}
        self._follower = follower or Follower(hub.parts, "away")
        self._task: asyncio.Task[None] | None = None
        self._skipped_at: int | None = None
        self._forgot_at: int | None = None
        self.wake = asyncio.Event()
        """Set when something was put down that leaves the house."""

    def start(self) -> None:
        """Begin."""
        self._task = asyncio.get_running_loop().create_task(self._run())

    async def close(self) -> None:
        """Stop, and leave it to another node."""
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)
            await self._follower.let_go()

    async def _run(self) -> None:
        wait_s = EVERY_S
        while True:
            await asyncio.sleep(wait_s)
            try:
                wait_s = EVERY_S if await self.once() else IDLE_S
            except Exception as error:  # noqa: BLE001 - the next round comes, and begins where this one did
                log.warning("away.failed", error=type(error).__name__)
                wait_s = EVERY_S

    async def once(self) -> bool:
        """Do one round; tell whether anybody wants to be told."""
        if not await self._parts.database.read(self._active):
            await self._skip()
            return False
        if not await self._follower.leads():
            return True
        while await self._follower.step(self._owed):
            pass
        while await self._tell_due() == AT_ONCE:
            pass
        await self._forget_old()
        return True

    async def _skip(self) -> None:
        now = self._parts.wall()
        if self._skipped_at is None or now - self._skipped_at >= SKIP_MS:
            self._skipped_at = now
            await self._follower.skip()

    def _active(self, c: Store) -> bool:
        return any(way.active(c) for way in self._ways.values())

    # -- whom it is owed ---------------------------------------------------------------------------

    def _owed(self, c: Store, heads: list[Head]) -> Write:
        """Work out whom these messages make a reminder owed to."""
        said = self._said(heads)
        rooms = sorted(said)
        kept = stored.of_rooms(c, rooms) if rooms else {}
        readers = stored.readers(c, rooms) if rooms else {}
        everybody = [one for room in rooms for one in readers[room]]
        new: list[Reminder] = []
        for way in self._ways.values():
            paces = way.reaches(c, everybody)
            for room in rooms:
                reached = [(one, paces[one.user]) for one in readers[room] if one.user in paces]
                new += _new(way.name, (room, said[room]), kept, reached)
        return lambda c: stored.put_all(c, new)

    def _said(self, heads: list[Head]) -> dict[str, list[Said]]:
        """Return what was said lately, by room."""
        since, said = self._parts.wall() - rules.STALE_MS, defaultdict(list)
        for head in heads:
            if head.kind == "message" and head.at >= since:
                said[head.room].append(Said(head.seq, head.at, head.by))
        return said

    # -- whether it is due -------------------------------------------------------------------------

    async def _tell_due(self) -> int:
        """Tell who is to be told by now; return how many were looked at."""
        now = self._parts.wall()
        due = await self._parts.database.read(stored.due, now, AT_ONCE)
        if not due:
            return 0
        unread = {(one.reminder.room, one.reminder.user) for one in due if one.standing.unread}
        in_view = await self._hub.sight.anywhere(sorted(unread))
        if await self._follower.write(lambda c: self._settle(c, due, in_view, now)):
            self.wake.set()
            return len(due)
        return 0

    def _settle(self, c: Store, due: list[Due], in_view: set[tuple[str, str]], now: int) -> None:
        for one in due:
            self._settle_one(c, one, now, in_view=(one.reminder.room, one.reminder.user) in in_view)

    def _settle_one(self, c: Store, one: Due, now: int, *, in_view: bool) -> None:
        old, summary, way = one.reminder, one.summary, self._ways.get(one.reminder.way)
        reader = None if summary is None or summary.role is None else Reader(old.user, summary.role, 0, 0)
        pace = None if way is None or reader is None else way.reaches(c, [reader]).get(old.user)
        if way is None or summary is None or pace is None:
            stored.change(c, old, None)
            return
        verdict, kept = rules.judge(old, one.standing, pace, now, in_view=in_view)
        if not stored.change(c, old, None if verdict is Verdict.SETTLED else kept) or verdict is not Verdict.TELL:
            return
        telling = Telling(
            room=old.room, parent=summary.parent, subject=one.subject, user=old.user, role=summary.role or "",
            seq=kept.seq, at=kept.at, count=one.standing.unread, now=now,
        )  # fmt: skip
        for delivery in way.plan(c, telling):
            deliveries.put(c, delivery)

    async def _forget_old(self) -> None:
        """Now and then, forget who was told long ago and never read, what was delivered, and browsers of nobody."""
        now = self._parts.wall()
        if self._forgot_at is not None and now - self._forgot_at < FORGET_MS:
            return
        self._forgot_at = now
        found = await self._parts.database.read(subscriptions.oldest_bound, AT_ONCE)
        over = await self._parts.database.read(subscriptions.over, found, now)

        def forget(c: Store) -> None:
            stored.forget(c, now - KEPT_MS)
            deliveries.forget(c, now)
            for wanted in over:
                subscriptions.drop(c, wanted)

        await self._follower.write(forget)


def _new(
    way: str,
    room: tuple[str, list[Said]],
    kept: dict[stored.Key, Reminder],
    reached: Sequence[tuple[Reader, Pace]],
) -> list[Reminder]:
    name, said = room
    found = (rules.owed(way, name, kept.get((way, name, who[0].user)), said, who) for who in reached)
    return [one for one in found if one is not None]
