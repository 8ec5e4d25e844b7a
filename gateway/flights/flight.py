"""One call to a provider, or the wait for it, and everybody who wants what becomes of it."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping

from connectors.contract import Foretelling
from connectors.errors import Malformed
from connectors.model import Dossier, Family
from gateway.asks import Ask, Outcome
from gateway.flights.asking import Tell
from gateway.flights.lanes import Lane
from gateway.flights.turns import Turn
from gateway.world import Provider

MOST_MEMBERS = 10_000
"""Members of a family that one provider may list; the largest families have thousands."""

MOST_ROWS = 10_000
"""Documents and citations of one application that one provider may list, with those that cannot be shown."""


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

    async def attempt(self) -> Family | Dossier:
        """Asks the provider once. Every answer is weighed with every question about it, so that one which is
        beyond all measure would keep everybody waiting: it is refused.

        Raises:
            ConnectorError: any kind of failure.
        """
        self.attempts += 1
        connector, ask = self.provider.connector, self.ask
        if ask.operation == "family":
            if self.before_files and isinstance(connector, Foretelling):
                family = await connector.find_family_before_files(ask.number, ask.scope, self.before_files)
            else:
                family = await connector.find_family(ask.number, ask.scope)
            _check_size(len(family.members) + len(family.unreadable), MOST_MEMBERS)
            return family
        application = ask.application
        if application is None:
            raise AssertionError("a file is asked for by application number")
        get = connector.get_citations if ask.operation == "citations" else connector.get_dossier
        dossier = await get(application)
        rows = len(dossier.documents) + len(dossier.citations) + len(dossier.unreadable)
        _check_size(rows, MOST_ROWS)
        return dossier


def _check_size(rows: int, most: int) -> None:
    if rows > most:
        raise Malformed(f"too_large: the answer lists more than {most}")
