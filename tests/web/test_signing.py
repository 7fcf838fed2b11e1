"""Tokens as hosts write them are read in one go: what that takes and refuses is what the library takes and refuses."""

from base64 import urlsafe_b64encode
from typing import Any

import jwt
import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.core.refusals import Refusal
from server.web import signing
from server.web.signing import Signer

SECRET = "a-secret-for-tests-0123456789abcdef-0123456789"
NOW_MS = 1_800_000_000_000
CLAIMS = {"sub": "ann", "role": "customer", "name": "Ann", "exp": NOW_MS // 1000 + 60}
ODD = st.sampled_from([None, 1, -1, 1.5, True, "x", "", [], ["a"], {}, NOW_MS // 1000, 2**70])
OTHERS = st.dictionaries(st.sampled_from([*CLAIMS, "typ", "nbf", "iat", "aud", "iss", "jti", "x"]), ODD, max_size=3)


def judged(token: str) -> Any:
    """Return what the signer says, with and without its short way."""
    try:
        return Signer(SECRET).read(token, ("user", "visitor"), NOW_MS)
    except Refusal as refusal:
        return refusal.code


def both(token: str) -> tuple[Any, Any]:
    quick = judged(token)
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(signing, "_usual", lambda *_: None)
        return quick, judged(token)


@given(OTHERS, st.sets(st.sampled_from(sorted(CLAIMS)), max_size=1))
def test_whatever_the_claims_the_short_way_judges_as_the_library_does(others, without):
    claims = {name: value for name, value in (CLAIMS | others).items() if name not in without}
    try:
        token = jwt.encode(claims, SECRET, algorithm="HS256")
    except TypeError:
        return
    quick, library = both(token)
    assert quick == library


@given(st.integers(0, 200), st.characters(codec="latin-1"))
def test_one_character_that_is_another_is_judged_alike(place, character):
    token = jwt.encode(CLAIMS, SECRET, algorithm="HS256")
    at = place % len(token)
    quick, library = both(token[:at] + character + token[at + 1 :])
    assert quick == library


def test_headers_that_are_not_the_known_ones_are_the_librarys():
    for header in ({"alg": "none"}, {"kid": "1"}, {"b64": False, "crit": ["b64"]}, {"typ": "at+jwt"}):
        token = jwt.encode(CLAIMS, SECRET, algorithm="HS256", headers=header) if "alg" not in header else "e30.e30."
        quick, library = both(token)
        assert quick == library


def test_a_usual_token_goes_the_short_way(monkeypatch):
    monkeypatch.setattr(signing, "_opened", lambda *_: pytest.fail("the library was asked"))
    assert judged(jwt.encode(CLAIMS, SECRET, algorithm="HS256")) == ("user", CLAIMS)
    visitor = Signer(SECRET).sign("visitor", CLAIMS)
    assert judged(visitor) == ("visitor", CLAIMS | {"typ": "visitor"})


def test_a_token_with_more_behind_its_end_is_refused():
    token = jwt.encode(CLAIMS, SECRET, algorithm="HS256")
    for longer in (f"{token}=", f"{token}.x", f"{token} ", f"x{token}", urlsafe_b64encode(token.encode()).decode()):
        quick, library = both(longer)
        assert quick == library
