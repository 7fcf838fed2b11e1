"""Servers on which something of what staff do privately leaks out: each leak is planted where it could come about."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import func, select

from server.core import ids, replies, tending
from server.core.changes import Actor, Tend
from server.core.encoded import Encoded
from server.core.presence import Shown
from server.core.refusals import Refusal
from server.storage.tables import entries, rooms
from tests.push.conftest import Office


def the_lanes_seq_in_the_parent(office: Office) -> None:
    """What is written in the staff lane counts in the room it belongs to."""
    get = office.house.rooms.get

    async def leaky(actor: Any, room: str) -> Any:
        told = await get(actor, room)
        return told | {"last_seq": told["last_seq"] + _notes(office, room)}

    office.house.rooms.get = leaky


def an_observer_in_presence(office: Office) -> None:
    """Who looks on is shown as if they took part."""
    hub, attach = office.bench.hub, office.bench.hub.attach

    def leaky(live: Any, view: Any) -> None:
        attach(live, view)
        if view.observer:
            hub.attention._show(live, view.connection.user, Shown("online", hub.parts.clock()))

    hub.attach = leaky


def a_note_counted_as_unread(office: Office) -> None:
    """What staff write to one another is unread to everybody."""
    listing = office.house.rooms.listing

    async def leaky(*asked: Any) -> Any:
        told = await listing(*asked)
        for room in told["rooms"]:
            room["unread"] += _notes(office, room["room"])
        return told

    office.house.rooms.listing = leaky


def a_file_under_the_id_of_anothers(office: Office) -> None:
    """The same bytes are kept once, under the id that they had in the staff lane."""
    accept, known = office.house.uploads.accept, {}

    async def leaky(actor: Any, wish: Any, chunks: Any) -> Any:
        told = await accept(actor, wish, chunks)
        return told | {"file": known.setdefault(wish.name, told["file"])}

    office.house.uploads.accept = leaky


def an_error_that_tells(office: Office) -> None:
    """The refusal of what is not theirs says how much there is."""
    page = office.house.history.page

    async def leaky(actor: Any, room: str, *span: Any) -> Any:
        try:
            return await page(actor, room, *span)
        except Refusal as refusal:
            raise Refusal(refusal.code, f"{refusal.message}: {_entries(office, room)} entries") from None

    office.house.history.page = leaky


def a_summary_moved_by_an_assignment(office: Office) -> None:
    """That a room was given to somebody is told as if the room had changed."""
    hub, take = office.bench.hub, office.bench.hub.take

    def leaky(room: str, came: Any) -> None:
        came = list(came)
        take(room, came)
        if any(entry.kind == "desk" for entry in came):
            hub.summaries.touch(_parent(office, room))

    hub.take = leaky


def who_of_staff_looks(office: Office) -> None:
    """Whoever views a room is told who of staff does."""
    around = office.bench.hub.inbox.around
    moved = around._moved

    def leaky(room: str) -> None:
        moved(room)
        _tell_all(office, room, around._message(room))

    around._moved = leaky


def a_private_mark_in_receipts(office: Office) -> None:
    """What staff who take no part have read is told as their cursor."""
    receipts = office.bench.hub.receipts
    marked = receipts.marked

    def leaky(room: str, user: str, read: int) -> None:
        marked(room, user, read)
        told = replies.receipts(room, [{"user": user, "delivered": read, "read": read}])
        _tell_all(office, room, Encoded(told))

    receipts.marked = leaky


def the_row_of_the_inbox(office: Office) -> None:
    """A row goes to everybody who has the room open."""
    inbox = office.bench.hub.inbox
    learn = inbox._learn

    def leaky(picture: Any) -> None:
        learn(picture)
        _tell_all(office, picture.room, Encoded(replies.inbox({"rows": []})))

    inbox._learn = leaky


def _tell_all(office: Office, room: str, message: Encoded) -> None:
    live = office.bench.hub.rooms.get(room)
    for view in live.viewers() if live is not None else ():
        view.connection.tell(message)


def a_watcher_that_is_told(office: Office) -> None:
    """That support watches is said although the operator has not asked for it."""
    hub = office.bench.hub
    hub.watched.on = True
    hub.inbox.around.also(hub.watched.moved)


def spam_that_ends_a_room(office: Office) -> None:
    """What staff call spam is resolved, for everybody to see."""
    journal = office.bench.node.parts.journal
    append = journal.append

    async def leaky(change: Any) -> Any:
        done = await append(change)
        if isinstance(change, Tend) and isinstance(change.act, tending.Spam):
            await office.house.rooms.patch(Actor(None, host=True), change.room, {"status": "resolved"}, ids.fresh("c"))
        return done

    journal.append = leaky


@dataclass(frozen=True, slots=True)
class Leak:
    """How a server is spoilt, and what of what a party receives then shows it: where it came, and the bytes."""

    spoils: Callable[[Office], None]
    sign: Callable[[str, bytes], bool]


LEAKS: Final = (
    Leak(the_lanes_seq_in_the_parent, lambda where, raw: where == "/v1/rooms/order-1" and b"last_seq" in raw),
    Leak(an_observer_in_presence, lambda where, raw: where == "socket" and raw.startswith(b'{"t":"presence"')),
    Leak(a_note_counted_as_unread, lambda where, raw: where == "/v1/rooms" and b"unread" in raw),
    Leak(a_file_under_the_id_of_anothers, lambda where, raw: where == "file" and raw.startswith(b"404")),
    Leak(an_error_that_tells, lambda where, raw: where.endswith("/entries") and raw.startswith(b"404")),
    Leak(who_of_staff_looks, lambda where, raw: where == "socket" and raw.startswith(b'{"t":"watch"')),
    Leak(a_private_mark_in_receipts, lambda where, raw: where == "socket" and raw.startswith(b'{"t":"receipts"')),
    Leak(the_row_of_the_inbox, lambda where, raw: where == "socket" and raw.startswith(b'{"t":"inbox"')),
    Leak(a_summary_moved_by_an_assignment, lambda where, raw: where == "socket" and raw.startswith(b'{"t":"room"')),
    Leak(a_watcher_that_is_told, lambda where, raw: where == "socket" and raw.startswith(b'{"t":"watched"')),
    Leak(spam_that_ends_a_room, lambda where, raw: where == "socket" and b'"status":"resolved"' in raw),
)


def _entries(office: Office, room: str) -> int:
    counted = select(func.count()).where(entries.c.room == room)
    return int(office.bench.node.parts.database.call(lambda c: c.scalar(counted)))


def _notes(office: Office, room: str) -> int:
    return _entries(office, office.bench.staff_lane(room))


def _parent(office: Office, lane: str) -> str:
    asked = select(rooms.c.parent).where(rooms.c.id == lane)
    return str(office.bench.node.parts.database.call(lambda c: c.scalar(asked)))
