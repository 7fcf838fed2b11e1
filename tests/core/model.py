"""A room in memory: judges changes, numbers what comes of them, and tells what a fetch would give."""

from typing import Any, Final

import orjson
from msgspec.structs import replace

from server.core import changes, decide, entry_bodies
from server.core.changes import Actor, Change, Person
from server.core.decide import Scene
from server.core.entries import TARGETED, Body, Entry, Redacted
from server.core.room import Room
from server.core.windows import Window
from server.storage.folding import Kept, as_of, kept_of

ROOM: Final = "order-1042"
NOW: Final = 1_795_293_464_000
HOST: Final = Actor(None, host=True)
ANN, DAN = Actor("ann", "Ann", "customer"), Actor("dan", "Dan", "customer")
KEN, BOB = Actor("ken", "Ken", "driver"), Actor("bob", "Bob", "driver")
MIA: Final = Actor("mia", "Mia", "merchant")
GUEST: Final = Actor("v_guest", "Guest", "customer")
MAX: Final = Actor("max", "Max", "member")
BOT: Final = Actor("b_eta", "ETA", "bot")
AMY, SAM = Actor("s_amy", "Amy", "agent", staff=True), Actor("s_sam", "Sam", "supervisor", staff=True)
ACTORS: Final = {actor.user: actor for actor in (ANN, DAN, GUEST, KEN, BOB, MIA, MAX, BOT, AMY, SAM)}
CID: Final = {"room": ROOM, "cid": "cid-00000001"}


def person(actor: Actor, role: str = "", **more: Any) -> Person:
    return Person(user=actor.user, role=role or actor.role, name=actor.name, **more)


def text(said: str) -> Body:
    return {"type": "text", "text": said}


def post(by: Actor, said: str = "hello", **more: Any) -> Change:
    return changes.Post(**CID, actor=by, body=text(said), **more)


def edit(by: Actor, target: int, said: str = "better") -> Change:
    return changes.Revise(**CID, actor=by, target=target, body=text(said))


def redact(by: Actor, target: int) -> Change:
    return changes.Erase(**CID, actor=by, target=target)


def react(by: Actor, target: int, emoji: str = "👍", *, on: bool = True) -> Change:
    return changes.React(**CID, actor=by, target=target, emoji=emoji, on=on)


def request(by: Actor, *items: str) -> Change:
    named = [{"name": item} for item in items or ("Gyoza",)]
    return changes.Post(**CID, actor=by, body={"type": "request", "change": "remove", "items": named})


def answer(by: Actor, target: int, *, accepted: bool = True) -> Change:
    return changes.Answer(**CID, actor=by, target=target, accepted=accepted)


def add(who: Actor, role: str = "", *, by: Actor = HOST, replaces: Actor | None = None, **more: Any) -> Change:
    old = None if replaces is None else replaces.user
    return changes.Add(**CID, actor=by, person=person(who, role, **more), replaces=old)


def remove(who: Actor, by: Actor = HOST) -> Change:
    reason = "left" if by is who else "removed"
    return changes.Remove(**CID, actor=by, user=who.user, reason=reason)


def patch(by: Actor = HOST, **fields: Any) -> Change:
    return changes.Patch(**CID, actor=by, fields=fields)


def activity(kind: str = "picked_up", by: Actor = HOST, **more: Any) -> Change:
    return changes.Activity(**CID, actor=by, type=kind, **more)


def help_(by: Actor, reason: str | None = "late", **more: Any) -> Change:
    return changes.Help(**CID, actor=by, reason=reason, **more)


def report(by: Actor, target: int | None = None, user: str | None = None, **more: Any) -> Change:
    return changes.Report(**CID, actor=by, target=target, user=user, **more)


def merge(visitor: Actor, into: Actor) -> Change:
    return changes.Merge(**CID, actor=into, visitor=visitor.user)


def lock() -> Change:
    return changes.Lock(**CID, actor=HOST)


