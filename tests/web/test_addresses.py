"""How often one address may come; the clock is an argument."""

import pytest

from server.core.limits import Rate
from server.core.refusals import Refusal
from server.web.addresses import AddressLimit, group, per_hour

HOUR = 3_600_000
GROUPS = [
    ("203.0.113.7", "203.0.113.7"),
    ("::ffff:203.0.113.7", "203.0.113.7"),
    ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
    ("2001:db8:1:2::1", "2001:db8:1:2::/64"),
    ("2001:db8:1:3::1", "2001:db8:1:3::/64"),
    ("fe80::1%eth0", "fe80::/64"),
    ("::1", "::/64"),
    ("", ""),
    ("testclient", "testclient"),
]


@pytest.mark.parametrize(("address", "expected"), GROUPS)
def test_what_counts_as_one_address(address: str, expected: str):
    assert group(address) == expected


def waits(limit: AddressLimit, address: str, now: int) -> int:
    try:
        limit.take(address, now)
    except Refusal as refusal:
        return refusal.retry_after_ms or 0
    return 0


def test_five_an_hour():
    limit = AddressLimit(per_hour(5))
    assert [waits(limit, "203.0.113.7", 0) for _ in range(5)] == [0] * 5
    wait = waits(limit, "203.0.113.7", 0)
    assert HOUR // 5 <= wait <= HOUR // 5 + 2
    assert waits(limit, "203.0.113.7", wait - 2) > 0
    assert waits(limit, "203.0.113.7", wait) == 0
    assert waits(limit, "203.0.113.7", wait) > 0
    assert [waits(limit, "203.0.113.7", 3 * HOUR) for _ in range(6)].count(0) == 5


def test_neighbours_in_one_ipv6_network_share():
    limit = AddressLimit(per_hour(1))
    assert waits(limit, "2001:db8::1", 0) == 0
    assert waits(limit, "2001:db8::2", 0) > 0
    assert waits(limit, "2001:db8:0:1::2", 0) == 0


def test_the_refusal_says_what_it_is():
    limit = AddressLimit(per_hour(1))
    limit.take("203.0.113.7", 0)
    with pytest.raises(Refusal, match="rate_limited"):
        limit.take("203.0.113.7", 0)


def test_none_at_all():
    limit = AddressLimit(per_hour(0))
    with pytest.raises(Refusal, match="forbidden"):
        limit.take("203.0.113.7", 0)


def test_off():
    limit = AddressLimit(per_hour(None))
    assert [waits(limit, "203.0.113.7", 0) for _ in range(100)] == [0] * 100
    assert len(limit) == 0


def test_the_table_is_bounded_and_forgets_the_one_unseen_for_longest():
    limit = AddressLimit(Rate(0.001, 1), most=3)
    for number in (1, 2, 3, 1, 4):
        waits(limit, f"198.51.100.{number}", 0)
    assert len(limit) == 3
    assert waits(limit, "198.51.100.1", 0) > 0
    assert waits(limit, "198.51.100.2", 0) == 0


def test_a_clock_that_goes_back_gives_nothing_away():
    limit = AddressLimit(per_hour(1))
    assert waits(limit, "203.0.113.7", HOUR) == 0
    assert waits(limit, "203.0.113.7", 0) > 0
    assert waits(limit, "203.0.113.7", HOUR + 1) > 0
