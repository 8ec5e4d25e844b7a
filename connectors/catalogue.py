"""Protocol name to connector, by the entry point group ``casegate.connectors``.

An entry point names a module-level ``Wire``; a third party adds a protocol by shipping one in its own
distribution.
"""

from __future__ import annotations

from collections.abc import Callable
from importlib.metadata import entry_points
from typing import TYPE_CHECKING

import msgspec

from connectors.contract import Connector, Operation
from connectors.endpoint import Endpoint

if TYPE_CHECKING:
    from connectors.client import Network

GROUP = "casegate.connectors"


class Wire(msgspec.Struct, frozen=True):
    """One protocol: its name in configuration, what it can be asked for, and how to open a connector.

    ``requests_per_minute`` is what the only service that speaks it allows, where the configuration says
    nothing else.
    """

    protocol: str
    capabilities: frozenset[Operation]
    open: Callable[[Endpoint, Network], Connector]
    requests_per_minute: int | None = None


def protocols() -> tuple[str, ...]:
    """The names of all installed protocols, sorted; loads none of them."""
    return tuple(sorted({entry.name for entry in entry_points(group=GROUP)}))


def wire(protocol: str) -> Wire:
    """The wire of a protocol.

    Raises:
        LookupError: no installed distribution offers it, or what it offers is no ``Wire``.
    """
    for entry in entry_points(group=GROUP, name=protocol):
        found = entry.load()
        if isinstance(found, Wire):
            return found
        raise LookupError(f"the entry point {entry.value} of protocol {protocol!r} is no Wire")
    raise LookupError(f"no protocol {protocol!r} is installed; there are: {', '.join(protocols())}")
