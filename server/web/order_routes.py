"""The routes about orders, requests and announcements; `routes` lists them with all others."""

from typing import Final

from server.core.shapes import Busy
from server.web import answers, bodies
from server.web.api import orders
from server.web.ask import Operation, Said

ROOM: Final = "/v1/rooms/{id}"
INSIDE: Final = ("not_found", "forbidden")
BUSY: Final = "/v1/users/me/busy"

OPERATIONS: Final[tuple[Operation, ...]] = (
    Operation(
        method="POST", path=f"{ROOM}/order", handler=orders.step, who="key", body=bodies.OrderStep,
        summary="Tell what happened to an order: room, people, facts and one line, in one call",
        answers={
            201: Said("it happened", answers.OrderTold), 200: Said("it was told before", answers.OrderTold),
        },
        refuses=("not_found", "cid_reused"),
    ),
    Operation(
        method="POST", path=f"{ROOM}/messages/{{seq}}/answer", handler=orders.answer, who="either",
        body=bodies.NewAnswer, summary="Accept or decline a request for a change of the order, once",
        answers={201: Said("it is on disk", answers.Written), 200: Said("it was already", answers.Written)},
        refuses=(*INSIDE, "answered", "room_locked", "cid_reused", "rate_limited"),
    ),
    Operation(
        method="POST", path=f"{ROOM}/replies", handler=orders.reply, who="user", body=bodies.NewReply,
        summary="Answer an announcement: staff alone hear it, in a room of the caller's own",
        answers={201: Said("it is on disk", answers.Written), 200: Said("it was already", answers.Written)},
        refuses=(*INSIDE, "cid_reused", "rate_limited"),
    ),
    Operation(
        method="PUT", path=BUSY, handler=orders.busy, who="user", body=bodies.BusyFor,
        summary="Say how many minutes the caller's shop adds to what it promises; every device of theirs is told",
        answers={200: Said("until when", Busy)}, refuses=("forbidden",),
    ),
)  # fmt: skip
