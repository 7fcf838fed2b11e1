"""Tokens read the fast way: nothing is accepted that PyJWT would refuse, or would read in another way."""

import contextlib
import hashlib
import hmac
import json
from base64 import urlsafe_b64encode
from typing import Any

import jwt
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from server.core.refusals import Refusal
from server.web import signing
from server.web.signing import PURPOSES, Signer
from tests.web.fakes import NOW, SECRET

NOW_S = NOW // 1000
GOOD = {"sub": "ann", "role": "customer", "name": "Ann", "exp": NOW_S + 60}
KEYS = Signer(SECRET)._keys
KEY = KEYS["user"]
HEADER = b'{"alg":"HS256","typ":"JWT"}'


def b64(raw: bytes) -> str:
    return urlsafe_b64encode(raw).decode().rstrip("=")


def sealed(signed: str, key: bytes = KEY, algorithm: Any = hashlib.sha256) -> str:
    return f"{signed}.{b64(hmac.digest(key, signed.encode(), algorithm))}"


def made(claims: bytes, header: bytes = HEADER, key: bytes = KEY) -> str:
    return sealed(f"{b64(header)}.{b64(claims)}", key)


def fast(token: str) -> dict[str, Any] | None:
    """Read the fast way; what is accepted PyJWT must accept, and read as the same."""
    claims = signing._usual(token, KEY)
    if claims is not None:
        by_library = jwt.decode(token, KEY, algorithms=["HS256"], options=signing._OPTIONS)
        assert repr(claims) == repr({name: narrowed(value) for name, value in by_library.items()})
    return claims


def narrowed(value: Any) -> Any:
    """Return a number beyond 64 bits as the nearest float, as which the fast way reads it: neither is a date."""
    return float(value) if type(value) is int and not -(2**63) <= value < 2**64 else value


# --- any claims, any bytes ---

NUMBERS = st.integers() | st.floats() | st.integers(2**62, 2**66) | st.just(10**400)
VALUES = st.none() | st.booleans() | NUMBERS | st.text(max_size=5) | st.lists(st.text(max_size=3), max_size=2)
NAMES = st.sampled_from(["sub", "role", "name", "exp", "nbf", "iat", "typ", "aud", "iss", "jti", "crit"])
CLAIMS = st.dictionaries(NAMES, VALUES).map(lambda more: {**GOOD, **more})
PIECES = st.sampled_from(["", "=", "==", ".", "-", "_", "+", "/", "A", "\n", " ", "é", "\0", "%"])


@given(claims=CLAIMS, escaped=st.sampled_from([True, False]))
@example(claims={**GOOD, "exp": None}, escaped=False)
@example(claims={**GOOD, "exp": 2**64}, escaped=False)
@example(claims={**GOOD, "exp": 10**400}, escaped=False)
@example(claims={**GOOD, "exp": float("inf")}, escaped=False)
@example(claims={**GOOD, "sub": "\ud800"}, escaped=True)
def test_any_claims_are_read_as_the_library_reads_them(claims: dict[str, Any], *, escaped: bool):
    fast(made(json.dumps(claims, ensure_ascii=escaped).encode("utf-8", "surrogatepass")))


@given(st.binary(max_size=40) | st.text(max_size=20).map(str.encode))
@example(b'{"sub":"a","exp":1} ')
@example(b'\xef\xbb\xbf{"sub":"a","exp":1}')
@example(b'{"sub":"a","exp":1}{}')
@example(b'{"sub":"a","exp":01}')
@example(b'{"sub":"a","exp":1,}')
@example('{"sub":"a","exp":1}'.encode("utf-16"))
def test_any_body_that_is_rightly_signed(body: bytes):
    fast(made(body))


@given(st.sampled_from([0, 1, 2]), st.integers(0, 200), st.integers(0, 2), PIECES)
def test_a_letter_out_of_place_in_what_is_signed(part: int, place: int, fewer: int, more: str):
    """Whoever has the key may sign any letters; the fast way reads no more of them than the library does."""
    parts = made(json.dumps(GOOD).encode()).split(".")
    place %= len(parts[part]) + 1
    parts[part] = parts[part][:place] + more + parts[part][place + fewer :]
    altered = ".".join(parts)
    fast(altered)
    fast(sealed(".".join(parts[:2])))


# --- what the fast way reads, and what it leaves alone ---


@pytest.mark.parametrize("header", [HEADER, b'{"typ":"JWT","alg":"HS256"}', b'{"alg":"HS256"}'])
@pytest.mark.parametrize("claims", [GOOD, {**GOOD, "iat": NOW_S, "nbf": NOW_S}, {**GOOD, "name": "é"}])
def test_what_hosts_write_is_read_the_fast_way(header: bytes, claims: dict[str, Any]):
    assert fast(made(json.dumps(claims).encode(), header)) == claims


