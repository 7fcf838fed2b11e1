"""What waits for one reader, in which order, and what a slow one loses."""

from hypothesis import given
from hypothesis import strategies as st

from server.core import replies
from server.core.encoded import Encoded
from server.core.mailbox import HARD, OLDEST_MS, SOFT, Mailbox, Marks

T0 = 1_000_000


def box(**marks) -> Mailbox:
    return Mailbox("json", Marks(**marks))


def said(number: int, size: int = 0) -> Encoded:
    return Encoded({"t": "entries", "n": number, "x": "x" * size})


def typing(*users: str) -> Encoded:
    return Encoded(replies.typing("a", users))


def receipts(**read: int) -> Encoded:
    return Encoded(replies.receipts("a", [{"user": u, "delivered": seq, "read": seq} for u, seq in read.items()]))


def test_an_empty_one_is_false_and_hands_out_nothing():
    mailbox = box()
    assert not mailbox
    assert mailbox.take() == []
    assert not mailbox.overdue(T0 + 10 * OLDEST_MS)


@given(st.lists(st.sampled_from(["put", "notice", "receipts", "take"]), max_size=40))
def test_what_must_arrive_arrives_once_and_in_order(steps):
    mailbox, sent, got = box(), [], []
    for number, step in enumerate(steps):
        if step == "put":
            sent.append(said(number))
            mailbox.put(sent[-1], T0)
        elif step == "notice":
            mailbox.notice("typing:a", typing("ann"))
        elif step == "receipts":
            mailbox.receipts("a", receipts(ann=number), {})
        else:
            got += mailbox.take()
            assert not mailbox
            assert mailbox.size == 0
    got += mailbox.take()
    assert [one for one in got if one.message["t"] == "entries"] == sent


def test_entries_go_before_notices_and_a_notice_replaces_its_elder():
    mailbox = box()
    mailbox.notice("typing:a", typing("ann"))
    mailbox.notice("typing:b", typing("mia"))
    mailbox.put(first := said(1), T0)
    mailbox.notice("typing:a", latest := typing("ann", "ken"))
    out = mailbox.take()
    assert out[0] is first
    assert out[-1] is latest, "the newest word comes last"
    assert [one.message["users"] for one in out[1:]] == [["mia"], ["ann", "ken"]]


def test_receipts_are_merged_and_the_latest_of_each_user_holds():
    mailbox = box()
    mailbox.receipts("a", receipts(ann=3, ken=2), {})
    mailbox.receipts("a", receipts(ken=5, mia=1), {})
    (merged,) = mailbox.take()
    assert {row["user"]: row["read"] for row in merged.message["cursors"]} == {"ann": 3, "ken": 5, "mia": 1}


def test_merging_leaves_what_other_readers_get_alone():
    mine, shared = box(), receipts(ann=3)
    mine.receipts("a", shared, {})
    mine.receipts("a", receipts(ken=4), {})
    assert shared.message == receipts(ann=3).message


def test_above_the_soft_mark_notices_are_dropped_and_counted_but_receipts_are_kept():
    mailbox = box(soft=100)
    mailbox.notice("typing:a", typing("ann"))
    mailbox.put(said(1, size=100), T0)
    mailbox.notice("typing:b", typing("ken"))
    mailbox.receipts("a", receipts(ann=1), {})
    assert mailbox.dropped == 1
    assert [one.message["t"] for one in mailbox.take()] == ["entries", "typing", "receipts"]
    mailbox.notice("typing:b", typing("ken"))
    assert len(mailbox.take()) == 1


def test_above_the_hard_mark_a_reader_is_overdue():
    mailbox = box(hard=500)
    mailbox.put(said(1, size=300), T0)
    assert not mailbox.overdue(T0)
    mailbox.put(said(2, size=300), T0)
    assert mailbox.overdue(T0)
    mailbox.take()
    assert not mailbox.overdue(T0)


def test_a_reader_whose_oldest_unsent_entry_is_thirty_seconds_old_is_overdue():
    mailbox = box()
    mailbox.put(said(1), T0)
    mailbox.put(said(2), T0 + 29_000)
    assert not mailbox.overdue(T0 + OLDEST_MS)
    assert mailbox.overdue(T0 + OLDEST_MS + 1)
    mailbox.take()
    mailbox.put(said(3), T0 + OLDEST_MS)
    assert not mailbox.overdue(T0 + OLDEST_MS + 1)


def test_waiting_notices_make_nobody_too_slow():
    mailbox = box()
    mailbox.notice("typing:a", typing("ann"))
    assert not mailbox.overdue(T0 + 10 * OLDEST_MS)


def test_the_numbers_are_those_of_the_design():
    assert (SOFT, HARD, OLDEST_MS) == (262_144, 4_194_304, 30_000)


def test_bytes_are_counted_in_the_codec_of_the_reader():
    mailbox = Mailbox("msgpack", Marks())
    one = said(1, size=50)
    mailbox.put(one, T0)
    assert mailbox.size == len(one.binary)


@given(st.lists(st.integers(0, 120), max_size=30), st.integers(1, 300))
def test_taken_in_parts_everything_still_arrives_once_and_in_order(sizes, most):
    mailbox, sent, got = box(), [said(number, size) for number, size in enumerate(sizes)], []
    for one in sent:
        mailbox.put(one, T0)
    mailbox.notice("typing:a", typing("ann"))
    while mailbox:
        part = mailbox.take(most)
        assert part, "a part is never empty, however large its first message"
        assert len(part) == 1 or sum(one.size("json") for one in part if one in sent) <= most
        got += part
    assert [one for one in got if one in sent] == sent
    assert got[-1].message["t"] == "typing", "notices wait until all that must arrive is on its way"
    assert mailbox.size == 0


def test_a_reader_that_trickles_is_judged_by_the_oldest_that_still_waits():
    mailbox = box()
    for number in range(3):
        mailbox.put(said(number, size=100), T0 + number * 10_000)
    assert len(mailbox.take(150)) == 1
    assert not mailbox.overdue(T0 + 10_000 + OLDEST_MS)
    assert mailbox.overdue(T0 + 10_000 + OLDEST_MS + 1)


def test_a_notice_that_is_true_no_more_is_forgotten():
    mailbox = box()
    mailbox.notice("typing:a", typing("ann"))
    mailbox.receipts("a", receipts(ann=1), {})
    mailbox.forget("typing:a", "receipts:a", "room:a")
    assert not mailbox
