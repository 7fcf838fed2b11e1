"""Rooms over HTTP: create, show, list, change, people, receipts."""

import base64
import binascii
from dataclasses import dataclass, field
from typing import Any

import orjson

from server.chat import access, compose, snapshot
from server.core import changes, ids
from server.core.changes import Actor
from server.core.facts import Fact
from server.core.refusals import Refusal
from server.core.room import KINDS
from server.live import gossip
from server.live.hub import Hub
from server.live.summaries import wire
from server.storage import rooms as stored
from server.storage import summaries as stored_summaries
from server.storage.database import Store


@dataclass(frozen=True, slots=True, kw_only=True)
class NewRoom:
    """A room to be made; `id` None for a new one."""

    id: str | None
    kind: str
    subject: str = ""
    people: tuple[changes.Person, ...] = ()
    metadata: dict[str, Any] = field(default_factory=dict)
    facts: tuple[dict[str, Any], ...] = ()


ASIDE = ("facts", "metadata")
LOGGED = ("subject", "status", "locked", "locks_at")


class Rooms:
    """What the host and staff do with rooms as a whole."""

    def __init__(self, hub: Hub) -> None:
        self._hub = hub
        self._parts = hub.parts

    async def create(self, actor: Actor, new: NewRoom, cid: str) -> tuple[dict[str, Any], bool]:
        """Make a room, its staff lane and its first participants in one transaction; a known id stays as it is."""
        if not (actor.host or actor.staff):
            raise Refusal("forbidden", "rooms are made by the host or staff")
        if new.kind not in KINDS:
            raise Refusal("bad_field", f"one of {', '.join(KINDS)}", field="kind")
        room = new.id or ids.fresh("r-")
        done = await self._parts.journal.append(
            changes.Create(
                room=room,
                actor=actor,
                cid=cid,
                digest=compose.digest("create", room),
                kind=new.kind,
                subject=new.subject,
                people=new.people,
                metadata=new.metadata,
                facts=new.facts,
                staff_lane=ids.fresh("l-"),
            )
        )
        return await self.get(actor, room), done.changed or done.repeat

    async def get(self, actor: Actor, room: str) -> dict[str, Any]:
        """Return the room as this reader may see it."""
        found = await access.reading(self._hub, actor, room)
        lanes = [snapshot.lane(row, None) for row in snapshot.visible_lanes(found, actor)]
        return {
            "id": room,
            **snapshot.room(found, actor, self._hub.attention, self._parts.wall()),
            "lanes": lanes,
        }

    async def kind(self, actor: Actor, room: str) -> str:
        """Return the kind of a room, or of the lane that it is."""
        return (await access.reading(self._hub, actor, room)).live.kind

    async def patch(self, actor: Actor, room: str, fields: dict[str, Any], cid: str) -> dict[str, Any]:
        """Change what is public (an entry) or what stands beside the log (facts, metadata)."""
        found = await access.reading(self._hub, actor, room)
        access.may_now(found, actor, "patch", self._parts.wall())
        logged = {name: fields[name] for name in LOGGED if name in fields}
        if logged:
            digest = compose.digest("patch", logged)
            change = changes.Patch(room=room, actor=actor, cid=cid, digest=digest, fields=logged)
            await self._parts.journal.append(change)
        if any(name in fields for name in ASIDE):
            await self._parts.journal.write(lambda c: _set_aside(c, room, fields))
            self._hub.node.publish(room, gossip.Aside(room))
            await self._hub.repair.aside(room)
        return await self.get(actor, room)

    async def listing(self, actor: Actor, limit: int, cursor: str | None) -> dict[str, Any]:
        """List the rooms that the caller may see, newest first: `{rooms, next}`."""
        before = None if cursor is None else _read_cursor(cursor)
        role = "" if actor.host else actor.role if actor.staff else None
        user = actor.user or ""
        read = self._parts.database.read
        rows = await read(stored_summaries.summaries, user, role=role, limit=limit + 1, before=before, only=actor.only)
        page = rows[:limit]
        more = len(rows) > limit
        return {
            "rooms": [wire(row, self._parts.wall()) for row in page],
            "next": _cursor(page[-1].last_at, page[-1].room) if more else None,
        }

    async def participants(self, actor: Actor, room: str, limit: int, cursor: str | None) -> dict[str, Any]:
        """List everybody in the room whom this reader may know of, as they came: `{participants, next}`."""
        found = await access.reading(self._hub, actor, room)
        after = (0, "") if cursor is None else _read_cursor(cursor)
        page = snapshot.people_after(found, self._hub.attention, after, limit + 1)
        last = page[limit - 1] if len(page) > limit else None
        return {
            "participants": page[:limit],
            "next": None if last is None else _cursor(last["joined_seq"], last["user"]),
        }

    async def receipts(self, actor: Actor, room: str) -> dict[str, Any]:
        """Return everybody's cursor: `{room, last_seq, cursors}`; of a crowd the reader's, staff's, and `counts`."""
        found = await access.reading(self._hub, actor, room)
        shown = [person["user"] for person in snapshot.people(found, actor, self._hub.attention)]
        told = {
            "room": room,
            "last_seq": found.live.room.last_seq,
            "cursors": found.live.cursors.rows(shown),
        }
        tally = found.live.tally
        return told if tally is None else {**told, "counts": tally.counts(found.window.first)}


def _set_aside(c: Store, room: str, fields: dict[str, Any]) -> None:
    if "facts" in fields:
        stored.set_facts(c, room, fields["facts"])
    if "metadata" in fields:
        stored.set_metadata(c, room, fields["metadata"])


def _cursor(number: int, name: str) -> str:
    return base64.urlsafe_b64encode(orjson.dumps([number, name])).decode().rstrip("=")


def _read_cursor(cursor: str) -> tuple[int, str]:
    try:
        number, name = orjson.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
        return int(number), str(name)
    except (ValueError, TypeError, binascii.Error):
        raise Refusal("bad_field", "not a cursor of ours", field="cursor") from None


def fact(row: Fact) -> dict[str, Any]:
    """Return a fact as it is stored."""
    return {
        "key": row.key,
        "label": row.label,
        "value": row.value,
        "kind": row.kind,
        "roles": list(row.roles),
        "until": row.until,
    }
