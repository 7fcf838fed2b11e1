"""Which addresses may be called: public ones, and what the operator allows by name (pure)."""

from collections.abc import Iterator
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address
from typing import Final

Address = IPv4Address | IPv6Address

_NAT64: Final = IPv6Network("64:ff9b::/96")
_NAT64_LOCAL: Final = IPv6Network("64:ff9b:1::/48")
_COMPATIBLE: Final = IPv6Network("::/96")


def is_public(address: Address) -> bool:
    """Tell whether this address, and each that it carries inside, is anybody's on the internet."""
    return all(_is_public(one) for one in _carried(address))


def _is_public(address: Address) -> bool:
    return address.is_global and not (address.is_multicast or address.is_reserved or address.is_unspecified)


def _carried(address: Address) -> Iterator[Address]:
    """Give the address that a packet would reach: an IPv4 one inside IPv6 counts by itself."""
    if isinstance(address, IPv4Address):
        yield address
        return
    if address in _NAT64_LOCAL:
        yield IPv4Address("0.0.0.0")  # noqa: S104 - a network of the operator's own: never public
    elif address in _NAT64 or address in _COMPATIBLE:
        yield IPv4Address(int(address) & 0xFFFF_FFFF)
    elif address.ipv4_mapped is not None:
        yield address.ipv4_mapped
    else:
        yield address
        if address.sixtofour is not None:
            yield address.sixtofour
        if address.teredo is not None:
            yield from address.teredo


def parse_allowed(text: str) -> frozenset[tuple[str, int]]:
    """Read `host:port,host:port` (IPv6 in brackets). Raises ValueError with the part that is neither."""
    found = set()
    for part in filter(None, (one.strip() for one in text.split(","))):
        host, _, port = part.rpartition(":")
        if not host or not port.isdecimal() or not 0 < int(port) < 2**16:
            raise ValueError(part)
        found.add((host.strip("[]").lower(), int(port)))
    return frozenset(found)


def refused(addresses: list[str]) -> str | None:
    """Return the first that may not be called; a name that leads inside with one of its addresses leads inside."""
    return next((one for one in addresses if not is_public(ip_address(one.partition("%")[0]))), None)
