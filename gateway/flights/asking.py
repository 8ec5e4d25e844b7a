"""What a question needs of flights."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from typing import Protocol

from connectors.numbers.identity import ApplicationNumber
from gateway.asks import Ask, Outcome
from gateway.flights.coverages import Coverages
from gateway.flights.turns import Urgency
from gateway.requesters import Requester
from gateway.world import Provider

Tell = Callable[[Outcome], None]


class Asking(Protocol):
    """What a question needs of flights."""

    @property
    def coverages(self) -> Coverages:
        """What providers say they hold."""
        ...

    def join(
        self,
        ask: Ask,
        provider: Provider,
        tell: Tell,
        urgency: Urgency = Urgency.EXAMINER,
        *,
        before_files: tuple[str, ...] = (),
    ) -> bool:
        """Wants the outcome of an ask; ``tell`` is called once, at once when it is cached.

        Whether it causes a call, its own or one that is shared with others. ``before_files``: the
        offices whose members' files are asked for next, which a provider that is a gateway is told.
        """
        ...

    def foresee(self, ask: Ask, provider: Provider) -> bool:
        """Asks for what somebody comes for next, behind those who wait; whether it causes a call."""
        ...

    def forgo(self, ask: Ask, provider: Provider) -> None:
        """Takes that back."""
        ...

    def listing(self, number: ApplicationNumber, provider: Provider, *, old: bool = False) -> Outcome | None:
        """What a provider answered lately that lists an application, as it would be told without asking.

        ``old``: also what is to be asked again before it is told.
        """
        ...

    def wait(self, ask: Ask, provider: Provider) -> float:
        """Seconds for which an ask still waits for its turn, 0 when it has had it."""
        ...

    def leave(self, ask: Ask, provider: Provider, tell: Tell, *, detach: bool) -> None:
        """Wants it no more; ``detach`` lets a call that is under way or in line feed the cache."""
        ...

    def stream(
        self, provider: Provider, requester: Requester, urgency: Urgency
    ) -> AbstractAsyncContextManager[None]:
        """A turn and a place for one document of a provider, until the context is left."""
        ...
