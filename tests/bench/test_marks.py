"""Every fault that a run can have is planted, and found."""

import pytest

from tests.bench import marks
from tests.bench.marks import Sent, Verdict, judge


def mark(room: int, number: int, author: int = 1) -> bytes:
    said = marks.text(room, number, author, 1234567, 120)
    assert len(said) == 120
    return said.encode().split(marks.OPEN)[1][: marks.SIZE]


GOOD = [mark(1, 1), mark(1, 2, 2), mark(1, 3)]
SENT = Sent({1: 3})

FAULTS = {
    "lost": ([GOOD[0], GOOD[2]], Verdict(lost=1)),
    "nothing came": ([], Verdict(lost=3)),
    "doubled": ([GOOD[0], GOOD[0], *GOOD[1:]], Verdict(doubled=1)),
    "leaked": ([*GOOD, mark(2, 1)], Verdict(leaked=1)),
    "one author out of order": ([GOOD[2], GOOD[1], GOOD[0]], Verdict(disordered=1)),
}


def test_a_mark_has_all_its_parts_in_their_places():
    said = mark(17, 4_000_123, 999)
    assert (int(said[:4]), int(said[5:12]), int(said[13:18]), int(said[-13:])) == (17, 4_000_123, 999, 1234567)


def test_numbers_begin_at_one_in_each_room():
    sent = Sent()
    assert [sent.next(1), sent.next(1), sent.next(2)] == [1, 2, 1]


def test_a_good_run_is_clean():
    verdict = judge(SENT, [(1, GOOD), (1, list(GOOD))])
    assert verdict == Verdict()
    assert verdict.clean


@pytest.mark.parametrize("name", FAULTS)
def test_a_planted_fault_is_found(name):
    received, expected = FAULTS[name]
    verdict = judge(SENT, [(1, received)])
    assert verdict == expected
    assert not verdict.clean


def test_each_client_with_a_fault_counts():
    assert judge(SENT, [(1, GOOD[:2]), (1, GOOD[:2]), (1, GOOD)]).lost == 2


def test_two_orders_in_one_room_are_told_but_are_no_fault():
    verdict = judge(SENT, [(1, GOOD), (1, [GOOD[1], GOOD[0], GOOD[2]])])
    assert verdict == Verdict(rooms_disagree=1)
    assert verdict.clean
