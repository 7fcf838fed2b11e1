"""One session's inbox: which rooms it was told of, what waits to be told; rows are encoded once for all readers."""

from collections.abc import Callable, Iterable
from itertools import islice
from typing import Any, Final

import orjson

from server.core import codec, inbox, replies
from server.core.encoded import Encoded
from server.core.inbox import Around, Picture, Reader, Row
from server.core.mailbox import SOFT
from server.core.reach import Teams
from server.live.connection import Connection

MOST: Final = 500
"""Rows in one frame."""
BYTES: Final = 256 * 1024 - 1024
"""How much they may be, with room for what is around them."""

Own = tuple[int, int, bool]


class Rendering:
    """The rows of one round, each made once for all who are told the same."""

    def __init__(self, around: Callable[[Picture], Around], wall: int) -> None:
        self._around = around
        self._wall = wall
        self._shared: dict[str, Row] = {}
        self._rows: dict[tuple[str, Own], tuple[Row, bytes]] = {}

    def row(self, picture: Picture, user: str) -> tuple[Row, bytes]:
        """Return a reader's row of this room, plain and as JSON."""
        own = inbox.mine(picture, user)
        made = self._rows.get((picture.room, own))
        if made is None:
            shared = self._shared.get(picture.room)
            if shared is None:
                shared = self._shared[picture.room] = inbox.shared(picture, self._around(picture), self._wall)
            row = inbox.row(shared, own)
            made = self._rows[picture.room, own] = (row, codec.to_json(row))
        return made


class InboxReader:
    """`is_new` until it was given everything."""

    __slots__ = ("_connection", "_first", "_full", "_gone", "_reader", "_ref", "_shown", "_waiting", "is_new", "user")

    def __init__(self, connection: Connection, ref: int | str | None) -> None:
        actor = connection.actor
        self._connection = connection
        self._reader = Reader(connection.user, "" if actor is None else actor.role)
        self._ref = ref
        self._first = True
        self._full = False
        """Everything there was was told: from then on it is told what moves."""
        self._shown: set[str] = set()
        self._waiting: dict[str, Picture] = {}
        self._gone: set[str] = set()
        self.user = connection.user
        self.is_new = True

    @property
    def waits(self) -> bool:
        """Tell whether there is something to be told."""
        return self._connection.closing is None and (not self._full or bool(self._waiting or self._gone))

    def judge(self, picture: Picture, teams: Teams) -> None:
        """A room moved: it is told, or taken away; one that is resolved is told for the last time."""
        room = picture.room
        if not inbox.sees(self._reader, picture, teams):
            self._waiting.pop(room, None)
            if room in self._shown:
                self._shown.discard(room)
                self._gone.add(room)
        elif picture.listed:
            self._shown.add(room)
            self._gone.discard(room)
            self._waiting[room] = picture
        elif room in self._shown:
            self._shown.discard(room)
            self._waiting[room] = picture

    def judge_all(self, pictures: Iterable[Picture], teams: Teams) -> None:
        """Everything is to be looked at: at first, and when teams changed; what was shown before is no news."""
        for picture in pictures:
            if picture.room not in self._shown or not inbox.sees(self._reader, picture, teams):
                self.judge(picture, teams)

    def stirred(self, pictures: Iterable[Picture]) -> None:
        """What is told of these rooms, and not stored, moved."""
        for picture in pictures:
            if picture.room in self._shown:
                self._waiting[picture.room] = picture

    def tell(self, rendering: Rendering) -> None:
        """Tell what waits, as far as the socket takes it; what it does not is merged with what comes."""
        while not self._full and self._is_free:
            self._begin(rendering)
        if self._full and (self._waiting or self._gone) and self._is_free:
            rows = self._rows(rendering)
            gone, self._gone = sorted(self._gone), set()
            self._say({"rows": rows, "gone": gone})

    def _begin(self, rendering: Rendering) -> None:
        """Tell the next part of everything; the first part ends all that a reader knew."""
        said: replies.Message = {} if self._ref is None or not self._first else {"ref": self._ref}
        said |= {"reset": True} if self._first else {}
        rows = self._rows(rendering)
        self._first, self._full = False, not self._waiting
        gone, self._gone = sorted(self._gone), set()
        self._say({**said, "rows": rows, **({"gone": gone} if gone else {}), "more": not self._full})

    def _say(self, fields: replies.Message) -> None:
        self._connection.tell(Encoded(replies.inbox(fields)))

    @property
    def _is_free(self) -> bool:
        connection = self._connection
        return connection.closing is None and connection.mailbox.size < SOFT

    def _rows(self, rendering: Rendering) -> list[Any]:
        """Take the rows of one frame out of what waits; where one cannot be made, all of them still wait."""
        rows: list[Any] = []
        size = 0
        for room in list(islice(self._waiting, MOST)):
            picture = self._waiting[room]
            row, encoded = rendering.row(picture, self.user)
            size += len(encoded) + 1
            if rows and size > BYTES:
                break
            rows.append(self._as_told(row, encoded))
        for room in list(islice(self._waiting, len(rows))):
            del self._waiting[room]
        return rows

    def _as_told(self, row: Row, encoded: bytes) -> Any:  # noqa: ANN401 - what the codec of this reader takes
        return orjson.Fragment(encoded) if self._connection.codec == "json" else row