BODY = json.dumps(GOOD).encode()
TOKEN = made(BODY)
HEAD, PAYLOAD, PROOF = TOKEN.split(".")
LAST = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"

LEFT_ALONE = {
    "none": ".".join([b64(b'{"alg":"none"}'), PAYLOAD, ""]),
    "none, signed": made(BODY, b'{"alg":"none","typ":"JWT"}'),
    "RS256": made(BODY, b'{"alg":"RS256","typ":"JWT"}'),
    "HS512": sealed(".".join([b64(b'{"alg":"HS512","typ":"JWT"}'), PAYLOAD]), KEY, hashlib.sha512),
    "HS512 under another name": sealed(f"{HEAD}.{PAYLOAD}", KEY, hashlib.sha512),
    "alg twice": made(BODY, b'{"alg":"none","alg":"HS256"}'),
    "a critical header": made(BODY, b'{"alg":"HS256","crit":["x"],"x":1}'),
    "b64 switched off": made(BODY, b'{"alg":"HS256","typ":"JWT","b64":false}'),
    "no signature": f"{HEAD}.{PAYLOAD}.",
    "no third part": f"{HEAD}.{PAYLOAD}",
    "a fourth part": f"{TOKEN}.{PROOF}",
    "a signature of nought": f"{HEAD}.{PAYLOAD}.{b64(bytes(32))}",
    "half a signature": f"{HEAD}.{PAYLOAD}.{PROOF[:20]}",
    "a padded signature": f"{TOKEN}=",
    "a padded body": sealed(f"{HEAD}.{PAYLOAD}{'=' * (-len(PAYLOAD) % 4 or 4)}"),
    "a padded header": sealed(f"{HEAD}=.{PAYLOAD}"),
    "letters that are skipped": sealed(f"{HEAD}.!{PAYLOAD[:8]}\n{PAYLOAD[8:]}"),
    "the other alphabet": sealed(f"{HEAD}.{b64(json.dumps({**GOOD, 'name': '~~~???'}).encode()).replace('-', '+')}+"),
    "another spelling of the signature": TOKEN[:-1] + LAST[LAST.index(TOKEN[-1]) ^ 1],
    "another body": f"{HEAD}.{b64(BODY.replace(b'ann', b'bob'))}.{PROOF}",
    "an audience": made(json.dumps({**GOOD, "aud": "billing"}).encode()),
    "a list": made(b"[1]"),
    "no exp": made(b'{"sub":"ann"}'),
    "exp null": made(b'{"sub":"ann","exp":null}'),
    "no sub": made(b'{"exp":1}'),
    "sub a number": made(b'{"sub":7,"exp":1}'),
    "letters beyond ASCII": f"{HEAD}.{PAYLOAD}é.{PROOF}",
    "empty": "",
}


@pytest.mark.parametrize("kind", LEFT_ALONE)
def test_all_else_is_left_to_the_library(kind: str):
    assert fast(TOKEN) == GOOD
    assert fast(LEFT_ALONE[kind]) is None


SPELT_OTHERWISE = {"a padded body", "alg twice", "another spelling of the signature", "a padded signature"}
"""Rightly signed, and oddly written: the library may read them, and then they say what was signed."""


@pytest.mark.parametrize("kind", sorted(LEFT_ALONE.keys() - SPELT_OTHERWISE))
def test_what_is_left_to_the_library_is_refused(kind: str):
    with pytest.raises(Refusal, match="unauthenticated"):
        Signer(SECRET).read(LEFT_ALONE[kind], PURPOSES, NOW)


@pytest.mark.parametrize("kind", sorted(SPELT_OTHERWISE))
def test_an_odd_spelling_says_what_was_signed_or_nothing(kind: str):
    with contextlib.suppress(Refusal):
        assert Signer(SECRET).read(LEFT_ALONE[kind], PURPOSES, NOW) == ("user", GOOD)


@pytest.mark.parametrize("purpose", PURPOSES)
def test_another_purposes_key_proves_nothing(purpose: signing.Purpose):
    token = made(BODY, key=KEYS[purpose])
    assert [other for other in PURPOSES if signing._usual(token, KEYS[other]) is not None] == [purpose]


def test_of_a_claim_that_is_there_twice_the_last_counts_as_with_the_library():
    twice = b'{"sub":"ann","exp":%d,"sub":"bob"}' % (NOW_S + 60)
    claims = fast(made(twice))
    assert claims is not None
    assert claims["sub"] == "bob"


@pytest.mark.parametrize("exp", [2**53 + 1, 2**63, 2**64, 10**30, 10**400, 1e308, -1, -(10**30), True, "1", 0.5])
def test_a_time_beyond_all_dates_never_opens(exp: Any):
    with pytest.raises(Refusal, match="unauthenticated"):
        Signer(SECRET).read(made(json.dumps({**GOOD, "exp": exp}).encode()), PURPOSES, NOW)
