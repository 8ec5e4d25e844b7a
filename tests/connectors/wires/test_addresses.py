"""What the guard makes of any address, held against the registries and what the interpreter knows."""

from __future__ import annotations

from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from connectors.guard import Forbidden, Guard, why_denied

SPECIAL_4 = """
0.0.0.0/8 10.0.0.0/8 100.64.0.0/10 127.0.0.0/8 168.63.129.16/32 169.254.0.0/16 172.16.0.0/12 192.0.0.0/24
192.0.2.0/24 192.31.196.0/24 192.52.193.0/24 192.88.99.0/24 192.168.0.0/16 192.175.48.0/24 198.18.0.0/15
198.51.100.0/24 203.0.113.0/24 224.0.0.0/4 240.0.0.0/4
"""
SPECIAL_6 = """
::/128 ::1/128 ::/96 ::ffff:0:0:0/96 64:ff9b::/96 64:ff9b:1::/48 100::/64 100:0:0:1::/64 2001::/32
2001:1::1/128 2001:1::2/128 2001:2::/48 2001:3::/32 2001:4:112::/48 2001:10::/28 2001:20::/28 2001:30::/28
2001:db8::/32 2002::/16 2620:4f:8000::/48 3fff::/20 5f00::/16 fc00::/7 fe80::/10 fec0::/10 ff00::/8
4000::/3 8000::/1
"""
"""What the special-purpose registries of IANA have, what was reserved before, and what is not assigned."""

SPECIAL = [ip_network(text) for text in (SPECIAL_4 + SPECIAL_6).split()]
ADDRESSES_4 = st.integers(0, 2**32 - 1).map(IPv4Address)
ADDRESSES_6 = st.integers(0, 2**128 - 1).map(IPv6Address)


def within(network):
    """Addresses of a network, its first and its last among them."""
    first, last = int(network[0]), int(network[-1])
    kind = type(network[0])
    return st.one_of(st.sampled_from((first, last)), st.integers(first, last)).map(kind)


@given(st.sampled_from(SPECIAL).flatmap(within))
def test_nothing_special_may_be_dialled(address):
    """No address of any special network, its edges included, nor the same mapped into IPv6."""
    assert why_denied(address) is not None
    if address.version == 4:
        assert why_denied(IPv6Address(f"::ffff:{address}")) is not None
    with pytest.raises(Forbidden):
        Guard().judge(str(address))


@given(st.one_of(ADDRESSES_4, ADDRESSES_6))
@example(ip_address("192.0.0.9"))
@example(ip_address("2001:1::1"))
def test_what_the_interpreter_calls_special_is_denied(address):
    """Whatever ``ipaddress`` knows to be private, multicast, reserved, local or not global is denied."""
    known = (
        address.is_private
        or not address.is_global
        or address.is_multicast
        or address.is_reserved
        or address.is_loopback
        or address.is_link_local
        or address.is_unspecified
        or (address.version == 6 and address.is_site_local)
    )
    mapped = address.version == 6 and address.ipv4_mapped is not None
    if known and not mapped:
        assert why_denied(address) is not None


@given(ADDRESSES_4)
def test_an_address_inside_another_is_judged_too(inner):
    """Mapped, translated, tunnelled: what leads to a forbidden IPv4 address is forbidden itself."""
    number = int(inner)
    denied = why_denied(inner) is not None
    mapped = IPv6Address((0xFFFF << 32) | number)
    isatap = IPv6Address((0x2606_2800_0000_0000 << 64) | (0x0200_5EFE << 32) | number)
    assert (why_denied(mapped) is not None) is denied
    assert (why_denied(isatap) is not None) is denied
    everything = (ip_network("64:ff9b::/96"), ip_network("2002::/16"), ip_network("2001::/32"))
    nat64 = IPv6Address((0x64_FF9B << 96) | number)
    sixtofour = IPv6Address((0x2002 << 112) | number << 80 | 1)
    teredo = IPv6Address((0x2001_0000 << 96) | (number ^ 0xFFFF_FFFF))
    for wrapped in (nat64, sixtofour, teredo):
        assert why_denied(wrapped) is not None
        assert (why_denied(wrapped, everything) is not None) is denied


@given(st.one_of(ADDRESSES_4, ADDRESSES_6), st.integers(0, 32))
def test_what_an_operator_closes_stays_closed(address, length):
    """Whether it is public or opened as well."""
    closed = ip_network(f"{address}/{length}", strict=False)
    opened = ip_network("0.0.0.0/0" if address.version == 4 else "::/0")
    assert why_denied(address, (), (closed,)) is not None
    assert why_denied(address, (opened,), (closed,)) is not None


@pytest.mark.parametrize(
    "address",
    ["1.0.0.1", "9.255.255.255", "11.0.0.0", "100.63.255.255", "100.128.0.0", "126.255.255.255", "128.0.0.0",
     "168.63.129.15", "168.63.129.17", "169.253.255.255", "169.255.0.0", "172.15.255.255", "172.32.0.0",
     "192.0.1.0", "192.0.3.0", "192.88.98.255", "192.167.255.255", "192.169.0.0", "198.17.255.255",
     "198.20.0.0", "223.255.255.255", "2001:200::", "2003::", "2620:4f:7fff::", "3ffe::", "3fff:1000::"],
)  # fmt: skip
def test_the_neighbours_of_what_is_denied_are_not(address):
    """The list is no wider than what it names."""
    assert why_denied(ip_address(address)) is None


def socket_address(host: str, port: int):
    """What is dialled, as the guard is told."""
    return (2, 1, 6, "", (host, port))


def test_ports_are_judged_at_the_dial_as_well():
    """Outside of what an operator opened only the ports of the list are dialled."""
    opened: list[object] = []
    guard = Guard((ip_network("10.0.0.0/8"),), ports={443}, open=opened.append)
    guard(socket_address("93.184.215.14", 443))
    guard(socket_address("10.1.2.3", 5432))
    guard(socket_address("::ffff:10.1.2.3", 5432))
    for port in (22, 80, 8443):
        with pytest.raises(Forbidden, match=f"port {port}"):
            guard(socket_address("93.184.215.14", port))
    assert len(opened) == 3
