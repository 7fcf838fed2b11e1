"""The laws of receipts: a cursor never goes back nor ahead of what its owner claimed; read ≤ delivered."""

from __future__ import annotations

from dataclasses import dataclass

from tests.rig.history import History, Record
from tests.rig.stored import Stored
from tests.rig.verdict import Verdict


@dataclass(slots=True)
class Mark:
    """How far one participant is."""

    delivered: int = 0
    read: int = 0


class Cursors:
    """Walks a history and holds every cursor told against what its owner had claimed by then."""

    def __init__(self, verdict: Verdict, stores: dict[str, Stored]) -> None:
        """Judge against these stores into this verdict."""
        self._verdict = verdict
        self._stores = stores
        self._claimed: dict[tuple[str, str], Mark] = {}
        self._told: dict[tuple[str, int, str, str], Mark] = {}

    def walk(self, record: Record) -> None:
        """Take the next record."""
        if record["what"] == "seen":
            self._claim(record)
        elif record["what"] == "joined":
            for participant in record.get("participants", []):
                self._tell(record, participant, afresh=True)
        else:
            for cursor in record["cursors"]:
                self._tell(record, cursor, afresh=False)

    def _claim(self, record: Record) -> None:
        mark = self._claimed.setdefault((record["room"], record["user"]), Mark())
        delivered, read = record.get("delivered") or 0, record.get("read") or 0
        mark.delivered = max(mark.delivered, delivered, read)
        mark.read = max(mark.read, read)

    def _tell(self, record: Record, cursor: Record, *, afresh: bool) -> None:
        if "delivered" not in cursor or "user" not in cursor:
            return
        room, user = record["room"], cursor["user"]
        where = f"{room}/{user} told to {record['device']}.{record['conn']}"
        mark = Mark(cursor["delivered"], cursor["read"])
        self._verdict.counts["cursors"] += 1
        if mark.read > mark.delivered:
            self._verdict.broken("read within delivered", where, f"{mark}")
        self._check_claim(room, user, mark, where)
        key = (record["device"], record["conn"], room, user)
        before = self._told.get(key, Mark())
        if not afresh and (mark.delivered < before.delivered or mark.read < before.read):
            self._verdict.broken("cursors only advance", where, f"{before}, then {mark}")
        self._told[key] = mark

    def _check_claim(self, room: str, user: str, mark: Mark, where: str) -> None:
        claimed = self._claimed.get((room, user), Mark())
        if mark.delivered > claimed.delivered or mark.read > claimed.read:
            self._verdict.broken("cursor was claimed", where, f"{mark} but claimed {claimed}")
        store = self._stores.get(room)
        if store is not None and mark.delivered > store.last_seq:
            self._verdict.broken("cursor within the log", where, f"{mark}, the log ends at {store.last_seq}")


def check_cursors(verdict: Verdict, history: History, stores: dict[str, Stored]) -> None:
    """Hold every cursor that was told against what its owner claimed before."""
    cursors = Cursors(verdict, stores)
    records = list(history.of("seen", "joined", "receipts"))
    if all("moment" in record for record in records):
        records.sort(key=lambda record: record["moment"])
    for record in records:
        cursors.walk(record)
