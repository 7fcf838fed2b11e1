"""Every URL of the API on one page: who may call it, with what, and what it answers."""

from typing import Final

from server.web import answers, bodies, bodies_choices, order_routes
from server.web.api import (
    invites,
    messages,
    mutes,
    participants,
    phrases,
    rooms,
    tokens,
    uploads,
    users,
    visitors,
    widget,
)
from server.web.ask import Operation, Raw, Said
from server.web.routes_cases import OPERATIONS as CASES
from server.web.routes_choices import OPERATIONS as CHOICES
from server.web.routes_desk import OPERATIONS as DESK
from server.web.routes_desk import roles_of
from server.web.routes_out import OPERATIONS as OUT
from server.web.routes_plain import PLAIN, WHO, Row
from server.web.routes_standby import OPERATIONS as STANDBY

ROOM: Final = "/v1/rooms/{id}"
INVITE: Final = "/v1/invites/{id}"
OVER: Final = ("invite_expired", "invite_elsewhere", "invite_removed", "invite_revoked")
PERSON: Final = "/v1/rooms/{id}/participants/{user}"
INSIDE: Final = ("not_found", "forbidden")
MUTE: Final = "/v1/users/me/mutes/{user}"
BYTES: Final = Raw("application/octet-stream", "the bytes of the file")
WRITING: Final = (*INSIDE, "room_locked", "cid_reused", "rate_limited")

