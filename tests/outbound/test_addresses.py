"""Only public addresses may be called, however they are written or wrapped."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.outbound.addresses import IPv4Address, IPv6Address, ip_address, is_public, parse_allowed, refused

INSIDE = [
    *("0.0.0.0", "10.0.0.1", "100.64.0.1", "127.0.0.1", "127.8.8.8", "169.254.169.254", "172.16.0.1"),  # noqa: S104
    *("172.31.255.255", "192.0.0.1", "192.0.2.1", "192.168.1.1", "198.18.0.1", "224.0.0.1", "240.0.0.1"),
    *("255.255.255.255", "::", "::1", "fc00::1", "fd12::1", "fe80::1", "ff02::1", "2001:db8::1"),
    *("::ffff:127.0.0.1", "::ffff:10.0.0.1", "::127.0.0.1", "64:ff9b::a00:1", "64:ff9b::7f00:1", "64:ff9b:1::808:808"),
    *("2002:a00:1::", "2002:7f00:1::", "2001:0:808:808::f5ff:fffe"),
]
PUBLIC = ["8.8.8.8", "1.1.1.1", "93.184.216.34", "2606:4700:4700::1111", "::ffff:8.8.8.8", "64:ff9b::808:808"]


@pytest.mark.parametrize("address", INSIDE)
def test_what_lies_inside_is_not_called(address):
    assert not is_public(ip_address(address))
    assert refused(["8.8.8.8", address]) == address


@pytest.mark.parametrize("address", PUBLIC)
def test_what_is_anybodys_may_be_called(address):
    assert is_public(ip_address(address))
    assert refused([address]) is None


@given(st.ip_addresses(v=4))
def test_wrapping_an_address_opens_nothing(address: IPv4Address):
    for prefix in ("::ffff:0:0", "64:ff9b::", "::"):
        wrapped = IPv6Address(int(IPv6Address(prefix)) | int(address))
        assert not is_public(wrapped) or is_public(address)


def test_what_the_operator_allows_is_read():
    assert parse_allowed(" localhost:8080, [::1]:443 ,") == {("localhost", 8080), ("::1", 443)}


@pytest.mark.parametrize("text", ["localhost", "localhost:", ":80", "localhost:0", "localhost:65536", "localhost:x"])
def test_what_is_no_host_and_port_is_named(text):
    with pytest.raises(ValueError, match="^" + text.replace("[", r"\[") + "$"):
        parse_allowed(text)
