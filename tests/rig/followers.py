"""The followers of the journal, held against the journal itself: none skips an entry, none deals with one twice.

A follower reads entries behind a place that it saves with what follows from them. Two keep one: `desk` gives waiting
rooms to agents (judged by the staff lanes, see `agents.py`), `away` tells the host's webhook and people's browsers.
Everything else that follows keeps no place of its own and heals from the store: views (see `checker.py`), inboxes and
lists of rooms (see `shift.py`).
"""

import asyncio
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Final, NamedTuple

import psycopg

from tests.rig.wait import until_true

KNOWN: Final = frozenset({"desk", "away"})
WAYS: Final = ("webhook", "push")
SETTLED_S: Final = 90
"""A node that dies amid an attempt leaves it to be made again after a minute."""
WITNESS: Final = (
    """CREATE TABLE witness (id bigserial, follower text, was_txid bigint, was_position bigint, txid bigint,
       position bigint, entries bigint)""",
    """CREATE FUNCTION witnessed() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
       INSERT INTO witness (follower, was_txid, was_position, txid, position, entries)
       SELECT NEW.follower, OLD.txid, OLD.position, NEW.txid, NEW.position, count(*) FROM entries
       WHERE (txid, position) > (OLD.txid, OLD.position) AND (txid, position) <= (NEW.txid, NEW.position);
       RETURN NULL; END $$""",
    "CREATE TRIGGER witness AFTER INSERT OR UPDATE ON places FOR EACH ROW EXECUTE FUNCTION witnessed()",
)
MOVES: Final = "SELECT follower, was_txid, was_position, txid, position, entries FROM witness ORDER BY id"
WAITING: Final = "SELECT count(*), count(*) FILTER (WHERE state = 'waiting') FROM deliveries"
BEHIND: Final = """SELECT count(*) FROM places WHERE (txid, position) <
   (SELECT txid, position FROM entries ORDER BY txid DESC, position DESC LIMIT 1)"""
PUT: Final = 'SELECT id, way, room, "user", seq, attempts, state FROM deliveries'


class Place(NamedTuple):
    """Where an entry stands in the journal."""

    txid: int
    position: int


class Move(NamedTuple):
    """A follower went on; `was` is None where it had no place, `entries` are those between as it went."""

    follower: str
    was: Place | None
    now: Place
    entries: int


class Put(NamedTuple):
    """Something that was put down to leave the house, and how it ended."""

    id: str
    way: str
    room: str
    user: str
    seq: int
    attempts: int
    state: str


class Told(NamedTuple):
    """A request that came from outside; a browser is told no id."""

    way: str
    room: str
    user: str
    seq: int
    id: str = ""


@dataclass
class Followed:
    """All that is known at the end: the journal's places in order, the moves, what was owed, put down, and came."""

    log: list[Place]
    moves: list[Move]
    owed: Mapping[tuple[str, str], int]
    """The message of which somebody who is away must be told, by room and user."""
    put: list[Put]
    told: list[Told]


def followed(seen: Followed) -> dict[str, int]:
    """Insist that each follower dealt with each entry once; return what was counted."""
    names = {move.follower for move in seen.moves}
    assert names == KNOWN, f"{names ^ KNOWN}: a follower that nobody judges, or that never moved"
    for name in sorted(names):
        _moved_on(name, [move for move in seen.moves if move.follower == name], seen.log)
    for way in WAYS:
        _told_once(way, seen)
    return {
        "moves": len(seen.moves),
        "owed": len(seen.owed),
        **{way: sum(told.way == way for told in seen.told) for way in WAYS},
    }


def _moved_on(name: str, moves: list[Move], log: list[Place]) -> None:
    """Each move begins where the last ended and goes ahead; nothing appeared behind it later; the last is the end."""
    for before, move in pairwise(moves):
        assert move.was == before.now, f"{name} went on from {move.was}, and was at {before.now}"
    for move in moves:
        if move.was is not None:
            assert move.now > move.was, f"{name} went back: {move}"
            behind = sum(move.was < place <= move.now for place in log)
            assert move.entries == behind, f"{name} skipped {behind - move.entries} entries: {move}"
    assert moves[-1].now == log[-1], f"{name} stopped at {moves[-1].now}, the journal ends at {log[-1]}"


def _told_once(way: str, seen: Followed) -> None:
    put = [one for one in seen.put if one.way == way]
    times = Counter((one.room, one.user) for one in put)
    assert times.keys() == seen.owed.keys(), f"{way} skipped, or made up: {sorted(times.keys() ^ seen.owed.keys())}"
    assert times.total() == len(times), f"{way} told twice: {[key for key, many in times.items() if many > 1]}"
    requests = Counter(_name(one) for one in seen.told if one.way == way)
    for one in put:
        assert seen.owed[one.room, one.user] == one.seq, f"{way} told of another message: {one}"
        assert one.state == "done", f"{way} did not arrive: {one}"
        came = requests.pop(_name(one), 0)
        assert 1 <= came <= one.attempts, f"{way} came {came} times in {one.attempts} attempts: {one}"
    assert not requests, f"{way} came and was never put down: {requests}"


def _name(one: Put | Told) -> tuple[str, str, int, str]:
    return one.room, one.user, one.seq, one.id if one.way == "webhook" else ""


class Witness:
    """Notes each move of each follower, in the transaction that makes it; needs PostgreSQL."""

    def __init__(self, database: str) -> None:
        self._database = database

    async def begins(self) -> None:
        """Watch from now on. Who never followed begins at the end: `away` has to have its place before; `desk` reads
        how everything stands when it begins."""
        await until_true(lambda: asyncio.to_thread(self._followed), SETTLED_S, "those who are away are followed for")
        await asyncio.to_thread(self._do, WITNESS)

    async def tells(self, owed: Mapping[tuple[str, str], int], told: Callable[[], list[Told]]) -> Followed:
        """Wait until everybody has followed to the end, and nothing waits to leave; tell all of it."""
        await until_true(lambda: asyncio.to_thread(self._settled, len(owed)), SETTLED_S, self._left)
        return await asyncio.to_thread(self._told, owed, told())

    def _followed(self) -> bool:
        return bool(self._do(("SELECT follower FROM places WHERE follower = 'away'",))[0])

    def _settled(self, owed: int) -> bool:
        return self._waits() == (owed * len(WAYS), 0, 0)

    def _waits(self) -> tuple[int, int, int]:
        """Count what was put down, what of it waits, and the followers that have more to read."""
        (((put, waiting),), ((behind,),)) = self._do((WAITING, BEHIND))
        return put, waiting, behind

    def _left(self) -> str:
        return f"put down, waiting, behind: {self._waits()}"

    def _told(self, owed: Mapping[tuple[str, str], int], told: list[Told]) -> Followed:
        log, moves, put = self._do(("SELECT txid, position FROM entries ORDER BY txid, position", MOVES, PUT))
        made = [Move(row[0], None if row[1] is None else Place(*row[1:3]), Place(*row[3:5]), row[5]) for row in moves]
        return Followed([Place(*row) for row in log], made, owed, [Put(*row) for row in put], told)

    def _do(self, statements: Iterable[str]) -> list[list[tuple]]:
        with psycopg.connect(self._database, autocommit=True, connect_timeout=10) as connection:
            done = [connection.execute(statement) for statement in statements]
            return [cursor.fetchall() if cursor.description else [] for cursor in done]
