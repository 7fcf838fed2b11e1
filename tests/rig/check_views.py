"""The laws of reading: each device sees its window of the log once, in order, without a hole, as stored."""

from __future__ import annotations

from dataclasses import dataclass

from tests.rig.history import History, Record
from tests.rig.stored import Membership, Stored
from tests.rig.verdict import Verdict

PAGE = 50


@dataclass(slots=True)
class View:
    """What one device holds of one room, across its sockets."""

    device: str
    user: str
    room: str
    conn: int = 0
    live: bool = False
    low: int = 0
    held: int = 0
    first: int = 1
    until: int | None = None
    observer: bool = False

    def at(self, seq: int | None = None) -> str:
        """Name this place for a person."""
        return f"{self.room} on {self.device}.{self.conn}" + ("" if seq is None else f" #{seq}")


class Views:
    """Walks a history and holds every device's view against the store."""

    def __init__(self, verdict: Verdict, stores: dict[str, Stored], *, resets_allowed: bool) -> None:
        """Judge against these stores into this verdict."""
        self._verdict = verdict
        self._stores = stores
        self._resets_allowed = resets_allowed
        self._views: dict[tuple[str, str], View] = {}

    def walk(self, record: Record) -> None:
        """Take the next record."""
        if record["what"] == "settled":
            self._settled(record)
            return
        if record["what"] == "closed":
            self._closed(record)
            return
        view = self._view(record)
        if record["what"] == "joined":
            self._joined(view, record)
        elif record["what"] == "left":
            view.live, view.low = False, 0  # who comes back has a new window, and drops the old
        else:
            self._entries(view, record)

    def _view(self, record: Record) -> View:
        key = (record["device"], record["room"])
        return self._views.setdefault(key, View(record["device"], record["user"], record["room"]))

    def _closed(self, record: Record) -> None:
        for view in self._views.values():
            if view.device == record["device"]:
                view.live = False

    def _joined(self, view: View, record: Record) -> None:
        view.conn, view.live = record["conn"], True
        view.first, view.observer = record["first_seq"], bool(record.get("observer"))
        self._check_window(view, record["last_seq"])
        since = record.get("since")
        self._verdict.counts["joined"] += 1
        if record.get("reset") or since is None:
            self._fresh(view, record)
            return
        since = max(since, view.first - 1)
        if view.low and since != view.held:
            self._broken("client resumes where it stopped", view, None, f"since {since}, held {view.held}")
        view.held = since
        view.low = view.low or since + 1
        self._take(view, record["entries"])
        self._check_reaches(view, record["last_seq"])

    def _fresh(self, view: View, record: Record) -> None:
        entries, last = record["entries"], record["last_seq"]
        if record.get("reset"):
            self._verdict.counts["resets"] += 1
            if not self._resets_allowed:
                self._broken("no reset", view, last, f"since {record.get('since')}")
        if len(entries) > PAGE:
            self._broken("newest fifty", view, last, f"{len(entries)} entries")
        view.low = entries[0]["seq"] if entries else last + 1
        view.held = view.low - 1
        self._take(view, entries)
        self._check_reaches(view, last)

    def _check_reaches(self, view: View, last: int) -> None:
        if view.held != max(last, view.first - 1):
            self._broken("joined reaches last_seq", view, last, f"ends at {view.held}")
            view.held = last

    def _check_window(self, view: View, last: int) -> None:
        stay = self._stay(view, last)
        view.until = stay.left_seq if stay else None
        if view.observer:
            return
        if stay is None:
            self._broken("members only", view, last, "joined by one who was never a member")
        elif stay.expected_first is not None and view.first != stay.expected_first:
            self._broken("window starts where it should", view, view.first, f"expected {stay.expected_first}")

    def _stay(self, view: View, seq: int) -> Membership | None:
        store = self._stores.get(view.room)
        return store.membership(view.user, seq) if store and not view.observer else None

    def _entries(self, view: View, record: Record) -> None:
        if not view.live or record["conn"] != view.conn:
            self._broken("entries only to a view", view, None, f"{len(record['entries'])} entries with no view open")
            return
        self._take(view, record["entries"])

    def _take(self, view: View, entries: list[Record]) -> None:
        for entry in entries:
            self._verdict.counts["deliveries"] += 1
            self._in_order(view, entry["seq"])
            self._inside(view, entry["seq"])
            self._as_stored(view, entry)

    def _in_order(self, view: View, seq: int) -> None:
        if seq == view.held + 1:
            view.held = seq
        elif seq <= view.held:
            self._broken("seen once, in order", view, seq, f"holds up to {view.held} already")
        else:
            self._broken("no hole", view, seq, f"after {view.held}")
            view.held = seq

    def _inside(self, view: View, seq: int) -> None:
        if seq < view.first:
            self._broken("inside the window", view, seq, f"the window starts at {view.first}")
        if view.until is not None and seq >= view.until:
            self._broken("inside the window", view, seq, f"{view.user} was out from {view.until}")

    def _as_stored(self, view: View, entry: Record) -> None:
        store = self._stores.get(view.room)
        stored = store.by_seq.get(entry["seq"]) if store else None
        if stored is None:
            self._broken("seen is stored", view, entry["seq"], "not in the store")
        elif entry["kind"] == "hidden":
            self._check_hidden(view, stored)
        else:
            difference = differs(entry, stored)
            if difference:
                self._broken("seen as stored", view, entry["seq"], difference)

    def _check_hidden(self, view: View, stored: Record) -> None:
        self._verdict.counts["hidden"] += 1
        if stored.get("target") is None or stored["target"] >= view.first:
            self._broken("hidden only outside", view, stored["seq"], f"target {stored.get('target')}")

    def _settled(self, record: Record) -> None:
        for room in record["rooms"]:
            view = self._views.get((record["device"], room))
            last = self._stores[room].last_seq if room in self._stores else 0
            self._verdict.counts["settled"] += 1
            if view is None:
                self._verdict.broken("reaches every client", f"{room} on {record['device']}", "never joined")
            elif view.held != last:
                self._broken("reaches every client", view, last, f"holds up to {view.held} only")

    def _broken(self, law: str, view: View, seq: int | None, detail: str) -> None:
        self._verdict.broken(law, view.at(seq), detail)


def differs(entry: Record, stored: Record) -> str:
    """Say in which way an entry seen is not the one stored; empty if it is, its later edits aside."""
    for key in ("kind", "by", "cid", "target", "reply_to", "at"):
        if entry.get(key) != stored.get(key):
            return f"{key} is {entry.get(key)!r}, stored {stored.get(key)!r}"
    changed = entry.get("rev") != stored.get("rev") or entry.get("redacted") != stored.get("redacted")
    erased = bool(stored.get("redacted")) or stored.get("body") in ({}, None)
    if not changed and not erased and entry.get("body") != stored.get("body"):
        return f"body is {entry.get('body')!r}, stored {stored.get('body')!r}"
    return ""


def check_views(verdict: Verdict, history: History, stores: dict[str, Stored], *, resets_allowed: bool) -> None:
    """Hold everything that any device saw against the store."""
    views = Views(verdict, stores, resets_allowed=resets_allowed)
    for record in history.of("joined", "entries", "left", "closed", "settled"):
        views.walk(record)
