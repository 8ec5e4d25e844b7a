"""Flights as one request uses them: who claims a turn is told to the lanes, and what it causes is counted."""

from __future__ import annotations

from contextlib import AbstractAsyncContextManager

from connectors.numbers.identity import ApplicationNumber
from gateway.asks import Ask, Outcome
from gateway.flights.asking import Tell
from gateway.flights.coverages import Coverages
from gateway.flights.flights import Flights
from gateway.flights.turns import Urgency
from gateway.requesters import Requester
from gateway.world import Provider


class Claim:
    """What one request asks, and for whom; asks themselves carry no requester.

    ``caused`` is how many calls to offices went out for it so far, those that are shared with others too:
    what is told of it to the requester depends only on whom it may know to be asked.
    """

    def __init__(self, flights: Flights, claimant: str) -> None:
        self._flights = flights
        self._claimant = claimant
        self.caused = 0

    def charge(self, calls: int) -> None:
        """Counts calls that went out for it by another way."""
        self.caused += calls

    @property
    def coverages(self) -> Coverages:
        """What providers say they hold."""
        return self._flights.coverages

    def join(
        self,
        ask: Ask,
        provider: Provider,
        tell: Tell,
        urgency: Urgency = Urgency.EXAMINER,
        *,
        before_files: tuple[str, ...] = (),
    ) -> bool:
        """As ``Flights.join``, counted."""
        goes = self._flights.join(ask, provider, tell, urgency, self._claimant, before_files=before_files)
        self.caused += goes
        return goes

    def foresee(self, ask: Ask, provider: Provider) -> bool:
        """As ``Flights.foresee``, counted."""
        goes = self._flights.foresee(ask, provider, self._claimant)
        self.caused += goes
        return goes

    def forgo(self, ask: Ask, provider: Provider) -> None:
        """As ``Flights.forgo``."""
        self._flights.forgo(ask, provider)

    def listing(self, number: ApplicationNumber, provider: Provider, *, old: bool = False) -> Outcome | None:
        """As ``Flights.listing``."""
        return self._flights.listing(number, provider, old=old)

    def wait(self, ask: Ask, provider: Provider) -> float:
        """As ``Flights.wait``."""
        return self._flights.wait(ask, provider)

    def leave(self, ask: Ask, provider: Provider, tell: Tell, *, detach: bool) -> None:
        """As ``Flights.leave``."""
        self._flights.leave(ask, provider, tell, detach=detach)

    def stream(
        self, provider: Provider, requester: Requester, urgency: Urgency
    ) -> AbstractAsyncContextManager[None]:
        """As ``Flights.stream``, counted."""
        self.caused += 1
        return self._flights.stream(provider, requester, urgency, self._claimant)
