"""The catalogue of frames that are refused: with which code, and which field is named."""

import msgpack
import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.core import codec, commands
from server.core.ids import CID, ID, is_cid, is_id
from server.core.refusals import Refusal
from server.core.values import MAX_INT

SEND = {"t": "send", "room": "order-1", "cid": "cid-0001", "body": {"type": "text", "text": "hello"}}


def refused(frame: bytes, kind: str = "json") -> tuple[str, str | None]:
    with pytest.raises(Refusal) as caught:
        codec.decode(frame, kind)
    return caught.value.code, caught.value.field


def nested(depth: int) -> object:
    return [] if depth == 1 else [nested(depth - 1)]


@pytest.mark.parametrize(
    "frame",
    [
        b"",
        b"{",
        b"nonsense",
        b"\xff\xfe",
        b'{"t": "ping"} {}',
        b'{"t": "ping", "x": NaN}',
        b'{"t": "ping", "x": Infinity}',
        b'{"t": "ping", "x": 1e400}',
        b'{"t": "ping", "x": "\xc3"}',
        b'{"t": "ping", "x": "\\ud800"}',
        b"[" * 5_000,
        b"[" * 5_000 + b"]" * 5_000,
        b"[]",
        b"null",
        b'"ping"',
        b"1",
    ],
)
def test_json_that_is_no_message(frame):
    assert refused(frame) == ("bad_message", None)


@pytest.mark.parametrize(
    "frame",
    [
        b"",
        b"\xc1",
        b"\x81\xa1t",
        b"\x81\xa1t\xa4ping\x00",
        b"\xdd\xff\xff\xff\xff",
        b"\x91" * 5_000,
        b"\x91" * 5_000 + b"\x00",
        b"\x81\xa1t\xa4p\xffng",
        b"\x81\x91\x01\x02",
        b"\x81\x80\x02",
        msgpack.packb([]),
        msgpack.packb(None),
        msgpack.packb({"t": "ping", 1: 2}),
        msgpack.packb({"t": "ping", None: 2}),
        msgpack.packb({"t": "ping", b"x": 2}),
        msgpack.packb({"t": "ping", "x": b"x"}),
        msgpack.packb({"t": "ping", "x": msgpack.ExtType(5, b"x")}),
        msgpack.packb({"t": "ping", "x": msgpack.Timestamp(1)}),
        msgpack.packb({"t": "ping", "x": float("nan")}),
        msgpack.packb({"t": "ping", "x": float("-inf")}),
        msgpack.packb({"t": "ping", "x": 2**64 - 1}),
        msgpack.packb({b"t": "ping"}),
    ],
)
def test_messagepack_that_is_no_message(frame):
    assert refused(frame, "msgpack") == ("bad_message", None)


@pytest.mark.parametrize("kind", [None, 1, True, "", "nope", "PING", "welcome", [], ["ping"], {}, {"t": "ping"}])
def test_an_unknown_kind_is_named(kind):
    for pack, name in ((codec.to_json, "json"), (codec.to_msgpack, "msgpack")):
        assert refused(pack({"t": kind}), name) == ("bad_message", "t")
        assert refused(pack({"room": "order-1"}), name) == ("bad_message", "t")


VALUES = [
    ("eight deep is too deep with the map around it", nested(8), True),
    ("seven deep is not", nested(7), False),
    ("the largest integer", MAX_INT, False),
    ("one above it", MAX_INT + 1, True),
    ("the smallest integer", -MAX_INT, False),
    ("one below it", -MAX_INT - 1, True),
    ("U+0000", "a\x00b", True),
    ("U+0000 in a key", {"\x00": 1}, True),
    ("other control characters", "a\x01\u200b", False),
    ("a float", -0.5, False),
]


@pytest.mark.parametrize(("name", "value", "bad"), VALUES, ids=[name for name, *_ in VALUES])
def test_values_that_the_two_codecs_share(name, value, bad):
    for pack, kind in ((codec.to_json, "json"), (codec.to_msgpack, "msgpack")):
        frame = pack({"t": "ping", "x": value})
        if bad:
            assert refused(frame, kind) == ("bad_message", None)
        else:
            assert isinstance(codec.decode(frame, kind), commands.Ping)


def test_a_lone_surrogate_is_refused_in_messagepack():
    frame = msgpack.packb({"t": "ping", "x": "?"}).replace(b"\xa1?", b"\xa3\xed\xa0\x80")
    assert refused(frame, "msgpack") == ("bad_message", None)


