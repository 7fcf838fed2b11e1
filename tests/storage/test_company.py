"""How long a commit waits for company: a table, and what a journal makes of it."""

import pytest

from server.storage.journal import JournalLimits

LIMITS = JournalLimits(apart_s=0.012, enough=32)


@pytest.mark.parametrize(
    ("here", "before", "since_s", "waits"),
    [
        (1, 0, 1.0, False),  # after a pause it begins at once
        (1, 0, 0.012, False),
        (1, 0, 0.003, True),  # another has just begun: somebody may come
        (1, 1, 0.003, False),  # nobody came in a step
        (5, 3, 0.003, True),  # they keep coming
        (5, 3, 0.012, False),  # but not for ever
        (32, 20, 0.003, False),  # enough
    ],
)
def test_a_commit_waits_while_company_keeps_coming(here, before, since_s, waits):
    assert LIMITS.waits(here, before, since_s) is waits


def test_by_default_the_wait_is_far_below_what_anybody_feels():
    limits = JournalLimits()
    assert 0 < limits.step_s < limits.apart_s <= 0.02
    assert 1 < limits.enough <= limits.batch
