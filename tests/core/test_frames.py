"""Everyday frames read without the library: the same messages, in any cut, and never more than is safe."""

import struct

from hypothesis import given
from hypothesis import strategies as st

from server.core.frames import BINARY, TEXT, everyday, framed

MOST = 64 * 1024


def client_frame(payload: bytes, first: int = TEXT, mask: bytes = b"\x01\x02\x03\x04") -> bytes:
    """Write a frame as RFC 6455 has a client write it, byte by byte."""
    masked = bytes(byte ^ mask[i % 4] for i, byte in enumerate(payload))
    if len(payload) < 126:
        return bytes([first, 0x80 | len(payload)]) + mask + masked
    return struct.pack("!BBH", first, 0x80 | 126, len(payload)) + mask + masked


messages = st.lists(st.tuples(st.booleans(), st.binary(max_size=300), st.binary(min_size=4, max_size=4)), max_size=6)


@given(messages)
def test_whole_messages_are_read_as_they_were_written(said):
    wire = b"".join(client_frame(payload, TEXT if text else BINARY, mask) for text, payload, mask in said)
    assert everyday(wire, MOST) == ([(text, payload) for text, payload, _ in said], len(wire))


@given(messages.filter(bool), st.data())
def test_a_part_of_a_frame_is_left_for_the_parser(said, draw):
    frames = [client_frame(payload, TEXT if text else BINARY, mask) for text, payload, mask in said]
    wire = b"".join(frames)
    cut = draw.draw(st.integers(0, len(wire)))
    found, taken = everyday(wire[:cut], MOST)
    assert taken == sum(len(frame) for frame in frames[: len(found)])
    assert taken <= cut
    assert [payload for _, payload in found] == [payload for _, payload, _ in said[: len(found)]]
    assert len(found) == len(said) or taken + len(frames[len(found)]) > cut


@given(st.binary(max_size=400))
def test_whatever_comes_it_takes_no_more_than_there_is(wire):
    found, taken = everyday(wire, MOST)
    assert 0 <= taken <= len(wire)
    assert sum(6 + len(payload) for _, payload in found) <= taken


def test_what_is_not_everyday_is_left_alone():
    good = client_frame(b"one")
    for other in (
        client_frame(b"", 0x89),  # ping
        client_frame(b"", 0x88),  # close
        client_frame(b"part", 0x01),  # a first fragment
        client_frame(b"rest", 0x80),  # a last fragment
        client_frame(b"rsv", 0xC1),  # compressed, or nonsense
        framed(b"unmasked", TEXT),
    ):
        assert everyday(good + other + good, MOST) == ([(True, b"one")], len(good))


def test_above_the_limit_nothing_is_taken():
    assert everyday(client_frame(b"x" * 200), 100) == ([], 0)
