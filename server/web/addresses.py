"""How often one network address may do something: a bucket each, in a table that cannot grow without end."""

import ipaddress
from collections import OrderedDict
from functools import lru_cache
from typing import Final

from server.core.limits import Bucket, Rate
from server.core.refusals import Refusal

HOUR_S: Final = 3600
MAX_ADDRESSES: Final = 10_000


@lru_cache(maxsize=4096)
def group(address: str) -> str:
    """Return what counts as one address: IPv4 itself, IPv6 by its /64; anything else as it stands."""
    try:
        parsed = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return address
    if isinstance(parsed, ipaddress.IPv4Address):
        return str(parsed)
    if parsed.ipv4_mapped is not None:
        return str(parsed.ipv4_mapped)
    return str(ipaddress.ip_network((parsed, 64), strict=False))


def per_hour(count: int | None, hours: int = 1) -> Rate | None:
    """Return the rate of so many an hour, or in so many hours; None for no limit."""
    return None if count is None else Rate(count / (hours * HOUR_S), count)


class AddressLimit:
    """Refuses an address that comes too often; the one unseen for longest is forgotten first."""

    def __init__(
        self, rate: Rate | None, most: int = MAX_ADDRESSES, *, why: str = "too often from this address"
    ) -> None:
        self._rate = rate
        self._most = most
        self._why = why
        self._buckets: OrderedDict[str, Bucket] = OrderedDict()

    def __len__(self) -> int:
        return len(self._buckets)

    def take(self, address: str, now_ms: int) -> None:
        """Count one, or refuse with `rate_limited` and how long to wait; where none are allowed, with `forbidden`."""
        if self._rate is None:
            return
        if not self._rate.burst:
            raise Refusal("forbidden", "this is not offered here")
        key = group(address)
        bucket = self._buckets.setdefault(key, Bucket(self._rate, now_ms))
        self._buckets.move_to_end(key)
        if len(self._buckets) > self._most:
            self._buckets.popitem(last=False)
        wait = bucket.take(now_ms)
        if wait:
            raise Refusal("rate_limited", self._why, retry_after_ms=wait)
