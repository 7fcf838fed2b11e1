"""What people do with files: send one up for a room, and get one back as far as their window of it reaches."""

from collections import Counter
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass, field
from typing import Any, Final

import structlog
from msgspec.structs import replace

from server.chat import access
from server.core import filenames, ids, sniffing, times, uploads
from server.core.changes import Actor
from server.core.refusals import Refusal
from server.core.uploads import Quotas, Upload
from server.live.hub import Hub
from server.storage import entries as stored_entries
from server.storage import uploads as stored
from server.storage.database import Store
from server.uploads.arrival import Arrival, Arrived, Patience, too_large
from server.uploads.pictures import Drawn, Pictures
from server.uploads.scratch import Scratch
from server.uploads.shelf import Held, Missing, Shelf

PREVIEW: Final = ".preview"
"""What the small picture's name ends in."""
VISITOR: Final = "v_"
JPEG_SUFFIXES: Final = frozenset({".jpg", ".jpeg"})
log = structlog.get_logger()


@dataclass(frozen=True, slots=True, kw_only=True)
class Bounds:
    """How much, how many at once, how long."""

    most: int = 25 * 1024 * 1024
    quotas: Quotas = field(default_factory=Quotas)
    patience: Patience = field(default_factory=Patience)
    user_at_once: int = 3
    at_once: int = 32
    spare: int = 256 * 1024 * 1024
    """Bytes of the disk that files leave free: the journal may live on the same one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What is to be sent up: for which room, under which name; `length` as far as the sender told it."""

    room: str
    name: str
    length: int | None


@dataclass(frozen=True, slots=True)
class Opened:
    """A file on its way to a reader."""

    upload: Upload
    held: Held
    mime: str
    inline: bool


