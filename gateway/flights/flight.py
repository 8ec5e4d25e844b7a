"""One call to a provider, or the wait for it, and everybody who wants what becomes of it."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping

from gateway.asks import Ask, Outcome
from gateway.flights.asking import Tell
from gateway.flights.lanes import Lane
from gateway.flights.turns import Turn
from gateway.world import Provider


class Flight:
    """One call, or the wait for it.

    ``tells`` are of those who want its outcome now, ``foreseen`` counts those who come for it next.
    ``claimants`` have caused it. ``detached``: it feeds the cache when nobody wants it any more.
    ``calling`` begins when it goes out; ``started`` is monotonic seconds.
    """

    __slots__ = (
        "ask", "attempts", "before_files", "calling", "claimants", "detached", "foreseen", "lane", "provider",
        "started", "task", "tells", "turn",
    )  # fmt: skip

    def __init__(self, ask: Ask, provider: Provider, lane: Lane, started: float) -> None:
        self.ask = ask
        self.provider = provider
        self.lane = lane
        self.started = started
        self.tells: set[Tell] = set()
        self.claimants: set[str] = set()
        self.detached = False
        self.foreseen = 0
        self.before_files: tuple[str, ...] = ()
        self.calling = False
        self.attempts = 0
        self.turn: Turn | None = None
        self.task: asyncio.Task[Outcome] | None = None

    @property
    def where(self) -> Mapping[str, str]:
        """What logs say of it."""
        return {"provider": self.ask.provider, "operation": self.ask.operation}

    def causes(self, claimant: str) -> bool:
        """Whether this is the first time that this claimant wants it; it is noted."""
        known = claimant in self.claimants
        self.claimants.add(claimant)
        return not known
