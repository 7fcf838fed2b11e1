"""A browser subscribes and takes it back, over HTTP: one person at a time, so many at most, nobody else's."""

import pytest

from server.core.subscriptions import MOST
from tests.accounts.guest import Guest
from tests.chat.leaving import browsers
from tests.push.conftest import Browser
from tests.web.test_real import API_KEY, Caller

HERE = "/v1/push/subscriptions"


async def test_the_same_browser_is_the_same_subscription_for_whoever_is_signed_in(office):
    browser = Browser(office, "b1")
    first = await office.signed_in("ken")("POST", HERE, browser.subscription(), 201)
    assert await office.signed_in("ken")("POST", HERE, browser.subscription(lang="ja"), 201) == first
    assert await office.signed_in("mia", "merchant")("POST", HERE, browser.subscription(), 201) == first
    assert browsers(office.bench, "ken", "mia") == ["mia"]


async def test_one_takes_back_ones_own(office):
    browser = Browser(office, "b1")
    await office.signed_in("ken")("POST", HERE, browser.subscription(), 201)
    here = {"endpoint": browser.endpoint}
    assert await office.signed_in("mia", "merchant")("DELETE", HERE, here) == {}
    assert browsers(office.bench, "ken") == ["ken"]
    for _ in range(2):
        assert await office.signed_in("ken")("DELETE", HERE, here) == {}
    assert browsers(office.bench, "ken") == []


async def test_so_many_at_most(office):
    for number in range(MOST + 3):
        office.bench.clock.passed(1)
        await office.browser("ken", f"b{number}")
    assert browsers(office.bench, "ken") == ["ken"] * MOST


async def test_a_visitor_may_and_the_host_may_not(office):
    guest = await Guest.comes(office.bench)
    browser = Browser(office, "b1")
    await Caller(office.app, guest.token())("POST", HERE, browser.subscription(), 201)
    assert await Caller(office.app, "key").refused("POST", HERE, browser.subscription()) == (403, "forbidden")
    assert await Caller(office.app, API_KEY).refused("POST", HERE, browser.subscription()) == (401, "unauthenticated")


@pytest.mark.parametrize(
    "wrong",
    [
        {"endpoint": "http://push.example/1"},
        {"endpoint": "https://push.example/" + "x" * 1024},
        {"endpoint": "https://a:b@push.example/"},
        {"endpoint": "javascript:alert(1)"},
        {"keys": {"p256dh": "x", "auth": "x"}},
        {"keys": {"p256dh": "x" * 200, "auth": "x"}},
        {"keys": {}},
        {"lang": "not a language"},
        {"more": 1},
    ],
)
async def test_what_is_no_browser_is_refused(office, wrong):
    said = Browser(office, "b1").subscription() | wrong
    status, code = await office.signed_in("ken").refused("POST", HERE, said)
    assert (status, code) in {(400, "bad_field"), (413, "too_large")}
    assert browsers(office.bench, "ken") == []


async def test_the_hosts_log_is_the_hosts(office):
    host = Caller(office.app, "key")
    assert await host("GET", "/v1/webhooks") == {"state": "off", "deliveries": []}
    assert (await host("POST", "/v1/webhooks/enable"))["state"] == "off"
    assert await office.signed_in("ken").refused("GET", "/v1/webhooks") == (403, "forbidden")
