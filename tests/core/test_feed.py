"""Whatever a bus drops, doubles or reorders: a feed hands each entry out once, in order, and names what is missing."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.core.entries import Entry
from server.core.feed import HELD_MOST, Feed


def entry(seq: int) -> Entry:
    return Entry(seq=seq, kind="message", at=seq)


def seqs(entries) -> list[int]:
    return [one.seq for one in entries]


@st.composite
def traffic(draw):
    """A log's length, where a node starts to follow it, and what a bad bus makes of the rest."""
    start, length = draw(st.integers(0, 5)), draw(st.integers(0, 40))
    sent = list(range(1, start + length + 1))
    kept = [seq for seq in sent for _ in range(draw(st.sampled_from([0, 1, 1, 1, 2])))]
    moved = sorted(range(len(kept)), key=lambda at: at + draw(st.integers(0, 6)))
    batches, rest = [], [kept[at] for at in moved]
    while rest:
        size = draw(st.integers(1, 5))
        batches.append(rest[:size])
        rest = rest[size:]
    return start, sent, batches


@given(traffic(), st.randoms(use_true_random=False))
def test_output_is_dense_in_order_and_each_once(load, random):
    start, sent, batches = load
    feed, out = Feed(start), []
    for batch in batches:
        out += seqs(feed.offer([entry(seq) for seq in batch]))
        if feed.gap is not None and random.random() < 0.3:
            first, last = feed.gap
            out += seqs(feed.offer([entry(seq) for seq in range(first, last + 1)]))
    feed.heard(len(sent))
    while feed.gap is not None:
        first, last = feed.gap
        out += seqs(feed.offer([entry(seq) for seq in range(first, last + 1)]))
    assert out == list(range(start + 1, len(sent) + 1))
    assert feed.next == len(sent) + 1


@given(traffic())
def test_the_gap_is_named_exactly(load):
    start, _, batches = load
    feed, seen = Feed(start), set()
    for batch in batches:
        feed.offer([entry(seq) for seq in batch])
        seen |= {seq for seq in batch if seq > start}
        missing = [seq for seq in range(start + 1, max(seen, default=0)) if seq not in seen]
        if not missing:
            assert feed.gap is None
            continue
        first = missing[0]
        last = min(seq for seq in seen if seq > first) - 1
        assert feed.gap == (first, last)
        assert feed.next == first


def test_a_lost_last_entry_is_found_by_hearing_of_it():
    feed = Feed(3)
    feed.heard(3)
    assert feed.gap is None
    feed.heard(5)
    assert feed.gap == (4, 5)
    assert seqs(feed.offer([entry(5)])) == []
    assert feed.gap == (4, 4)
    assert seqs(feed.offer([entry(4)])) == [4, 5]
    assert feed.gap is None


def test_hearing_of_what_is_old_changes_nothing():
    feed = Feed(9)
    feed.heard(4)
    assert (feed.gap, feed.next) == (None, 10)
    assert feed.offer([entry(9), entry(3)]) == []


@pytest.mark.parametrize("held", [(), (8, 9)])
def test_what_the_store_does_not_hold_is_waited_for_no_longer(held):
    feed = Feed(3)
    feed.offer([entry(seq) for seq in held])
    feed.heard(7)
    assert feed.gap is not None
    feed.disbelieve()
    assert feed.gap is None
    assert seqs(feed.offer([entry(4)])) == [4]
    feed.heard(6)
    assert feed.gap == (5, 6)


def test_above_its_bound_a_feed_forgets_what_is_early_and_asks_for_it_again():
    feed, far = Feed(0), HELD_MOST + 50
    feed.offer([entry(seq) for seq in range(2, far + 1)])
    assert feed.gap == (1, 1)
    out = seqs(feed.offer([entry(1)]))
    assert out == list(range(1, HELD_MOST + 2))
    assert feed.gap == (HELD_MOST + 2, far)
