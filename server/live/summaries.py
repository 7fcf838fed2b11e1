"""Rooms that changed, told to participants who do not view them: gathered for 250 ms, read in one query."""

import asyncio
from collections.abc import Mapping
from typing import Any, Final

from server.core import previews, replies, times
from server.core.encoded import Encoded
from server.core.refusals import Refusal
from server.live.connection import Connection
from server.live.node import Node
from server.storage import summaries as stored

GATHER_S: Final = 0.25


class Summaries:
    """The `room` notices of this node."""

    def __init__(self, node: Node) -> None:
        self._node = node
        self._touched: set[str] = set()
        self._heard: dict[str, int] = {}
        """Up to which seq this node has heard of rooms in which somebody takes part who is connected here."""
        self._task: asyncio.Task[None] | None = None

    def touch(self, room: str, seq: int = 0) -> None:
        """Something changed in this room; with `seq`, its log goes up to there."""
        if room in self._node.here:
            self._heard[room] = max(seq, self._heard.get(room, 0))
            self._touched.add(room)
            if self._task is None:
                self._task = asyncio.get_running_loop().create_task(self._run())

    def news(self, heads: Mapping[str, tuple[int, int]]) -> None:
        """The store has news of these rooms: what this node has not heard of is told."""
        here = self._node.here
        for room in heads.keys() & here.keys():
            if self._heard.get(room, 0) < heads[room][0]:
                self.touch(room, heads[room][0])
        if len(self._heard) > 2 * len(here):
            self._heard = {room: seq for room, seq in self._heard.items() if room in here}

    def stands(self, room: str, seq: int) -> None:
        """So far goes the log of a room in which somebody takes part who is connected here."""
        if self._heard.setdefault(room, seq) < seq:
            self.touch(room, seq)

    async def close(self) -> None:
        """End what is under way."""
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)

    async def _run(self) -> None:
        """Tell, until nothing is left to tell; while the store cannot be read, again and again."""
        try:
            while self._touched:
                await asyncio.sleep(GATHER_S)
                touched, self._touched = self._touched, set()
                try:
                    await self._tell(touched)
                except Refusal:
                    self._touched |= touched
        finally:
            self._task = None

    async def _tell(self, rooms: set[str]) -> None:
        readers = {
            (room, user): self._outside(room, user)
            for room in rooms
            if not self._all_view(room)
            for user in self._node.here.get(room, ())
        }
        pairs = [pair for pair, sessions in readers.items() if sessions]
        if not pairs:
            return
        told = await self._node.parts.database.read(stored.summaries_of, pairs)
        for (room, user), summary in told.items():
            if summary.role is None:
                self._node.out(room, user)
                continue
            if user not in self._node.here.get(room, ()):
                continue
            message = Encoded(replies.room(wire(summary, self._node.parts.wall())))
            for connection in self._outside(room, user):
                if connection.reaches(room, summary.parent):
                    connection.notice(f"room:{room}", message)

    def _all_view(self, room: str) -> bool:
        """Tell cheaply whether every session of this room's participants here views it: the usual case."""
        live = self._node.rooms.get(room)
        if live is None:
            return False
        moves, sessions = self._node.moves, self._node.sessions
        if live.viewed_by_all[0] != moves:
            devices = sum(len(sessions[user]) for user in self._node.here.get(room, ()) if user in sessions)
            live.viewed_by_all = (moves, devices <= live.partakers)
        return live.viewed_by_all[1]

    def _outside(self, room: str, user: str) -> list[Connection]:
        """Return this user's sessions that do not view the room."""
        sessions = self._node.sessions.get(user, {})
        return [connection for connection in sessions.values() if room not in connection.views]


def wire(summary: stored.Summary, wall: int) -> dict[str, Any]:
    """Return the summary as `welcome.rooms`, the `room` notice and `GET /v1/rooms` tell it."""
    lock_due = summary.locks_at is not None and wall >= summary.locks_at
    told: dict[str, Any] = {
        "room": summary.room,
        "kind": summary.kind,
        "subject": summary.subject,
        "status": summary.status,
        "locked": summary.locked or lock_due,
        "last_seq": summary.last_seq,
        "unread": summary.unread,
        "at": times.text(summary.last_at),
        "role": summary.role,
    }
    if summary.parent is not None:
        told["parent"] = summary.parent
    if summary.stage is not None:
        told["stage"] = summary.stage
    if summary.locks_at is not None:
        told["locks_at"] = times.text(summary.locks_at)
    if summary.waiting is not None:
        waiting = summary.waiting
        told["waiting"] = {"since": times.text(waiting.since), "reason": waiting.reason, "by": waiting.by}
    if summary.last is not None:
        last = summary.last
        told["last"] = {"seq": last.seq, "by": last.by, "kind": last.kind, "text": previews.glance(last.body)}
        if last.author is not None:
            told["last"]["author"] = {"name": last.author.name, "role": last.author.role}
    return told
