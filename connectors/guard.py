"""Where outbound connections may go: the judge of every dial.

``connectors.urls`` refuses beforehand what can never be fetched. Names can be made to resolve anywhere later,
so the decision that counts is ``Guard``: it sees each address and port at the moment they are dialled, IP
literals included. The deny list is explicit because ``ipaddress.is_global`` lets pass multicast, AS112,
translation prefixes and more; IPv6 is judged the other way round: only 2000::/3 is the public internet (IANA
IPv6 address space registry), less what the special-purpose registries take out of it.
"""

from __future__ import annotations

import socket
from collections.abc import Callable, Collection, Sequence
from ipaddress import (
    IPv4Address,
    IPv4Network,
    IPv6Address,
    IPv6Network,
    ip_address,
    ip_network,
)

Network = IPv4Network | IPv6Network
Address = IPv4Address | IPv6Address
AddrInfo = tuple[int | socket.AddressFamily, int | socket.SocketKind, int, str, tuple[object, ...]]

LOOPBACK: tuple[Network, ...] = (ip_network("127.0.0.0/8"), ip_network("::1/128"))
"""This machine itself: opened for demonstrations and for who tests an endpoint of their own."""

_DENIED = tuple(
    (ip_network(network), reason)
    for network, reason in (
        ("0.0.0.0/8", "this network"),
        ("10.0.0.0/8", "private"),
        ("100.64.0.0/10", "carrier-grade NAT"),
        ("127.0.0.0/8", "loopback"),
        ("168.63.129.16/32", "a cloud platform's own service"),
        ("169.254.0.0/16", "link-local"),
        ("172.16.0.0/12", "private"),
        ("192.0.0.0/24", "protocol assignments"),
        ("192.0.2.0/24", "documentation"),
        ("192.31.196.0/24", "AS112"),
        ("192.52.193.0/24", "AMT"),
        ("192.88.99.0/24", "6to4 relay"),
        ("192.168.0.0/16", "private"),
        ("192.175.48.0/24", "AS112"),
        ("198.18.0.0/15", "benchmarking"),
        ("198.51.100.0/24", "documentation"),
        ("203.0.113.0/24", "documentation"),
        ("224.0.0.0/4", "multicast"),
        ("240.0.0.0/4", "reserved"),
        ("2001::/23", "protocol assignments and Teredo"),
        ("2001:db8::/32", "documentation"),
        ("2002::/16", "6to4"),
        ("2620:4f:8000::/48", "AS112"),
        ("3fff::/20", "documentation"),
    )
)
_PUBLIC_6 = IPv6Network("2000::/3")
_ISATAP = 0x0000_5EFE
"""The middle of an ISATAP interface identifier, but for its "universal" bit (RFC 5214, section 6.1)."""
_NAT64 = (IPv6Network("64:ff9b::/96"), IPv6Network("64:ff9b:1::/48"))


class Forbidden(OSError):
    """A dial that the guard refused; ``str()`` says which address and why."""


def why_denied(address: Address, allow: Sequence[Network] = (), deny: Sequence[Network] = ()) -> str | None:
    """Why an address may not be dialled, or ``None`` when it may.

    ``allow`` are networks that an operator opened although they are not public, ``deny`` networks closed
    although they are; what is closed stays closed. An address that carries another one inside (IPv4-mapped,
    NAT64, 6to4, Teredo, ISATAP) is judged by both.
    """
    if isinstance(address, IPv6Address) and address.ipv4_mapped is not None:
        address = address.ipv4_mapped
    if _within(address, deny):
        return "closed by the operator"
    opened = _within(address, allow)
    if not opened and (reason := _special(address)) is not None:
        return reason
    inner = _embedded(address)
    return None if inner is None else why_denied(inner, allow, deny)


def _within(address: Address, networks: Sequence[Network]) -> bool:
    return any(address.version == network.version and address in network for network in networks)


def _special(address: Address) -> str | None:
    """What an address is that is not of the public internet."""
    for network, reason in _DENIED:
        if address.version == network.version and address in network:
            return reason
    if isinstance(address, IPv6Address) and address not in _PUBLIC_6:
        return "not public"
    return None


def _embedded(address: Address) -> IPv4Address | None:
    """The IPv4 address that a translating IPv6 address leads to."""
    if isinstance(address, IPv4Address):
        return None
    if address.sixtofour is not None:
        return address.sixtofour
    if address.teredo is not None:
        return address.teredo[1]
    if any(address in network for network in _NAT64):
        return IPv4Address(int(address) & 0xFFFF_FFFF)
    if int(address) >> 32 & 0xFDFF_FFFF == _ISATAP:
        return IPv4Address(int(address) & 0xFFFF_FFFF)
    return None


def open_socket(address: AddrInfo) -> socket.socket:
    """A plain socket for an address."""
    return socket.socket(family=address[0], type=address[1], proto=address[2])


class Guard:
    """Opens the socket for every outbound connection, or refuses; judged on what is dialled.

    An instance is an aiohttp ``socket_factory``.

    Args:
        allow: networks that may be reached although they are not public, at any port.
        deny: networks that may not be reached although they are.
        ports: the ports that may be dialled elsewhere; ``None``: any.
        open: makes the socket, once address and port are accepted.
    """

    def __init__(
        self,
        allow: Sequence[Network] = (),
        deny: Sequence[Network] = (),
        ports: Collection[int] | None = None,
        open: Callable[[AddrInfo], socket.socket] = open_socket,
    ) -> None:
        self._allow = tuple(allow)
        self._deny = tuple(deny)
        self._ports = None if ports is None else frozenset(ports)
        self._open = open

    def __call__(self, address: AddrInfo) -> socket.socket:
        """A socket for ``address``.

        Raises:
            Forbidden: the address may not be dialled, or not at this port.
        """
        host, port = str(address[4][0]), address[4][1]
        judged = self.judge(host)
        if self._ports is not None and port not in self._ports and not _within(judged, self._allow):
            raise Forbidden(f"the address {host} may not be reached at port {port}")
        return self._open(address)

    def judge(self, host: str) -> Address:
        """Accepts an address in text form, and gives it as one, unmapped.

        Raises:
            Forbidden: it may not be dialled, or is no address.
        """
        try:
            address = ip_address(host)
        except ValueError:
            raise Forbidden(f"the address {host} may not be reached: no IP address") from None
        if getattr(address, "scope_id", None) is not None:
            raise Forbidden(f"the address {host} may not be reached: it has a zone")
        if (reason := why_denied(address, self._allow, self._deny)) is not None:
            raise Forbidden(f"the address {host} may not be reached: {reason}")
        return (address.ipv4_mapped or address) if isinstance(address, IPv6Address) else address
