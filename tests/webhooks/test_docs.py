"""The receiver that docs/webhooks.md shows, run as it stands there."""

import re
import time

import orjson

from server.webhooks import signing
from tests.house import sources
from tests.webhooks.conftest import SECRET

_EXAMPLE = re.compile(r"<!-- runs: receiver -->\n```python\n(.*?)```", re.DOTALL)


def receive():
    (code,) = _EXAMPLE.findall((sources.ROOT / "docs/webhooks.md").read_text())
    names = {}
    exec(code, names)  # noqa: S102 - our own page
    return names["receive"]


def test_the_receiver_takes_what_is_ours_once_and_nothing_else(capsys):
    body = orjson.dumps({"type": "message.unread", "data": {"user": "ken", "subject": "Order 1042"}})
    headers = signing.headers("msg_1", int(time.time()), body, signing.secrets(SECRET))
    takes, seen = receive(), set()
    assert takes(SECRET, headers, body, seen) == 200
    assert takes(SECRET, headers, body, seen) == 200
    assert capsys.readouterr().out == "SMS to ken about Order 1042\n"
    assert takes(SECRET, headers, body + b" ", seen) == 401
    old = signing.headers("msg_2", int(time.time()) - 3600, body, signing.secrets(SECRET))
    assert takes(SECRET, old, body, seen) == 401
