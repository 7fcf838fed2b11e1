"""A browser subscribes and takes it back, over HTTP: one person at a time, so many at most, nobody else's."""

import pytest

from server.core.subscriptions import MOST
from tests.accounts.guest import Guest
from tests.chat.leaving import browsers
from tests.push.conftest import Browser
from tests.web.test_real import API_KEY, Caller

HERE = "/v1/push/subscriptions"


async def test_the_same_browser_is_the_same_subscription_for_whoever_is_signed_in(service):
    browser = Browser(service, "b1")
    first = await service.signed_in("ken")("POST", HERE, browser.subscription(), 201)
    assert await service.signed_in("ken")("POST", HERE, browser.subscription(lang="ja"), 201) == first
    assert await service.signed_in("mia", "merchant")("POST", HERE, browser.subscription(), 201) == first
    assert browsers(service.bench, "ken", "mia") == ["mia"]


async def test_one_takes_back_ones_own(service):
    browser = Browser(service, "b1")
    name = (await service.signed_in("ken")("POST", HERE, browser.subscription(), 201))["id"]
    assert await service.signed_in("mia", "merchant")("DELETE", f"{HERE}/{name}") == {}
    assert browsers(service.bench, "ken") == ["ken"]
    for _ in range(2):
        assert await service.signed_in("ken")("DELETE", f"{HERE}/{name}") == {}
    assert browsers(service.bench, "ken") == []


async def test_so_many_at_most(service):
    for number in range(MOST + 3):
        service.bench.clock.passed(1)
        await service.browser("ken", f"b{number}")
    assert browsers(service.bench, "ken") == ["ken"] * MOST


async def test_a_visitor_may_and_the_host_may_not(service):
    guest = await Guest.comes(service.bench)
    browser = Browser(service, "b1")
    await Caller(service.app, guest.token())("POST", HERE, browser.subscription(), 201)
    assert await Caller(service.app, "key").refused("POST", HERE, browser.subscription()) == (403, "forbidden")
    assert await Caller(service.app, API_KEY).refused("POST", HERE, browser.subscription()) == (401, "unauthenticated")


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
async def test_what_is_no_browser_is_refused(service, wrong):
    said = Browser(service, "b1").subscription() | wrong
    status, code = await service.signed_in("ken").refused("POST", HERE, said)
    assert (status, code) in {(400, "bad_field"), (413, "too_large")}
    assert browsers(service.bench, "ken") == []


async def test_the_hosts_log_is_the_hosts(service):
    host = Caller(service.app, "key")
    assert await host("GET", "/v1/webhooks") == {"state": "off", "deliveries": []}
    assert (await host("POST", "/v1/webhooks/enable"))["state"] == "off"
    assert await service.signed_in("ken").refused("GET", "/v1/webhooks") == (403, "forbidden")