OPERATIONS: Final[tuple[Operation, ...]] = (
    Operation(
        method="POST", path="/v1/tokens", handler=tokens.create, who="key", body=bodies.NewToken,
        summary="Sign a token for a user of the host",
        answers={201: Said("the token, and when it expires", answers.Token)},
    ),
    Operation(
        method="PUT", path="/v1/users/{id}", handler=users.put, who="key", body=bodies.UserFields,
        summary="Store or change a user: the role outside rooms, the name",
        answers={200: Said("the user as stored", answers.StoredUser)},
    ),
    Operation(
        method="POST", path="/v1/rooms", handler=rooms.create, who="either", body=bodies_choices.NewRoom,
        summary="Make a room with its first participants; a user opens, or finds, a support room of their own",
        answers={201: Said("the new room", answers.Room), 200: Said("the room of that id, unchanged", answers.Room)},
        refuses=("forbidden", "cid_reused", "rate_limited"),
    ),
    Operation(
        method="GET", path="/v1/rooms", handler=rooms.listing, who="either", query=bodies.RoomsQuery,
        summary="List the rooms that the caller may see, newest first",
        answers={200: Said("a page of rooms", answers.RoomList)},
    ),
    Operation(
        method="GET", path=ROOM, handler=rooms.get, who="either",
        summary="Show a room as the caller may see it",
        answers={200: Said("the room", answers.Room)}, refuses=INSIDE,
    ),
    Operation(
        method="PATCH", path=ROOM, handler=rooms.patch, who="either", body=bodies.RoomFields,
        summary="Change subject, public status, lock, facts or metadata; what is not named stays",
        answers={200: Said("the room as it is now", answers.Room)}, refuses=(*INSIDE, "cid_reused"),
    ),
    Operation(
        method="GET", path="/v1/rooms/{id}/participants", handler=participants.listing, who="either",
        query=bodies.PeopleQuery,
        summary="List who takes part, as they came, also who left within the caller's window; in a crowd too",
        answers={200: Said("a page of people", answers.People)}, refuses=INSIDE,
    ),
    Operation(
        method="PUT", path=PERSON, handler=participants.put, who="either", body=bodies.Membership,
        summary="Bring somebody in, change their role or name, or (`replaces`) put them in another's place",
        answers={200: Said("the entry that says so, if anything changed", answers.Changed)},
        refuses=(*INSIDE, "room_locked", "cid_reused"),
    ),
    Operation(
        method="DELETE", path=PERSON, handler=participants.remove, who="either",
        summary="Take somebody out of the room and its lanes; participants may take out themselves",
        answers={200: Said("the entry that says so, if anything changed", answers.Changed)},
        refuses=(*INSIDE, "room_locked", "cid_reused"),
    ),
    Operation(
        method="POST", path="/v1/rooms/{id}/swap", handler=participants.swap, who="either", body=bodies.Swap,
        summary="Put one participant in the place of another: one entry, no moment with both or neither",
        answers={200: Said("the entry that says so, if anything changed", answers.Changed)},
        refuses=(*INSIDE, "room_locked", "cid_reused"),
    ),
    Operation(
        method="POST", path="/v1/rooms/{id}/messages", handler=messages.post, who="either", body=bodies.NewMessage,
        summary="Write a message; with the API key, in the name of `by`",
        answers={201: Said("it is on disk", answers.Written), 200: Said("it was already", answers.Written)},
        refuses=WRITING,
    ),
    Operation(
        method="POST", path="/v1/rooms/{id}/activity", handler=messages.activity, who="either", body=bodies.NewActivity,
        summary="Write an order event; `delivered` sets the lock time, `dispute` opens the room again",
        answers={201: Said("it is on disk", answers.Written)}, refuses=WRITING,
    ),
    Operation(
        method="POST", path="/v1/rooms/{id}/help", handler=messages.call_help, who="user", body=bodies.NewHelp,
        summary="Call staff with a reason from the catalogue, withdraw one's call, or (staff) dismiss it",
        answers={201: Said("it is on disk", answers.Written)}, refuses=WRITING,
    ),
    Operation(
        method="GET", path="/v1/rooms/{id}/entries", handler=messages.entries, who="either", query=bodies.EntriesQuery,
        summary="Read a page of the log inside the caller's window; `after` and `before` are exclusive",
        answers={200: Said("entries, ascending; without `after`, the newest", answers.EntryPage)}, refuses=INSIDE,
    ),
    Operation(
        method="GET", path="/v1/rooms/{id}/receipts", handler=rooms.receipts, who="either",
        summary="Tell who has, and has read, the room up to where",
        answers={200: Said("everybody's cursor", answers.ReceiptList)}, refuses=INSIDE,
    ),
    Operation(
        method="POST", path="/v1/rooms/{id}/lanes", handler=rooms.lane, who="either", body=bodies.NewLane,
        summary="Open a side room for some of a room's participants, and staff",
        answers={201: Said("the new lane", answers.OpenedLane), 200: Said("the lane they have", answers.OpenedLane)},
        refuses=(*INSIDE, "room_locked"),
    ),
    Operation(
        method="POST", path="/v1/uploads", handler=uploads.create, who="either", query=bodies.UploadQuery,
        body=Raw("application/octet-stream", "the file itself; what it is, its bytes tell"),
        summary="Send a file up for one room; a message of the same sender there then carries it",
        answers={201: Said("the file, waiting for its message for a day", answers.NewFile)},
        refuses=(*INSIDE, "room_locked", "rate_limited"),
    ),
    Operation(
        method="GET", path="/v1/files/{id}", handler=uploads.get, who="link", query=bodies.FileQuery,
        summary="Read a file of a message inside the caller's window; also by a link, without a header",
        answers={200: Said("the bytes; a picture to be shown, all else to be kept", BYTES)}, refuses=INSIDE,
    ),
    Operation(
        method="POST", path="/v1/files/{id}/link", handler=uploads.link, who="either",
        summary="Make a link to one file, for this session, good for five minutes",
        answers={201: Said("the link, and when it ends", answers.FileLink)}, refuses=INSIDE,
    ),
    Operation(
        method="POST", path="/v1/visitors", handler=visitors.create, who="anyone", body=bodies.NewVisitor,
        summary="Let an anonymous visitor of a website in; so many an hour from one address",
        answers={201: Said("the visitor, a token and a secret", answers.Visitor)}, refuses=("rate_limited",),
    ),
    Operation(
        method="POST", path="/v1/visitors/refresh", handler=visitors.refresh, who="anyone", body=bodies.VisitorSecret,
        summary="Get a new token, and the secret that takes the place of this one",
        answers={200: Said("a new token and a new secret", answers.Visitor)},
        refuses=("unauthenticated", "rate_limited"),
    ),
    Operation(
        method="POST", path="/v1/visitors/logout", handler=visitors.logout, who="anyone", body=bodies.VisitorSecret,
        summary="End the visit: its secret and tokens open nothing more, and its sockets close",
        answers={200: Said("whether or not there was a visit", answers.Nothing)}, refuses=("rate_limited",),
    ),
    Operation(
        method="POST", path="/v1/visitors/merge", handler=visitors.merge, who="anyone", body=bodies.Merge,
        summary="Hand a visitor's rooms to a user of the host who proves to be both and agrees; once",
        answers={200: Said("every room is the user's now", answers.Merged)},
        refuses=("unauthenticated", "forbidden", "rate_limited"),
    ),
    Operation(
        method="POST", path="/v1/rooms/{id}/invites", handler=invites.into_room, who="either",
        body=bodies.NewRoomInvite, summary="Invite one user into one room; the answer alone has the link",
        answers={201: Said("the invitation, with its link", answers.NewInvite)},
        refuses=(*INSIDE, "room_locked", "cid_reused"),
    ),
    Operation(
        method="POST", path="/v1/rooms/{id}/invites/me", handler=invites.for_oneself, who="user",
        summary="Make a link by which the caller goes on elsewhere with a conversation of theirs with support",
        answers={201: Said("the invitation, with its link", answers.NewInvite)}, refuses=(*INSIDE, "rate_limited"),
    ),
    Operation(
        method="GET", path="/v1/rooms/{id}/invites", handler=invites.of_room, who="either",
        summary="List the invitations into a room",
        answers={200: Said("the list", answers.InviteList)}, refuses=INSIDE,
    ),
    Operation(
        method="POST", path="/v1/users/{id}/invites", handler=invites.for_user, who="either",
        body=bodies.NewUserInvite, summary="Invite a user into every room of theirs, now and later",
        answers={201: Said("the invitation, with its link", answers.NewInvite)}, refuses=INSIDE,
    ),
    Operation(
        method="GET", path="/v1/users/{id}/invites", handler=invites.of_user, who="either",
        summary="List the invitations of a user, those into single rooms too",
        answers={200: Said("the list", answers.InviteList)}, refuses=INSIDE,
    ),
    Operation(
        method="POST", path="/v1/invites/preview", handler=invites.preview, who="anyone", body=bodies.InviteLook,
        summary="Tell as whom a link would let somebody in; nothing is used up",
        answers={200: Said("name, role, subject", answers.InvitePreview)},
        refuses=("not_found", *OVER, "rate_limited"),
    ),
    Operation(
        method="POST", path="/v1/invites/redeem", handler=invites.redeem, who="anyone", body=bodies.InviteOpening,
        summary="Open a link on this device",
        answers={200: Said("a token and a secret for this device", answers.InvitedSession)},
        refuses=("not_found", "forbidden", *OVER, "rate_limited"),
    ),
    Operation(
        method="POST", path="/v1/invites/refresh", handler=invites.refresh, who="anyone", body=bodies.InviteSecret,
        summary="Get a new token, and the secret that takes the place of this one",
        answers={200: Said("a new token and a new secret", answers.InvitedSession)},
        refuses=("unauthenticated", "forbidden", *OVER, "rate_limited"),
    ),
    Operation(
        method="POST", path="/v1/invites/logout", handler=invites.logout, who="anyone", body=bodies.InviteSecret,
        summary="Let this device go: its sockets close, and its place is free for another",
        answers={200: Said("whether or not there was such a device", answers.Nothing)}, refuses=("rate_limited",),
    ),
    Operation(
        method="POST", path="/v1/invites/again", handler=invites.again, who="anyone", body=bodies.InviteSecret,
        summary="Tell staff and the host that a new link is wanted; whoever asks, and how often, is answered alike",
        answers={200: Said("heard, whether or not the link is known", answers.LinkAsked)}, refuses=("rate_limited",),
    ),
    Operation(
        method="DELETE", path=INVITE, handler=invites.revoke, who="either",
        summary="Withdraw an invitation: its devices are out, and their sockets close on every node",
        answers={200: Said("the invitation as it is now", answers.Invite)}, refuses=INSIDE,
    ),
    Operation(
        method="GET", path=f"{INVITE}/devices", handler=invites.devices, who="either",
        summary="List the devices that were let in",
        answers={200: Said("the list", answers.DeviceList)}, refuses=INSIDE,
    ),
    Operation(
        method="DELETE", path=f"{INVITE}/devices/{{device}}", handler=invites.revoke_device, who="either",
        summary="Throw one device out; its place is not given to another",
        answers={200: Said("the device as it is now", answers.InvitedDevice)}, refuses=INSIDE,
    ),
    Operation(
        method="GET", path="/v1/users/me/mutes", handler=mutes.listing, who="user",
        summary="List whom the caller has muted",
        answers={200: Said("the list", answers.MuteList)},
    ),
    Operation(
        method="PUT", path=MUTE, handler=mutes.put, who="user",
        summary="Mute somebody, for the caller alone: nobody is told, everything is still delivered",
        answers={200: Said("the list as it is now", answers.MuteList)},
    ),
    Operation(
        method="DELETE", path=MUTE, handler=mutes.remove, who="user",
        summary="Hear somebody again",
        answers={200: Said("the list as it is now", answers.MuteList)},
    ),
    Operation(
        method="GET", path="/v1/phrases", handler=phrases.listing, who="anyone", query=bodies.PhrasesQuery,
        summary="List the quick phrases, in every language, that a role may say",
        answers={200: Said("the catalogue", answers.PhraseList)}, kept_s=0,
    ),
    Operation(
        method="GET", path="/v1/widget", handler=widget.get, who="anyone",
        query=bodies_choices.WidgetQuery,
        summary="Tell what the website's widget says before anybody has spoken",
        answers={200: Said("name, greeting, policy, typical time, phrases, reasons for help", answers.Widget)},
        refuses=("forbidden",), kept_s=0,
    ),
    *OUT,
    *order_routes.OPERATIONS,
    *DESK,
    *CASES,
    *STANDBY,
    *CHOICES,
)  # fmt: skip


ROUTES: Final = (
    *(Row(each.method, each.path, roles_of(each) or WHO[each.who], each.summary) for each in OPERATIONS),
    *PLAIN,
)
"""Every URL."""
