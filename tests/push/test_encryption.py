"""What is pushed, read by an implementation that is not ours; RFC 8291's example; the key by which we are known."""

import http_ece
import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from hypothesis import given
from hypothesis import strategies as st

from server.push import encryption
from server.push.encryption import BrowserKeys, browser_keys, encrypt, filled, point, raw, text
from server.push.vapid import Vapid

SECRET = "a-secret-for-tests-0123456789abcdef-0123456789abcdef"
NOW_S = 1_795_293_464


def private(drawn: str) -> ec.EllipticCurvePrivateKey:
    return ec.derive_private_key(int.from_bytes(raw(drawn), "big"), encryption.CURVE)


def test_the_example_of_rfc_8291():
    ours = private("yfWPiYE-n46HLnH0KqZOF1fJJU3MYrct3AELtAQ-oRw")
    keys = browser_keys(
        "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4",
        "BTBZMqHH6r4Tts7J_aSIgg",
    )
    said = encrypt(b"When I grow up, I want to be a watermelon\x02", keys, raw("DGv6ra1nlYgDCS1FRnbzlw"), ours)
    assert text(said) == (
        "DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl7A"
        "_yl95bQpu6cVPTpK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexSgSxsj_Qulcy4a-fN"
    )


@given(st.binary(max_size=3_000), st.binary(min_size=16, max_size=16), st.binary(min_size=16, max_size=16))
def test_the_browser_reads_what_was_said_and_its_length_tells_little(said, auth, salt):
    theirs, ours = ec.generate_private_key(encryption.CURVE), ec.generate_private_key(encryption.CURVE)
    sealed = encrypt(filled(said), BrowserKeys(point(theirs), auth), salt, ours)
    assert http_ece.decrypt(sealed, private_key=theirs, auth_secret=auth, version="aes128gcm") == said
    assert (len(sealed) - 16 - 4 - 1 - 65 - 16) % encryption.STEP == 0


def test_nobody_else_reads_it():
    theirs, ours = ec.generate_private_key(encryption.CURVE), ec.generate_private_key(encryption.CURVE)
    sealed = encrypt(filled(b"hello"), BrowserKeys(point(theirs), bytes(16)), bytes(16), ours)
    for key, auth in ((ec.generate_private_key(encryption.CURVE), bytes(16)), (theirs, b"x" * 16)):
        with pytest.raises(http_ece.ECEException):
            http_ece.decrypt(sealed, private_key=key, auth_secret=auth, version="aes128gcm")


GOOD = (text(point(private("yfWPiYE-n46HLnH0KqZOF1fJJU3MYrct3AELtAQ-oRw"))), text(bytes(16)))


@pytest.mark.parametrize(
    ("p256dh", "auth"),
    [
        ("", GOOD[1]),
        ("!", GOOD[1]),
        (GOOD[0][:-4], GOOD[1]),
        (text(b"\x04" + bytes(64)), GOOD[1]),
        (GOOD[0], text(bytes(15))),
        (GOOD[0], "é"),
        (GOOD[0], ""),
    ],
)
def test_keys_that_nothing_could_be_encrypted_with_are_refused(p256dh, auth):
    assert browser_keys(*GOOD).auth == bytes(16)
    assert browser_keys(GOOD[0] + "=", GOOD[1] + "==").auth == bytes(16), "with padding too"
    with pytest.raises(ValueError, match=r".*"):
        browser_keys(p256dh, auth)


def test_a_push_service_knows_us():
    vapid = Vapid(SECRET, contact="mailto:chat@example.com")
    scheme, token, key = vapid.authorization("https://push.example:8443/send/abc?x=1", NOW_S).split(" ")
    assert (scheme, key) == ("vapid", f"k={vapid.public}")
    ours = ec.EllipticCurvePublicKey.from_encoded_point(encryption.CURVE, raw(vapid.public))
    options = {"verify_exp": False, "require": ["aud", "exp", "sub"]}
    claims = jwt.decode(
        token.removeprefix("t=").rstrip(","), ours, ["ES256"], audience="https://push.example:8443", options=options
    )
    assert claims["sub"] == "mailto:chat@example.com"
    assert NOW_S < claims["exp"] <= NOW_S + 24 * 3600, "no longer than a day, as RFC 8292 says"


def test_every_node_with_the_same_secret_is_known_by_the_same_key():
    assert Vapid(SECRET).public == Vapid(SECRET).public
    assert Vapid(SECRET).public != Vapid(SECRET + "x").public
    given_key = "yfWPiYE-n46HLnH0KqZOF1fJJU3MYrct3AELtAQ-oRw"
    assert Vapid(SECRET, given_key).public == GOOD[0]
    for wrong in ("x", text(bytes(32)), text(b"\xff" * 32), "é"):
        with pytest.raises(ValueError, match=r".*"):
            Vapid(SECRET, wrong)
