"""What a broken or hostile client may say, each with the documented answer."""

from dataclasses import dataclass
from typing import Any

import msgpack
import orjson

ROOM = "order-bad"
DEEP = 20
MAX_INT = 2**53 - 1


@dataclass(frozen=True, slots=True)
class Row:
    """One thing said after hello: answered by `code` (about `field`), or by closing with `close`."""

    name: str
    frame: str | bytes
    code: str | None = None
    field: str | None = None
    close: int | None = None
    codec: str = "json"

    def __str__(self) -> str:
        """Name the test."""
        return f"{self.name}-{self.codec}"


def nested(depth: int) -> Any:
    """Make a value that is so deep."""
    value: Any = 1
    for _ in range(depth):
        value = [value]
    return value


def text(words: Any, **more: Any) -> dict[str, Any]:
    """Make a `send` that is right in everything but what is given."""
    body = {"type": "text", "text": words}
    return {"t": "send", "room": ROOM, "cid": "cid-bad-0001", "body": body, "ref": 1, **more}


def both(name: str, message: Any, code: str, field: str | None = None) -> list[Row]:
    """Say the same in both encodings."""
    return [
        Row(name, orjson.dumps(message).decode(), code, field),
        Row(name, msgpack.packb(message), code, field, codec="msgpack"),
    ]


MALFORMED = [
    Row("not JSON", "{", "bad_message"),
    Row("empty", "", "bad_message"),
    Row("two messages", '{"t":"ping"}{"t":"ping"}', "bad_message"),
    Row("single quotes", "{'t': 'ping'}", "bad_message"),
    Row("NaN", '{"t":"ping","ref":NaN}', "bad_message"),
    Row("a lone surrogate", '{"t":"send","room":"order-bad","cid":"\\ud800"}', "bad_message"),
    Row("sixty thousand brackets", "[" * 60_000, "bad_message"),
    Row("a huge number", '{"t":"ping","ref":' + "9" * 400 + "}", "bad_message"),
    Row("not MessagePack", b"\xc1", "bad_message", codec="msgpack"),
    Row("empty", b"", "bad_message", codec="msgpack"),
    Row("cut short", msgpack.packb({"t": "ping"})[:-1], "bad_message", codec="msgpack"),
    Row("bytes left over", msgpack.packb({"t": "ping"}) * 2, "bad_message", codec="msgpack"),
    Row("a length that lies", b"\xdf\xff\xff\xff\xff", "bad_message", codec="msgpack"),
    Row("invalid UTF-8 inside", b"\x81\xa1t\xa2\xff\xfe", "bad_message", codec="msgpack"),
    Row("binary", msgpack.packb({"t": "ping", "x": b"\x00"}), "bad_message", codec="msgpack"),
    Row("an extension", msgpack.packb({"t": "ping", "x": msgpack.ExtType(5, b"x")}), "bad_message", codec="msgpack"),
    Row("a timestamp", msgpack.packb({"t": "ping", "x": msgpack.Timestamp(1)}), "bad_message", codec="msgpack"),
    Row("infinite", msgpack.packb({"t": "ping", "x": float("inf")}), "bad_message", codec="msgpack"),
    Row("a key that is a number", msgpack.packb({"t": "ping", 5: 1}), "bad_message", codec="msgpack"),
    Row("sixty thousand arrays", b"\x91" * 60_000, "bad_message", codec="msgpack"),
]

STRANGE = [
    *both("not a map", [1, 2], "bad_message"),
    *both("nothing", None, "bad_message"),
    *both("no kind", {"room": ROOM}, "bad_message"),
    *both("a kind that is a number", {"t": 5}, "bad_message"),
    *both("an unknown kind", {"t": "fly", "room": ROOM}, "bad_message"),
    *both("a kind of the server's", {"t": "ack", "room": ROOM}, "bad_message"),
    *both("nested too deep", {"t": "ping", "x": nested(DEEP)}, "bad_message"),
    *both("an integer too large", {"t": "ping", "x": MAX_INT + 1}, "bad_message"),
    *both("U+0000", text("a\0b"), "bad_message"),
    *both("hello again", {"t": "hello", "token": "x"}, "bad_message"),
]

