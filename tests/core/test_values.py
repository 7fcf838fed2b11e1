"""Values that may cross the wire, and texts as they are stored: NFC, counted in code points, never empty."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.core.refusals import Refusal
from server.core.values import MAX_DEPTH, MAX_INT, MAX_TEXT, check, clean_text
from tests.core.said import CHARACTERS, PLAIN

COMPOSED, DECOMPOSED = "é", "e\u0301"


def refusal(text: str, limit: int = MAX_TEXT) -> str:
    with pytest.raises(Refusal) as caught:
        clean_text(text, "body.text", limit)
    assert caught.value.field == "body.text"
    return caught.value.code


def depth(value: object) -> int:
    if isinstance(value, dict):
        return 1 + max(map(depth, value.values()), default=0)
    return 1 + max(map(depth, value), default=0) if isinstance(value, list) else 0


@given(PLAIN)
def test_plain_values_pass_down_to_eight_levels(value):
    if depth(value) <= MAX_DEPTH:
        check(value)
    else:
        with pytest.raises(Refusal, match="bad_message"):
            check(value)


@pytest.mark.parametrize(
    "value",
    [b"x", bytearray(b"x"), {1, 2}, (1, 2), object(), {1: 2}, {b"x": 1}, {None: 1}, {"\ud800": 1}, "a\udfff", ["\x00"]],
    ids=lambda value: type(value).__name__ if type(value) is object else repr(value),
)
def test_what_json_and_messagepack_do_not_share_is_refused(value):
    with pytest.raises(Refusal, match="bad_message"):
        check(value)


def test_integers_reach_as_far_as_a_double_can_tell_them_apart():
    for value in (MAX_INT, -MAX_INT, 0, True):
        check(value)
    for value in (MAX_INT + 1, -MAX_INT - 1):
        with pytest.raises(Refusal):
            check(value)
    assert float(MAX_INT) != float(MAX_INT - 1)


@pytest.mark.parametrize("text", [COMPOSED, DECOMPOSED])
def test_a_text_is_counted_after_nfc(text):
    assert clean_text(text * MAX_TEXT, "body.text") == COMPOSED * MAX_TEXT
    assert refusal(text * (MAX_TEXT + 1)) == "too_large"


def test_a_text_that_grows_in_nfc_is_counted_as_it_has_grown():
    grows = "\ufb2c"
    assert len(unicodedata.normalize("NFC", grows)) == 3
    assert refusal(grows * (MAX_TEXT // 3 + 1)) == "too_large"


def test_a_code_point_outside_the_first_plane_counts_once():
    assert len(clean_text("🚲" * MAX_TEXT, "body.text")) == MAX_TEXT
    assert refusal("🚲" * (MAX_TEXT + 1)) == "too_large"


@pytest.mark.parametrize("text", ["", " ", "\n\t ", "\u3000", "\u2003"])
def test_an_empty_text_is_refused(text):
    assert refusal(text) == "bad_field"


def test_a_limit_of_ones_own_holds():
    assert clean_text("12345", "body.text", 5) == "12345"
    assert refusal("123456", 5) == "too_large"


@given(st.text(CHARACTERS, min_size=1, max_size=30))
def test_cleaning_twice_changes_nothing(text):
    if not text.strip():
        return
    once = clean_text(text, "body.text")
    assert clean_text(once, "body.text") == once
    assert unicodedata.is_normalized("NFC", once)
