"""An event loop whose time jumps ahead when nothing is ready: what waits an hour takes no time.

Nothing is simplified but the clock: tasks, timers, cancellation and time-outs are asyncio's own.
"""

from __future__ import annotations

import asyncio
import selectors
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

START = datetime(2026, 7, 1, 12, 0, tzinfo=UTC)
"""The instant at which virtual time begins."""


class _Patient(selectors.DefaultSelector):
    """Waits by moving a clock; says so when nothing can ever happen."""

    def __init__(self) -> None:
        super().__init__()
        self.seconds = 0.0

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        """What is ready now; when nothing is, the clock goes on to the next timer."""
        ready = super().select(0)
        if not ready and timeout is None:
            raise AssertionError("everything waits and no timer is set: this would hang for ever")
        if not ready and timeout:
            self.seconds += timeout
        return ready


class VirtualTimeLoop(asyncio.SelectorEventLoop):
    """An event loop in virtual time, beginning at 0 seconds; no threads and no sockets."""

    def __init__(self) -> None:
        self._patient = _Patient()
        super().__init__(self._patient)

    def time(self) -> float:
        """Virtual seconds since the loop was made."""
        return self._patient.seconds


class LoopClock:
    """The gateway's clock, kept by the running loop."""

    def now(self) -> datetime:
        """The instant that is as far from ``START`` as the loop's time."""
        return START + timedelta(seconds=self.monotonic())

    def monotonic(self) -> float:
        """The running loop's time."""
        return asyncio.get_running_loop().time()


class _Leaping:
    """A loop's time and what was leapt over."""

    def __init__(self, before: Callable[[], float]) -> None:
        self._before = before
        self.leapt = 0.0

    def __call__(self) -> float:
        return self._before() + self.leapt


def leap(seconds: float) -> None:
    """Lets so much time pass at once on the running loop, which may have sockets: what was to happen by then
    happens next. A deadline that a test is about needs no short one that a slow machine misses elsewhere."""
    loop = asyncio.get_running_loop()
    if not isinstance(loop.time, _Leaping):
        loop.time = _Leaping(loop.time)  # type: ignore[method-assign]
    loop.time.leapt += seconds
