"""The bus proxy cuts RESP rightly at every byte, lies about messages alone, and counts its lies."""

from hypothesis import given
from hypothesis import strategies as st

from tests.rig.bus_proxy import BusProxy, Lies, frame_end, pushed_topic

OTHERS = [
    b"+PONG\r\n",
    b":1\r\n",
    b"$-1\r\n",
    b"*-1\r\n",
    b"*0\r\n",
    b"$5\r\nhe\r\no\r\n",
    b"*3\r\n$9\r\nsubscribe\r\n$3\r\nb:1\r\n:1\r\n",
    b"*2\r\n*1\r\n:1\r\n$2\r\nok\r\n",
    b"%1\r\n$6\r\nserver\r\n$5\r\nredis\r\n",
    b">3\r\n$9\r\nsubscribe\r\n$3\r\nb:1\r\n:1\r\n",
    b"-ERR no\r\n",
    b"_\r\n",
]


def message(number: int, topic: bytes = b"bus:1", kind: bytes = b"message", sign: bytes = b"*") -> bytes:
    body = b"payload %d \r\n" % number
    return b"%s3\r\n$%d\r\n%s\r\n$%d\r\n%s\r\n$%d\r\n%s\r\n" % (
        sign,
        len(kind),
        kind,
        len(topic),
        topic,
        len(body),
        body,
    )


def test_every_value_is_whole_or_not_there():
    for value in [*OTHERS, message(1), message(2, sign=b">")]:
        assert frame_end(value) == len(value)
        assert all(frame_end(value[:size]) is None for size in range(len(value)))


def test_only_pushed_messages_have_a_topic():
    assert [pushed_topic(value) for value in OTHERS] == [None] * len(OTHERS)
    assert pushed_topic(message(1)) == b"bus:1"
    assert pushed_topic(message(1, kind=b"smessage", sign=b">")) == b"bus:1"


streams = st.lists(st.one_of(st.sampled_from(OTHERS), st.integers(0, 999).map(message)), max_size=20)


@given(streams, st.randoms(use_true_random=False))
def test_the_truth_passes_unchanged_however_it_is_cut(values, chance):
    stream = b"".join(values)
    feed = BusProxy(0).filter_down()
    told = b""
    while stream:
        size = chance.randint(1, len(stream))
        told += feed(stream[:size])
        stream = stream[size:]
    assert told == b"".join(values)


def test_lies_are_as_frequent_as_asked_and_counted():
    proxy = BusProxy(0, seed=7, lies=Lies(drop=0.05, double=0.05, reorder=0.10))
    feed = proxy.filter_down()
    told = b"".join(feed(message(number)) for number in range(10_000))
    counts = proxy.counts
    assert counts["messages"] == 10_000
    assert 400 < counts["dropped"] < 600
    assert 400 < counts["doubled"] < 600
    assert 600 < counts["reordered"] < 1100
    heard = 0
    while told:
        end = frame_end(told)
        assert end is not None
        heard, told = heard + 1, told[end:]
    assert abs(heard - (10_000 - counts["dropped"] + counts["doubled"])) <= 1


def test_a_reordered_message_is_told_after_the_next():
    feed = BusProxy(0, lies=Lies(reorder=1.0)).filter_down()
    assert feed(message(1)) == b""
    assert feed(message(2)) == message(2) + message(1)


def test_what_it_is_not_about_passes():
    proxy = BusProxy(0, lies=Lies(drop=1.0, about=lambda topic: topic == b"bus:1"))
    feed = proxy.filter_down()
    assert feed(message(1) + message(2, topic=b"probe") + OTHERS[0]) == message(2, topic=b"probe") + OTHERS[0]
    assert proxy.counts["dropped"] == 1
