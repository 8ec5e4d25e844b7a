"""Who is being answered now, by which credential: what runs by a credential ends with it.

Every second each running request's credential is held against those that are good now. One that was revoked,
or has come to its end, takes its requests with it: an answer that has begun is broken off, so that nobody
takes it for the whole, and one that has not is 401.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable

import msgspec
import structlog
from aiohttp import web

from gateway.identity.access import Access
from gateway.identity.identity import Identity
from gateway.web.keys import CLOCK, CURRENT

REVIEW_SECONDS = 1.0
"""How often running requests are looked through; with the second that a change needs to be known, and time to
spare, what was revoked runs no longer than ten."""

_log = structlog.get_logger("casegate.web")

Sleep = Callable[[float], Awaitable[None]]


class _Guest(msgspec.Struct):
    """A request that runs: its task, on whose behalf, and whether it was told to end."""

    identity: Identity
    ended: bool = False


class Presence:
    """The requests of one process that run now."""

    def __init__(self) -> None:
        self._guests: dict[asyncio.Task[object], _Guest] = {}

    def __len__(self) -> int:
        """How many there are."""
        return len(self._guests)

    def join(self, identity: Identity) -> None:
        """The present task answers this identity from here on."""
        self._guests[_task()] = _Guest(identity)

    def leave(self) -> bool:
        """The present task answers nobody any more; whether it was told to end."""
        guest = self._guests.pop(_task(), None)
        return guest is not None and guest.ended

    def review(self, access: Access, now: float) -> int:
        """Ends every request whose credential does not stand at ``now`` (Unix seconds); says how many."""
        gone = [
            (task, guest)
            for task, guest in self._guests.items()
            if not guest.ended and not access.stands(guest.identity, now)
        ]
        for task, guest in gone:
            guest.ended = True
            task.cancel()
        return len(gone)


PRESENCE: web.AppKey[Presence] = web.AppKey("presence", Presence)


def reviewing(sleep: Sleep = asyncio.sleep) -> Callable[[web.Application], AsyncIterator[None]]:
    """Reviews who is present for as long as the application runs (a ``cleanup_ctx`` of aiohttp)."""

    async def run(application: web.Application) -> AsyncIterator[None]:
        task = asyncio.create_task(_review(application, sleep))
        yield
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)

    return run


async def _review(application: web.Application, sleep: Sleep) -> None:
    presence, current, clock = application[PRESENCE], application[CURRENT], application[CLOCK]
    while True:
        await sleep(REVIEW_SECONDS)
        try:
            presence.review(current.setup.access, clock.now().timestamp())
        except Exception as error:
            _log.error("review_failed", exc_info=error)


def _task() -> asyncio.Task[object]:
    task = asyncio.current_task()
    if task is None:
        raise AssertionError("a request is answered in a task")
    return task
