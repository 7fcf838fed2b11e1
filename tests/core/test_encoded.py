"""A message is encoded and framed once per codec, as WebSocket wants it."""

import json

import msgpack
import pytest
from websockets.frames import Frame, Opcode

from server.core.encoded import Encoded
from server.core.frames import BINARY, TEXT, framed


def test_a_message_is_encoded_once_per_codec():
    encoded = Encoded({"t": "pong", "ref": "é"})
    assert encoded.text is encoded.text
    assert encoded.binary is encoded.binary
    assert encoded.frame("json") is encoded.frame("json")
    assert json.loads(encoded.text) == msgpack.unpackb(encoded.binary) == encoded.message


def test_its_size_is_that_of_its_bytes():
    encoded = Encoded({"t": "pong", "ref": "é"})
    assert encoded.size("json") == len(encoded.text.encode())
    assert encoded.size("msgpack") == len(encoded.binary)


@pytest.mark.parametrize("size", [0, 1, 125, 126, 127, 65_535, 65_536, 70_000])
def test_a_frame_is_the_one_that_a_library_would_write(size):
    payload = b"x" * size
    for first, opcode in ((TEXT, Opcode.TEXT), (BINARY, Opcode.BINARY)):
        assert framed(payload, first) == Frame(opcode, payload).serialize(mask=False)


def test_each_codec_has_its_kind_of_frame():
    encoded = Encoded({"t": "ping"})
    assert encoded.frame("json") == framed(encoded.text.encode(), TEXT)
    assert encoded.frame("msgpack") == framed(encoded.binary, BINARY)
