"""What callers may send: one frozen struct per body, and per query. Unknown fields are refused."""

from typing import Annotated, Any, Literal

from msgspec import UNSET, Meta, Struct, UnsetType

from server.core import invites, subscriptions
from server.core.commands import Body, Entry, Id, Moment, Seq, Short
from server.core.facts import Fact, FactKey

Role = Literal["customer", "driver", "merchant", "agent", "bot", "member"]
Kind = Literal["order", "support", "group", "announcement"]
Status = Literal["open", "resolved"]
OrderEvent = Literal[
    "placed", "accepted", "preparing", "ready", "assigned", "swapped", "arrived", "picked_up", "eta", "delayed",
    "delivered", "cancelled", "dispute", "reopened",
]  # fmt: skip
Name = Annotated[str, Meta(max_length=128)]
Subject = Annotated[str, Meta(max_length=200)]
Policy = Annotated[str, Meta(pattern=r"^(all|from_assignment|last:[1-9][0-9]{0,4})(?!\n)$")]
Facts = Annotated[list[Fact], Meta(max_length=64)]
Places = Annotated[int, Meta(ge=1, le=invites.DEVICES_MOST)]
Lasting = Annotated[int, Meta(ge=60, le=invites.TTL_MOST_S)]
Secret = Annotated[str, Meta(max_length=256)]
DeviceKey = Annotated[str, Meta(pattern=r"^[A-Za-z0-9_-]{16,64}(?!\n)$")]
MetadataMap = dict[str, Any]


