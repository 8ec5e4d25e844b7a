"""How simulated offices wait in tests: at a gate, not for a time."""

from __future__ import annotations

import asyncio


class Gate:
    """How simulated offices wait: until the gate is opened. ``reached`` is set when one waits."""

    def __init__(self) -> None:
        self.reached = asyncio.Event()
        self.opened = asyncio.Event()
        self.waiting = 0
        self._came = asyncio.Condition()

    async def __call__(self, seconds: float) -> None:
        """Waits, whatever the time."""
        self.waiting += 1
        self.reached.set()
        async with self._came:
            self._came.notify_all()
        try:
            await self.opened.wait()
        finally:
            self.waiting -= 1
            async with self._came:
                self._came.notify_all()

    async def held(self, count: int) -> None:
        """Returns when so many answers wait."""
        async with self._came:
            await self._came.wait_for(lambda: self.waiting == count)