WRONG = [
    *both("no room", {"t": "join"}, "bad_field", "room"),
    *both("a room that is a number", {"t": "join", "room": 5}, "bad_field", "room"),
    *both("a room with a space", {"t": "join", "room": "a b"}, "bad_field", "room"),
    *both("a room that is empty", {"t": "join", "room": ""}, "bad_field", "room"),
    *both("a room that is too long", {"t": "join", "room": "r" * 65}, "bad_field", "room"),
    *both("a room ending in a newline", {"t": "join", "room": "order\n"}, "bad_field", "room"),
    *both("since below nothing", {"t": "join", "room": ROOM, "since": -1}, "bad_field", "since"),
    *both("since in words", {"t": "join", "room": ROOM, "since": "1"}, "bad_field", "since"),
    *both("text that is a number", text(5), "bad_field", "body.text"),
    *both("text that is empty", text(""), "bad_field", None),
    *both("text of spaces", text("  \n "), "bad_field", None),
    *both("text that is too long", text("x" * 4097), "too_large", None),
    *both("no body", {"t": "send", "room": ROOM, "cid": "cid-bad-0001"}, "bad_field", "body"),
    *both("a body of no known type", text("x", body={"type": "dance"}), "bad_field", None),
    *both("a short cid", text("x", cid="short"), "bad_field", "cid"),
    *both("a cid with a slash", text("x", cid="cid/bad/0001"), "bad_field", "cid"),
    *both("no cid", {"t": "send", "room": ROOM, "body": {"type": "text", "text": "x"}}, "bad_field", "cid"),
    *both("a ref that is a map", text("x", ref={}), "bad_field", "ref"),
    *both("a reply to what is not there", text("x", reply_to=99_999), "bad_field", "reply_to"),
    *both("a page of a thousand", {"t": "history", "room": ROOM, "limit": 1000}, "bad_field", "limit"),
    *both("a page of nothing", {"t": "history", "room": ROOM, "limit": 0}, "bad_field", "limit"),
    *both("typing maybe", {"t": "typing", "room": ROOM, "on": "maybe"}, "bad_field", "on"),
    *both("asleep", {"t": "presence", "state": "asleep"}, "bad_field", "state"),
    *both("seen in words", {"t": "seen", "room": ROOM, "read": "all"}, "bad_field", "read"),
]

REFUSED = [
    *both("a room that is not there", {"t": "join", "room": "no-such-room"}, "not_found"),
    *both("somebody else's room", {"t": "join", "room": "order-secret"}, "not_found"),
    *both("a send to nowhere", text("x", room="no-such-room"), "not_found"),
    *both("a send to somebody else's room", text("x", room="order-secret"), "not_found"),
    *both("history of somebody else's room", {"t": "history", "room": "order-secret"}, "not_found"),
    *both("typing in somebody else's room", {"t": "typing", "room": "order-secret", "on": True}, "not_found"),
    *both("seen in somebody else's room", {"t": "seen", "room": "order-secret", "read": 1}, "not_found"),
    *both("an upload that is not there", text("", body={"type": "file", "file": "f-1"}), "not_found"),
    *both("observing as a customer", {"t": "join", "room": "order-secret", "observe": True}, "not_found"),
]

FATAL = [
    Row("a frame above 64 KiB", orjson.dumps(text("x" * 65_536)).decode(), close=1009),
    Row("a frame above 64 KiB", msgpack.packb(text("x" * 65_536)), close=1009, codec="msgpack"),
]

CATALOGUE = [*MALFORMED, *STRANGE, *WRONG, *REFUSED, *FATAL]
