"""What a client can say: one frozen struct per command, tagged by `t`."""

from typing import Annotated, Literal, Union

from msgspec import Meta, Struct

from server.core.ids import CID, ID
from server.core.requests import Request
from server.core.uploads import MOST_IN_ONE

Id = Annotated[str, Meta(pattern=ID)]
Cid = Annotated[str, Meta(pattern=CID)]
Seq = Annotated[int, Meta(ge=0, le=2**53 - 1)]
Entry = Annotated[int, Meta(ge=1, le=2**53 - 1)]
Ref = int | str | None
Moment = Annotated[str, Meta(max_length=40)]
"""RFC 3339 with its offset."""
Short = Annotated[str, Meta(min_length=1, max_length=64)]


class Text(Struct, frozen=True, tag_field="type", tag="text", omit_defaults=True):
    """A text of at most 4,096 code points after NFC; in a staff lane it may mention colleagues, at most 20."""

    text: str
    mentions: list[Id] = []


class File(Struct, frozen=True, tag_field="type", tag="file", omit_defaults=True):
    """The sender's own unused upload for that room, and up to nine `more`; `name` and `size` are not believed."""

    file: Id
    name: Annotated[str, Meta(max_length=255)] | None = None
    size: Seq | None = None
    more: Annotated[list[Id], Meta(max_length=MOST_IN_ONE - 1)] = []


class Phrase(Struct, frozen=True, tag_field="type", tag="phrase", omit_defaults=True):
    """A quick phrase from the catalogue; each reader sees it in their own language."""

    phrase: Short
    params: dict[str, int | str] = {}


Body = Text | File | Phrase | Request


class Command(Struct, frozen=True, tag_field="t", kw_only=True):
    """Anything a client says; the reply repeats `ref`."""

    ref: Ref = None


class Resume(Struct, frozen=True, kw_only=True):
    """One room to take up again: `seq` is the last contiguous entry held."""

    room: Id
    seq: Seq
    delivered: Seq = 0
    read: Seq = 0
    observe: bool = False


class Hello(Command, frozen=True, tag="hello", kw_only=True):
    """The first message: who is asking, and what to resume."""

    token: Annotated[str, Meta(max_length=4096)]
    client: Annotated[str, Meta(max_length=128)] | None = None
    session: Annotated[str, Meta(max_length=64)] | None = None
    epoch: Annotated[str, Meta(max_length=64)] | None = None
    resume: Annotated[list[Resume], Meta(max_length=500)] = []


class Auth(Command, frozen=True, tag="auth", kw_only=True):
    """Renew the token of an open socket."""

    token: Annotated[str, Meta(max_length=4096)]


class Join(Command, frozen=True, tag="join", kw_only=True):
    """Open a view of a room; `since` is the last contiguous entry held."""

    room: Id
    since: Seq | None = None
    observe: bool = False


class Leave(Command, frozen=True, tag="leave", kw_only=True):
    """Close a view; membership stays."""

    room: Id


class Send(Command, frozen=True, tag="send", kw_only=True):
    """Write a message; an announcement may expire: who comes in from then on does not see it."""

    room: Id
    cid: Cid
    body: Body
    reply_to: Entry | None = None
    expires_at: Moment | None = None


class Edit(Command, frozen=True, tag="edit", kw_only=True):
    """Replace the body of one's own message."""

    room: Id
    cid: Cid
    target: Entry
    body: Body


class Redact(Command, frozen=True, tag="redact", kw_only=True):
    """Erase a message everywhere; its place stays."""

    room: Id
    cid: Cid
    target: Entry


class React(Command, frozen=True, tag="react", kw_only=True):
    """Put a reaction on a message, or take it off."""

    room: Id
    cid: Cid
    target: Entry
    emoji: Annotated[str, Meta(min_length=1, max_length=32)]
    on: bool = True


class Answer(Command, frozen=True, tag="answer", kw_only=True):
    """Accept a request, or decline it: once."""

    room: Id
    cid: Cid
    target: Entry
    accept: bool


class Help(Command, frozen=True, tag="help", kw_only=True):
    """Call staff with a reason; or withdraw (a party) or dismiss (staff) the call.

    The reason `report` goes to staff alone, and may name a message (`target`) or a person (`user`).
    """

    room: Id
    cid: Cid
    reason: Short | None = None
    text: Annotated[str, Meta(max_length=4096)] | None = None
    withdraw: bool = False
    target: Entry | None = None
    user: Id | None = None


class Seen(Command, frozen=True, tag="seen", kw_only=True):
    """Say up to where this device has, and has read, the room."""

    room: Id
    delivered: Seq | None = None
    read: Seq | None = None


class Typing(Command, frozen=True, tag="typing", kw_only=True):
    """Say that this user is writing, or stopped."""

    room: Id
    on: bool


class Presence(Command, frozen=True, tag="presence", kw_only=True):
    """Say whether this device is attended."""

    state: Literal["online", "away"]


class History(Command, frozen=True, tag="history", kw_only=True):
    """Ask for a page of entries; `before` and `after` are exclusive."""

    room: Id
    before: Seq | None = None
    after: Seq | None = None
    limit: Annotated[int, Meta(ge=1, le=100)] = 50


class Inbox(Command, frozen=True, tag="inbox", kw_only=True):
    """Staff: be told the rows of all rooms that one is shown, then of those that move; or no more."""

    on: bool


class Pong(Command, frozen=True, tag="pong", kw_only=True):
    """Answer a `ping` at once."""


class Ping(Command, frozen=True, tag="ping", kw_only=True):
    """Ask whether the path is alive."""


Any = Union[
    Hello,
    Auth,
    Join,
    Leave,
    Send,
    Edit,
    Redact,
    React,
    Answer,
    Help,
    Seen,
    Typing,
    Presence,
    History,
    Inbox,
    Pong,
    Ping,
]
Write = Send | Edit | Redact | React | Answer | Help
ALL: tuple[type[Command], ...] = (
    Hello,
    Auth,
    Join,
    Leave,
    Send,
    Edit,
    Redact,
    React,
    Answer,
    Help,
    Seen,
    Typing,
    Presence,
    History,
    Inbox,
    Pong,
    Ping,
)
