"""Client frames are masked, and server frames are counted whatever way they arrive."""

from collections import Counter

import pytest

from server.core.frames import BINARY as BINARY_FRAME
from server.core.frames import TEXT as TEXT_FRAME
from server.core.frames import framed
from tests.bench import frames


def unmasked(frame: bytes) -> bytes:
    size, at = frame[1] & 0x7F, 2
    assert frame[1] & 0x80
    if size >= 126:
        wide = 2 if size == 126 else 8
        size, at = int.from_bytes(frame[at : at + wide]), at + wide
    key, body = frame[at : at + 4], frame[at + 4 :]
    assert len(body) == size
    return bytes(byte ^ key[n % 4] for n, byte in enumerate(body))


@pytest.mark.parametrize("size", [0, 1, 125, 126, 65_535, 65_536])
def test_a_masked_frame_says_what_was_meant(size):
    payload = bytes(n % 251 for n in range(size))
    assert unmasked(frames.masked(payload)) == payload


@pytest.mark.parametrize("size", [3, 125, 126, 65_535, 65_536])
def test_frames_are_found_wherever_the_stream_is_cut(size):
    stream = framed(b"x" * size, TEXT_FRAME) + framed(b"y" * 5, BINARY_FRAME)
    ends = {size + (2 if size < 126 else 4 if size < 65_536 else 10), len(stream)}
    for cut in {0, 1, 2, 3, size, size + 2, size + 4, *ends}:
        kinds: Counter[bytes] = Counter()
        end, _ = frames.walk(stream[:cut], kinds, frozenset())
        assert end == max((each for each in ends if each <= cut), default=0)
        assert kinds.total() == sum(each <= cut for each in ends)


def test_what_is_not_usual_is_pointed_out():
    usual = frozenset({b"x"})
    assert frames.walk(framed(b"x", TEXT_FRAME) * 2, Counter(), usual) == (6, False)
    assert frames.walk(framed(b"x", TEXT_FRAME) + framed(b"y", TEXT_FRAME), Counter(), usual) == (6, True)
    assert frames.walk(framed(b"x", frames.PING), Counter(), usual) == (3, True)


def test_payloads_come_in_order():
    stream = framed(b"a" * 200, TEXT_FRAME) + framed(b"", frames.PING) + framed(b"b", TEXT_FRAME)
    assert list(frames.payloads(stream)) == [(TEXT_FRAME, b"a" * 200), (frames.PING, b""), (TEXT_FRAME, b"b")]
