"""One batch, decided: what to look up, each change in order, what to write. No I/O of its own."""

from collections import defaultdict
from dataclasses import dataclass, field
from typing import Final

import orjson
from msgspec.structs import replace

from server.core import decide
from server.core import uploads as files
from server.core.audit import Act
from server.core.changes import Actor, Add, Answer, Change, Erase, Merge, Person, React, Report, Revise
from server.core.entries import Entry
from server.core.ids import is_own
from server.core.outcomes import Commit, Done
from server.core.refusals import Refusal
from server.core.room import STAFF_ROLES, Room
from server.core.scene import Draft, Scene
from server.core.tending import Tending
from server.core.uploads import Upload
from server.storage import looking, registry
from server.storage.desk_tables import tended_row
from server.storage.driver import Documents, Row
from server.storage.folding import Kept, kept_of
from server.storage.looking import Key, key_of, people_of

_NOT_MOVED: Final = 4


@dataclass(frozen=True, slots=True)
class Rules:
    """What a batch judges by beside the room itself."""

    redact_within_ms: int
    host_agents: bool


@dataclass(frozen=True, slots=True)
class Known:
    """What a cid had named before."""

    digest: str | None
    seq: int
    at: int
    txid: int = 0


@dataclass(frozen=True, slots=True)
class Outcome:
    """An answer for each change, the entries for the readers, and what proves, on disk, that all of it is."""

    answers: list[Done | Refusal]
    commits: list[Commit]
    proof: Key | None = None
    txid: int = 0


def text(value: object) -> str:
    """Write a JSON column."""
    return orjson.dumps(value).decode()


