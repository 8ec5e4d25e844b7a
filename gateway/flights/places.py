"""So many at the same time: places that are held for a while, and come to who waits in the order of turns."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from gateway.flights.turns import Shares, Turn, Urgency


class Places:
    """Some places, and the turns that wait for one; ``free`` is how many are left."""

    def __init__(self, most: int, shares: Shares) -> None:
        self.free = most
        self._shares = shares
        self._waiting: dict[Turn, asyncio.Future[None]] = {}

    @asynccontextmanager
    async def hold(self, turn: Turn | None = None) -> AsyncIterator[None]:
        """A place, until the context is left; without a turn, behind whom somebody waits for."""
        await self._come(turn or self._shares.turn(Urgency.WATCH, ""))
        try:
            yield
        finally:
            self._give_back()

    async def _come(self, turn: Turn) -> None:
        if self.free > 0:
            self.free -= 1
            self._shares.serve(turn)
            return
        given: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiting[turn] = given
        try:
            await given
        except asyncio.CancelledError:
            if given.done() and not given.cancelled():
                self._give_back()
            raise
        finally:
            self._waiting.pop(turn, None)

    def _give_back(self) -> None:
        """Hands the place on to the first of those who wait, as their turns are by now."""
        turn = min((one for one, given in self._waiting.items() if not given.done()), default=None)
        if turn is None:
            self.free += 1
            return
        self._shares.serve(turn)
        self._waiting.pop(turn).set_result(None)
