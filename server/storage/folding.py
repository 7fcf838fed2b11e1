"""A message's current form: what edits, redactions and reactions make of the original."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import msgspec
import orjson

from server.core.entries import Answer, Body, Entry, Redacted
from server.core.scene import Target

Reactions = dict[str, list[str]]


@dataclass(slots=True)
class Kept:
    """What the table keeps of a message beside its original; JSON columns as text."""

    room: str
    seq: int
    kind: str
    author: str
    at: int
    current: str | None = None
    rev: int | None = None
    redacted_by: str | None = None
    redacted_at: int | None = None
    reactions: str | None = None
    answer: str | None = None
    expires_at: int | None = None
    file: bool = False
    """Whether it carries files."""
    asks: bool = False
    """Whether it is a request."""
    changed: bool = False

    def target(self) -> Target:
        """Return what a judgement must know of it."""
        erased = None if self.redacted_at is None else Redacted(self.redacted_by, self.redacted_at)
        answer = None if self.answer is None else msgspec.json.decode(self.answer, type=Answer)
        return Target(
            self.kind,
            self.author or None,
            self.at,
            erased,
            file=bool(self.file),
            asks=bool(self.asks),
            answer=answer,
            expires_at=self.expires_at,
        )

    def fold(self, entry: Entry) -> None:
        """Take in an edit, a redaction, an answer or a reaction that was just written."""
        self.rev = entry.seq
        self.changed = True
        if entry.kind == "edit":
            self.current = orjson.dumps(entry.body).decode()
        elif entry.kind == "redact":
            self.current = self.reactions = self.answer = None
            self.redacted_by, self.redacted_at = entry.by, entry.at
        elif entry.kind == "answer":
            self.answer = orjson.dumps(answer_of(entry)).decode()
        else:
            reactions = react(orjson.loads(self.reactions) if self.reactions else {}, entry)
            self.reactions = orjson.dumps(reactions).decode() if reactions else None

    def row(self) -> list[object]:
        """Return the row that the table takes (statements.KEPT); an erased body is emptied."""
        body = None if self.redacted_at is None else "{}"
        erased = [self.redacted_by, self.redacted_at]
        return [self.room, self.seq, body, self.current, self.rev, *erased, self.reactions, self.answer]


def kept_of(room: str, entry: Entry) -> Kept:
    """Return what is kept of a message that was just written."""
    kind = entry.body.get("type")
    return Kept(
        room,
        entry.seq,
        entry.kind,
        entry.by or "",
        entry.at,
        expires_at=entry.expires_at,
        file=kind == "file",
        asks=kind == "request",
    )


def answer_of(entry: Entry) -> dict[str, Any]:
    """Return what an answer makes of its request, as the table keeps it (entries.Answer)."""
    return {"accepted": entry.body["accepted"], "by": entry.by, "at": entry.at}


def react(reactions: Reactions, entry: Entry) -> Reactions:
    """Return the reactions after this one: in order, nobody twice, no emoji without anybody."""
    emoji, user = entry.body["emoji"], entry.by or ""
    users = [other for other in reactions.get(emoji, []) if other != user]
    if entry.body["on"]:
        users = reactions[emoji] if user in reactions.get(emoji, []) else [*users, user]
    folded = {**reactions, emoji: users}
    return {name: who for name, who in folded.items() if who}


def as_of(message: Entry, original: Body, later: Iterable[Entry]) -> Entry:
    """Return the message with only these folded in; what was erased since stays erased."""
    body, rev, reactions, edited = original, None, Reactions(), False
    answer: Answer | None = None
    for entry in later:
        rev = entry.seq
        if entry.kind == "edit":
            body, edited = entry.body, True
        elif entry.kind == "reaction":
            reactions = react(reactions, entry)
        elif entry.kind == "answer":
            answer = Answer(**answer_of(entry))
    erased = message.redacted is not None
    return Entry(
        seq=message.seq,
        kind=message.kind,
        at=message.at,
        by=message.by,
        cid=message.cid,
        reply_to=message.reply_to,
        author=message.author,
        rev=rev,
        redacted=message.redacted,
        edited=edited and not erased,
        body={} if erased else body,
        reactions=None if erased else reactions or None,
        answer=None if erased else answer,
        expires_at=message.expires_at,
    )