FIELDS = [
    ({"room": None}, "bad_field", "room"),
    ({"room": 7}, "bad_field", "room"),
    ({"room": ""}, "bad_field", "room"),
    ({"room": "a b"}, "bad_field", "room"),
    ({"room": "x" * 65}, "bad_field", "room"),
    ({"room": "order-1\n"}, "bad_field", "room"),
    ({"room": "órder"}, "bad_field", "room"),
    ({"cid": "short"}, "bad_field", "cid"),
    ({"cid": "x" * 65}, "bad_field", "cid"),
    ({"cid": "cid-0001\n"}, "bad_field", "cid"),
    ({"cid": "cid.0001"}, "bad_field", "cid"),
    ({"reply_to": 0}, "bad_field", "reply_to"),
    ({"reply_to": "4"}, "bad_field", "reply_to"),
    ({"reply_to": 4.0}, "bad_field", "reply_to"),
    ({"reply_to": True}, "bad_field", "reply_to"),
    ({"ref": 1.5}, "bad_field", "ref"),
    ({"ref": []}, "bad_field", "ref"),
    ({"body": None}, "bad_field", "body"),
    ({"body": "hello"}, "bad_field", "body"),
    ({"body": {}}, "bad_field", "body.type"),
    ({"body": {"type": "nope"}}, "bad_field", "body.type"),
    ({"body": {"type": "text"}}, "bad_field", "body.text"),
    ({"body": {"type": "text", "text": 1}}, "bad_field", "body.text"),
    ({"body": {"type": "file", "file": "a/b"}}, "bad_field", "body.file"),
    ({"body": {"type": "file", "file": "f", "name": "x" * 256}}, "too_large", "body.name"),
    ({"body": {"type": "file", "file": "f", "size": -1}}, "bad_field", "body.size"),
    ({"body": {"type": "file", "file": "f", "more": ["g"] * 10}}, "too_large", "body.more"),
    ({"body": {"type": "file", "file": "f", "more": ["../g"]}}, "bad_field", "body.more[0]"),
    ({"body": {"type": "phrase", "phrase": ""}}, "bad_field", "body.phrase"),
    ({"body": {"type": "phrase", "phrase": "x" * 65}}, "too_large", "body.phrase"),
    ({"body": {"type": "phrase", "phrase": "x", "params": []}}, "bad_field", "body.params"),
]


@pytest.mark.parametrize(("change", "code", "field"), FIELDS, ids=[f"{at}-{row[2]}" for at, row in enumerate(FIELDS)])
def test_a_field_that_does_not_fit_is_named(change, code, field):
    for pack, kind in ((codec.to_json, "json"), (codec.to_msgpack, "msgpack")):
        assert refused(pack(SEND | change), kind) == (code, field)


@pytest.mark.parametrize("name", ["room", "cid", "body"])
def test_a_field_that_is_missing_is_named(name):
    frame = codec.to_json({key: value for key, value in SEND.items() if key != name})
    assert refused(frame) == ("bad_field", name)


OTHERS = [
    ({"t": "hello"}, "bad_field", "token"),
    ({"t": "hello", "token": "x" * 4097}, "too_large", "token"),
    ({"t": "hello", "token": "x", "client": "x" * 129}, "too_large", "client"),
    ({"t": "hello", "token": "x", "resume": [{}] * 501}, "too_large", "resume"),
    ({"t": "hello", "token": "x", "resume": [{"room": "a"}]}, "bad_field", "resume[0].seq"),
    ({"t": "hello", "token": "x", "resume": [{"room": "a", "seq": -1}]}, "bad_field", "resume[0].seq"),
    ({"t": "history", "room": "a", "limit": 0}, "bad_field", "limit"),
    ({"t": "history", "room": "a", "limit": 101}, "bad_field", "limit"),
    ({"t": "history", "room": "a", "before": -1}, "bad_field", "before"),
    ({"t": "seen", "room": "a", "read": -1}, "bad_field", "read"),
    ({"t": "typing", "room": "a"}, "bad_field", "on"),
    ({"t": "typing", "room": "a", "on": "yes"}, "bad_field", "on"),
    ({"t": "presence", "state": "offline"}, "bad_field", "state"),
    ({"t": "react", "room": "a", "cid": "cid-0001", "target": 1, "emoji": ""}, "bad_field", "emoji"),
    ({"t": "react", "room": "a", "cid": "cid-0001", "target": 1, "emoji": "x" * 33}, "too_large", "emoji"),
    ({"t": "edit", "room": "a", "cid": "cid-0001", "target": 0, "body": SEND["body"]}, "bad_field", "target"),
    ({"t": "help", "room": "a", "cid": "cid-0001", "reason": "x" * 65}, "too_large", "reason"),
    ({"t": "help", "room": "a", "cid": "cid-0001", "text": "x" * 4097}, "too_large", "text"),
]


@pytest.mark.parametrize(
    ("frame", "code", "field"), OTHERS, ids=[f"{at}-{row[0]['t']}-{row[2]}" for at, row in enumerate(OTHERS)]
)
def test_other_commands_name_their_fields(frame, code, field):
    assert refused(codec.to_json(frame)) == (code, field)


@given(st.text(max_size=70))
def test_ids_on_the_wire_are_those_that_the_house_knows(text):
    for field, known in (("room", is_id(text)), ("cid", is_cid(text))):
        try:
            codec.decode(codec.to_json(SEND | {field: text}), "json")
        except Refusal:
            assert not known
        else:
            assert known


@given(st.from_regex(ID, fullmatch=True), st.from_regex(CID, fullmatch=True))
def test_every_id_of_the_pattern_is_an_id(room, cid):
    assert is_id(room)
    assert is_cid(cid)
    assert not is_id(room + "\n")
    assert not is_cid(cid + "\n")
