"""Which network an address belongs to, as far as one subscriber is usually given one."""

from __future__ import annotations

from functools import lru_cache
from ipaddress import IPv6Address, ip_address, ip_network

IPV4_PREFIX, IPV6_PREFIX = 24, 56


@lru_cache(4_096)
def network_of(address: str | None) -> str:
    """The /24 of an IPv4 address, the /56 of an IPv6 one, as text; ``local`` for what has no address."""
    try:
        found = ip_address((address or "").partition("%")[0])
    except ValueError:
        return "local"
    if isinstance(found, IPv6Address) and found.ipv4_mapped is not None:
        found = found.ipv4_mapped
    prefix = IPV4_PREFIX if found.version == 4 else IPV6_PREFIX
    return str(ip_network(f"{found}/{prefix}", strict=False))
