"""What leaves the house is refused at the start when it could not work."""

import pytest

from server import telling
from server.settings import BadSetting, Settings
from tests.chat.bench import SECRET
from tests.chat.leaving import HOOK

URL = "https://hooks.example/in"
KEY = HOOK["webhook_secret"]


@pytest.mark.parametrize(
    ("given", "named"),
    [
        ({"webhook_url": URL}, "PARLEY_WEBHOOK_SECRET"),
        ({"webhook_url": URL, "webhook_secret": "secret"}, "PARLEY_WEBHOOK_SECRET"),
        ({"webhook_url": "http://hooks.example/in", "webhook_secret": KEY}, "PARLEY_WEBHOOK_URL"),
        ({"webhook_url": "hooks.example", "webhook_secret": KEY}, "PARLEY_WEBHOOK_URL"),
        ({"webhook_url": URL, "webhook_secret": KEY, "unread_driver_s": "soon"}, "PARLEY_UNREAD_DRIVER_S"),
        ({"outbound_allow": "hooks.example"}, "PARLEY_OUTBOUND_ALLOW"),
        ({"push_contact": "me"}, "PARLEY_PUSH_CONTACT"),
        ({"push_key": "x"}, "PARLEY_PUSH_KEY"),
    ],
)
def test_what_cannot_work_is_said_at_the_start(given, named):
    with pytest.raises(BadSetting, match=named):
        telling.plans(Settings(secret=SECRET, **given))


def test_roles_that_are_off_are_not_told_of():
    said = {"webhook_url": URL, "webhook_secret": f"{KEY} {KEY}", "unread_driver_s": "off", "unread_merchant_s": "5"}
    target = telling.plans(Settings(secret=SECRET, **said)).target
    assert (target.after_ms, len(target.secrets)) == ({"customer": 120_000, "merchant": 5_000}, 2)
