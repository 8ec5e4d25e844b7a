"""Asking everyone who could know, as soon as it is known whom to ask. Read it downwards."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from gateway.asks import Ask, Outcome
from gateway.flights.flights import Asking
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
) -> Known:
    """Asks until everybody has answered, ``emit`` has enough, or the deadline (loop time) has passed.

    It ends before the deadline when all that is still missing waits for a turn that comes later. Nothing is
    raised for a provider that fails: its failure is an outcome. Cancelling gives up every ask that nobody
    else wants. ``frontier`` is that of this question, where its beginning is known already.
    """
    known: Known = {}
    waiting: set[Ask] = set()
    failures: list[Exception] = []
    arrived = asyncio.Event()
    loop = asyncio.get_running_loop()
    began = loop.time()
    frontier = frontier or Frontier(question, world)
    detach = False

    def ask(asks: set[Ask]) -> None:
        fresh = sorted(asks - known.keys() - waiting, key=_order)
        waiting.update(fresh)
        for new in fresh:
            flights.join(new, world.providers[new.provider], tell, urgency)

    def tell(outcome: Outcome) -> None:
        """Asks at once what follows, so that it goes out before anybody else's answer is read."""
        waiting.discard(outcome.ask)
        known[outcome.ask] = outcome
        arrived.set()
        try:
            ask(frontier.learn(outcome))
        except Exception as error:
            failures.append(error)

    def in_line(ask: Ask) -> float:
        return flights.wait(ask, world.providers[ask.provider])

    def out_of_reach() -> bool:
        left = max(0.0, deadline - loop.time())
        return all(in_line(ask) > left for ask in waiting)

    try:
        async with asyncio.timeout_at(deadline):
            ask(frontier.opening())
            while waiting and not failures and not out_of_reach():
                await arrived.wait()
                arrived.clear()
                if emit(known):
                    detach = True
                    return known
            detach = True
    except TimeoutError:
        detach = True
    finally:
        for late in waiting:
            flights.leave(late, world.providers[late.provider], tell, detach=detach)
    if failures:
        raise failures[0]
    for late in waiting:
        known[late] = _late(late, loop.time() - began, in_line(late))
    emit(known)
    return known


def _order(ask: Ask) -> tuple[str, str, str, str]:
    return ask.provider, ask.operation, ask.number.type, ask.number.docdb


def _late(ask: Ask, seconds: float, wait: float) -> Outcome:
    if wait:
        detail = f"It allows only so many requests; this one is in line and goes out in {wait:.0f} s."
        return Outcome(ask, "throttled", seconds=seconds, retry_after_seconds=wait, detail=detail)
    detail = "No answer within the time of this question yet."
    return Outcome(ask, "timed_out", seconds=seconds, attempts=1, detail=detail)
