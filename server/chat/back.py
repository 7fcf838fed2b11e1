"""Those who asked for it are told once that somebody of staff is there again."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final, Protocol

import structlog

from server.chat.away import Telling
from server.chat.follow import Write
from server.core.back import Awaited, Wish, judge
from server.core.deliveries import Delivery
from server.live.hub import Hub
from server.storage import awaited as stored
from server.storage import deliveries
from server.storage.awaited import Key
from server.storage.database import Store
from server.storage.summaries import summaries_of

EVERY_MS: Final = 3_000
log: Final[Any] = structlog.get_logger()

Here = Mapping[str, bool | None]
"""Of every room that waits: is somebody there who could serve it? None: nobody knows."""
Leading = Callable[[Write], Awaitable[bool]]
"""Writes as the one node that leads; False, and nothing is written, where another one does."""


class Browsers(Protocol):
    """The way by which they are told."""

    def plan(self, c: Store, telling: Telling, /) -> list[Delivery]:
        """Return what is to be delivered for it."""


@dataclass(frozen=True, slots=True)
class _Turn:
    """What has changed for those who wait: kept from now on, forgotten, told."""

    keep: list[Awaited]
    forget: list[Key]
    tell: list[Key]


class Awaiting:
    """What was told is written down with what is sent, by the node that leads: another one goes on from there."""

    def __init__(self, hub: Hub, browsers: Browsers, wake: asyncio.Event) -> None:
        """`wake` is set when something was put down that leaves the house."""
        self._hub = hub
        self._parts = hub.parts
        self._browsers = browsers
        self._wake = wake
        self._looked_at: int | None = None
        self._was: Here = {}

    async def look(self, tell: Callable[[], Here], write: Leading) -> None:
        """See who is there for whom, every few seconds."""
        now = self._parts.wall()
        if self._looked_at is not None and 0 <= now - self._looked_at < EVERY_MS:
            return
        self._looked_at = now
        was, self._was = self._was, tell()
        wishes, kept = await self._parts.database.read(lambda c: (stored.wishes(c), stored.kept(c)))
        turn = _turn(wishes, kept, (was, self._was), now)
        if not (turn.keep or turn.forget):
            return
        in_view = await self._hub.sight.anywhere(turn.tell)
        told = [pair for pair in turn.tell if pair not in in_view]
        if await write(lambda c: self._settle(c, turn, told, now)) and told:
            self._wake.set()

    def _settle(self, c: Store, turn: _Turn, told: list[Key], now: int) -> None:
        for one in turn.keep:
            stored.put(c, one)
        stored.drop(c, turn.forget)
        sums = summaries_of(c, told)
        for room, user in told:
            found = sums.get((room, user))
            if found is None or found.role is None:
                continue
            telling = Telling(
                what="back", room=room, parent=None, subject=found.subject, user=user, role=found.role, seq=0, at=now,
                count=found.unread, now=now,
            )  # fmt: skip
            for delivery in self._browsers.plan(c, telling):
                deliveries.put(c, delivery)
            log.info("back.told", room=room, user=user)


def _turn(wishes: list[Wish], kept: dict[Key, Awaited], looks: tuple[Here, Here], now: int) -> _Turn:
    keep, tell = [], []
    gone, (was, here) = set(kept), looks
    for wish in wishes:
        pair = (wish.room, wish.user)
        news, told = judge(wish, kept.get(pair), now, here=here.get(wish.room), was=was.get(wish.room))
        if news is not None:
            gone.discard(pair)
        if news is not None and news != kept.get(pair):
            keep.append(news)
        if told:
            tell.append(pair)
    return _Turn(keep, sorted(gone), tell)