@dataclass(slots=True)
class Batch:
    """The state that the changes so far have left, and what is to be written for them."""

    now: int
    rules: Rules
    rooms: dict[str, Room]
    cids: dict[Key, Known]
    users: dict[str, tuple[str, str, str]]
    """Stored role, name and who vouched, by user."""
    kept: dict[tuple[str, int], Kept]
    uploads: dict[str, Upload] = field(default_factory=dict)
    desk: dict[str, Tending] = field(default_factory=dict)
    """How staff stand to the rooms that they do something with."""
    tended: set[str] = field(default_factory=set)
    noted: list[Act] = field(default_factory=list)
    """What of it stands in the audit log."""
    written: dict[str, list[Entry]] = field(default_factory=lambda: defaultdict(list))
    entry_rows: list[Row] = field(default_factory=list)
    born: dict[str, list[object]] = field(default_factory=dict)
    user_rows: list[Row] = field(default_factory=list)
    turned: set[str] = field(default_factory=set)
    """Rooms of which more has changed than how far their log goes."""
    moved_members: set[tuple[str, str]] = field(default_factory=set)
    erased: list[Row] = field(default_factory=list)
    carried: list[Row] = field(default_factory=list)
    claims: list[Row] = field(default_factory=list)
    proof: Key | None = None

    def carry_out(self, change: Change) -> Done:
        """Answer a repeat, or judge the change and write it. Raises Refusal, having changed nothing."""
        room = self.rooms.get(change.room)
        if room is not None and not change.actor.reaches(room.id, room.parent):
            raise unknown_room()
        known = self.cids.get(key_of(change)) or self._known_otherwise(change)
        if known is not None:
            if known.digest != change.digest:
                raise Refusal("cid_reused")
            seq = (change.target or 0) if isinstance(change, Report) else known.seq
            return Done(change.room, seq, known.at, repeat=True)
        if room is None:
            raise unknown_room()
        change = self._named(room, change)
        draft = decide.judge(change, self._scene(room, change))
        if draft is None:
            return Done(room.id, room.last_seq, room.last_at, changed=False)
        if isinstance(change, Report):
            return self._report(room, change, draft)
        self.admit(people_of(change))
        entry = self.write(room, change.actor, draft, change)
        self._consequences(room, change, entry)
        return Done(room.id, entry.seq, entry.at)

    def _known_otherwise(self, change: Change) -> Known | None:
        return next((self.cids[key] for key in looking.aliases(change, self.rooms) if key in self.cids), None)

    def _report(self, room: Room, change: Report, draft: Draft) -> Done:
        """Write a report where staff alone see it: its place there is told to nobody."""
        lane = looking.staff_lane(room, self.rooms)
        if lane is None:
            raise Refusal("not_found", "nobody of staff could see that")
        entry = self.write(lane, change.actor, draft, change)
        return Done(room.id, change.target or 0, entry.at)

    def _scene(self, room: Room, change: Change) -> Scene:
        parent = self.rooms.get(room.parent) if room.parent is not None else None
        target = None
        if isinstance(change, Revise | Erase | React | Answer | Report) and change.target is not None:
            kept = self._find(room, change.target)
            target = kept.target() if kept is not None else None
        staff = frozenset(user for user in looking.mentioned(change) if self._is_staff(user))
        return Scene(room, self.now, parent, target, self.rules.redact_within_ms, self.uploads, staff)

    def _is_staff(self, user: str) -> bool:
        stored = self.users.get(user)
        return stored is not None and stored[0] in STAFF_ROLES

    def _find(self, room: Room, seq: int) -> Kept | None:
        """Return the message aimed at, also one written earlier in this batch."""
        kept = self.kept.get((room.id, seq))
        fresh = self.written.get(room.id)
        if kept is None and fresh and fresh[0].seq <= seq <= fresh[-1].seq:
            entry = fresh[seq - fresh[0].seq]
            kept = kept_of(room.id, entry)
            self.kept[room.id, seq] = kept
        return kept

    def _named(self, room: Room, change: Change) -> Change:
        """Fill in what is stored of a newcomer: the name, if they come without one; who vouched for them."""
        if not isinstance(change, Add) or room.present(change.person.user) is not None:
            return change
        stored = self.users.get(change.person.user)
        if stored is None:
            return change
        return replace(change, person=replace(change.person, name=change.person.name or stored[1], verified=stored[2]))

    def admit(self, people: tuple[Person, ...]) -> None:
        """Make unknown users known; refuse, before anything is changed, whom the host may not name."""
        for person in people:
            self._check_person(person)
        for person in people:
            if person.user not in self.users:
                name = person.name or person.user
                self.users[person.user] = (person.role, name, person.verified)
                self.user_rows.append((person.user, person.role, name, person.verified))

    def _check_person(self, person: Person) -> None:
        stored, staff = self.users.get(person.user), self._is_staff(person.user)
        if person.role in STAFF_ROLES and not staff and not self.rules.host_agents:
            raise Refusal("forbidden", "only staff may take part as agent", field="role")
        if stored is None and is_own(person.user):
            raise Refusal("not_found", "no such user", field="user")

    def write(self, room: Room, actor: Actor, draft: Draft, cause: Change | None = None) -> Entry:
        """Number an entry and fold it in; what merely follows from a change has no cid of its own."""
        cid, digest = (cause.cid, cause.digest) if cause is not None else (None, None)
        at = max(self.now, room.last_at)
        entry = Entry(
            seq=room.last_seq + 1,
            kind=draft.kind,
            at=at,
            by=actor.user,
            body=draft.body,
            cid=cid,
            target=draft.target,
            reply_to=draft.reply_to,
            author=draft.author,
            expires_at=draft.expires_at,
        )
        waiting = room.waiting
        room.apply(entry)
        if entry.kind != "message" or room.waiting is not waiting:
            self.turned.add(room.id)
        self.entry_rows.append(_row(room.id, entry, digest))
        self.written[room.id].append(entry)
        if cid is not None:
            self.proof = (room.id, actor.user or "", cid)
            self.cids[self.proof] = Known(digest, entry.seq, at)
        return entry

    def _consequences(self, room: Room, change: Change, entry: Entry) -> None:
        match entry.kind:
            case "message":
                self._claim(entry)
            case "edit" | "redact" | "reaction" | "answer":
                self._fold(room, entry)
            case "join" | "leave" | "role":
                self.moved_members.add((room.id, entry.body["user"]))
                gone = entry.body.get("replaces") or (entry.body["user"] if entry.kind == "leave" else None)
                if gone is not None:
                    self.moved_members.add((room.id, gone))
                    if isinstance(change, Merge):
                        self._hand_over(room, change)
                    else:
                        self.leave_lanes(room, change.actor, gone, entry.body.get("reason", "replaced"))

    def _fold(self, room: Room, entry: Entry) -> None:
        target = entry.target or 0
        kept = self._find(room, target)
        if kept is None:
            return
        kept.fold(entry)
        if entry.kind == "redact":
            self.erased.append((room.id, target))

    def _claim(self, entry: Entry) -> None:
        """The files that a message carries are its own from now on."""
        for upload in files.named(entry.body):
            self.uploads[upload] = replace(self.uploads[upload], seq=entry.seq)
            self.claims.append((upload, entry.seq))

    def leave_lanes(self, room: Room, actor: Actor, user: str, reason: str) -> None:
        """Whoever leaves a room leaves its lanes with it."""
        for lane in self.rooms.values():
            if lane.parent == room.id and lane.present(user) is not None:
                self.write(lane, actor, Draft("leave", {"user": user, "reason": reason}))
                self.moved_members.add((lane.id, user))

    def _hand_over(self, room: Room, change: Merge) -> None:
        """The user has what the visitor had: how far it was read, and a place in the same lanes."""
        user = change.actor.user or ""
        self.carried.append((room.id, user, change.visitor))
        for lane in self.rooms.values():
            draft = decide.merge(change, lane) if lane.parent == room.id else None
            if draft is not None:
                self.write(lane, change.actor, draft)
                self.moved_members.update(((lane.id, user), (lane.id, change.visitor)))
                self.carried.append((lane.id, user, change.visitor))

    def sheet(self) -> Documents:
        """Return what is to be written, by document (statements)."""
        grown = [self.rooms[room] for room in self.written.keys() - self.turned - self.born.keys()]
        moved = [registry.room_row(self.rooms[room]) for room in self.turned - self.born.keys()]
        return {
            "born": [registry.room_row(self.rooms[room]) + side for room, side in self.born.items()],
            "users": self.user_rows,
            "entries": self.entry_rows,
            "members": [registry.member_row(room, self.rooms[room].members[user]) for room, user in self.moved_members],
            "desk": [tended_row(room, self.desk[room]) for room in self.tended],
            "audit": [[act.at, act.by, act.act, act.on, text(act.more)] for act in self.noted],
            "carried": self.carried,
            "moved": [[row[0], *row[_NOT_MOVED:]] for row in moved],
            "grown": [[room.id, room.last_seq, room.last_at] for room in grown],
            "kept": [kept.row() for kept in self.kept.values() if kept.changed],
            "erased": self.erased,
            "claims": self.claims,
            "withdrawn": self.erased,
        }

    def commits(self) -> list[Commit]:
        """Return what the readers are told once it is on disk."""
        return [Commit(room, tuple(entries)) for room, entries in self.written.items()]


def unknown_room() -> Refusal:
    """Return the one no for a room that is not there and for one that is not the asker's."""
    return Refusal("not_found", "no such room, or not for you")


def _row(room: str, entry: Entry, digest: str | None) -> Row:
    """Write an entry as statements.ENTRY."""
    signed = entry.author
    return (
        room,
        entry.seq,
        entry.kind,
        entry.by or "",
        signed.name if signed else None,
        signed.role if signed else None,
        entry.at,
        entry.cid,
        digest,
        entry.target,
        entry.reply_to,
        text(entry.body),
        entry.expires_at,
    )
