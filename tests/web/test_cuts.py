"""A stream of frames, cut anywhere by the network, says the same messages."""

import itertools
import random
from types import SimpleNamespace
from typing import Any, cast

import pytest
import uvicorn
from hypothesis import example, given
from hypothesis import strategies as st
from websockets.frames import Frame, Opcode

from server.web.direct import DirectProtocol

MOST = 70_000


class Heard:
    """A session that writes down what it is told."""

    busy = False
    closing = None

    def __init__(self) -> None:
        self.messages: list[tuple[bool, bytes]] = []

    def frame(self, payload: bytes, *, text: bool) -> None:
        self.messages.append((text, payload))

    def blocked(self) -> None:
        """Nothing more may be written."""


class Wrote:
    """A transport that writes down what goes out, and whether that was its last."""

    def __init__(self) -> None:
        self.out = bytearray()
        self.closed = False

    def write(self, data: bytes) -> None:
        self.out += data

    def write_eof(self) -> None:
        self.closed = True


async def nobody(scope: Any, receive: Any, send: Any) -> None:
    """Stand for an application that is not asked."""


CONFIG = uvicorn.Config(nobody, lifespan="off", log_level="critical", ws_max_size=MOST)
STATE = cast("Any", SimpleNamespace(connections=set(), tasks=set(), default_headers=[], total_requests=0))


async def listened(pieces: list[bytes]) -> tuple[Heard, Wrote]:
    """Read the pieces as a socket whose session has taken over would."""
    protocol, heard, wrote = DirectProtocol(CONFIG, STATE, {}), Heard(), Wrote()
    protocol.transport = cast("Any", wrote)
    protocol.opening = None
    protocol.session = cast("Any", heard)
    for piece in pieces:
        protocol.data_received(piece)
    return heard, wrote


def cut(stream: bytes, places: list[int]) -> list[bytes]:
    ends = sorted({place % (len(stream) + 1) for place in places} | {0, len(stream)})
    return [stream[start:end] for start, end in itertools.pairwise(ends)]


def frames(message: tuple[bool, bytes, int]) -> list[Frame]:
    """A message in as many frames as it says; a ping stands among its fragments."""
    text, payload, parts = message
    size = len(payload) // parts + 1
    pieces = [payload[at : at + size] for at in range(0, len(payload), size)] or [b""]
    first = Opcode.TEXT if text else Opcode.BINARY
    found = [
        Frame(Opcode.CONT if number else first, piece, number == len(pieces) - 1) for number, piece in enumerate(pieces)
    ]
    return [found[0], Frame(Opcode.PING, b"?"), *found[1:]] if len(found) > 1 else found


def stream_of(messages: list[tuple[bool, bytes, int]]) -> bytes:
    return b"".join(frame.serialize(mask=True) for message in messages for frame in frames(message))


PAYLOADS = st.binary(max_size=200).map(lambda raw: raw.hex().encode()) | st.just(b"x" * 300) | st.just(b"y" * 66_000)
MESSAGES = st.lists(st.tuples(st.booleans(), PAYLOADS, st.integers(1, 3)), min_size=1, max_size=5)


@given(MESSAGES, st.lists(st.integers(0, 2**20), max_size=12))
@example([(True, b"hello", 1), (True, b"there", 1)], [6])
@example([(True, b"z" * 300, 1), (False, b"there", 1)], [2])
async def test_wherever_the_network_cuts_the_same_messages_are_heard(messages, places):
    heard, wrote = await listened(cut(stream_of(messages), places))
    assert heard.messages == [(text, payload) for text, payload, _ in messages]
    assert not wrote.closed


@pytest.mark.parametrize("length", [0, 5, 125, 126, 300, 65_536])
async def test_a_frame_may_be_cut_at_each_byte_of_its_header(length):
    payload = random.Random(length).randbytes(length)
    stream = stream_of([(False, payload, 1), (True, b"next", 1)])
    for place in range(15):
        heard, wrote = await listened(cut(stream, [place]))
        assert heard.messages == [(False, payload), (True, b"next")], place
        assert not wrote.closed
