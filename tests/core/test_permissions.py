"""The whole table of permissions, written down a second time: a change of a cell must be made twice."""

import pytest

from server.core import permissions
from server.core.permissions import ACTIONS, KINDS, STANDINGS, TABLE, may, may_while_locked, table_kind

COLUMNS = ["customer", "driver", "merchant", "member", "bot", "agent", "staff", "host"]
# One row an action, one column a standing, in the order of COLUMNS.
OPEN = """
send        yes yes yes yes yes yes  -  yes
edit        yes yes yes yes yes yes  -   -
redact      yes yes yes yes yes yes  -   -
redact_any   -   -   -   -   -  yes yes yes
react       yes yes yes yes yes yes  -   -
request      -   -   -   -   -   -   -   -
answer       -   -   -   -   -   -   -   -
help        yes yes yes yes  -   -   -   -
dismiss      -   -   -   -   -  yes yes  -
seen        yes yes yes yes yes yes yes  -
typing      yes yes yes yes yes yes  -   -
history     yes yes yes yes yes yes yes yes
activity     -   -   -   -   -  yes  -  yes
patch        -   -   -   -   -  yes yes yes
people       -   -   -   -   -  yes yes yes
lane         -   -   -   -   -  yes yes yes
invite       -   -   -   -   -  yes yes yes
"""
# What an order has besides.
ORDER = """
request     yes  -   -   -   -  yes  -  yes
answer       -   -  yes  -   -  yes yes yes
"""
ANNOUNCEMENT = """
send         -   -   -   -  yes yes  -  yes
edit         -   -   -   -  yes yes  -   -
redact       -   -   -   -  yes yes  -   -
redact_any   -   -   -   -   -  yes yes yes
react       yes yes yes yes yes yes  -   -
request      -   -   -   -   -   -   -   -
answer       -   -   -   -   -   -   -   -
help         -   -   -   -   -   -   -   -
dismiss      -   -   -   -   -  yes yes  -
seen        yes yes yes yes yes yes yes  -
typing       -   -   -   -  yes yes  -   -
history     yes yes yes yes yes yes yes yes
activity     -   -   -   -   -  yes  -  yes
patch        -   -   -   -   -  yes yes yes
people       -   -   -   -   -  yes yes yes
lane         -   -   -   -   -  yes yes yes
invite       -   -   -   -   -  yes yes yes
"""
STAFF_LANE = """
send         -   -   -   -   -  yes yes  -
edit         -   -   -   -   -  yes yes  -
redact       -   -   -   -   -  yes yes  -
redact_any   -   -   -   -   -  yes yes yes
react        -   -   -   -   -  yes yes  -
request      -   -   -   -   -   -   -   -
answer       -   -   -   -   -   -   -   -
help         -   -   -   -   -   -   -   -
dismiss      -   -   -   -   -  yes yes  -
seen         -   -   -   -   -  yes yes  -
typing       -   -   -   -   -  yes yes  -
history      -   -   -   -   -  yes yes yes
activity     -   -   -   -   -   -   -  yes
patch        -   -   -   -   -   -   -   -
people       -   -   -   -   -   -   -   -
lane         -   -   -   -   -   -   -   -
invite       -   -   -   -   -   -   -   -
"""
NAMED_LANE = """
send        yes yes yes yes yes yes yes yes
edit        yes yes yes yes yes yes yes  -
redact      yes yes yes yes yes yes yes  -
redact_any   -   -   -   -   -  yes yes yes
react       yes yes yes yes yes yes yes  -
request      -   -   -   -   -   -   -   -
answer       -   -   -   -   -   -   -   -
help         -   -   -   -   -   -   -   -
dismiss      -   -   -   -   -   -   -   -
seen        yes yes yes yes yes yes yes  -
typing      yes yes yes yes yes yes yes  -
history     yes yes yes yes yes yes yes yes
activity     -   -   -   -   -   -   -   -
patch        -   -   -   -   -   -   -   -
people       -   -   -   -   -   -   -   -
lane         -   -   -   -   -   -   -   -
invite       -   -   -   -   -   -   -   -
"""
# What a lock leaves of an order.
LOCKED = """
send         -   -   -   -   -  yes  -   -
edit         -   -   -   -   -  yes  -   -
redact       -   -   -   -   -  yes  -   -
redact_any   -   -   -   -   -  yes yes yes
react        -   -   -   -   -  yes  -   -
request      -   -   -   -   -  yes  -   -
answer       -   -   -   -   -  yes yes  -
help        yes yes yes  -   -   -   -   -
dismiss      -   -   -   -   -  yes yes  -
seen        yes yes yes yes yes yes yes  -
typing       -   -   -   -   -  yes  -   -
history     yes yes yes yes yes yes yes yes
activity     -   -   -   -   -  yes  -  yes
patch        -   -   -   -   -  yes yes yes
people       -   -   -   -   -  yes yes yes
lane         -   -   -   -   -  yes yes yes
invite       -   -   -   -   -  yes yes yes
"""


def cells(drawn: str) -> dict[tuple[str, str], bool]:
    """Read a drawn table: {(standing, action): allowed}."""
    rows = [line.split() for line in drawn.strip().splitlines()]
    return {
        (standing, action): cell == "yes" for action, *row in rows for standing, cell in zip(COLUMNS, row, strict=True)
    }


EXPECTED = {
    "order": cells(OPEN) | cells(ORDER),
    "support": cells(OPEN),
    "group": cells(OPEN),
    "announcement": cells(ANNOUNCEMENT),
    "staff_lane": cells(STAFF_LANE),
    "named_lane": cells(NAMED_LANE),
}


def test_the_drawn_table_is_whole():
    assert tuple(EXPECTED) == KINDS == tuple(TABLE)
    assert tuple(COLUMNS) == STANDINGS
    whole = {(standing, action) for standing in STANDINGS for action in ACTIONS}
    assert all(set(table) == whole for table in EXPECTED.values())
    assert set(cells(LOCKED)) == whole


@pytest.mark.parametrize("kind", KINDS)
def test_every_cell_of_the_table(kind):
    found = {(standing, action): may(standing, action, kind) for standing, action in EXPECTED[kind]}
    assert found == EXPECTED[kind]


def test_every_cell_that_a_lock_leaves():
    found = {
        (standing, action): may(standing, action, "order") and may_while_locked(standing, action)
        for standing, action in cells(LOCKED)
    }
    assert found == cells(LOCKED)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("standing", STANDINGS)
def test_what_a_reader_is_told_it_can_do_is_what_it_can(standing, kind):
    for locked in (False, True):
        told = permissions.actions(standing, kind, locked=locked)
        able = [a for a in ACTIONS if may(standing, a, kind) and (not locked or may_while_locked(standing, a))]
        assert told == sorted(able)


def test_a_stranger_may_nothing_anywhere():
    assert not any(may(standing, a, k) for standing in ("", "supervisor", "nobody") for a in ACTIONS for k in KINDS)


def test_nobody_may_what_they_may_not_read():
    for kind in KINDS:
        for standing in STANDINGS:
            if not may(standing, "history", kind):
                assert permissions.actions(standing, kind, locked=False) == []


def test_no_party_reaches_the_staff_lane():
    for standing in ("customer", "driver", "merchant", "member", "bot"):
        assert permissions.actions(standing, "staff_lane", locked=False) == []


def test_a_room_is_looked_up_by_its_kind_and_a_lane_by_its_audience():
    assert table_kind("order", None) == "order"
    assert table_kind("order", "staff") == "staff_lane"
    assert table_kind("support", "named") == "named_lane"
