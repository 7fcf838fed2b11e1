"""One room as this node holds it: the fold, the feed, the cursors, and who views it here."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from typing import Any, Final

from server.core import replies
from server.core.codec import Codec
from server.core.cursors import Cursors
from server.core.encoded import Encoded
from server.core.entries import TARGETED, Entry
from server.core.feed import Feed
from server.core.permissions import table_kind
from server.core.room import STAFF_ROLES, Room
from server.core.tally import CROWD, Tally, counted
from server.core.typists import Typists
from server.core.windows import Window, of_member
from server.live.connection import View
from server.storage.rooms import Beside, Lane, Loaded

TOLD_EVERY_MS: Final = 100
CROWD_TOLD_EVERY_MS: Final = 1_000
"""How long cursors gather before they are told; in a crowd longer, the more there are to tell (docs/decisions/0005)."""


@dataclass(frozen=True, slots=True)
class Parted:
    """Somebody went out at this entry."""

    user: str
    reason: str


class LiveRoom:
    """Born from what the store holds; `take` brings it forward, one entry after the other."""

    __slots__ = (
        "aimed",
        "cursor_rev",
        "cursors",
        "facts",
        "feed",
        "idle_since",
        "lanes",
        "metadata",
        "moved",
        "room",
        "tally",
        "told_at",
        "typing_timer",
        "typists",
        "viewed_by_all",
        "views",
        "waking",
    )

    def __init__(self, loaded: Loaded, now: int) -> None:
        self.room: Room = loaded.room
        self.feed = Feed(loaded.room.last_seq)
        self.aimed = 0
        """The last entry handed out here that aims at an earlier one."""
        self.views: dict[str, View] = {}
        self.viewed_by_all = (-1, False)
        """Whether every session of its participants here views it, and at which count of moves that was found."""
        self.typists = Typists()
        self.typing_timer: Any = None
        self.moved: set[str] = set()
        self.told_at = 0
        self.waking = False
        self.idle_since = now
        self.cursors = Cursors(loaded.cursors)
        self.tally: Tally | None = None
        """What is counted here: of a crowd, and of announcements."""
        self._recount()
        self.refresh(loaded)

    def refresh(self, beside: Beside) -> None:
        """Take over what stands beside the log, as the store has it."""
        self.facts: list[dict[str, Any]] = beside.facts
        self.metadata: dict[str, Any] = beside.metadata
        self.lanes: list[Lane] = beside.lanes
        self.cursor_rev = beside.cursor_rev
        self.room.silenced = beside.silenced
        if self.tally is not None and not self.tally.whole and beside.latest is not None:
            self.tally.learn(beside.latest)

    @property
    def id(self) -> str:
        """The room's id."""
        return self.room.id

    @property
    def kind(self) -> str:
        """The room's column in the table of permissions."""
        return table_kind(self.room.kind, self.room.audience)

    @property
    def crowded(self) -> bool:
        """Tell whether lists become counts here."""
        return self.tally is not None

    @property
    def behind(self) -> bool:
        """Tell whether something is to be read from the store before it can be counted."""
        return self.tally is not None and not self.tally.whole

    @property
    def pace_ms(self) -> int:
        """Return how long cursors gather before they are told."""
        if self.tally is None:
            return TOLD_EVERY_MS
        return min(CROWD_TOLD_EVERY_MS, max(TOLD_EVERY_MS, TOLD_EVERY_MS * self.tally.present // CROWD))

    def names(self, user: str) -> bool:
        """Tell whether `joined` lists this participant to everybody: in a crowd only staff are."""
        member = self.room.present(user)
        return member is not None and (self.tally is None or member.role in STAFF_ROLES)

    def move(self, user: str, delivered: int, read: int) -> bool:
        """Move a cursor forward. Tell whether anything moved."""
        return (self.tally or self.cursors).move(user, delivered, read)

    def _recount(self) -> None:
        if self.tally is None and counted(self.room):
            self.tally = Tally(self.room, self.cursors)

    def take(self, ready: list[Entry], parted: Callable[["LiveRoom", Parted], None]) -> None:
        """Fold contiguous entries in and hand them to the views: who goes out at L is told before L, and not L."""
        chunk: list[Entry] = []
        for entry in ready:
            gone = parting(entry)
            if gone is not None:
                self._hand_out(chunk)
                chunk = []
            (self.tally or self.room).apply(entry)
            if entry.kind in TARGETED:
                self.aimed = entry.seq
            if gone is not None:
                self.lanes = [_without(lane, gone.user) for lane in self.lanes]
                parted(self, gone)
            self._settle(entry)
            chunk.append(entry)
        self._hand_out(chunk)

    def _settle(self, entry: Entry) -> None:
        """Adjust what hangs on the fold: a newcomer's views, a writer who has sent."""
        if entry.kind == "message" and entry.by is not None:
            self.typists.stopped(entry.by)
        elif entry.kind == "join":
            self._recount()
            user = entry.body["user"]
            member = self.room.present(user)
            for view in self.views_of(user):
                view.observer = False
                view.window = (member and of_member(member)) or view.window

    def views_of(self, user: str) -> list[View]:
        """Return this user's views here."""
        return [view for view in self.views.values() if view.connection.user == user]

    def _hand_out(self, chunk: list[Entry]) -> None:
        """Give a run of entries to every view: encoded once, and once more where a target is hidden."""
        if not chunk:
            return
        shared = _Shared(self.id, chunk)
        alike, frames = shared.alike, shared.frames
        for view in self.views.values():
            connection = view.connection
            write = connection.write
            if view.held is not None:
                view.held.extend(chunk)
            elif write is None or not alike:
                connection.tell(shared.seen_through(view.window))
            else:
                # The path of nearly every delivery: nothing waits for this reader, so the shared frame goes out here.
                frame = frames[connection.codec]
                try:
                    write(connection.after(frame) if connection.ahead else frame)
                except RuntimeError:
                    connection.blocked()
                else:
                    connection.spoke = True

    @property
    def partakers(self) -> int:
        """Return how many views here are those of participants."""
        return len(self.views) - sum(view.observer for view in self.views.values())

    def viewers(self) -> Iterable[View]:
        """Return the views that have their `joined` already."""
        return [view for view in self.views.values() if view.held is None]


class Frames(dict[Codec, bytes]):
    """The frames of one message by codec, made when they are first asked for."""

    __slots__ = ("_message",)

    def __init__(self, message: Encoded) -> None:
        super().__init__()
        self._message = message

    def __missing__(self, codec: Codec) -> bytes:
        frame = self[codec] = self._message.frame(codec)
        return frame


class _Shared:
    """One run of entries in as many encodings as there are different windows on it."""

    __slots__ = ("_chunk", "_expires", "_lowest", "_room", "_variants", "_whole", "alike", "frames")

    def __init__(self, room: str, chunk: list[Entry]) -> None:
        self._room = room
        self._chunk = chunk
        self._whole = Encoded(replies.told(room, chunk))
        self._lowest = min([e.target for e in chunk if e.target is not None and e.kind in TARGETED], default=None)
        self._expires = min([e.expires_at for e in chunk if e.expires_at is not None], default=None)
        self._variants: dict[tuple[int, ...], Encoded] = {}
        self.alike = self._lowest is None and self._expires is None
        """Everybody gets the same; else windows may differ."""
        self.frames = Frames(self._whole)

    def seen_through(self, window: Window) -> Encoded:
        """Return the shared frame for this window."""
        within = self._lowest is None or self._lowest >= window.first
        if within and (self._expires is None or self._expires > window.since):
            return self._whole
        cut = [entry for entry in map(window.cut, self._chunk) if entry is not None]
        key = tuple(entry.seq for entry in cut if entry.kind == "hidden")
        if key not in self._variants:
            self._variants[key] = Encoded(replies.told(self._room, cut))
        return self._variants[key]


def parting(entry: Entry) -> Parted | None:
    """Return who goes out with this entry."""
    if entry.kind == "leave":
        return Parted(entry.body["user"], entry.body.get("reason", "removed"))
    if entry.kind == "join" and entry.body.get("replaces"):
        return Parted(entry.body["replaces"], "replaced")
    return None


def left_reason(reason: str) -> str:
    """Return the reason that `left` gives; going by oneself is a removal too, for one's other devices."""
    return "removed" if reason == "left" else reason


def _without(lane: Lane, user: str) -> Lane:
    """Whoever leaves a room has left its lanes."""
    return replace(lane, users=tuple(other for other in lane.users if other != user))
