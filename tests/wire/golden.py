"""Golden frames: every kind of message and command once, as JSON and as MessagePack; both sides' tests read them."""

import json
from typing import Any, Final

from server.core import codec, entries, inbox, replies
from server.core.entries import Answer, Author, Entry, Redacted
from server.core.inbox import Around, Person, Picture, Readers, Said, Watcher
from server.core.outcomes import Done
from server.core.queue import Notice
from server.core.refusals import Refusal
from server.core.room import Waiting
from server.core.tending import Tending

AT: Final = 1_795_293_464_123
ROOM: Final = "order-1042"
TEXT: Final = {"type": "text", "text": "Where are you? どこですか 🛵"}
PHRASE: Final = {
    "type": "phrase", "phrase": "driver.delay", "params": {"minutes": 10},
    "texts": {"en": "Traffic: 10 minutes later than planned.", "ja": "道が混んでいて、予定より10分ほど遅れます。"},
}  # fmt: skip
REQUEST: Final = {
    "type": "request", "change": "replace", "items": [{"name": "Gyoza", "count": 1, "instead": "Spring rolls"}],
    "note": "Allergic",
}  # fmt: skip
LOG: Final[list[Entry]] = [
    Entry(seq=1, kind="room", at=AT, cid="create-1042", body={
        "kind": "order", "subject": "Order 1042", "status": "open"}),
    Entry(seq=2, kind="join", at=AT, body={
        "user": "ann", "role": "customer", "name": "Ann", "verified": "host", "history": "all"}),
    Entry(seq=3, kind="join", at=AT, body={
        "user": "lee", "role": "driver", "name": "Lee", "verified": "host", "history": "from_assignment",
        "replaces": "ken"}),
    Entry(seq=4, kind="message", by="ann", at=AT, cid="01JDK3F8Q2", body=TEXT, rev=9, reactions={"👍": ["lee", "mia"]}),
    Entry(seq=5, kind="message", by="lee", at=AT, cid="01JDK3F8Q3", body=PHRASE, reply_to=4),
    Entry(seq=6, kind="message", by="lee", at=AT, cid="01JDK3F8Q4", rev=8, redacted=Redacted("s_amy", AT)),
    Entry(seq=7, kind="edit", by="ann", at=AT, cid="01JDK3F8Q5", target=4, body=TEXT),
    Entry(seq=8, kind="redact", by="s_amy", at=AT, cid="01JDK3F8Q6", target=6, author=Author("Amy", "agent")),
    Entry(seq=9, kind="reaction", by="lee", at=AT, cid="01JDK3F8Q7", target=4, body={"emoji": "👍", "on": True}),
    Entry(seq=10, kind="role", at=AT, body={"user": "lee", "role": "merchant", "name": "Lee"}),
    Entry(seq=11, kind="activity", at=AT, body={"type": "eta", "text": "Traffic", "params": {"minutes": 10}}),
    Entry(seq=12, kind="help", by="ann", at=AT, cid="01JDK3F8Q8", body={
        "state": "raised", "reason": "late", "role": "customer"}),
    Entry(seq=13, kind="room", at=AT, body={"status": "resolved", "locked": True}),
    Entry(seq=14, kind="leave", at=AT, body={"user": "lee", "reason": "removed"}),
    entries.hidden(Entry(seq=15, kind="edit", by="ann", at=AT, target=2)),
    Entry(seq=16, kind="message", by="ann", at=AT, cid="01JDK3F8R5", body=REQUEST, rev=17,
          answer=Answer(accepted=True, by="mia", at=AT)),
    Entry(seq=17, kind="answer", by="mia", at=AT, cid="01JDK3F8R6", target=16, body={"accepted": True}),
    Entry(seq=18, kind="message", by="s_amy", at=AT, cid="01JDK3F8R7", body=TEXT, expires_at=AT + 60_000),
]  # fmt: skip
ASIDE: Final[list[Entry]] = [
    Entry(seq=7, kind="join", by="ann", at=AT, body={
        "user": "ann", "role": "customer", "name": "Ann", "verified": "host", "history": "last:6",
        "replaces": "v_guest", "was": ["v_guest"]}),
    Entry(seq=8, kind="help", by="ann", at=AT, cid="01JDK3F8R3", author=Author("Ann", "customer"), body={
        "state": "raised", "reason": "report", "role": "customer", "user": "lee", "target": 5}),
    Entry(seq=9, kind="desk", by="s_amy", at=AT, cid="01JDK3F8R8", author=Author("Amy", "agent"), body={
        "act": "handed", "agent": "s_bob", "state": "offered", "since": AT, "until": AT + 60_000, "sender": "s_amy",
        "back_at": AT + 60_000, "hold": None, "labels": ["vip"], "note": "He knows the shop."}),
]  # fmt: skip
SUMMARY: Final[dict[str, Any]] = {
    "room": ROOM, "kind": "order", "subject": "Order 1042", "status": "open", "locked": False, "last_seq": 15,
    "unread": 2, "stage": "picked_up", "at": "2026-11-21T20:37:44.123Z", "role": "customer",
    "waiting": {"since": "2026-11-21T20:37:44.123Z", "reason": "late", "by": "ann"},
    "last": {"seq": 5, "by": "lee", "kind": "message", "text": "Traffic: 10 minutes later than planned.",
             "author": {"name": "Lee", "role": "driver"}},
}  # fmt: skip
FACT: Final = {"key": "eta", "label": "ETA", "kind": "time", "value": "19:40"}
WELCOME: Final[dict[str, Any]] = {
    "session": "s-1", "user": {"id": "ann", "role": "customer", "name": "Ann", "verified": "host"}, "epoch": "e-1",
    "exp": "2026-11-22T20:37:44.123Z", "server_time": "2026-11-21T20:37:44.123Z", "heartbeat_s": 20.5,
    "limits": {"text": 4096}, "rooms": [SUMMARY], "more": False,
    "mutes": ["eve"], "busy": {"minutes": 15, "until": "2026-11-21T21:37:44.123Z"},
}  # fmt: skip
SNAPSHOT: Final[dict[str, Any]] = {
    "room": ROOM, "kind": "order", "subject": "Order 1042", "status": "open", "locked": False, "stage": "picked_up",
    "facts": [FACT],
    "participants": [{
        "user": "lee", "role": "driver", "name": "Lee", "verified": "host", "joined_seq": 3, "left_seq": 14,
        "delivered": 13, "read": 9, "presence": "online"}],
    "first_seq": 1, "last_seq": 15, "you": {"user": "ann", "role": "customer", "observer": False, "can": ["send"]},
    "lanes": [{"room": "l-1", "audience": "named", "participants": ["ann", "lee"], "last_seq": 1, "unread": 0}],
    "entries": [entries.wire(entry) for entry in LOG], "reset": False,
}  # fmt: skip
OBSERVER: Final = {"user": "s_amy", "role": "agent", "observer": True, "can": ["help"], "read": 9}

