"""The shape of every kind of entry on the wire, for documents, types and tests; `entries` is what is stored."""

from typing import Annotated, Any, Final, Literal

from msgspec import UNSET, Meta, Struct, UnsetType

from server.core.commands import File, Phrase, Text
from server.core.requests import Request

Role = Literal["customer", "driver", "merchant", "agent", "bot", "member"]
RoomKind = Literal["order", "support", "group", "announcement"]
RoomStatus = Literal["open", "resolved"]
Verified = Literal["host", "none"]
HelpState = Literal["raised", "withdrawn", "dismissed"]
DeskAct = Literal[
    "offered", "accepted", "declined", "lapsed", "assigned", "released", "handed", "marked", "woken", "silenced",
    "heard", "spam", "not_spam",
]  # fmt: skip
Time = Annotated[str, Meta(pattern=r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$", title="Time")]
MessageBody = Annotated[dict[str, Any], Meta(title="MessageBody")]
"""One of `BODIES`; `{}` once the message was erased."""


class Shape(Struct, frozen=True, kw_only=True):
    """A field that is UNSET is left out."""


class SaidPhrase(Struct, frozen=True, kw_only=True, tag_field="type", tag="phrase"):
    """A quick phrase as it is stored: with its words in every language."""

    phrase: str
    texts: dict[str, str]
    params: dict[str, int | str] | UnsetType = UNSET


class SentFile(Shape, frozen=True, kw_only=True):
    """A file as the server knows it; `width` and `height` of a picture that browsers may show."""

    file: str
    name: str
    size: int
    mime: str
    width: int | UnsetType = UNSET
    height: int | UnsetType = UNSET


class SaidFile(SentFile, frozen=True, kw_only=True, tag_field="type", tag="file"):
    """A file, or several, as they are stored: the first of them, then `more`."""

    more: list[SentFile] | UnsetType = UNSET


class Erased(Shape, frozen=True, kw_only=True):
    """What is left of a message's body."""


BODIES: Final = (Text, SaidFile, SaidPhrase, Request, Erased)
WRITTEN: Final = (Text, File, Phrase, Request)


class Author(Shape, frozen=True, kw_only=True):
    """Who wrote, when they are no participant of the room."""

    name: str
    role: str


class Redacted(Shape, frozen=True, kw_only=True):
    """Who erased a message, and when."""

    by: str | None
    at: Time


class Patch(Shape, frozen=True, kw_only=True):
    """What changed of the room."""

    kind: RoomKind | UnsetType = UNSET
    subject: str | UnsetType = UNSET
    status: RoomStatus | UnsetType = UNSET
    locked: bool | UnsetType = UNSET
    locks_at: Time | UnsetType | None = UNSET
    parent: str | UnsetType = UNSET
    audience: Literal["staff", "named"] | UnsetType = UNSET
    users: list[str] | UnsetType = UNSET


class JoinBody(Shape, frozen=True, kw_only=True):
    """Who came in, as what, seeing how far back; perhaps in whose place, and which visitors they were before.

    `takes_over`: an agent has the room from here on in the place of another.
    """

    user: str
    role: Role
    name: str
    verified: Verified
    history: str
    replaces: str | UnsetType = UNSET
    takes_over: bool | UnsetType = UNSET
    was: list[str] | UnsetType = UNSET


class LeaveBody(Shape, frozen=True, kw_only=True):
    """Who went out, and why; `successor`: an agent who takes part already has the room from here on."""

    user: str
    reason: Literal["removed", "left", "replaced"]
    successor: str | UnsetType = UNSET


class RoleChange(Shape, frozen=True, kw_only=True):
    """A participant's role and name from here on."""

    user: str
    role: Role
    name: str


class OrderEvent(Shape, frozen=True, kw_only=True):
    """How the order moved on."""

    type: str
    text: str | UnsetType = UNSET
    params: dict[str, Any] | UnsetType = UNSET
    locks_at: Time | UnsetType = UNSET
    reopened: bool | UnsetType = UNSET


class HelpCall(Shape, frozen=True, kw_only=True):
    """A call for staff, or its end; in a staff lane a report, of `user` and of the room's message `target`."""

    state: HelpState
    reason: str | UnsetType = UNSET
    text: str | UnsetType = UNSET
    role: str | UnsetType = UNSET
    reopened: bool | UnsetType = UNSET
    user: str | UnsetType = UNSET
    target: int | UnsetType = UNSET


class Verdict(Shape, frozen=True, kw_only=True):
    """What came of a request."""

    accepted: bool


class Answered(Verdict, frozen=True, kw_only=True):
    """What came of a request, said by whom and when; `by` is null when the host said it."""

    by: str | None
    at: Time


class Reaction(Shape, frozen=True, kw_only=True):
    """An emoji put on, or taken off."""

    emoji: str
    on: bool


class Entry(Struct, frozen=True, kw_only=True, tag_field="kind"):
    """What every entry has; `by` is null when the host wrote it.

    `expires_at` has an announcement, and what aims at it: who came in since then does not see them.
    """

    seq: int
    at: Time
    by: str | None
    cid: str | UnsetType = UNSET
    author: Author | UnsetType = UNSET
    expires_at: Time | UnsetType = UNSET


class MessageEntry(Entry, frozen=True, kw_only=True, tag="message"):
    """Something said, in its current form: `rev` is the seq of the last entry folded in."""

    body: MessageBody
    reply_to: int | UnsetType = UNSET
    rev: int | UnsetType = UNSET
    redacted: Redacted | UnsetType = UNSET
    reactions: dict[str, list[str]] | UnsetType = UNSET
    answer: Answered | UnsetType = UNSET
    edited: bool | UnsetType = UNSET


class EditEntry(Entry, frozen=True, kw_only=True, tag="edit"):
    """A message's new body; `{}` when the message was erased later."""

    target: int
    body: MessageBody
    redacted: Redacted | UnsetType = UNSET


class RedactEntry(Entry, frozen=True, kw_only=True, tag="redact"):
    """A message erased."""

    target: int
    body: Erased


class ReactionEntry(Entry, frozen=True, kw_only=True, tag="reaction"):
    """An emoji put on, or taken off, a message."""

    target: int
    body: Reaction


class AnswerEntry(Entry, frozen=True, kw_only=True, tag="answer"):
    """A request accepted or declined."""

    target: int
    body: Verdict


class JoinEntry(Entry, frozen=True, kw_only=True, tag="join"):
    """A participant came in."""

    body: JoinBody


class LeaveEntry(Entry, frozen=True, kw_only=True, tag="leave"):
    """A participant went out."""

    body: LeaveBody


class RoleEntry(Entry, frozen=True, kw_only=True, tag="role"):
    """A participant's role or name changed."""

    body: RoleChange


class RoomEntry(Entry, frozen=True, kw_only=True, tag="room"):
    """Subject, public status or lock changed."""

    body: Patch


class ActivityEntry(Entry, frozen=True, kw_only=True, tag="activity"):
    """The order moved on."""

    body: OrderEvent


class HelpEntry(Entry, frozen=True, kw_only=True, tag="help"):
    """Staff were called, or the call ended."""

    body: HelpCall


class DeskBody(Shape, frozen=True, kw_only=True):
    """What was done with the room at the desk, and every field that it moved."""

    act: DeskAct
    agent: str | UnsetType | None = UNSET
    state: Literal["offered", "assigned"] | UnsetType | None = UNSET
    since: Time | UnsetType | None = UNSET
    until: Time | UnsetType | None = UNSET
    sender: str | UnsetType | None = UNSET
    team: str | UnsetType | None = UNSET
    back_at: Time | UnsetType | None = UNSET
    last: str | UnsetType | None = UNSET
    priority: str | UnsetType | None = UNSET
    labels: list[str] | UnsetType = UNSET
    needs: list[str] | UnsetType = UNSET
    hold: Literal["pending", "snoozed"] | UnsetType | None = UNSET
    wake_at: Time | UnsetType | None = UNSET
    due_at: Time | UnsetType | None = UNSET
    spam: bool | UnsetType = UNSET
    silenced: list[str] | UnsetType = UNSET
    note: str | UnsetType = UNSET
    user: str | UnsetType = UNSET


class DeskEntry(Entry, frozen=True, kw_only=True, tag="desk"):
    """Staff's side of the room moved on; in a staff lane alone."""

    body: DeskBody


class HiddenEntry(Struct, frozen=True, kw_only=True, tag_field="kind", tag="hidden"):
    """Stands for an entry whose target the reader may not see."""

    seq: int
    at: Time


AnyEntry = (
    MessageEntry | EditEntry | RedactEntry | ReactionEntry | AnswerEntry | JoinEntry | LeaveEntry | RoleEntry
    | RoomEntry | ActivityEntry | HelpEntry | DeskEntry | HiddenEntry
)  # fmt: skip
