"""Judges a history: what was acknowledged is stored once and seen once by all, in order, in its window."""

from __future__ import annotations

from tests.rig.check_cursors import check_cursors
from tests.rig.check_sends import check_sends
from tests.rig.check_views import check_views
from tests.rig.history import History, Record
from tests.rig.stored import Stored, stored_rooms
from tests.rig.verdict import Verdict


def check(history: History, *, resets_allowed: bool = False) -> Verdict:
    """Judge a history that ends with a `store` record for every room in it."""
    verdict = Verdict()
    stores = stored_rooms(history)
    for room, store in stores.items():
        check_dense(verdict, room, store)
        check_authors(verdict, room, store)
    check_rooms_known(verdict, history, stores)
    check_sends(verdict, history, stores)
    check_views(verdict, history, stores, resets_allowed=resets_allowed)
    check_cursors(verdict, history, stores)
    verdict.counts["faults"] = sum(1 for _ in history.of("fault"))
    return verdict


def check_dense(verdict: Verdict, room: str, store: Stored) -> None:
    """The log is 1, 2, 3 … and time does not go back in it."""
    before: Record | None = None
    for place, entry in enumerate(store.entries, start=1):
        verdict.counts["stored"] += 1
        if entry["seq"] != place:
            verdict.broken("store dense", room, f"seq {entry['seq']} in place {place}")
            return
        if before is not None and entry.get("at", "") < before.get("at", ""):
            verdict.broken("time goes on", f"{room}#{entry['seq']}", f"{entry['at']} after {before['at']}")
        before = entry


def check_authors(verdict: Verdict, room: str, store: Stored) -> None:
    """Only members write; who writes from outside (staff, the host) is stored with an `author`."""
    for entry in store.entries:
        if entry["kind"] != "message" or "author" in entry or not store.members:
            continue
        verdict.counts["authors"] += 1
        if not store.is_member(entry["by"], entry["seq"]):
            verdict.broken("only members write", f"{room}#{entry['seq']}", f"{entry['by']} was no member")


def check_rooms_known(verdict: Verdict, history: History, stores: dict[str, Stored]) -> None:
    """A history without the stored log of a room cannot be judged."""
    named = {record["room"] for record in history if record.get("room")}
    for room in sorted(named - set(stores)):
        verdict.broken("store read", room, "no stored log was read for this room")
