"""The inboxes of staff: rooms that moved are gathered for 250 ms, read once for all readers, and told to each."""

import asyncio
import contextlib
from collections.abc import Iterable, Mapping
from typing import Final

import structlog

from server.core import inbox
from server.core.entries import Entry
from server.core.inbox import Picture
from server.core.presence import Roster
from server.core.reach import Teams, teams_of
from server.core.refusals import Refusal
from server.live.connection import Connection
from server.live.inbox_reader import InboxReader, Rendering
from server.live.node import Node
from server.live.surroundings import Surroundings
from server.storage import desk as stored_desk
from server.storage import inbox as stored
from server.storage.company import Fresh

GATHER_MS: Final = 250
AGAIN_S: Final = 0.5
AT_ONCE: Final = 500
UNSAVED_MS: Final = 5_000
"""So long a cursor that moved is remembered here: by then the store has it."""
WARM_MS: Final = 30_000
"""So long the rooms are held when nobody reads an inbox here: a page that is loaded again finds them."""
TEAMS_MS: Final = 2_000
COMPARE_MS: Final = 30_000
SETTLES_MS: Final = 2_000
"""What moved before anybody read an inbox here may not have been saved: all is compared once more, so much later."""

log = structlog.get_logger()


class Inbox:
    """One per node. No task and no question to the store for a reader: all share one of each."""

    def __init__(self, node: Node, roster: Roster) -> None:
        self._node = node
        self.around = Surroundings(node, roster, self.stir)
        self._readers: dict[str, InboxReader] = {}
        """By connection."""
        self._pictures: dict[str, Picture] = {}
        self._rooms_of: dict[str, set[str]] = {}
        self._lanes: dict[str, str] = {}
        self._touched: set[str] = set()
        self._stirred: set[str] = set()
        self._cursors: dict[tuple[str, str], tuple[int, int]] = {}
        self._marks: dict[tuple[str, str], int] = {}
        self._unsaved: dict[tuple[str, str], int] = {}
        self._teams: Teams = {}
        self._teams_at = 0
        self._whole = False
        self._idle_since = 0
        self._told_at = 0
        self._compare_at = 0
        self._task: asyncio.Task[None] | None = None
        self._hurry = asyncio.Event()
        """Somebody waits for all of it: they do not wait for the rooms that are being gathered."""

    # -- readers -----------------------------------------------------------------------------------

    def on(self, connection: Connection, ref: int | str | None) -> None:
        """A session of staff wants to have its inbox: all of it, then what moves."""
        self._node.check_open(connection)
        self._readers[connection.id] = InboxReader(connection, ref)
        self._hurry.set()
        self._wake()

    def off(self, connection: Connection) -> None:
        """It does not any more. Harmless when said twice."""
        if self._readers.pop(connection.id, None) is not None and not self._readers:
            self._idle_since = self._node.parts.clock()

    # -- what moves --------------------------------------------------------------------------------

    def touch(self, room: str) -> None:
        """Something in a room, or a lane of it, moved that is read from the store."""
        if self._whole or self._readers:
            self._touched.add(room)
            self._wake()

    def took(self, room: str, entries: Iterable[Entry]) -> None:
        """Entries of a room, or a lane, came; who has sent writes no more."""
        self.touch(room)
        for entry in entries:
            if entry.kind == "message" and entry.by is not None:
                self.wrote(room, entry.by, on=False)

    def stir(self, room: str) -> None:
        """What is told of a room, and not stored, moved."""
        room = self._lanes.get(room, room)
        if room in self._pictures:
            self._stirred.add(room)
            self._wake()

    def wrote(self, room: str, user: str, *, on: bool) -> None:
        """A user writes, or stopped, on whichever node."""
        self.around.wrote(room, user, on=on)

    def present(self, user: str) -> None:
        """A user came, went away or left."""
        for room in self._rooms_of.get(user, ()):
            self.stir(room)

    def came(self, user: str, *, was_away: bool) -> None:
        """A user is online who was not."""
        self.around.came(user, was_away=was_away)

    def moved(self, room: str, cursors: Iterable[tuple[str, int, int]]) -> None:
        """Cursors moved, on whichever node; they are saved within a second or so."""
        if self._whole or self._readers:
            for user, delivered, read in cursors:
                known = self._cursors.get((room, user), (0, 0))
                self._cursors[room, user] = (max(known[0], delivered), max(known[1], read))
                self._unsaved[room, user] = self._node.parts.clock()
            self.touch(room)

    def marked(self, room: str, user: str, read: int) -> None:
        """Staff who take no part have read so far."""
        if self._whole or self._readers:
            self._marks[room, user] = max(read, self._marks.get((room, user), 0))
            self._unsaved[room, user] = self._node.parts.clock()
            self.touch(room)

    def tick(self, now: int) -> None:
        """Let time pass."""
        self.around.tick(now)
        for key in [key for key, at in self._unsaved.items() if now - at > UNSAVED_MS]:
            del self._unsaved[key]
            self._cursors.pop(key, None)
            self._marks.pop(key, None)
        if self._whole and not self._readers and now - self._idle_since > WARM_MS:
            self._let_go()
        if self._is_due():
            self._wake()

    def _let_go(self) -> None:
        self._whole, self._compare_at = False, 0
        for held in (self._pictures, self._rooms_of, self._lanes, self._touched, self._stirred):
            held.clear()

    async def close(self) -> None:
        """End what is under way."""
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)

    # -- what was missed -----------------------------------------------------------------------------

    def news(self, heads: Mapping[str, tuple[int, int]]) -> None:
        """The store has news of these rooms and lanes: what this node has not heard of is read."""
        if not self._whole:
            return
        for room, (last_seq, rev) in heads.items():
            picture = self._pictures.get(self._lanes.get(room, room))
            if picture is None or (
                picture.lane_seq != last_seq
                if picture.room != room
                else (picture.last_seq, picture.rev) != (last_seq, rev)
            ):
                self.touch(room)

    def compare_soon(self) -> None:
        """Something may have been missed: all rooms are compared with the store."""
        self._compare_at = self._node.parts.clock()
        self._wake()

    async def _compare(self) -> None:
        now = self._node.parts.clock()
        if now < self._compare_at:
            return
        heads = await self._node.parts.database.read(stored.listed)
        self._compare_at = now + COMPARE_MS
        self._touched |= heads.keys() ^ self._pictures.keys()
        self._touched |= {room for room, picture in self._pictures.items() if picture.head != heads.get(room)}

    # -- rounds ------------------------------------------------------------------------------------

    def _wake(self) -> None:
        if self._task is None and self._readers:
            self._task = asyncio.get_running_loop().create_task(self._run())

    async def _run(self) -> None:
        """Read and tell, until nothing is left to tell; while the store cannot be read, again and again."""
        try:
            while self._readers and self._is_due():
                due = self._told_at + GATHER_MS - self._node.parts.clock()
                with contextlib.suppress(TimeoutError):
                    await asyncio.wait_for(self._hurry.wait(), max(0, due) / 1000)
                self._hurry.clear()
                try:
                    await self._round()
                except Exception as error:  # noqa: BLE001 - whatever it was, what waited waits for the next round
                    if not isinstance(error, Refusal):
                        log.warning("inbox.failed", error=type(error).__name__)
                    self._compare_at = 0
                    await asyncio.sleep(AGAIN_S)
        finally:
            self._task = None

    def _is_due(self) -> bool:
        now = self._node.parts.clock()
        old = now >= self._compare_at or now - self._teams_at > TEAMS_MS
        return bool(self._touched or self._stirred) or old or any(reader.waits for reader in self._readers.values())

    async def _round(self) -> None:
        await self._read_teams()
        await self._compare()
        touched, self._touched = self._touched, set()
        try:
            await self._read(touched)
        except BaseException:
            self._touched |= touched
            raise
        if not self._whole:
            self._whole, self._compare_at = True, self._node.parts.clock() + SETTLES_MS
        self._tell(self._welcome())
        now = self._node.parts.clock()
        if now - self._told_at >= GATHER_MS:
            self._told_at = now
            self._stir_all()
            self._tell(self._readers.values())

    async def _read_teams(self) -> None:
        now = self._node.parts.clock()
        if now - self._teams_at <= TEAMS_MS and self._whole:
            return
        found = await self._node.parts.database.read(stored_desk.at_work)
        teams = {agent.user: mine for agent in found if (mine := teams_of(agent.has))}
        self._teams_at = now
        if teams != self._teams:
            self._teams = teams
            for reader in self._readers.values():
                reader.judge_all(self._pictures.values(), teams)

    async def _read(self, touched: set[str]) -> None:
        """Read rooms, many at a time; what moves meanwhile is read in the next round."""
        rooms, fresh = sorted(touched), Fresh(dict(self._cursors), dict(self._marks))
        for first in range(0, len(rooms), AT_ONCE):
            asked = rooms[first : first + AT_ONCE]
            found = await self._node.parts.database.read(stored.pictures, asked, fresh)
            for picture in found.values():
                self._learn(picture)

    def _learn(self, picture: Picture) -> None:
        before = self._pictures.get(picture.room)
        if before is not None:
            self._forget(before)
        if picture.listed:
            self._pictures[picture.room] = picture
            for one in picture.people:
                self._rooms_of.setdefault(one.user, set()).add(picture.room)
            if picture.lane is not None:
                self._lanes[picture.lane] = picture.room
        concerned = inbox.concerns(before, picture)
        for reader in self._readers.values():
            if not reader.is_new and (concerned is None or reader.user in concerned):
                reader.judge(picture, self._teams)

    def _forget(self, picture: Picture) -> None:
        del self._pictures[picture.room]
        for one in picture.people:
            rooms = self._rooms_of.get(one.user)
            if rooms is not None:
                rooms.discard(picture.room)
                if not rooms:
                    del self._rooms_of[one.user]

    def _welcome(self) -> list[InboxReader]:
        """Give new readers all of it, what is most urgent first."""
        new = [reader for reader in self._readers.values() if reader.is_new]
        if new:
            everything = sorted(self._pictures.values(), key=lambda picture: picture.urgency)
            for reader in new:
                reader.is_new = False
                reader.judge_all(everything, self._teams)
        return new

    def _stir_all(self) -> None:
        stirred, self._stirred = self._stirred, set()
        found = [self._pictures[room] for room in stirred if room in self._pictures]
        for reader in self._readers.values():
            reader.stirred(found)

    def _tell(self, readers: Iterable[InboxReader]) -> None:
        rendering = Rendering(self.around.around, self._node.parts.wall())
        for reader in list(readers):
            reader.tell(rendering)
