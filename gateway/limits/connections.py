"""Connections at the same time: so many, and so many from one network. Whoever is over is cut off at once."""

from __future__ import annotations

from collections import Counter

from gateway.limits.limits import Limits


class Connections:
    """The connections that are open, by network."""

    def __init__(self) -> None:
        self._open: Counter[str] = Counter()

    def __len__(self) -> int:
        return self._open.total()

    def opened(self, network: str, limits: Limits, *, trusted: bool = False) -> bool:
        """Takes note of a new connection; false when it is one too many, which is not counted.

        A ``trusted`` proxy brings many requesters over its connections: only the total counts for it.
        """
        if limits.connections is not None and len(self) >= limits.connections:
            return False
        most = None if trusted else limits.connections_per_network
        if most is not None and self._open[network] >= most:
            return False
        self._open[network] += 1
        return True

    def closed(self, network: str) -> None:
        """One that was counted has ended."""
        self._open[network] -= 1
        if self._open[network] <= 0:
            del self._open[network]
