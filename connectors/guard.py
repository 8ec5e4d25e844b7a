"""Where outbound connections may go: the grammar of an endpoint's URL, and the judge of every dial.

``check_url`` refuses at configuration time what can never be a providing office's endpoint. Names can be
made to resolve anywhere later, so the decision that counts is ``Guard``: it sees each address at the moment
it is dialled, IP literals included. The deny list is explicit because ``ipaddress.is_global`` lets pass
multicast, AS112, translation prefixes and more; IPv6 is judged the other way round: only 2000::/3 is the
public internet (IANA IPv6 address space registry), less what the special-purpose registries take out of it.
"""

from __future__ import annotations

import re
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

PORTS: frozenset[int] = frozenset({443, 8443})
"""The ports of public endpoints."""

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
_NAT64 = (IPv6Network("64:ff9b::/96"), IPv6Network("64:ff9b:1::/48"))

_URL = re.compile(r"(https?)://(\[[0-9A-Fa-f:.]+\]|[A-Za-z0-9.-]+)(?::([1-9][0-9]{0,4}))?(/[^?#]*)?")
_PATH = re.compile(r"(?:[A-Za-z0-9._~!$&'()*+,;=:@/-]|%(?![01][0-9A-Fa-f]|7[Ff]|2[Ff]|5[Cc])[0-9A-Fa-f]{2})*")
_LABEL = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?")
_NUMERIC = re.compile(r"[0-9]+|0x[0-9a-f]*")
_LOCAL = frozenset(
    {"localhost", "local", "localdomain", "internal", "intranet", "private", "lan", "home", "corp"}
    | {"svc", "onion", "alt", "invalid", "arpa"}
)


class UnsafeURL(ValueError):
    """A URL that no endpoint may have; ``str()`` is a sentence that says why."""


class Forbidden(OSError):
    """A dial that the guard refused; ``str()`` says which address and why."""


def why_denied(address: Address, allow: Sequence[Network] = ()) -> str | None:
    """Why an address may not be dialled, or ``None`` when it may.

    ``allow`` are networks that an operator opened although they are not public. An address that carries
    another one inside (IPv4-mapped, NAT64, 6to4, Teredo) is judged by both.
    """
    if isinstance(address, IPv6Address) and address.ipv4_mapped is not None:
        address = address.ipv4_mapped
    if any(address.version == network.version and address in network for network in allow):
        inner = _embedded(address)
        return None if inner is None else why_denied(inner, allow)
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
    return None


def check_url(
    url: str,
    *,
    allow_http: bool = False,
    allow_networks: Sequence[Network] = (),
    ports: Collection[int] | None = PORTS,
) -> None:
    """Refuses a URL that no endpoint may have; says nothing about what its name resolves to.

    Public endpoints are ``https`` on one of ``ports`` (``None``: any) with a fully qualified host name.
    IP literals are accepted inside ``allow_networks`` only, at any port; local names (one label,
    ``.internal`` ...) only when there are ``allow_networks`` at all, since the dial decides then.

    Raises:
        UnsafeURL: with a sentence that says what is wrong.
    """
    if not url.isascii() or any(character <= " " or character == "\x7f" for character in url):
        raise UnsafeURL("only printable ASCII is accepted in a URL; write international names as xn-- labels")
    found = _URL.fullmatch(url)
    if found is None:
        raise UnsafeURL(f"write it as https://host/path, without user, query or fragment, not {url[:80]!r}")
    scheme, host, port, path = found[1], found[2].lower(), found[3], found[4] or ""
    if scheme == "http" and not allow_http:
        raise UnsafeURL("cleartext http is for the demo profile only; use https")
    if _PATH.fullmatch(path) is None:
        raise UnsafeURL("the path holds characters that are not allowed there")
    literal = _literal(host)
    if literal is not None:
        if (reason := why_denied(literal, allow_networks)) or not _inside(literal, allow_networks):
            raise UnsafeURL(
                f"the address {host} is not in outbound.allow_networks ({reason or 'use its name'})"
            )
        return
    _check_name(host, local=bool(allow_networks))
    number = int(port) if port else {"http": 80, "https": 443}[scheme]
    if number > 65535 or (ports is not None and scheme == "https" and number not in ports):
        allowed = ", ".join(str(one) for one in sorted(ports or ()))
        raise UnsafeURL(f"port {number} is not one of {allowed}")


def _literal(host: str) -> Address | None:
    """The address that a host is written as, in canonical form only; ``None`` for a name."""
    try:
        if host.startswith("["):
            return IPv6Address(host[1:-1])
        if _NUMERIC.fullmatch(host.rstrip(".").rpartition(".")[2]) is None:
            return None
        return IPv4Address(host)
    except ValueError:
        raise UnsafeURL(f"{host!r} is not an address in its usual form") from None


def _inside(address: Address, networks: Sequence[Network]) -> bool:
    mapped = address.ipv4_mapped if isinstance(address, IPv6Address) else None
    return any(
        one.version == network.version and one in network
        for network in networks
        for one in (address, mapped)
        if one
    )


def _check_name(host: str, *, local: bool) -> None:
    """Refuses what is no host name, and local names unless ``local``."""
    labels = host.split(".")
    if len(host) > 253 or any(_LABEL.fullmatch(label) is None for label in labels):
        raise UnsafeURL(f"{host[:80]!r} is not a host name")
    for label in labels:
        if label.startswith("xn--"):
            try:
                import idna

                idna.decode(label)
            except UnicodeError:
                raise UnsafeURL(f"{label!r} is not an international label") from None
    if not local and (len(labels) == 1 or labels[-1] in _LOCAL):
        raise UnsafeURL(f"{host!r} is a local name; outbound.allow_networks opens local networks")


def open_socket(address: AddrInfo) -> socket.socket:
    """A plain socket for an address."""
    return socket.socket(family=address[0], type=address[1], proto=address[2])


class Guard:
    """Opens the socket for every outbound connection, or refuses; judged on the address that is dialled.

    An instance is an aiohttp ``socket_factory``. ``open`` makes the socket once the address is accepted.
    """

    def __init__(
        self, allow: Sequence[Network] = (), open: Callable[[AddrInfo], socket.socket] = open_socket
    ) -> None:
        self._allow = tuple(allow)
        self._open = open

    def __call__(self, address: AddrInfo) -> socket.socket:
        """A socket for ``address``.

        Raises:
            Forbidden: the address may not be dialled.
        """
        self.judge(str(address[4][0]))
        return self._open(address)

    def judge(self, host: str) -> None:
        """Accepts an address in text form.

        Raises:
            Forbidden: it may not be dialled, or is no address.
        """
        try:
            reason = why_denied(ip_address(host.partition("%")[0]), self._allow)
        except ValueError:
            reason = "no IP address"
        if reason is not None:
            raise Forbidden(f"the address {host} may not be reached: {reason}")
