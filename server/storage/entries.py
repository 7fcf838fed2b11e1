"""Entries read back: pages in their current form, pages as of a seq, gaps, cids."""

from collections.abc import Iterable, Sequence
from typing import Any, Final

from sqlalchemy import ColumnElement, Connection, Row, Select, select

from server.core.entries import Answer, Author, Body, Entry, Redacted
from server.core.windows import Window
from server.storage.folding import as_of
from server.storage.tables import entries

_WITHOUT: Final = {"txid", "position", "digest"}
COLUMNS: Final = tuple(column for column in entries.c if column.name not in _WITHOUT)


def entry_of(row: Row[Any]) -> Entry:
    """Read an entry in its current form."""
    redacted = None if row.redacted_at is None else Redacted(row.redacted_by, row.redacted_at)
    author = None if row.author_name is None else Author(row.author_name, row.author_role)
    return Entry(
        seq=row.seq,
        kind=row.kind,
        at=row.at,
        by=row.author or None,
        cid=row.cid,
        target=row.target,
        body=row.body if row.current is None else row.current,
        reply_to=row.reply_to,
        author=author,
        rev=row.rev,
        redacted=redacted,
        reactions=row.reactions,
        answer=None if row.answer is None else Answer(**row.answer),
        expires_at=row.expires_at,
        edited=row.current is not None,
    )


def page(
    connection: Connection,
    room: str,
    *,
    after: int | None = None,
    before: int | None = None,
    limit: int = 50,
    newest: bool = False,
) -> list[Entry]:
    """Return at most `limit` entries between two seqs, ascending; from the end with `newest`, or `before` alone."""
    from_end = newest or (before is not None and after is None)
    rows = connection.execute(_slice(room, after, before, limit=limit, from_end=from_end)).all()
    return [entry_of(row) for row in (reversed(rows) if from_end else rows)]


def between(connection: Connection, room: str, first: int, last: int) -> list[Entry]:
    """Return the entries from `first` to `last`, both included: what a gap lacks."""
    return page(connection, room, after=first - 1, before=last + 1, limit=max(0, last - first + 1))


def page_as_of(
    connection: Connection,
    room: str,
    window: Window,
    *,
    after: int | None = None,
    before: int | None = None,
    limit: int = 50,
) -> list[Entry]:
    """Return a page inside a closed window, each message as it stood at its end; from the end without `after`.

    What was erased since stays erased.
    """
    until = window.until if window.until is not None else 2**53
    low = max(window.first - 1, after if after is not None else 0)
    high = min(until + 1, before if before is not None else until + 1)
    found = page(connection, room, after=low, before=high, limit=limit, newest=after is None)
    moved = [entry.seq for entry in found if entry.rev is not None and entry.rev > until]
    if not moved:
        return found
    originals, later = _originals(connection, room, moved), _aimed_at(connection, room, moved, until)
    return [
        as_of(entry, originals[entry.seq], later.get(entry.seq, ())) if entry.seq in originals else entry
        for entry in found
    ]


def expiry(connection: Connection, room: str, seq: int) -> int | None:
    """Return when an entry is shown to newcomers no more (milliseconds); None for ever."""
    at = (entries.c.room == room) & (entries.c.seq == seq)
    return connection.scalar(select(entries.c.expires_at).where(at))


def find_cid(connection: Connection, room: str, author: str, cid: str) -> tuple[str, int, int] | None:
    """Return (digest, seq, at) of what this author named so here; `author` is '' for the host."""
    named = (entries.c.room == room) & (entries.c.author == author) & (entries.c.cid == cid)
    found = connection.execute(select(entries.c.digest, entries.c.seq, entries.c.at).where(named)).first()
    return None if found is None else (found.digest or "", found.seq, found.at)


def _slice(room: str, after: int | None, before: int | None, *, limit: int, from_end: bool) -> Select[tuple[Any, ...]]:
    where: list[ColumnElement[bool]] = [entries.c.room == room]
    if after is not None:
        where.append(entries.c.seq > after)
    if before is not None:
        where.append(entries.c.seq < before)
    order = entries.c.seq.desc() if from_end else entries.c.seq
    return select(*COLUMNS).where(*where).order_by(order).limit(limit)


def _originals(connection: Connection, room: str, seqs: Sequence[int]) -> dict[int, Body]:
    named = (entries.c.room == room) & entries.c.seq.in_(seqs)
    return {row.seq: row.body for row in connection.execute(select(entries.c.seq, entries.c.body).where(named))}


def _aimed_at(connection: Connection, room: str, targets: Sequence[int], until: int) -> dict[int, list[Entry]]:
    """Return the edits and reactions up to `until`, by the message they aim at, in order."""
    aimed = (entries.c.room == room) & entries.c.target.in_(targets) & (entries.c.seq <= until)
    rows: Iterable[Row[Any]] = connection.execute(select(*COLUMNS).where(aimed).order_by(entries.c.seq))
    found: dict[int, list[Entry]] = {}
    for row in rows:
        found.setdefault(row.target, []).append(entry_of(row))
    return found
