"""Whether an answer still stands: rules that are narrowed while it is made or told count at once.

A request is decided over one world. When what that world shows to whom has changed before the answer leaves,
the question is asked again over the world in force; when it changes while an answer is being told, nothing
more of it is told and the connection is broken, as for every answer that is not whole.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

from aiohttp import web

from connectors.numbers.identity import ApplicationNumber
from gateway.clock import today
from gateway.errors import GatewayError, NotFound
from gateway.requesters import Requester
from gateway.setup import Setup
from gateway.web.keys import CLOCK, CURRENT
from gateway.web.opd_api.refusals import Said
from gateway.world import World

TIMES = 3
"""How often a question is asked over changing rules; then its answer is refused."""

TICK_SECONDS = 0.01
"""How exactly it can be told from outside when the gateway knew that there is nothing to show."""

_DECIDED: web.RequestKey[World] = web.RequestKey("decided", World)
_REQUESTER: web.RequestKey[Requester] = web.RequestKey("decided_for", Requester)
_ABOUT: web.RequestKey[ApplicationNumber] = web.RequestKey("decided_about", ApplicationNumber)


class Unsettled(Exception):
    """The rules have changed again and again while one question was answered."""


def decide(request: web.Request, setup: Setup, requester: Requester) -> World:
    """The world of today as it is asked for this requester; the answer to the request is held to it."""
    world = _today(request, setup, requester)
    request[_DECIDED], request[_REQUESTER] = world, requester
    request.pop(_ABOUT, None)
    return world


def in_force(request: web.Request) -> World:
    """The world in force now, as it is asked for the request's requester."""
    return _today(request, request.app[CURRENT].setup, request[_REQUESTER])


def about(request: web.Request, application: ApplicationNumber) -> None:
    """Says that what is told from here on is of this application's file alone."""
    request[_ABOUT] = application


def stands(request: web.Request) -> bool:
    """Whether the rules that the answer was decided by show everybody what those in force now do."""
    decided, application = request.get(_DECIDED), request.get(_ABOUT)
    if decided is None:
        return True
    now = in_force(request)
    return now.decides_as(decided) if application is None else now.governs_as(decided, application)


def hold(request: web.Request) -> None:
    """Lets an answer begin that still stands.

    Raises:
        NotFound: it does not; the question is asked again, for which this is never told.
    """
    if not stands(request):
        raise NotFound("What may be seen has changed meanwhile.")


async def standing(
    request: web.Request, handler: Callable[[web.Request], Awaitable[web.StreamResponse]]
) -> web.StreamResponse:
    """The answer to a request over rules that are still in force when it leaves.

    That there is nothing is said on a tick of the clock that began with the request, so that the time does
    not tell whether that is because it may not be seen.

    Raises:
        Unsettled: they have changed each time that it was asked.
    """
    begun = asyncio.get_running_loop().time()
    for _ in range(TIMES):
        try:
            answered = await handler(request)
        except GatewayError as error:
            if stands(request):
                if isinstance(error, NotFound | Said):
                    await _tick(begun)
                raise
            continue
        if answered.prepared or stands(request):
            return answered
    raise Unsettled


async def _tick(begun: float) -> None:
    """Waits for the next tick after so much loop time."""
    gone = asyncio.get_running_loop().time() - begun
    await asyncio.sleep(TICK_SECONDS - gone % TICK_SECONDS)


def _today(request: web.Request, setup: Setup, requester: Requester) -> World:
    return setup.world.on(today(request.app[CLOCK])).asked_by(requester)
