"""What the models must know of the world around a file to judge it: the context of validation.

Models judge their own grammar by themselves. What depends on the profile, on the environment, on files and
on the installed protocols is judged only when a ``Ground`` is given as the validation context, as
``gateway.settings.reading`` does; settings built in code need none.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from ipaddress import IPv4Network, IPv6Network
from pathlib import Path
from typing import Literal, Protocol

from connectors.catalogue import Wire

Profile = Literal["production", "demo"]
IPNetwork = IPv4Network | IPv6Network


class Catalogue(Protocol):
    """The installed protocols, as ``connectors.catalogue`` knows them."""

    def protocols(self) -> tuple[str, ...]:
        """The names of all installed protocols; loads none of them."""
        ...

    def wire(self, protocol: str) -> Wire:
        """The wire of a protocol; ``LookupError`` when there is none."""
        ...


@dataclass(frozen=True)
class Ground:
    """What the files of one directory are judged against.

    ``allow_networks`` are the networks an endpoint may be in although they are not public, ``deny_networks``
    those it may not be in although they are, ``ports`` where it may be asked (``None``: any).
    ``public_url`` is the gateway's own, as it is written. ``file_name`` is the name of the office file
    without its suffix.
    """

    directory: Path
    environ: Mapping[str, str]
    profile: Profile
    protocols: tuple[str, ...]
    wire: Callable[[str], Wire]
    allow_networks: tuple[IPNetwork, ...] = ()
    deny_networks: tuple[IPNetwork, ...] = ()
    ports: frozenset[int] | None = None
    public_url: str | None = None
    file_name: str | None = None

    @property
    def production(self) -> bool:
        """Whether the strict rules hold."""
        return self.profile == "production"
