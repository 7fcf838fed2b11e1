"""What routes answer where it is no message of the socket: shapes for the documents."""

from typing import Literal

from msgspec import UNSET, UnsetType

from server.core.choices import Colours
from server.core.entry_shapes import Answered, AnyEntry, SentFile, Shape, Time, Verified
from server.core.pieces import Audience, Count, Cursor, Participant, Snapshot, Summary
from server.core.shapes import LeftReason


class Token(Shape, frozen=True, kw_only=True):
    """A user's token and when it expires."""

    token: str
    exp: Time


class Visitor(Shape, frozen=True, kw_only=True):
    """An anonymous visitor: their token, and the secret that gets the next one; each with the time it expires."""

    user: str
    token: str
    exp: Time
    secret: str
    secret_exp: Time


class Nothing(Shape, frozen=True, kw_only=True):
    """It is done; there is nothing to tell."""


class Merged(Shape, frozen=True, kw_only=True):
    """Whose the visitor's rooms are now."""

    user: str
    visitor: str


class MuteList(Shape, frozen=True, kw_only=True):
    """Whom the caller has muted, by id."""

    mutes: list[str]


class StoredUser(Shape, frozen=True, kw_only=True):
    """A user as stored."""

    user: str
    role: str
    name: str
    verified: Verified


class Room(Snapshot, frozen=True, kw_only=True):
    """A room as this caller sees it."""

    id: str


class RoomList(Shape, frozen=True, kw_only=True):
    """Rooms, newest first; `next` is the cursor of the next page."""

    rooms: list[Summary]
    next: str | None


class People(Shape, frozen=True, kw_only=True):
    """Participants in the order they came, also those who left within the caller's window; `next` as in `RoomList`."""

    participants: list[Participant]
    next: str | None


class Changed(Shape, frozen=True, kw_only=True):
    """What a change of membership came to; `seq` is its entry's when `changed`."""

    room: str
    user: str
    seq: int
    changed: bool


class NewFile(SentFile, frozen=True, kw_only=True):
    """A file that waits for its message until it expires; `preview` tells whether there is a small picture too."""

    room: str
    preview: bool
    expires: Time


class FileLink(Shape, frozen=True, kw_only=True):
    """Where one file can be fetched without a header, until when."""

    url: str
    exp: Time


class Written(Shape, frozen=True, kw_only=True):
    """An entry is on disk."""

    room: str
    cid: str
    seq: int
    at: Time


class OrderTold(Written, frozen=True, kw_only=True):
    """Where an order stands; `seq` is the line's, `created` tells whether the room was made for it."""

    created: bool
    stage: str | None
    locked: bool
    locks_at: Time | UnsetType = UNSET


class EntryPage(Shape, frozen=True, kw_only=True):
    """Entries, ascending, and whether there are more on that side."""

    entries: list[AnyEntry]
    more: bool


class ReceiptList(Shape, frozen=True, kw_only=True):
    """Everybody's cursor; of a crowd the reader's, staff's, and counts of the last messages."""

    room: str
    last_seq: int
    cursors: list[Cursor]
    counts: list[Count] | UnsetType = UNSET


class OpenedLane(Shape, frozen=True, kw_only=True):
    """A side room."""

    room: str
    parent: str
    audience: Audience
    participants: list[str]


class ShownPhrase(Shape, frozen=True, kw_only=True):
    """A quick phrase: who may say it, when it helps, its words, its parameters."""

    id: str
    roles: list[str]
    stages: list[str]
    texts: dict[str, str]
    params: list[str]


class PhraseList(Shape, frozen=True, kw_only=True):
    """The catalogue; `colours` are the house's, for pages that ask nothing else."""

    phrases: list[ShownPhrase]
    colours: Colours | None


class Widget(Shape, frozen=True, kw_only=True):
    """What the widget says first: words in every language, the operator's policy, one-tap phrases, reasons for help.

    `open` while somebody answers; else `away` is what is said, and `opens_at` when somebody will, where that is known.
    """

    name: str
    greeting: dict[str, str]
    policy: str | None
    retention_days: int | None
    typical_minutes: int | None
    languages: list[str]
    kind: Literal["support", "order"]
    colours: Colours | None
    notice: dict[str, str] | None
    away: dict[str, str] | None
    open: bool
    opens_at: Time | None
    phrases: list[ShownPhrase]
    reasons: dict[str, dict[str, str]]


class Invite(Shape, frozen=True, kw_only=True):
    """An invitation; `room` null for every room of the user, `state` what it is worth to one more device.

    `taken` counts devices that were let in; `used` and `asked`: when it was opened first, and a new link asked for.
    """

    id: str
    user: str
    room: str | None
    state: Literal["open", "elsewhere", "expired", "removed", "revoked"]
    devices: int
    taken: int
    made: Time
    made_by: str | None
    expires: Time
    used: Time | None
    asked: Time | None


class NewInvite(Invite, frozen=True, kw_only=True):
    """A new invitation; its link is told here and never again."""

    url: str


class InviteList(Shape, frozen=True, kw_only=True):
    """The latest hundred, newest first."""

    invites: list[Invite]


class InvitedDevice(Shape, frozen=True, kw_only=True):
    """A device that was let in; `why` it ended: `revoked`, `reuse` (its secret was copied), `logout`."""

    id: str
    label: str
    made: Time
    seen: Time
    ended: Time | None
    why: str | None


class DeviceList(Shape, frozen=True, kw_only=True):
    """Every device of one invitation, oldest first."""

    devices: list[InvitedDevice]


class InvitePreview(Shape, frozen=True, kw_only=True):
    """As whom one would come in; `subject` null for every room of theirs."""

    name: str
    role: str
    subject: str | None


class InvitedSession(Shape, frozen=True, kw_only=True):
    """A device that is in: its token, and the secret for the next; `room` null for every room of the user."""

    user: str
    role: str
    name: str
    room: str | None
    invite: str
    device: str
    token: str
    exp: Time
    secret: str
    secret_exp: Time


class LinkAsked(Shape, frozen=True, kw_only=True):
    """When it was heard that a new link is wanted: the same for a link that nobody knows."""

    asked: Time


class Problem(Shape, frozen=True, kw_only=True):
    """An RFC 9457 problem; `code` is stable, `detail` is for people."""

    type: str
    title: str
    status: int
    detail: str
    code: str
    field: str | UnsetType = UNSET
    retry_after_ms: int | UnsetType = UNSET
    answer: Answered | UnsetType = UNSET
    left: LeftReason | UnsetType = UNSET
    rooms: list[str] | UnsetType = UNSET
