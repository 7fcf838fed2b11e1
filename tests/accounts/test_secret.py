"""A refresh secret: what it looks like, whose it is, and that nobody else can make one."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.accounts.secret import MOST, Secrets, digest, salt

SECRETS = Secrets("a-secret-for-tests-0123456789abcdef-0123456789")
OTHERS = Secrets("another-secret-0123456789abcdef-0123456789abcdef")


def test_a_secret_says_whose_it_is_and_that_it_is_ours():
    first = SECRETS.first("v_guest")
    read = SECRETS.read(first)
    assert (read.user, read.generation, read.genuine, read.text) == ("v_guest", 0, True, first)
    assert SECRETS.first("v_guest") != first
    assert len(first) < MOST


def test_the_next_one_is_the_same_for_the_same_salt_and_nobody_elses():
    read = SECRETS.read(SECRETS.first("v_guest"))
    drawn = salt()
    following = SECRETS.following(read, 1, drawn)
    assert following == SECRETS.following(read, 1, drawn)
    assert SECRETS.read(following).genuine
    other = OTHERS.read(read.text)
    different = {
        SECRETS.following(read, 1, salt()),
        SECRETS.following(read, 2, drawn),
        OTHERS.following(other, 1, drawn),
    }
    assert len({following, *different}) == 4


def test_what_is_stored_does_not_hold_the_secret():
    first = SECRETS.first("v_guest")
    assert len(digest(first)) == 64
    assert not any(part in digest(first) for part in first.split(".")[2:])


def test_no_part_can_be_changed():
    first = SECRETS.first("v_guest")
    user, _, drawn, seal = first.split(".")
    for changed in (
        f"v_other.0.{drawn}.{seal}", f"{user}.1.{drawn}.{seal}", f"{user}.00.{drawn}.{seal}",
        f"{user}.0.{drawn[:-1]}.{seal}", f"{user}.0.{drawn}.{seal[:-1]}", f"{user}.0.{drawn}.",
    ):  # fmt: skip
        assert not SECRETS.read(changed).genuine
    assert not OTHERS.read(first).genuine


@pytest.mark.parametrize(
    "text", ["", "v_guest", "v_guest.0.x", "ann.0.a.b", "v_guest.-1.a.b", "v_guest.x.a.b", "v_gäst.0.a.b", "v_ .0.a.b",
             "v_guest.²3.a.b", "v_guest.123456789.a.b", "v_" + "a" * 300 + ".0.a.b"]
)  # fmt: skip
def test_what_no_secret_looks_like(text):
    assert SECRETS.read(text) is None


@given(st.text(max_size=300))
def test_any_text_breaks_nothing(text):
    read = SECRETS.read(text)
    assert read is None or not read.genuine
