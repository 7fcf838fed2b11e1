"""What the server says: one builder per kind of message, one page for the whole vocabulary."""

from collections.abc import Iterable, Sequence
from typing import Any, Final

from server.core import entries, times
from server.core.entries import Entry
from server.core.outcomes import Done
from server.core.queue import Notice, wire
from server.core.refusals import Refusal

Message = dict[str, Any]
Ref = int | str | None

KINDS: Final[dict[str, str]] = {
    "welcome": "answers `hello`: who you are here, the epoch, the limits, the latest rooms",
    "joined": "answers `join`: the room as this reader may see it, and the entries after `since`",
    "entries": "entries of one room, contiguous",
    "ack": "a write is on disk, with its seq",
    "receipts": "cursors that moved; of a crowd, how many have and have read each of the last messages",
    "typing": "all who are writing in a room",
    "presence": "a user came, went away or left",
    "room": "a room's summary changed",
    "queue": "where one who waits for staff stands in the queue, or when somebody is back; told to them alone",
    "watched": "support looks at a room, or does no more; told to its parties, where the operator wants it",
    "silenced": "staff let you only read in a room, or let you write again; told to you alone",
    "left": "a view is closed, and why",
    "history": "answers `history`: a page of entries, ascending",
    "error": "a refusal, with its code",
    "inbox": "answers `inbox`, to staff: rows of rooms, all of them at first, then those that moved",
    "watch": "who of staff has a room open, told to staff who do",
    "busy": "how many minutes this user's shop adds to what it promises; 0: none any more",
    "draining": "the node is going away; reconnect elsewhere",
    "ping": "are you there; answer `pong`",
    "pong": "answers `ping`",
    "authed": "answers `auth`: the new expiry",
}


def _answer(t: str, ref: Ref, fields: Message) -> Message:
    return {"t": t, **fields} if ref is None else {"t": t, "ref": ref, **fields}


def welcome(ref: Ref, fields: Message) -> Message:
    """`fields`: session, user, epoch, exp, server_time, heartbeat_s, limits, rooms, more."""
    return _answer("welcome", ref, fields)


def joined(ref: Ref, fields: Message) -> Message:
    """`fields`: the snapshot for this reader (docs/wire.md)."""
    return _answer("joined", ref, fields)


def told(room: str, batch: Sequence[Entry]) -> Message:
    """Entries of one room, in order."""
    return {"t": "entries", "room": room, "entries": [entries.wire(entry) for entry in batch]}


def ack(ref: Ref, cid: str, done: Done) -> Message:
    """A write holds."""
    return _answer("ack", ref, {"room": done.room, "cid": cid, "seq": done.seq, "at": times.text(done.at)})


def receipts(room: str, cursors: list[dict[str, object]]) -> Message:
    """Cursors that moved: `[{user, delivered, read}]`."""
    return {"t": "receipts", "room": room, "cursors": cursors}


def counted_receipts(room: str, counts: list[dict[str, int]]) -> Message:
    """How many have, and have read, each of the last messages of a crowd: `[{seq, delivered, read, of}]`."""
    return {"t": "receipts", "room": room, "counts": counts}


def merged_receipts(older: Message, newer: Message) -> Message:
    """Fold two `receipts` of one room into one; a later cursor of the same user wins."""
    by_user = {row["user"]: row for row in [*older["cursors"], *newer["cursors"]]}
    return {**newer, "cursors": list(by_user.values())}


def typing(room: str, users: Iterable[str], count: int | None = None) -> Message:
    """All who write; above 250 participants three names and a count."""
    said: Message = {"t": "typing", "room": room, "users": list(users)}
    return said if count is None else {**said, "count": count}


def presence(user: str, state: str, since: int) -> Message:
    """A user's state, and since when."""
    return {"t": "presence", "user": user, "state": state, "since": times.text(since)}


def room(summary: Message) -> Message:
    """A room's summary changed."""
    return {"t": "room", **summary}


def queue(room_id: str, notice: Notice | None) -> Message:
    """Where they stand who wait there; None: in no queue any more."""
    return {"t": "queue", "room": room_id, **wire(notice)}


def watched(room_id: str, *, on: bool) -> Message:
    """Support watches that room, or does no more."""
    return {"t": "watched", "room": room_id, "on": on}


def silenced(room_id: str, *, on: bool) -> Message:
    """You may only read there, or write again."""
    return {"t": "silenced", "room": room_id, "on": on}


def left(room_id: str, reason: str, ref: Ref = None) -> Message:
    """A view is closed."""
    return _answer("left", ref, {"room": room_id, "reason": reason})


def history(ref: Ref, room_id: str, page: Sequence[Entry], *, more: bool) -> Message:
    """A page of entries, ascending."""
    return _answer("history", ref, {"room": room_id, "entries": [entries.wire(e) for e in page], "more": more})


def inbox(fields: Message) -> Message:
    """`fields`: ref, reset and more at first, rows, gone (core/inbox.py)."""
    return {"t": "inbox", **fields}


def watch(room_id: str, staff: list[Message]) -> Message:
    """Who of staff has a room open: `[{user, name, writing}]`."""
    return {"t": "watch", "room": room_id, "staff": staff}


def error(refusal: Refusal, ref: Ref = None) -> Message:
    """A refusal."""
    return _answer("error", ref, {"code": refusal.code, "message": refusal.message, **refusal.details()})


def busy(minutes: int, until: int | None) -> Message:
    """How many minutes a busy shop adds, until when (milliseconds)."""
    return {"t": "busy", **busyness(minutes, until)}


def busyness(minutes: int, until: int | None) -> Message:
    """The same as `welcome` and HTTP tell it."""
    return {"minutes": minutes, "until": None if until is None else times.text(until)}


def draining(reconnect_in_ms: int) -> Message:
    """The node is going away."""
    return {"t": "draining", "reconnect_in_ms": reconnect_in_ms}


def ping() -> Message:
    """Are you there."""
    return {"t": "ping"}


def pong(ref: Ref = None) -> Message:
    """Yes."""
    return _answer("pong", ref, {})


def authed(exp: int | None, ref: Ref = None) -> Message:
    """The token was renewed; `exp` in milliseconds."""
    return _answer("authed", ref, {"exp": None if exp is None else times.text(exp)})
