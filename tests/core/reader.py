"""A client in a few lines: what it makes of a snapshot and of the entries that it is told, by docs/wire.md alone."""

from typing import Any

from server.core.entries import TARGETED, Answer, Entry, Redacted
from server.core.room import STAFF_ROLES, STAGES
from server.core.windows import Window
from tests.core.model import Log


class Reader:
    """Holds its window's part of the log; folding the same entry twice changes nothing."""

    def __init__(self, user: str, window: Window, log: Log) -> None:
        self.user = user
        self.window = window
        self.joined_seq = getattr(log.room.present(user), "joined_seq", None)
        self.last_seq = log.room.last_seq
        self.closed = False
        self.messages: dict[int, dict[str, Any]] = {}
        self.others: dict[int, Entry] = {}
        self.people = log.people(window)
        self.public = log.public()
        self.page(log.fetch(window))

    def page(self, entries: list[Entry]) -> None:
        """Take a page of history: timeline only."""
        for entry in entries:
            self._item(entry)

    def told(self, entry: Entry) -> None:
        """Take a live entry: timeline, people, the room's public state."""
        assert entry.seq == self.last_seq + 1
        self.last_seq = entry.seq
        self._item(entry)
        self._folk(entry)
        self._public(entry)

    def shown(self) -> tuple[list[Any], list[Any]]:
        return sorted(self.messages.items()), sorted((seq, entry.kind) for seq, entry in self.others.items())

    def _item(self, entry: Entry) -> None:
        if entry.kind == "message":
            self.messages.setdefault(entry.seq, _message(entry))
        elif entry.kind in TARGETED:
            self._aimed(entry)
            self.others.setdefault(entry.seq, entry)
        else:
            self.others.setdefault(entry.seq, entry)

    def _aimed(self, entry: Entry) -> None:
        message = self.messages.get(entry.target)
        if message is None or entry.seq <= message["rev"]:
            return
        message["rev"] = entry.seq
        if message["redacted"] is not None:
            return
        if entry.kind == "edit":
            message["body"] = entry.body
        elif entry.kind == "redact":
            message |= {"body": {}, "redacted": Redacted(entry.by, entry.at), "reactions": {}, "answer": None}
        elif entry.kind == "answer":
            message["answer"] = Answer(entry.body["accepted"], entry.by, entry.at)
        else:
            emoji, on = entry.body["emoji"], entry.body["on"]
            users = set(message["reactions"].get(emoji, ())) - {entry.by} | ({entry.by} if on else set())
            rest = {name: who for name, who in message["reactions"].items() if name != emoji}
            message["reactions"] = rest | ({emoji: users} if users else {})

    def _folk(self, entry: Entry) -> None:
        body = entry.body
        gone = body.get("replaces") if entry.kind == "join" else body.get("user") if entry.kind == "leave" else None
        if gone is not None:
            self.people[gone] = (*self.people[gone][:3], entry.seq)
        if entry.kind == "join":
            self.people[body["user"]] = (body["role"], body["name"], entry.seq, None)
        elif entry.kind == "role":
            self.people[body["user"]] = (body["role"], body["name"], *self.people[body["user"]][2:])

    def _public(self, entry: Entry) -> None:
        subject, status, locked, locks_at, waiting, stage = self.public
        body = entry.body
        if entry.kind == "room":
            subject, status = body.get("subject", subject), body.get("status", status)
            locked, locks_at = body.get("locked", locked), body.get("locks_at", locks_at)
            waiting = None if body.get("status") == "resolved" else waiting
        elif entry.kind == "activity":
            locks_at = body.get("locks_at", locks_at)
            stage = body["type"] if body["type"] in STAGES else stage
        elif entry.kind == "help":
            raised = body["state"] == "raised"
            waiting = (entry.at, body["reason"], entry.by) if raised else None
            status = "open" if raised else status
        elif entry.kind == "message" and self._by_staff(entry):
            waiting = None
        if body.get("reopened"):
            status, locked, locks_at = "open", False, None
        self.public = (subject, status, locked, locks_at, waiting, stage)

    def _by_staff(self, entry: Entry) -> bool:
        role = entry.author.role if entry.author is not None else self.people.get(entry.by, ("",))[0]
        return role in STAFF_ROLES


def _message(entry: Entry) -> dict[str, Any]:
    reactions = {emoji: set(users) for emoji, users in (entry.reactions or {}).items()}
    return {
        "body": entry.body,
        "by": entry.by,
        "reply_to": entry.reply_to,
        "rev": entry.rev or 0,
        "redacted": entry.redacted,
        "reactions": {} if entry.redacted is not None else reactions,
        "answer": entry.answer,
    }
