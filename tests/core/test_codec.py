"""JSON and MessagePack say the same, for every command; and nothing that arrives raises anything but a refusal."""

import msgpack
import msgspec
import orjson
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from server.core import codec, commands, replies, values
from server.core.refusals import CODES, Refusal
from tests.core.said import COMMAND, COMMANDS, PLAIN

CODECS = ["json", "msgpack"]


def pack(plain: object, kind: str) -> bytes:
    return codec.to_json(plain) if kind == "json" else codec.to_msgpack(plain)


@given(COMMAND)
def test_a_command_reads_alike_in_both_codecs(plain):
    in_json = codec.decode(codec.to_json(plain), "json")
    assert in_json == codec.decode(codec.to_msgpack(plain), "msgpack")
    assert in_json.__struct_config__.tag == plain["t"]


@given(COMMAND)
def test_a_command_comes_back_as_it_was_written(plain):
    command = codec.decode(codec.to_json(plain), "json")
    written = msgspec.to_builtins(command)
    for kind in CODECS:
        assert codec.decode(pack(written, kind), kind) == command


@pytest.mark.parametrize("kind", sorted(COMMANDS))
def test_every_command_is_read(kind):
    assert kind in codec.KINDS
    assert len(commands.ALL) == len(COMMANDS)

    @given(COMMANDS[kind])
    @settings(max_examples=10)
    def read(plain):
        assert codec.decode(codec.to_msgpack(plain), "msgpack").__struct_config__.tag == kind

    read()


@given(st.dictionaries(st.text(max_size=5), PLAIN, max_size=4))
def test_a_message_means_the_same_in_both_codecs(message):
    assert orjson.loads(codec.to_json(message)) == msgpack.unpackb(codec.to_msgpack(message))


@given(COMMAND, st.dictionaries(st.text(min_size=9, max_size=12).map(lambda key: f"later_{key}"), PLAIN, max_size=2))
def test_fields_that_are_not_known_yet_are_ignored(plain, later):
    try:
        values.check(later, values.MAX_DEPTH)
    except Refusal:
        return
    assert codec.decode(codec.to_json(plain | later), "json") == codec.decode(codec.to_json(plain), "json")


@given(st.binary(max_size=300), st.sampled_from(CODECS))
def test_arbitrary_bytes_are_a_command_or_a_refusal(frame, kind):
    attempt(frame, kind)


@given(COMMAND, st.data())
def test_a_damaged_frame_is_a_command_or_a_refusal(plain, data):
    kind = data.draw(st.sampled_from(CODECS))
    frame = bytearray(pack(plain, kind))
    for at in data.draw(st.lists(st.integers(0, len(frame) - 1), max_size=4)):
        frame[at] = data.draw(st.integers(0, 255))
    cut = data.draw(st.integers(0, len(frame)))
    attempt(bytes(frame), kind)
    attempt(bytes(frame[:cut]), kind)


@given(COMMAND, st.data())
def test_any_value_in_any_place_is_a_command_or_a_refusal(plain, data):
    name = data.draw(st.sampled_from(sorted(plain)))
    value = data.draw(PLAIN)
    for frame in (plain | {name: value}, {"t": value}, value):
        for kind in CODECS:
            attempt(pack(frame, kind), kind)


def attempt(frame: bytes, kind: str) -> None:
    told = outcome(frame, kind)
    if isinstance(told, Refusal):
        assert told.code in {"bad_message", "bad_field", "too_large"}
        assert codec.to_json(replies.error(told, codec.ref_of(frame, kind)))
    else:
        assert isinstance(told, commands.ALL)


def outcome(frame: bytes, kind: str) -> commands.Command | Refusal:
    try:
        return codec.decode(frame, kind)
    except Refusal as refusal:
        return refusal


@pytest.mark.parametrize(
    ("frame", "ref"),
    [
        ({"t": "nope", "ref": 7}, 7),
        ({"t": "nope", "ref": "a"}, "a"),
        ({"t": "nope", "ref": True}, None),
        ({"t": "nope", "ref": 1.5}, None),
        ({"t": "nope", "ref": {}}, None),
        ({"t": "nope"}, None),
        ([1], None),
    ],
)
def test_a_refusal_finds_its_ref_where_there_is_one(frame, ref):
    for kind in CODECS:
        assert codec.ref_of(pack(frame, kind), kind) == ref
    assert codec.ref_of(b"{", "json") is None


def test_the_answer_to_any_ref_that_is_taken_can_be_written():
    for plain in ({"t": "ping", "ref": 2**53 - 1}, {"t": "ping", "ref": "x" * 100}):
        ref = codec.decode(codec.to_json(plain), "json").ref
        assert orjson.loads(codec.to_json(replies.pong(ref))) == {"t": "pong", "ref": plain["ref"]}
    with pytest.raises(Refusal):
        codec.decode(b'{"t": "ping", "ref": 1e300}', "json")


def test_the_table_of_codes_covers_what_a_frame_can_be_refused_with():
    assert {"bad_message", "bad_field", "too_large"} <= set(CODES)
