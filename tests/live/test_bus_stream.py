"""What Redis says arrives in pieces: the stream is cut at every byte, and nothing else changes."""

import asyncio
from itertools import pairwise

import hiredis
from hypothesis import given
from hypothesis import strategies as st

from server.live.bus import Counters
from server.live.redis_link import RedisLink
from server.live.redis_subscriber import Ear, Subscriber
from server.live.resp import NOTHING, PLAIN, ProtocolFault, ReplyFault, command

TOPICS = [b"t:0", b"t:1"]
STREAM = b"".join(
    [
        b"*3\r\n$9\r\nsubscribe\r\n$3\r\nt:0\r\n:1\r\n",
        command(b"message", b"t:0", b"early"),
        b"*3\r\n$9\r\nsubscribe\r\n$3\r\nt:1\r\n:2\r\n",
        command(b"message", b"t:1", b"$-1\r\n*3\r\n"),
        command(b"message", b"t:0", b""),
        b"*2\r\n$4\r\npong\r\n$0\r\n\r\n",
        command(b"message", b"t:1", "注文".encode()),
    ]
)
HEARD = [(b"t:0", b"early"), (b"t:1", b"$-1\r\n*3\r\n"), (b"t:0", b""), (b"t:1", "注文".encode())]


class Wire(asyncio.Transport):
    """A transport that carries nothing and remembers what was written."""

    def __init__(self):
        super().__init__()
        self.written = b""
        self.closing = False

    def write(self, data):
        self.written += data

    def is_closing(self):
        return self.closing

    def abort(self):
        self.closing = True

    def set_write_buffer_limits(self, high=None, low=None):
        pass

    def get_write_buffer_size(self):
        return 0


def parser():
    return hiredis.Reader(protocolError=ProtocolFault, replyError=ReplyFault, notEnoughData=NOTHING)


async def hear(*pieces):
    """(what was heard, how often the subscriptions were whole, the counters, the wire)."""
    heard, wholes, counters, wire = [], [], Counters(), Wire()
    ear = Ear(lambda *said: heard.append(said), lambda: wholes.append(1), lambda: None)
    subscriber = Subscriber("n1", TOPICS, PLAIN, ear, counters)
    link = RedisLink(parser(), subscriber.told, subscriber.eased)
    link.connection_made(wire)
    preparing = asyncio.ensure_future(subscriber.prepare(link))
    await asyncio.sleep(0)
    for piece in pieces:
        link.data_received(piece)
    link.connection_lost(None)
    await asyncio.gather(preparing, return_exceptions=True)
    return heard, len(wholes), counters, wire


async def test_the_stream_may_be_cut_at_every_byte():
    for cut in range(len(STREAM) + 1):
        heard, wholes, counters, _ = await hear(STREAM[:cut], STREAM[cut:])
        assert (heard, wholes, counters.malformed) == (HEARD, 1, 1), cut


async def test_the_stream_may_come_byte_by_byte():
    heard, wholes, _, _ = await hear(*(STREAM[at : at + 1] for at in range(len(STREAM))))
    assert (heard, wholes) == (HEARD, 1)


@given(st.lists(st.integers(0, len(STREAM)), max_size=12))
def test_the_stream_may_be_cut_anywhere(cuts):
    edges = [0, *sorted(cuts), len(STREAM)]
    pieces = [STREAM[start:end] for start, end in pairwise(edges)]
    heard, wholes, _, _ = asyncio.run(hear(*pieces))
    assert (heard, wholes) == (HEARD, 1)


@given(st.binary(max_size=200))
def test_noise_never_raises(noise):
    asyncio.run(hear(noise))


async def test_what_is_not_resp_ends_the_connection_at_once():
    heard, _, _, wire = await hear(
        command(b"message", b"t:0", b"a"), b"HTTP/1.1 400\r\n", command(b"message", b"t:0", b"b")
    )
    assert (heard, wire.closing) == ([(b"t:0", b"a")], True)


async def test_an_error_reply_ends_the_subscriber():
    _, _, _, wire = await hear(b"-NOPERM this user has no permissions\r\n")
    assert wire.closing


async def test_a_topic_taken_away_is_asked_for_again_and_counts_as_a_gap():
    taken = b"*3\r\n$11\r\nunsubscribe\r\n$3\r\nt:1\r\n:1\r\n"
    _, wholes, _, wire = await hear(STREAM, taken)
    assert wholes == 1
    assert wire.written.endswith(command(b"SUBSCRIBE", b"t:1"))
    _, wholes, _, _ = await hear(STREAM, taken, b"*3\r\n$9\r\nsubscribe\r\n$3\r\nt:1\r\n:2\r\n")
    assert wholes == 2
