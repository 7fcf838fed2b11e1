"""Each role gets its own facts, and not for longer than they last."""

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.core.facts import SHOWN, Fact, for_role
from server.core.room import ROLES

ETA = {"key": "eta", "label": "ETA", "value": "19:40", "kind": "time", "roles": ["customer"], "until": "lock"}
DOOR = {"key": "door", "label": "Door", "value": "4711", "kind": "text", "roles": ["driver"], "until": "lock"}
SHOP = {
    "key": "shop",
    "label": "Shop",
    "value": "090",
    "kind": "phone",
    "roles": ["customer", "driver"],
    "until": "for ever",
}
FACTS = [ETA, DOOR, SHOP]


def keys(role: str, *, locked: bool = False) -> list[str]:
    return [fact["key"] for fact in for_role(FACTS, role, locked=locked)]


def test_facts_reach_only_their_roles():
    assert keys("customer") == ["eta", "shop"]
    assert keys("driver") == ["door", "shop"]
    assert keys("merchant") == keys("bot") == keys("") == []
    assert keys("staff") == keys("agent") == ["eta", "door", "shop"]


def test_a_lock_takes_away_what_lasts_until_then_from_everybody():
    assert keys("customer", locked=True) == ["shop"]
    assert keys("staff", locked=True) == ["shop"]


def test_a_fact_without_roles_is_for_staff_and_without_an_end_lasts_until_the_lock():
    bare = [{"key": "k", "label": "L", "value": "V", "kind": "text"}]
    assert [for_role(bare, role, locked=False) for role in ROLES] == [[], [], [], bare, [], []]
    assert for_role(bare, "staff", locked=True) == []


@given(st.sampled_from([*ROLES, "staff"]), st.booleans())
def test_nobody_is_told_who_else_is_told(role, locked):
    for fact in for_role(FACTS, role, locked=locked):
        assert tuple(fact) == SHOWN


@pytest.mark.parametrize(
    "change",
    [
        {"key": ""},
        {"key": "k" * 65},
        {"label": ""},
        {"value": "v" * 1025},
        {"kind": "html"},
        {"roles": ["staff"]},
        {"until": "never"},
    ],
    ids=lambda change: next(iter(change)) + str(len(str(change))),
)
def test_a_fact_that_does_not_fit_is_refused(change):
    assert msgspec.convert(ETA, Fact).key == "eta"
    with pytest.raises(msgspec.ValidationError):
        msgspec.convert(ETA | change, Fact)