class Uploads:
    """The use cases."""

    def __init__(self, hub: Hub, shelf: Shelf, scratch: Scratch, pictures: Pictures, bounds: Bounds) -> None:
        self._hub = hub
        self._parts = hub.parts
        self._shelf = shelf
        self._scratch = scratch
        self._pictures = pictures
        self._bounds = bounds
        self._busy: Counter[str] = Counter()

    @property
    def most(self) -> int:
        """Bytes that one file may have."""
        return self._bounds.most

    async def accept(self, actor: Actor, wish: Wish, chunks: AsyncIterator[bytes]) -> dict[str, Any]:
        """Take a file for one room, which the sender may then send a message with."""
        most = self._bounds.most if wish.length is None else wish.length
        if most > self._bounds.most:
            raise too_large(self._bounds.most)
        await self._check_allowed(actor, wish.room)
        with self._turn(actor.user or ""):
            await self._check_free(most)
            upload = Upload(
                id=ids.fresh("f_"), room=wish.room, user=actor.user or "", name="", size=most, mime=sniffing.UNKNOWN,
                at=self._parts.wall(), state=uploads.ARRIVING,
            )  # fmt: skip
            quotas = self._bounds.quotas
            if actor.host:  # who speaks for many is held by what a room and the server take
                quotas = replace(quotas, user_files=None, user_bytes=None)
            await self._parts.journal.write(lambda c: stored.reserve(c, upload, quotas))
            return await self._take(upload, wish, Arrival(chunks, most, self._bounds.patience))

    async def open(self, actor: Actor, upload: str, *, preview: bool = False) -> Opened:
        """Return a file to who may read the message that carries it; an unused one to its sender alone."""
        found = await self.visible(actor, upload)
        try:
            held = await self._shelf.get(found.id + PREVIEW if preview and found.preview else found.id)
        except Missing:
            log.warning("upload.missing", upload=found.id)
            raise Refusal("unavailable", "the file is not at hand on this server", retry_after_ms=5_000) from None
        shrunk = preview and found.preview
        mime = "image/webp" if shrunk else found.mime
        inert = mime in sniffing.INERT or found.width is not None
        return Opened(found, held, mime if inert else sniffing.UNKNOWN, inline=found.width is not None)

    async def visible(self, actor: Actor, upload: str) -> Upload:
        """Return what is known of a file, or refuse: one that is not there and one that is not yours look alike."""
        found = await self._parts.database.read(stored.find, upload)
        if found is None:
            raise _unknown()
        live = await self._hub.load(found.room)
        await self._hub.repair.check(live)
        try:
            reader = await access.reading(self._hub, actor, found.room, former=found.seq is not None)
        except Refusal as refusal:
            raise (_unknown() if refusal.code == "not_found" else refusal) from None
        if found.seq is None and not actor.host and actor.user != found.user:
            raise _unknown()
        if found.seq is not None and not reader.window.shows(found.seq, await self._expiry(reader, found.seq)):
            raise _unknown()
        return found

    async def _expiry(self, reader: access.Access, seq: int) -> int | None:
        """Return when the message at this seq expires; only announcements do."""
        if reader.live.room.kind != "announcement":
            return None
        return await self._parts.database.read(stored_entries.expiry, reader.live.id, seq)

    async def _check_allowed(self, actor: Actor, room: str) -> None:
        """Who may not write there may not send files there; a visitor not before staff have answered."""
        found = await access.reading(self._hub, actor, room)
        access.may_now(found, actor, "send", self._parts.wall())
        if (actor.user or "").startswith(VISITOR) and not await self._parts.database.read(stored.staff_spoke, room):
            raise Refusal("forbidden", "files can be sent once somebody has answered")

    @contextmanager
    def _turn(self, user: str) -> Iterator[None]:
        """Count who sends something up just now on this node."""
        if self._busy[user] >= self._bounds.user_at_once:
            raise Refusal("rate_limited", "too many files at once", retry_after_ms=2_000)
        if self._busy.total() >= self._bounds.at_once:
            raise Refusal("unavailable", "too many files are arriving just now", retry_after_ms=5_000)
        self._busy[user] += 1
        try:
            yield
        finally:
            self._busy[user] -= 1
            self._busy += Counter()  # forgets who has none

    async def _check_free(self, size: int) -> None:
        try:
            free = await self._shelf.free()
        except OSError as error:
            raise _no_room(error) from None
        if free < size + self._bounds.spare:
            log.warning("upload.disk_low", free=free)
            raise Refusal("unavailable", "no room is left for files on the server", retry_after_ms=60_000)

    async def _take(self, upload: Upload, wish: Wish, arrival: Arrival) -> dict[str, Any]:
        """Write it down, look at it, put it on the shelf; nothing is left of what could not be taken."""
        try:
            await self._scratch.make()
            arrived = await arrival.write_to(self._scratch.places(upload.id).original)
            done = await self._put(upload, wish, arrived)
            await self._scratch.clear(upload.id)
        except OSError as error:
            await self._release(upload.id, stored.forget)
            raise _no_room(error) from None
        except Refusal as refusal:
            await self._release(upload.id, stored.forget if refusal.code == "unavailable" else stored.spend)
            raise
        except BaseException:  # the sender went away, or the server is closing: the sweep would find it too
            await self._release(upload.id, stored.forget)
            raise
        if not await self._parts.journal.write(lambda c: stored.settle(c, done)):
            raise Refusal("unavailable", "the file arrived too late", retry_after_ms=1_000)
        log.info("upload.taken", upload=done.id, mime=done.mime, size=done.size)
        expires = times.text(done.at + uploads.UNUSED_MS)
        return {"room": done.room, **uploads.shown(done), "preview": done.preview, "expires": expires}

    async def _release(self, upload: str, note: Callable[[Store, str], None]) -> None:
        """Leave nothing behind; where even that fails, the row stays and the sweep comes later."""
        with suppress(Refusal, OSError):
            await self._shelf.drop(upload)
            await self._shelf.drop(upload + PREVIEW)
            await self._scratch.clear(upload)
            await self._parts.journal.write(lambda c: note(c, upload))

    async def _put(self, upload: Upload, wish: Wish, arrived: Arrived) -> Upload:
        if not arrived.size:
            raise Refusal("bad_field", "the file is empty", field="file")
        kind, name = sniffing.sniff(arrived.head), filenames.clean(wish.name)
        places = self._scratch.places(upload.id)
        if not self._pictures.draws(kind):
            await self._shelf.put(upload.id, places.original)
            return replace(upload, name=name, size=arrived.size, mime=kind, state=uploads.READY)
        drawn = await self._pictures.draw(places, kind)
        size = places.main.stat().st_size
        await self._shelf.put(upload.id, places.main)
        if drawn.preview:
            await self._shelf.put(upload.id + PREVIEW, places.preview)
        return replace(upload, name=_named(name, drawn), size=size, state=uploads.READY, **asdict(drawn))


def _named(name: str, drawn: Drawn) -> str:
    """A picture's name ends in what it is now."""
    suffix = sniffing.SUFFIXES[drawn.mime]
    return filenames.with_suffix(name, suffix, JPEG_SUFFIXES if suffix in JPEG_SUFFIXES else frozenset())


def _unknown() -> Refusal:
    return Refusal("not_found", "no such file, or not for you")


def _no_room(error: OSError) -> Refusal:
    """What the disk refuses is told in plain words, and may be tried again."""
    log.error("upload.disk", error=error.strerror or type(error).__name__)
    return Refusal("unavailable", "the server cannot store files just now", retry_after_ms=60_000)
