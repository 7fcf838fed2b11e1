"""The bus's pure parts: envelopes, the outbox, the pulse, the backoff, commands and partitions."""

import msgpack
import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.live.bus import PARTITIONS, partition_of
from server.live.envelope import opened, opening, sealed
from server.live.outbox import Outbox
from server.live.pulse import TIMINGS, Backoff, Pulse, Timings
from server.live.resp import command


def test_a_message_is_msgpack_of_node_and_items():
    assert [msgpack.unpackb(message) for message in sealed("n1", [b"a", b"b"])] == [["n1", [b"a", b"b"]]]


@given(st.lists(st.binary(max_size=40)), st.integers(1, 64))
def test_splitting_loses_nothing_and_keeps_the_order(items, limit):
    messages = [opened(message) for message in sealed("n1", items, limit)]
    assert [item for _, part in messages for item in part] == items
    assert all(len(part) == 1 or sum(map(len, part)) <= limit for _, part in messages if part)


def test_no_items_make_one_empty_message():
    assert [opened(message) for message in sealed("n1", [])] == [("n1", [])]


@pytest.mark.parametrize(
    "foreign",
    [
        b"",
        b"hello",
        b"\xc1",
        msgpack.packb(["n1"]),
        msgpack.packb(["n1", ["text"]]),
        msgpack.packb([1, [b"a"]]),
        msgpack.packb(["n1", [b"a"], 3]),
        msgpack.packb({"n1": 1}),
        msgpack.packb(["n1", [b"a"]]) + b"!",
    ],
)
def test_what_nobody_of_ours_wrote_is_not_opened(foreign):
    assert opened(foreign) is None


@given(st.binary(max_size=64))
def test_opening_never_raises(noise):
    opened(noise)


def test_own_messages_are_known_by_their_opening_and_no_others_are():
    [own], [other], [longer] = sealed("n1", [b"a"]), sealed("n2", [b"a"]), sealed("n11", [b"a"])
    assert own.startswith(opening("n1"))
    assert not other.startswith(opening("n1"))
    assert not longer.startswith(opening("n1"))


def test_outbox_hands_out_by_topic_in_order():
    outbox = Outbox(1000)
    for topic, item in [(b"x", b"1"), (b"y", b"2"), (b"x", b"3")]:
        assert outbox.add(topic, item) == 0
    assert outbox.take(1000) == {b"x": [b"1", b"3"], b"y": [b"2"]}
    assert (outbox.size, len(outbox), outbox.take(1000)) == (0, 0, {})


def test_outbox_gives_up_the_oldest_and_never_the_newest():
    outbox = Outbox(300)
    assert [outbox.add(b"x", b"%d" % n * 100) for n in range(4)] == [0, 1, 1, 1]
    assert outbox.take(1000) == {b"x": [b"3" * 100]}
    assert outbox.add(b"x", b"!" * 5000) == 0
    assert outbox.add(b"x", b"?") == 1
    assert outbox.size <= 300


def test_outbox_takes_no_more_than_asked_but_always_something():
    outbox = Outbox(10_000)
    for n in range(5):
        outbox.add(b"x", b"%d" % n * 100)
    assert outbox.take(1) == {b"x": [b"0" * 100]}
    assert outbox.take(2 * 164) == {b"x": [b"1" * 100, b"2" * 100]}


def test_outbox_gives_back_what_is_for_other_topics():
    outbox = Outbox(1000)
    for topic, item in [(b"x", b"1"), (b"y", b"2"), (b"z", b"3"), (b"x", b"4")]:
        outbox.add(topic, item)
    assert outbox.sift({b"y"}) == [(b"x", b"1"), (b"z", b"3"), (b"x", b"4")]
    assert (len(outbox), outbox.size) == (1, 65)
    assert outbox.sift(()) == [(b"y", b"2")]
    assert outbox.size == 0


def test_a_probe_leaves_each_second_and_silence_is_four():
    pulse = Pulse(TIMINGS)
    pulse.restart(100.0)
    assert pulse.due(100.0)
    assert pulse.hear(pulse.send(100.0), 100.25)
    assert (pulse.lag, pulse.wait(100.25)) == (0.25, 0.75)
    now = 100.25
    while not pulse.silent(now):
        if pulse.due(now):
            pulse.send(now)
        assert pulse.wait(now) > 0
        now += pulse.wait(now)
    assert now == 104.25


def test_a_probe_from_before_a_reconnect_proves_nothing():
    pulse = Pulse(TIMINGS)
    pulse.restart(100.0)
    old = pulse.send(100.0)
    pulse.restart(101.0)
    assert not pulse.hear(old, 101.0)
    assert not pulse.hear(old + 1, 101.0)
    assert pulse.hear(pulse.send(101.0), 101.5)


def test_a_process_that_stood_still_hears_one_probe_more_before_it_judges():
    pulse = Pulse(TIMINGS)
    pulse.restart(100.0)
    pulse.send(100.0)
    assert not pulse.silent(160.0)
    assert pulse.due(160.0)
    pulse.send(160.0)
    assert not pulse.silent(160.9)
    assert pulse.silent(161.0)


def test_backoff_grows_to_its_ceiling_with_full_jitter():
    chances = iter([1.0] * 6 + [0.5, 0.0, 1.0])
    backoff = Backoff(Timings(retry_first=0.1, retry_most=2.0), lambda: next(chances))
    assert [round(backoff.pause(), 3) for _ in range(8)] == [0.1, 0.2, 0.4, 0.8, 1.6, 2.0, 1.0, 0.0]
    backoff.reset()
    assert backoff.pause() == 0.1


def test_commands_are_arrays_of_bulk_strings():
    assert command(b"PUBLISH", b"t", b"\r\n") == b"*3\r\n$7\r\nPUBLISH\r\n$1\r\nt\r\n$2\r\n\r\n\r\n"


def test_rooms_spread_over_all_partitions_and_stay_where_they_are():
    assert {partition_of(f"order-{n}") for n in range(1000)} == set(range(PARTITIONS))
    assert [partition_of(room) for room in ("order-1042", "注文")] == [partition_of("order-1042"), partition_of("注文")]
