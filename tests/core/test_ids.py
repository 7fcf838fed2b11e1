"""Ids and cids: what may name something, and which names are Parley's own."""

import pytest

from server.core import ids
from server.core.room import STAFF_ROLES
from server.core.users import User


@pytest.mark.parametrize("text", ["a", "order-1042", "ann@shop.example", "x" * 64, "a:b.c_d-e"])
def test_what_an_id_looks_like(text):
    assert ids.is_id(text)


@pytest.mark.parametrize("text", ["", "x" * 65, "a b", "a/b", "a\n", "\na", "é", "a\x00", "a%20b", "٣"])
def test_what_is_no_id(text):
    assert not ids.is_id(text)


@pytest.mark.parametrize("text", ["12345678", "x" * 64, "01JDK3F8Q2", "a_b-c_d-"])
def test_what_a_cid_looks_like(text):
    assert ids.is_cid(text)


@pytest.mark.parametrize("text", ["1234567", "x" * 65, "1234567.", "12345678\n", "1234 5678", "a:b:c:d:e"])
def test_what_is_no_cid(text):
    assert not ids.is_cid(text)


def test_parleys_own_ids_are_known_by_their_beginning():
    assert [ids.is_own(user) for user in ("v_1", "s_1", "b_1", "vis", "S_1", "a_1")] == [True] * 3 + [False] * 3


def test_a_fresh_id_is_an_id_and_never_the_same():
    made = {ids.fresh("v_") for _ in range(1_000)}
    assert len(made) == 1_000
    assert all(ids.is_id(one) and ids.is_own(one) and len(one) == 22 for one in made)
    assert ids.is_cid(ids.fresh())


@pytest.mark.parametrize("role", ["customer", "bot", *sorted(STAFF_ROLES)])
def test_a_user_acts_in_the_stored_role(role):
    actor = User("u", role, "U").actor()
    assert (actor.user, actor.name, actor.role, actor.host) == ("u", "U", role, False)
    assert actor.staff == (role in STAFF_ROLES)
