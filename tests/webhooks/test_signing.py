"""Our signatures, by the library that receivers use; secrets as they may be written."""

import base64
import os
import time

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st
from standardwebhooks.webhooks import Webhook, WebhookVerificationError

from server.webhooks import signing

NOW_S = 1_614_265_330


def whsec(raw: bytes) -> str:
    return "whsec_" + base64.b64encode(raw).decode()


def test_the_example_that_every_library_is_tested_with():
    secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
    known = signing.secrets(secret)
    told = signing.headers("msg_p5jXN8AQM9LWM0D4loKWxJek", NOW_S, b'{"test": 2432232314}', known)
    assert told["webhook-signature"] == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="


@given(
    st.binary(max_size=400).map(lambda raw: raw.hex()),
    st.lists(st.binary(min_size=24, max_size=64), min_size=1, max_size=3),
)
def test_whatever_is_said_is_verified_with_any_secret_and_with_no_other(said, drawn):
    body, at_s = orjson.dumps({"said": said}), int(time.time())
    told = signing.headers("msg_1", at_s, body, signing.secrets(" ".join(map(whsec, drawn))))
    for one in drawn:
        assert Webhook(whsec(one)).verify(body, told) == {"said": said}
    for other in (Webhook(os.urandom(32)),):
        with pytest.raises(WebhookVerificationError):
            other.verify(body, told)
    for changed in ({"webhook-id": "msg_2"}, {"webhook-timestamp": str(at_s + 1)}):
        with pytest.raises(WebhookVerificationError):
            Webhook(whsec(drawn[0])).verify(body, told | changed)
    with pytest.raises(WebhookVerificationError):
        Webhook(whsec(drawn[0])).verify(body + b" ", told)


@pytest.mark.parametrize(
    "said",
    ["secret", "whsec_", "whsec_c2hvcnQ=", "whsec_!!!!", whsec(bytes(23)), whsec(bytes(65)), f"{whsec(bytes(32))} x"],
)
def test_what_is_no_secret_is_refused(said):
    with pytest.raises(signing.BadSecret):
        signing.secrets(said)


def test_none_is_none():
    assert signing.secrets("  ") == ()
