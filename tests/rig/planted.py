"""A good history made up without a server, to plant faults in: a reconnect, a late driver, moving cursors."""

from __future__ import annotations

import copy
from dataclasses import dataclass, field

from tests.rig.history import History, Record

ROOM = "order-1"
LATE = "lee"
FOUNDERS = ("ann", "ken", "mia")


@dataclass(slots=True)
class Talk:
    """A room's log while a talk is made up, and the devices that listen to it."""

    entries: list[Record] = field(default_factory=list)
    records: list[Record] = field(default_factory=list)
    listeners: dict[str, int] = field(default_factory=dict)

    def put(self, what: str, **fields: object) -> None:
        """Record something."""
        self.records.append({"what": what, "room": ROOM, **copy.deepcopy(fields)})

    def append(self, kind: str, body: Record, by: str | None = None, cid: str | None = None) -> Record:
        """Append to the log and let every listener see it."""
        seq = len(self.entries) + 1
        entry: Record = {"seq": seq, "kind": kind, "at": f"2026-01-01T00:00:00.{seq:03}Z", "body": body}
        if by:
            entry["by"] = by
        if cid:
            entry["cid"] = cid
        self.entries.append(entry)
        for user, conn in self.listeners.items():
            self.put("entries", device=f"{user}/1", user=user, conn=conn, entries=[entry])
        return entry

    def listen(self, user: str, conn: int, since: int, first: int) -> None:
        """Open a view for a user's only device."""
        held = [entry for entry in self.entries if entry["seq"] > max(since, first - 1)]
        claims = {"first_seq": first, "last_seq": len(self.entries), "reset": False, "participants": []}
        self.put("joined", device=f"{user}/1", user=user, conn=conn, since=since, entries=held, **claims)
        self.listeners[user] = conn

    def hang_up(self, user: str) -> None:
        """Lose a user's socket."""
        conn = self.listeners.pop(user)
        self.put("closed", device=f"{user}/1", user=user, conn=conn, code=1006)

    def say(self, user: str, cid: str) -> None:
        """Send, store, tell and acknowledge one message."""
        body = {"type": "text", "text": f"{user} says {cid}"}
        conn = self.listeners.get(user, 0)
        who = {"device": f"{user}/1", "user": user, "conn": conn}
        self.put("invoke", **who, cid=cid, command={"t": "send", "room": ROOM, "cid": cid, "body": body})
        entry = self.append("message", body, user, cid)
        self.put("ack", **who, cid=cid, seq=entry["seq"], at=entry["at"])

    def claim(self, user: str, delivered: int, read: int) -> None:
        """Claim a cursor and tell everybody."""
        self.put("seen", device=f"{user}/1", user=user, conn=1, delivered=delivered, read=read)
        cursor = {"user": user, "delivered": delivered, "read": read}
        for listener, conn in self.listeners.items():
            self.put("receipts", device=f"{listener}/1", user=listener, conn=conn, cursors=[cursor])


def good_talk(messages: int = 12) -> list[Record]:
    """Make up a talk: a reconnect, a driver who comes late and is removed, cursors that move."""
    talk = Talk()
    talk.append("room", {"kind": "order"})
    for user in FOUNDERS:
        talk.append("join", {"user": user, "role": "customer", "history": "all"})
    for user in FOUNDERS:
        talk.listen(user, 1, 0, 1)
    for turn in range(messages):
        talk.say(FOUNDERS[turn % 3], f"cid-{turn:04}")
        seq = len(talk.entries)
        if turn % 3 == 0:
            talk.claim(FOUNDERS[turn % 2], seq, seq - 1)
        _events(talk, turn, messages)
    talk.put("store", entries=talk.entries)
    for user in FOUNDERS:
        talk.put("settled", device=f"{user}/1", user=user, rooms=[ROOM])
    return talk.records


def _events(talk: Talk, turn: int, messages: int) -> None:
    if turn == messages // 4:
        talk.hang_up("mia")
        talk.append("activity", {"type": "placed"})
        talk.listen("mia", 2, len(talk.entries) - 1, 1)
    if turn == messages // 3:
        entry = talk.append("join", {"user": LATE, "role": "driver", "history": "from_assignment"})
        talk.listen(LATE, 1, 0, entry["seq"])
    if turn == 2 * messages // 3:
        talk.listeners.pop(LATE)
        talk.append("leave", {"user": LATE, "reason": "removed"})
        talk.put("left", device=f"{LATE}/1", user=LATE, conn=1, reason="removed")


def good_history(messages: int = 12) -> History:
    """Build the good talk as a history."""
    return History.of_records(good_talk(messages))
