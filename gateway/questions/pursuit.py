"""Asking everyone who could know, as soon as it is known whom to ask. Read it downwards."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from gateway.asks import Ask, Outcome
from gateway.flights.asking import Asking
from gateway.flights.turns import Urgency
from gateway.plan import Frontier, Question
from gateway.world import World

Known = dict[Ask, Outcome]
Emit = Callable[[Known], bool]
"""Called after each arrival with everything known so far; true when that is enough."""


def never_enough(known: Known) -> bool:
    """Waits for everybody."""
    return False


async def pursue(
    question: Question,
    world: World,
    flights: Asking,
    deadline: float,
    emit: Emit = never_enough,
    urgency: Urgency = Urgency.EXAMINER,
    frontier: Frontier | None = None,
    *,
    lines: bool = False,
) -> Known:
    """Asks until everybody has answered, ``emit`` has enough, or the deadline (loop time) has passed.

    It ends before the deadline when all that is still missing waits for a turn that comes later. Nothing is
    raised for a provider that fails: its failure is an outcome. Cancelling gives up every ask that nobody
    else wants. ``frontier`` is that of this question, where its beginning is known already. With ``lines``
    ``emit`` is told, too, of the files that stand in line now: when they are asked for.
    """
    loop = asyncio.get_running_loop()
    began = loop.time()
    pursuit = _Pursuit(frontier or Frontier(question, world), world, flights, urgency)
    known, waiting = pursuit.known, pursuit.waiting
    detach = False
    try:
        async with asyncio.timeout_at(deadline):
            pursuit.begin()
            while waiting and not pursuit.out_of_reach(deadline - loop.time()):
                await pursuit.arrived()
                if emit(known | pursuit.lines() if lines else known):
                    detach = True
                    return known
            detach = True
    except TimeoutError:
        detach = True
    finally:
        pursuit.leave(detach=detach)
    pursuit.check()
    for late in waiting:
        known[late] = _late(late, loop.time() - began, pursuit.in_line(late))
    emit(known)
    return known


class _Pursuit:
    """What one question has asked, and what it knows. Nothing in it leads back to it, so that everything
    that it knows goes with it.
    """

    def __init__(self, frontier: Frontier, world: World, flights: Asking, urgency: Urgency) -> None:
        self.known: Known = {}
        self.waiting: set[Ask] = set()
        self._frontier = frontier
        self._world = world
        self._flights = flights
        self._urgency = urgency
        self._ahead: set[Ask] = set()
        self._arrived = asyncio.Event()
        self._failures: list[Exception] = []

    def begin(self) -> None:
        """Asks what needs no answer first."""
        self._ask(self._frontier.opening())

    def tell(self, outcome: Outcome) -> None:
        """Learns of an outcome. What follows is asked at once: it goes out before other answers are read, and
        before anything is made of this one.
        """
        self.waiting.discard(outcome.ask)
        self.known[outcome.ask] = outcome
        try:
            self._ask(self._frontier.learn(outcome))
        except Exception as error:
            self._failures.append(error)
        finally:
            self._arrived.set()

    async def arrived(self) -> None:
        """Waits until something was told since this was asked last.

        Raises:
            Exception: what went wrong while it was learnt.
        """
        await self._arrived.wait()
        self._arrived.clear()
        self.check()

    def check(self) -> None:
        """Nothing, when everything could be learnt.

        Raises:
            Exception: what went wrong.
        """
        if self._failures:
            raise self._failures.pop()

    def in_line(self, ask: Ask) -> float:
        """Seconds until an ask goes out; 0 when it has."""
        return self._flights.wait(ask, self._world.providers[ask.provider])

    def lines(self) -> Known:
        """The files that are asked for later, with the time until then."""
        waits = {ask: self.in_line(ask) for ask in self.waiting if ask.operation != "family"}
        return {ask: _late(ask, 0.0, wait) for ask, wait in waits.items() if wait}

    def out_of_reach(self, seconds: float) -> bool:
        """Whether everything that is missing goes out later than that."""
        return all(self.in_line(ask) > max(0.0, seconds) for ask in self.waiting)

    def leave(self, *, detach: bool) -> None:
        """Wants what is missing no more; ``detach`` lets it feed the cache.

        What was asked ahead is for who comes next, unless it would still wait for its turn.
        """
        for late in self.waiting:
            self._flights.leave(late, self._world.providers[late.provider], self.tell, detach=detach)
        for ask in self._ahead:
            if not detach or self.in_line(ask):
                self._flights.forgo(ask, self._world.providers[ask.provider])

    def _ask(self, asks: set[Ask]) -> None:
        fresh = sorted(asks - self.known.keys() - self.waiting - self._ahead, key=_order)
        ahead = set(filter(self._frontier.is_ahead, fresh))
        self._ahead |= ahead
        self.waiting.update(ask for ask in fresh if ask not in ahead)
        for new in fresh:
            provider = self._world.providers[new.provider]
            if new in ahead:
                self._flights.foresee(new, provider)
                continue
            before_files = self._frontier.before_files(provider) if provider.gateway else ()
            self._flights.join(new, provider, self.tell, self._urgency, before_files=before_files)


def _order(ask: Ask) -> tuple[str, str, str, str]:
    return ask.provider, ask.operation, ask.number.type, ask.number.docdb


def _late(ask: Ask, seconds: float, wait: float) -> Outcome:
    if wait:
        detail = f"It allows only so many requests; this one is in line and goes out in {wait:.0f} s."
        return Outcome(ask, "throttled", seconds=seconds, retry_after_seconds=wait, detail=detail)
    detail = "No answer within the time of this question yet."
    return Outcome(ask, "timed_out", seconds=seconds, attempts=1, detail=detail)
