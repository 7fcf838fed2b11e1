"""One record in a room's log, and what its kinds mean."""

from typing import Any, Final

from msgspec import Struct

from server.core import times

Body = dict[str, Any]

KINDS: Final[dict[str, str]] = {
    "message": "something said: text, file, phrase, or a request for a change of the order",
    "edit": "a message's new body; `target` names it",
    "redact": "a message erased; `target` names it",
    "reaction": "an emoji put on, or taken off, a message",
    "answer": "a request accepted or declined; `target` names it",
    "join": "a participant came in; with `replaces`, another went out at the same seq",
    "leave": "a participant went out",
    "role": "a participant's role or name changed; window and cursors stay",
    "room": "subject, public status, lock: what every participant may see",
    "activity": "the order moved on: picked up, ETA changed, delivered, dispute",
    "help": "staff were called, or the call was withdrawn or dismissed",
    "desk": "in a staff lane: who of staff has the room or is asked to, priority, labels, pending, snoozed",
    "hidden": "stands for an entry whose target lies outside the reader's window; never stored",
}
_TIMES: Final = {
    "room": ("locks_at",),
    "activity": ("locks_at",),
    "desk": ("since", "until", "back_at", "wake_at", "due_at"),
}
"""What is a time in bodies of these kinds."""
TARGETED: Final = frozenset({"edit", "redact", "reaction", "answer"})


class Redacted(Struct, frozen=True):
    """Who erased a message, and when (milliseconds)."""

    by: str | None
    at: int


class Answer(Struct, frozen=True):
    """What came of a request: who said so, and when (milliseconds)."""

    accepted: bool
    by: str | None
    at: int


class Author(Struct, frozen=True):
    """Name and role of an author who is no participant of the room."""

    name: str
    role: str


class Entry(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One entry; `at` in milliseconds. From `rev` on, the fields belong to the current form of a message."""

    seq: int
    kind: str
    at: int
    by: str | None = None
    body: Body = {}
    cid: str | None = None
    target: int | None = None
    reply_to: int | None = None
    author: Author | None = None
    expires_at: int | None = None
    rev: int | None = None
    redacted: Redacted | None = None
    reactions: dict[str, list[str]] | None = None
    answer: Answer | None = None
    edited: bool = False


def hidden(entry: Entry) -> Entry:
    """Return the shape in which an entry reaches those who may not see its target."""
    return Entry(seq=entry.seq, kind="hidden", at=entry.at)


def wire(entry: Entry) -> dict[str, Any]:
    """Return the entry as it stands on the wire (docs/wire.md)."""
    if entry.kind == "hidden":
        return {"seq": entry.seq, "kind": "hidden", "at": times.text(entry.at)}
    said: dict[str, Any] = {
        "seq": entry.seq,
        "kind": entry.kind,
        "by": entry.by,
        "at": times.text(entry.at),
        "body": _wire_body(entry),
    }
    if entry.cid is not None:
        said["cid"] = entry.cid
    if entry.target is not None or entry.reply_to is not None or entry.rev is not None:
        _wire_places(entry, said)
    if entry.author is not None:
        said["author"] = {"name": entry.author.name, "role": entry.author.role}
    if entry.rev is not None or entry.expires_at is not None or entry.redacted is not None:
        _wire_current(entry, said)
    return said


def _wire_current(entry: Entry, said: dict[str, Any]) -> None:
    """Add what was made of a message since, and until when it is shown; of most there is nothing to tell."""
    if entry.redacted is not None:
        said["redacted"] = {"by": entry.redacted.by, "at": times.text(entry.redacted.at)}
    if entry.reactions:
        said["reactions"] = entry.reactions
    if entry.edited:
        said["edited"] = True
    if entry.expires_at is not None:
        said["expires_at"] = times.text(entry.expires_at)
    if entry.answer is not None:
        said["answer"] = answered(entry.answer)


def answered(answer: Answer) -> dict[str, Any]:
    """Return what came of a request as it stands on the wire."""
    return {"accepted": answer.accepted, "by": answer.by, "at": times.text(answer.at)}


def _wire_places(entry: Entry, said: dict[str, Any]) -> None:
    """Add the other entries that this one names; most messages name none."""
    for name in ("target", "reply_to", "rev"):
        value = getattr(entry, name)
        if value is not None:
            said[name] = value


def _wire_body(entry: Entry) -> Body:
    """Return the body with its times as text; few kinds have any."""
    names = _TIMES.get(entry.kind)
    if names is None:
        return entry.body
    body = entry.body
    moments = {name: times.text(body[name]) for name in names if body.get(name) is not None}
    return {**body, **moments} if moments else body