PICTURE: Final = Picture(
    room=ROOM, kind="order", subject="Order 1042", status="open", stage="picked_up", locked=False, locks_at=None,
    last_seq=15, last_at=AT, rev=3, lane="lane-1042", lane_seq=9, waiting=Waiting(AT, "late", "ann"),
    last=Said(5, "lee", "Lee", "driver", AT, PHRASE["texts"]), answer=(6, "s_amy"),
    people=(Person("ann", "customer", "Ann", 2, 6, 4), Person("lee", "driver", "Lee", 3, 6, 6)), count=2,
    held=Tending(agent="s_bob", state="offered", since=AT, until=AT + 60_000, sender="s_amy", back_at=AT + 60_000,
                 priority="high", labels=("vip",), needs=("language:ja",), hold="snoozed", wake_at=AT, due_at=AT,
                 silenced=("ann",)),
    holder="Bob", readers=Readers(9, {"s_amy": 2}, {"s_amy": 1}, frozenset({"s_amy"}), frozenset({"s_amy"})),
)  # fmt: skip
"""A room in the inbox, with something in every field."""
ROW: Final = inbox.row(
    inbox.shared(PICTURE, Around(
        {"ann": "online"}, {"ann": AT + 1}, ["ann"], [Watcher("s_amy", "Amy", writing=True)]), AT + 2),
    inbox.mine(PICTURE, "s_amy"),
)  # fmt: skip
QUIET: Final = inbox.row(
    inbox.shared(Picture(
        room="support-7", kind="support", subject="", status="resolved", stage=None, locked=True, locks_at=None,
        last_seq=2, last_at=AT, rev=0, lane=None, lane_seq=0, waiting=None, last=None, answer=None, people=(), count=0,
        held=Tending(), holder=None), Around(), AT),
    (0, 0, False),
)  # fmt: skip


def messages() -> list[replies.Message]:
    """Return every kind of message that the server says, built by `replies`."""
    cursor = {"user": "ann", "delivered": 4, "read": 4}
    refusal = Refusal("rate_limited", "too fast", field="body.text", retry_after_ms=200)
    return [
        replies.welcome(1, WELCOME),
        replies.joined("a", SNAPSHOT),
        replies.joined("b", SNAPSHOT | {"you": OBSERVER}),
        replies.told(ROOM, LOG),
        replies.told("lane-1042", ASIDE),
        replies.ack(2, "01JDK3F8Q2", Done(ROOM, 4, AT)),
        replies.receipts(ROOM, [cursor]),
        replies.counted_receipts(ROOM, [{"seq": 4, "delivered": 4_990, "read": 812, "of": 4_999}]),
        replies.typing(ROOM, ["ann", "lee"]),
        replies.typing(ROOM, ["ann", "lee", "mia"], 12),
        replies.presence("lee", "away", AT),
        replies.room({**SUMMARY, "facts": [FACT]}),
        replies.left(ROOM, "replaced"),
        replies.left(ROOM, "left", 3),
        replies.history(4, ROOM, LOG, more=True),
        replies.error(refusal, 5),
        {**replies.error(Refusal("room_locked"), 6), "room": ROOM, "cid": "01JDK3F8Q9"},
        {
            **replies.error(Refusal("answered", answer=Answer(accepted=False, by="mia", at=AT)), 9),
            "room": ROOM,
            "cid": "01JDK3F8R8",
        },
        {**replies.error(Refusal("not_found", left="replaced"), 10), "room": ROOM, "cid": "01JDK3F8R9"},
        *_notices(),
    ]