class Log:
    """One room: `entries` as they were told, `kept` what edits, redactions and reactions made of messages."""

    def __init__(
        self, *people: Person, kind: str = "order", audience: str | None = None, parent: Room | None = None
    ) -> None:
        self.now = NOW
        self.parent = parent
        self.room = Room(ROOM, kind, parent=None if parent is None else parent.id, audience=audience)
        self.entries: list[Entry] = []
        self.kept: dict[int, Kept] = {}
        self._number(HOST, decide.Draft("room", {"kind": kind, "subject": "Order 1042", "status": "open"}))
        for one in people:
            self._number(HOST, decide.Draft("join", entry_bodies.join(self.room, replace(one, history="all"))))

    def scene(self, target: int | None = None) -> Scene:
        kept = None if target is None else self.kept.get(target)
        if kept is None and target is not None and 0 < target <= len(self.entries):
            entry = self.entries[target - 1]
            kept = kept_of(ROOM, entry)
        return Scene(self.room, self.now, self.parent, None if kept is None else kept.target())

    def judge(self, change: Change) -> decide.Draft | None:
        return decide.judge(change, self.scene(getattr(change, "target", None)))

    def write(self, change: Change) -> Entry | None:
        """Carry a change out as the journal would. Raises Refusal; None when there was nothing to change."""
        draft = self.judge(change)
        return None if draft is None else self._number(change.actor, draft)

    def _number(self, actor: Actor, draft: decide.Draft) -> Entry:
        entry = Entry(
            seq=self.room.last_seq + 1,
            kind=draft.kind,
            at=max(self.now, self.room.last_at),
            by=actor.user,
            body=draft.body,
            target=draft.target,
            reply_to=draft.reply_to,
            author=draft.author,
            expires_at=draft.expires_at,
        )
        self.room.apply(entry)
        self.entries.append(entry)
        if entry.kind == "message":
            self.kept[entry.seq] = kept_of(ROOM, entry)
        elif entry.kind in TARGETED:
            self.kept[entry.target].fold(entry)
        return entry

    def fetch(self, window: Window) -> list[Entry]:
        """Return what this window gives now: messages in their current form, or as its end left them."""
        until = window.until
        forms = [self._current(entry) if until is None else self._as_of(entry, until) for entry in self.entries]
        return [seen for seen in map(window.cut, forms) if seen is not None]

    def _current(self, entry: Entry) -> Entry:
        if entry.kind == "edit" and self.kept[entry.target].redacted_at is not None:
            return replace(entry, body={})
        kept = self.kept.get(entry.seq)
        if kept is None or kept.rev is None:
            return entry
        erased = None if kept.redacted_at is None else Redacted(kept.redacted_by, kept.redacted_at)
        body = orjson.loads(kept.current) if kept.current else entry.body
        return replace(
            entry,
            body=body if erased is None else {},
            rev=kept.rev,
            redacted=erased,
            reactions=orjson.loads(kept.reactions) if kept.reactions else None,
            answer=kept.target().answer,
        )

    def _as_of(self, entry: Entry, until: int) -> Entry:
        current = self._current(entry)
        if current.rev is None or current.rev <= until:
            return current
        later = [e for e in self.entries[:until] if e.kind in TARGETED and e.target == entry.seq]
        return as_of(current, entry.body, later)

    def people(self, window: Window) -> dict[str, tuple[object, ...]]:
        """Return the participants that a snapshot shows: those present, and who left inside the window."""
        return {
            m.user: (m.role, m.name, m.joined_seq, m.left_seq)
            for m in self.room.members.values()
            if m.left_seq is None or m.left_seq > window.first
        }

    def public(self) -> tuple[object, ...]:
        """Return what every participant may know of the room's state."""
        room = self.room
        waiting = None if room.waiting is None else (room.waiting.since, room.waiting.reason, room.waiting.by)
        return (room.subject, room.status, room.locked, room.locks_at, waiting, room.stage)
