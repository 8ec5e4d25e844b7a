"""How much one provider is asked: places at the same time, turns, retries.

Documents have places of their own, so that long transfers never keep questions waiting. The public has half
of them at most: readers that are slow, or mean to be, leave the rest to offices. Who waits is served in turn
with the others who wait, not behind all that one of them wants.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager

from connectors.contract import Operation
from connectors.endpoint import Limits
from gateway.flights.circuit import Circuit
from gateway.flights.places import Places
from gateway.flights.turns import Turn, Turns
from gateway.requesters import Requester

RETRY_WINDOW_SECONDS = 10.0
RETRY_SHARE = 0.15


class Lane:
    """The way to one provider; every ask of it goes through here."""

    def __init__(self, limits: Limits) -> None:
        self.limits = limits
        self.turns = Turns(limits)
        self.places = Places(limits.concurrency, self.turns.shares)
        self._streams = Places(limits.concurrency, self.turns.shares)
        self._public_streams = asyncio.Semaphore(max(1, limits.concurrency // 2))
        self._circuits: dict[Operation, Circuit] = {}
        self._calls: deque[tuple[float, bool]] = deque()
        self.answered = False
        """Whether the provider has ever answered healthily."""

    def circuit(self, operation: Operation) -> Circuit:
        """The circuit of one operation."""
        return self._circuits.setdefault(operation, Circuit())

    @property
    def down(self) -> bool:
        """Whether any operation of the provider is being left alone."""
        return any(circuit.open for circuit in self._circuits.values())

    @asynccontextmanager
    async def stream(self, requester: Requester, turn: Turn | None = None) -> AsyncIterator[None]:
        """A place for one document that is being transferred, until the context is left.

        Raises:
            TimeoutError: none was free within the provider's time.
        """
        async with AsyncExitStack() as places:
            async with asyncio.timeout(self.limits.timeout_seconds):
                if requester.office is None:
                    await places.enter_async_context(self._public_streams)
                await places.enter_async_context(self._streams.hold(turn))
            yield

    def called(self, now: float) -> None:
        """Counts a first attempt, which earns the budget of retries."""
        self._calls.append((now, False))

    def may_retry(self, now: float) -> bool:
        """Whether one more attempt stays within the share of retries; counts it if so.

        A quiet provider may always be retried once in the window: a share of few calls would be none.
        """
        while self._calls and self._calls[0][0] <= now - RETRY_WINDOW_SECONDS:
            self._calls.popleft()
        retries = sum(retried for _, retried in self._calls)
        if retries + 1 > max(1.0, RETRY_SHARE * (len(self._calls) - retries)):
            return False
        self._calls.append((now, True))
        return True