def _notices() -> list[replies.Message]:
    """Return what is told of itself, and what staff are told."""
    return [
        replies.inbox({"ref": 11, "reset": True, "rows": [ROW], "more": False}),
        replies.inbox({"rows": [QUIET], "gone": ["order-1041"]}),
        replies.watch(ROOM, [{"user": "s_amy", "name": "Amy", "writing": True}]),
        replies.busy(15, AT),
        replies.watched("order-1042", on=True),
        replies.silenced("order-1042", on=True),
        replies.queue("help-7", Notice(state="waiting", position=2, reason="earlier")),
        replies.queue("help-7", Notice(state="closed", back_at=AT)),
        replies.queue("help-7", None),
        replies.busy(0, None),
        replies.draining(1234),
        replies.ping(),
        replies.pong(7),
        replies.authed(AT, 8),
    ]


SAID: Final[list[dict[str, Any]]] = [
    {"t": "hello", "token": "x.y.z", "client": "web/1", "session": "s-0", "epoch": "e-1", "ref": 1,
     "resume": [{"room": ROOM, "seq": 3, "delivered": 3, "read": 2}]},
    {"t": "auth", "token": "x.y.z", "ref": 8},
    {"t": "join", "room": ROOM, "since": 0, "ref": "a"},
    {"t": "join", "room": ROOM, "observe": True},
    {"t": "leave", "room": ROOM, "ref": 3},
    {"t": "send", "room": ROOM, "cid": "01JDK3F8Q2", "body": TEXT, "ref": 2},
    {"t": "send", "room": ROOM, "cid": "01JDK3F8Q3", "body": {"type": "phrase", "phrase": "any.thanks"}, "reply_to": 4},
    {"t": "send", "room": ROOM, "cid": "01JDK3F8R1",
     "body": {"type": "file", "file": "f-1", "name": "door.jpg", "size": 9, "more": ["f-2"]}},
    {"t": "edit", "room": ROOM, "cid": "01JDK3F8Q5", "target": 4, "body": TEXT},
    {"t": "redact", "room": ROOM, "cid": "01JDK3F8Q6", "target": 6},
    {"t": "react", "room": ROOM, "cid": "01JDK3F8Q7", "target": 4, "emoji": "👍", "on": False},
    {"t": "send", "room": ROOM, "cid": "01JDK3F8R5", "body": REQUEST},
    {"t": "send", "room": "news", "cid": "01JDK3F8R7", "body": TEXT, "expires_at": "2026-11-21T21:37:44.123Z"},
    {"t": "answer", "room": ROOM, "cid": "01JDK3F8R6", "target": 16, "accept": True},
    {"t": "help", "room": ROOM, "cid": "01JDK3F8Q8", "reason": "late", "text": "Very late"},
    {"t": "help", "room": ROOM, "cid": "01JDK3F8R2", "withdraw": True},
    {"t": "help", "room": ROOM, "cid": "01JDK3F8R3", "reason": "report", "target": 5, "user": "lee"},
    {"t": "seen", "room": ROOM, "delivered": 4, "read": 4},
    {"t": "typing", "room": ROOM, "on": True},
    {"t": "presence", "state": "away"},
    {"t": "history", "room": ROOM, "before": 9, "limit": 20, "ref": 4},
    {"t": "send", "room": "lane-1042", "cid": "01JDK3F8S1",
     "body": {"type": "text", "text": "@Bob, do you know this shop?", "mentions": ["s_bob"]}},
    {"t": "inbox", "on": True, "ref": 11},
    {"t": "pong"},
    {"t": "ping", "ref": 7},
]  # fmt: skip
"""Every command, with every field somewhere."""


def frames() -> dict[str, list[dict[str, Any]]]:
    """Return the golden frames: the plain value, and the MessagePack bytes in hexadecimal."""
    return {
        "server": [_frame(message) for message in messages()],
        "client": [_frame(said) for said in SAID],
    }


def text() -> str:
    """Return the file's text: one frame a line."""
    parts = []
    for side, framed in frames().items():
        lines = ",\n".join(f"    {json.dumps(frame, ensure_ascii=False)}" for frame in framed)
        parts.append(f"  {json.dumps(side)}: [\n{lines}\n  ]")
    return "{\n" + ",\n".join(parts) + "\n}\n"


def _frame(value: dict[str, Any]) -> dict[str, Any]:
    return {"json": value, "msgpack": codec.to_msgpack(value).hex()}
