"""How a node finds what it missed, and fetches it: one path for every kind of loss."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

import structlog

from server.core import facts, replies
from server.core.encoded import Encoded
from server.core.entries import Entry
from server.live.gathering import Gathering
from server.live.live_room import LiveRoom
from server.live.node import Node
from server.storage import entries as stored_entries
from server.storage import rooms as stored_rooms

BUSY_MS: Final = 30_000
ALL_EVERY_MS: Final = 30_000
AT_ONCE: Final = 500
NEWS_MOST: Final = 20_000

Tasks = dict[str, asyncio.Task[None]]
"""What is under way, by room."""

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Mended:
    """Where what was missed goes: entries, cursors, rooms that changed."""

    deliver: Callable[[LiveRoom, list[Entry]], None]
    cursors: Callable[[LiveRoom, dict[str, tuple[int, int]]], None]
    touched: Callable[[str], None]
    stands: Callable[[str, int], None]
    """How far the log of a room goes in which somebody takes part who is connected here."""
    news: Callable[[Mapping[str, tuple[int, int]]], None]
    """(last_seq, cursor_rev) of rooms of which the store has news."""
    doubtful: Callable[[], None]
    """Whatever is known may be behind."""


class Repair:
    """Compares live rooms with the store, and mends what is behind."""

    def __init__(self, node: Node, mended: Mended) -> None:
        self._node = node
        self._mended = mended
        self._mending: dict[str, asyncio.Task[None]] = {}
        self._asides: dict[str, asyncio.Task[None]] = {}
        self._again: set[str] = set()
        self._all_at = 0
        self.gaps = 0
        self._heads: Gathering[str, tuple[int, int]] = Gathering(self._read_heads)

    # -- gaps --------------------------------------------------------------------------------------

    def want(self, live: LiveRoom) -> None:
        """A room has a hole: fetch it, one fetch at a time for each room."""
        if live.id not in self._mending:
            self.gaps += 1
            task = asyncio.get_running_loop().create_task(self._noted(self._mending, live, self._mend))
            self._mending[live.id] = task
            task.add_done_callback(lambda done: self._ended(self._mending, live.id, done))

    async def mend(self, live: LiveRoom) -> None:
        """Wait until a room is whole."""
        while live.feed.gap is not None:
            self.want(live)
            await asyncio.shield(self._mending[live.id])

    async def _mend(self, live: LiveRoom) -> None:
        while (gap := live.feed.gap) is not None:
            first, last = gap
            rows = await self._node.parts.database.read(
                stored_entries.between, live.id, first, min(last, first + AT_ONCE - 1)
            )
            self._mended.deliver(live, live.feed.offer(rows))
            if live.feed.gap == gap:
                live.feed.disbelieve()
                return

    async def _noted(self, tasks: Tasks, live: LiveRoom, work: Callable[[LiveRoom], Awaitable[None]]) -> None:
        """Do it; its end is noted in the very step in which it ends, so that nobody waits for what is over."""
        try:
            await work(live)
        finally:
            tasks.pop(live.id, None)

    def _ended(self, tasks: Tasks, room: str, done: asyncio.Task[None]) -> None:
        """Of what was ended before it began, nothing is left; what failed is told."""
        if tasks.get(room) is done:
            del tasks[room]
        if not done.cancelled() and done.exception() is not None:
            log.warning("repair.failed", room=room, error=type(done.exception()).__name__)

    # -- what stands beside the log ----------------------------------------------------------------

    def aside_soon(self, room: str) -> None:
        """Facts, metadata or lanes changed: read them again and tell the views."""
        live = self._node.rooms.get(room)
        if room in self._asides:
            self._again.add(room)
        elif live is not None:
            task = asyncio.get_running_loop().create_task(self._noted(self._asides, live, self._aside))
            self._asides[room] = task
            task.add_done_callback(lambda done: self._ended(self._asides, room, done))

    async def aside(self, room: str) -> None:
        """Read again what stands beside a room's log, and wait until it is known here."""
        self.aside_soon(room)
        while room in self._asides:
            await asyncio.shield(self._asides[room])

    async def _aside(self, live: LiveRoom) -> None:
        """What changes while it is being read is read once more."""
        self._again.add(live.id)
        while live.id in self._again:
            self._again.discard(live.id)
            await self._read_aside(live)

    async def _read_aside(self, live: LiveRoom) -> None:
        beside = await self._node.parts.database.read(stored_rooms.beside, live.id)
        if beside is None:
            return
        facts_before, lanes_before, silenced = live.facts, live.lanes, live.room.silenced
        live.refresh(beside)
        self._mended.cursors(live, beside.cursors)
        if live.facts != facts_before:
            self.tell_facts(live)
        if live.lanes != lanes_before:
            self.tell_lanes(live)
        for user in live.room.silenced ^ silenced:
            self._tell_silenced(live, user, on=user in live.room.silenced)

    def _tell_silenced(self, live: LiveRoom, user: str, *, on: bool) -> None:
        """Who may only read from now on, or may write again, is told, and nobody else; nobody sees them write."""
        live.typists.stopped(user)
        message = Encoded(replies.silenced(live.id, on=on))
        for view in live.viewers():
            if live.room.silences(view.connection.user) is on and _is(live, view.connection.user, user):
                view.connection.notice(f"silenced:{live.id}", message)

    def tell_facts(self, live: LiveRoom) -> None:
        """Each role gets its own snapshot, encoded once for that role."""
        locked = live.room.is_locked(self._node.parts.wall())
        by_role: dict[str, Encoded] = {}
        for view in live.viewers():
            member = live.room.present(view.connection.user)
            role = "staff" if member is None or view.observer else member.role
            if role not in by_role:
                told = facts.for_role(live.facts, role, locked=locked)
                by_role[role] = Encoded(replies.room({**brief(live, locked=locked), "facts": told}))
            view.connection.notice(f"room:{live.id}", by_role[role])

    def tell_lanes(self, live: LiveRoom) -> None:
        """Staff who view the room are told of its lanes; those named in one hear of it as a room of theirs."""
        rows = [{"room": lane.id, "audience": lane.audience, "participants": list(lane.users)} for lane in live.lanes]
        locked = live.room.is_locked(self._node.parts.wall())
        message = Encoded(replies.room({**brief(live, locked=locked), "lanes": rows}))
        for view in live.viewers():
            actor = view.connection.actor
            if actor is not None and actor.staff:
                view.connection.notice(f"lanes:{live.id}", message)

    # -- comparing with the store ------------------------------------------------------------------

    def all_soon(self) -> None:
        """The bus may have lost something: compare every live room at the next look."""
        self._all_at = 0
        self._mended.doubtful()

    async def look(self, now: int, *, degraded: bool) -> None:
        """Compare what has news every second, all live rooms every 30 s or while the bus is in trouble.

        What has news, the store says: a node that heard nothing of a room would not know to ask.
        """
        if not self._node.rooms and not self._node.sessions:
            return
        everything = degraded or now - self._all_at >= ALL_EVERY_MS or self._all_at == 0
        read = self._node.parts.database.read
        if everything:
            self._all_at = max(1, now)
            heads = await read(stored_rooms.heads, list(self._node.rooms))
            self._mended.doubtful()
        else:
            heads = await read(stored_rooms.news, self._node.parts.wall() - BUSY_MS, NEWS_MOST)
            self._mended.news(heads)
        for room, (last_seq, cursor_rev) in heads.items():
            self._compare(room, last_seq, cursor_rev)
        if everything:
            await self._look_outside()

    async def check(self, live: LiveRoom) -> None:
        """Compare one room with the store, and wait until it is whole."""
        head = await self._heads.get(live.id)
        if head is not None:
            self._compare(live.id, *head)
        await self.mend(live)

    async def _read_heads(self, rooms: list[str]) -> dict[str, tuple[int, int]]:
        return await self._node.parts.database.read(stored_rooms.heads, rooms)

    def _compare(self, room: str, last_seq: int, cursor_rev: int) -> None:
        live = self._node.rooms.get(room)
        if live is None:
            return
        live.feed.heard(last_seq)
        if live.feed.gap is not None:
            self.want(live)
        if live.cursor_rev != cursor_rev:
            self.aside_soon(room)

    async def _look_outside(self) -> None:
        """Users connected here may have been brought into rooms that nobody here heard of, or more was said there."""
        users = list(self._node.sessions)
        if not users:
            return
        found = await self._node.parts.database.read(stored_rooms.memberships, users)
        for user, room, last_seq in found:
            if user in self._node.sessions:
                known = user in self._node.here.get(room, ())
                self._node.into(room, user, 0)
                self._mended.stands(room, last_seq)
                if not known:
                    self._mended.touched(room)

    async def close(self) -> None:
        """End what is under way."""
        await self._heads.close()
        tasks = [*self._mending.values(), *self._asides.values()]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


def _is(live: LiveRoom, user: str, silenced: str) -> bool:
    """Tell whether that is this user, or a visitor they were here."""
    member = live.room.present(user)
    return member is not None and member.wrote(silenced)


def brief(live: LiveRoom, *, locked: bool) -> dict[str, Any]:
    """Return what every viewer of a room may know of its state."""
    room = live.room
    return {
        "room": room.id,
        "kind": room.kind,
        "subject": room.subject,
        "status": room.status,
        "locked": locked,
        "last_seq": room.last_seq,
    }