class Asked(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A typo is told, not ignored."""


class NewToken(Asked, frozen=True, kw_only=True):
    """A token for a user of the host."""

    user: Id
    role: Role
    name: Name = ""
    ttl_s: Annotated[int, Meta(ge=1, le=31 * 86_400)] | None = None


class UserFields(Asked, frozen=True, kw_only=True):
    """What the host says of a user; what is left out stays."""

    name: Name | None = None
    role: Role | None = None


class NewParticipant(Asked, frozen=True, kw_only=True):
    """Somebody to take part."""

    user: Id
    role: Role
    name: Name = ""
    history: Policy | None = None


class NewRoom(Asked, frozen=True, kw_only=True):
    """A room with its first participants, who join in this order."""

    kind: Kind
    id: Id | None = None
    subject: Subject = ""
    participants: Annotated[list[NewParticipant], Meta(max_length=500)] = []
    facts: Facts = []
    metadata: MetadataMap = {}


class RoomFields(Asked, frozen=True, kw_only=True):
    """What to change of a room; what is left out stays. `locks_at` null lifts a lock time."""

    subject: Subject | UnsetType = UNSET
    status: Status | UnsetType = UNSET
    locked: bool | UnsetType = UNSET
    locks_at: Annotated[str, Meta(max_length=40)] | UnsetType | None = UNSET
    facts: Facts | UnsetType = UNSET
    metadata: MetadataMap | UnsetType = UNSET


class Membership(Asked, frozen=True, kw_only=True):
    """How somebody takes part; with `replaces`, in whose place."""

    role: Role
    name: Name = ""
    history: Policy | None = None
    replaces: Id | None = None


class Swap(Asked, frozen=True, kw_only=True):
    """Who goes, and who comes in their place."""

    replaces: Id
    user: Id
    role: Role
    name: Name = ""
    history: Policy | None = None


class NewMessage(Asked, frozen=True, kw_only=True):
    """A message; `by` names the author and is for the API key alone: left out, the host announces or requests itself.

    `expires_at` (RFC 3339): who comes in from then on does not see the announcement.
    """

    body: Body
    reply_to: Entry | None = None
    by: Id | None = None
    expires_at: Moment | None = None


class OrderPerson(NewParticipant, frozen=True, kw_only=True):
    """Somebody who takes part in an order from now on; with `replaces` in that one's place."""

    replaces: Id | None = None


class OrderStep(Asked, frozen=True, kw_only=True):
    """What happened to an order, and all that follows from it (docs/orders.md); what is left out stays."""

    event: OrderEvent
    subject: Subject = ""
    participants: Annotated[list[OrderPerson], Meta(max_length=100)] = []
    facts: Facts = []
    drop: Annotated[list[FactKey], Meta(max_length=64)] = []
    metadata: MetadataMap = {}
    eta: Moment | None = None
    text: Annotated[str, Meta(max_length=4096)] | None = None
    params: dict[str, str | int | float | bool | None] = {}
    lock_after_s: Annotated[int, Meta(ge=0, le=30 * 86_400)] | None = None


class NewAnswer(Asked, frozen=True, kw_only=True):
    """Whether a request is accepted; `by` names who says so and is for the API key alone: left out, the host itself."""

    accept: bool
    by: Id | None = None


class NewReply(Asked, frozen=True, kw_only=True):
    """An answer to the announcement `to` (its seq)."""

    to: Entry
    body: Body


class BusyFor(Asked, frozen=True, kw_only=True):
    """How many minutes a shop adds, for how long; 0 ends it."""

    minutes: Annotated[int, Meta(ge=0, le=120)]
    for_s: Annotated[int, Meta(ge=60, le=12 * 3600)] = 3600


class NewActivity(Asked, frozen=True, kw_only=True):
    """An order event: `placed`, `assigned`, `picked_up`, `eta`, `delayed`, `delivered`, `dispute`, or another."""

    type: Annotated[str, Meta(pattern=r"^[a-z][a-z0-9_.-]{0,63}(?!\n)$")]
    text: Annotated[str, Meta(max_length=4096)] | None = None
    params: dict[str, str | int | float | bool | None] | None = None


class NewHelp(Asked, frozen=True, kw_only=True):
    """Call staff with a reason, or end the call; the reason `report` may name a message or a person."""

    reason: Short | None = None
    text: Annotated[str, Meta(max_length=4096)] | None = None
    withdraw: bool = False
    target: Entry | None = None
    user: Id | None = None


class NewLane(Asked, frozen=True, kw_only=True):
    """A side room for these participants of the room, and staff."""

    users: Annotated[list[Id], Meta(min_length=1, max_length=100)]


class NewVisitor(Asked, frozen=True, kw_only=True):
    """An anonymous visitor of a website."""

    name: Name = ""


class VisitorSecret(Asked, frozen=True, kw_only=True):
    """What the visitor's device keeps."""

    secret: Annotated[str, Meta(max_length=256)]


class Merge(Asked, frozen=True, kw_only=True):
    """Both proofs at once, the visitor's (`secret` or `visitor_token`) and the user's; and that the person agrees."""

    user_token: Annotated[str, Meta(max_length=4096)]
    agree: bool
    secret: Annotated[str, Meta(max_length=256)] | None = None
    visitor_token: Annotated[str, Meta(max_length=4096)] | None = None


class NewRoomInvite(Asked, frozen=True, kw_only=True):
    """Who is invited, on how many devices, for how long; with `role`, who does not take part yet is brought in."""

    user: Id
    role: Role | None = None
    devices: Places = invites.DEVICES
    ttl_s: Lasting = invites.ROOM_TTL_S


class NewUserInvite(Asked, frozen=True, kw_only=True):
    """On how many devices, for how long."""

    devices: Places = invites.DEVICES
    ttl_s: Lasting = invites.PERSON_TTL_S


class InviteLook(Asked, frozen=True, kw_only=True):
    """What stands behind `#i=` in the link; `device` as for opening it."""

    secret: Secret
    device: DeviceKey | None = None


class InviteOpening(Asked, frozen=True, kw_only=True):
    """What stands behind `#i=` in the link, and what lists call this device.

    `device` is a key that it drew itself and keeps: shown again, it gets the answer that was lost, and no second place.
    """

    secret: Secret
    device: DeviceKey | None = None
    label: Annotated[str, Meta(max_length=64)] = ""


class InviteSecret(Asked, frozen=True, kw_only=True):
    """What the device keeps; to ask for a new link, the link's own secret will do."""

    secret: Secret


class EntriesQuery(Asked, frozen=True, kw_only=True):
    """Which entries; both ends exclusive."""

    after: Seq | None = None
    before: Seq | None = None
    limit: Annotated[int, Meta(ge=1, le=100)] = 50


class BrowserKeys(Asked, frozen=True, kw_only=True):
    """What to encrypt with, base64url: a point of P-256 (65 bytes) and 16 bytes that the browser drew."""

    p256dh: Annotated[str, Meta(max_length=128)]
    auth: Annotated[str, Meta(max_length=64)]


class Endpoint(Asked, frozen=True, kw_only=True):
    """Which browser."""

    endpoint: Annotated[str, Meta(max_length=subscriptions.ENDPOINT_MOST)]


class NewSubscription(Asked, frozen=True, kw_only=True):
    """A browser as `PushSubscription.toJSON()` gives it, and the page's language; when it expires is not needed."""

    endpoint: Annotated[str, Meta(max_length=subscriptions.ENDPOINT_MOST)]
    keys: BrowserKeys
    expirationTime: float | None = None  # noqa: N815 - the browser's name for it
    lang: Annotated[str, Meta(pattern=r"^[A-Za-z0-9-]{0,16}(?!\n)$")] = ""


class RoomsQuery(Asked, frozen=True, kw_only=True):
    """Where to go on, and how many."""

    cursor: Annotated[str, Meta(max_length=256)] | None = None
    limit: Annotated[int, Meta(ge=1, le=100)] = 50


class PeopleQuery(Asked, frozen=True, kw_only=True):
    """Where to go on, and how many."""

    cursor: Annotated[str, Meta(max_length=256)] | None = None
    limit: Annotated[int, Meta(ge=1, le=500)] = 100


class PhrasesQuery(Asked, frozen=True, kw_only=True):
    """Whose phrases; all when left out."""

    role: Role | None = None


class UploadQuery(Asked, frozen=True, kw_only=True):
    """Which room the file is for, and its name; `by` names the sender and is for the API key alone."""

    room: Id
    name: Annotated[str, Meta(max_length=512)] = ""
    by: Id | None = None


class FileQuery(Asked, frozen=True, kw_only=True):
    """The link's own token; and whether the small picture will do."""

    t: Annotated[str, Meta(max_length=4096)] | None = None
    size: Literal["whole", "preview"] = "whole"
