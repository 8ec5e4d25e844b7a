"""Proxies that may speak for the clients behind them, and the address of a client behind such proxies. Pure.

Each proxy adds the address it was called from at the end of the field. So the list is read from its end, for
as long as trusted proxies say who stood before them; what stands further to the front anybody may have put
there.
Sources: RFC 7239 (``Forwarded``); ``X-Forwarded-For`` as proxies write it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address
from typing import Literal

import msgspec

Address = IPv4Address | IPv6Address
ForwardedField = Literal["X-Forwarded-For", "Forwarded"]

_PAIR = r"[!#$%&'*+.^_`|~0-9A-Za-z-]+=(?:[!#$%&'*+.^_`|~0-9A-Za-z:\[\]-]+|\"(?:[^\"\\]|\\.)*\")"
_ELEMENT = re.compile(rf"[ \t]*({_PAIR}(?:[ \t]*;[ \t]*{_PAIR})*)[ \t]*(?:,|$)")
_PAIRS = re.compile(_PAIR)
_WITH_PORT = re.compile(r"\[([0-9A-Fa-f:.]+)\](?::\d{1,5})?|(\d{1,3}(?:\.\d{1,3}){3})(?::\d{1,5})?")


class Proxies(msgspec.Struct, frozen=True):
    """The networks of trusted proxies, and the field in which they say who called them."""

    networks: tuple[IPv4Network | IPv6Network, ...] = ()
    field: ForwardedField = "X-Forwarded-For"

    def trusts(self, address: Address | None) -> bool:
        """Whether a proxy at this address is believed."""
        return address is not None and any(address in network for network in self.networks)

    def client(self, peer: Address | None, told: Sequence[str]) -> Address | None:
        """Who the client is, from the address that the connection comes from and the values of the field.

        It is the last one that a trusted proxy names and that is no trusted proxy itself; where a proxy names
        nobody that can be read, it is that proxy.
        """
        if peer is None or not self.trusts(peer):
            return peer
        nearest = peer
        for text in reversed(self._named(told)):
            found = read_address(text)
            if found is None:
                return nearest
            nearest = found
            if not self.trusts(found):
                return found
        return nearest

    def _named(self, told: Sequence[str]) -> list[str]:
        """The addresses as they stand in the field, first to last; nothing when it cannot be read whole."""
        text = ",".join(told)
        return _forwarded(text) if self.field == "Forwarded" else [one.strip() for one in text.split(",")]


NO_PROXIES = Proxies()


def read_address(text: str) -> Address | None:
    """An address as such fields have it, with or without brackets and port; mapped ones are unwrapped."""
    found = _WITH_PORT.fullmatch(text)
    if found is not None:
        text = found[1] or found[2]
    try:
        address = ip_address(text.partition("%")[0])
    except ValueError:
        return None
    if isinstance(address, IPv6Address) and address.ipv4_mapped is not None:
        return address.ipv4_mapped
    return address


def _forwarded(text: str) -> list[str]:
    """The ``for`` of each element of ``Forwarded``; what is no list of elements names nobody."""
    found, place = [], 0
    while place < len(text):
        element = _ELEMENT.match(text, place)
        if element is None:
            return [""]
        found.append(_for(element[1]))
        place = element.end()
    return found


def _for(element: str) -> str:
    """The ``for`` of one element; nothing when it has none, or two. What stands between quotes is no pair."""
    pairs = (pair.partition("=") for pair in _PAIRS.findall(element))
    named = [value.strip('"') for name, _, value in pairs if name.lower() == "for"]
    return named[0] if len(named) == 1 else ""
