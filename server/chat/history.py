"""Pages of a room's log, cut to the reader's window."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from server.chat import access
from server.core import codec, entries
from server.core.changes import Actor
from server.core.entries import Entry
from server.core.limits import Limits
from server.live.hub import Hub
from server.storage import entries as stored


@dataclass(frozen=True, slots=True)
class Span:
    """What was asked for; both ends exclusive."""

    after: int | None = None
    before: int | None = None
    limit: int = 50


@dataclass(frozen=True, slots=True)
class Page:
    """Entries, ascending, and whether there are more on that side."""

    entries: list[Entry]
    more: bool


class History:
    """Reads for sockets and HTTP alike."""

    def __init__(self, hub: Hub, limits: Limits) -> None:
        self._hub = hub
        self._limits = limits

    async def page(self, actor: Actor, room: str, after: int | None, before: int | None, limit: int) -> dict[str, Any]:
        """Return `{entries, more}` as HTTP tells it."""
        page = await self.read(actor, room, Span(after, before, limit))
        return {"entries": [entries.wire(entry) for entry in page.entries], "more": page.more}

    async def read(self, actor: Actor, room: str, span: Span) -> Page:
        """Read one page inside the window; a node that is behind catches up before it answers."""
        found = await access.reading(self._hub, actor, room, former=True)
        rows = await self._settled(found, span)
        newest = max((max(row.seq, row.rev or 0) for row in rows), default=0)
        if newest >= found.live.feed.next:
            found.live.feed.heard(newest)
            await self._hub.repair.mend(found.live)
            found = await access.reading(self._hub, actor, room, former=True)
            rows = await self._rows(found, span)
        forward = span.after is not None and (span.before is None or found.window.until is not None)
        more = len(rows) > span.limit
        if more:
            rows = rows[: span.limit] if forward else rows[-span.limit :]
        visible = [entry for entry in map(found.window.cut, rows) if entry is not None]
        fitting = fit(visible, self._limits.answer, newest=not forward)
        return Page(fitting, more or len(fitting) < len(visible))

    async def _settled(self, found: access.Access, span: Span) -> list[Entry]:
        """Read a page that no edit has overtaken: one told meanwhile would be lost on the page that comes after it."""
        while True:
            aimed = found.live.aimed
            rows = await self._rows(found, span)
            if aimed == found.live.aimed:
                return rows

    async def _rows(self, found: access.Access, span: Span) -> list[Entry]:
        """Read one row more than asked for: it tells whether there are more."""
        window, room, limit = found.window, found.live.id, span.limit + 1
        read = self._hub.parts.database.read
        if window.until is not None:
            return await read(stored.page_as_of, room, window, after=span.after, before=span.before, limit=limit)
        after = max(span.after or 0, window.first - 1)
        newest = span.after is None or span.before is not None
        return await read(stored.page, room, after=after, before=span.before, limit=limit, newest=newest)


def fit(page: Sequence[Entry], most: int, *, newest: bool) -> list[Entry]:
    """Keep as many entries as fit into `most` bytes of JSON, from the newest or the oldest on; at least one."""
    kept: list[Entry] = []
    size = 0
    for entry in reversed(page) if newest else page:
        size += len(codec.to_json(entries.wire(entry))) + 1
        if size > most and kept:
            break
        kept.append(entry)
    return kept[::-1] if newest else kept
