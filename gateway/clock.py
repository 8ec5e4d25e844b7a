"""Time as a thing that is handed in, so that tests own it."""

from __future__ import annotations

import time
from datetime import UTC, date, datetime
from typing import Protocol


class Clock(Protocol):
    """Wall-clock instants in UTC, and a monotonic count of seconds for ages and waits."""

    def now(self) -> datetime:
        """The present instant, timezone-aware, UTC."""
        ...

    def monotonic(self) -> float:
        """Seconds that only grow."""
        ...


class SystemClock:
    """The machine's clock."""

    def now(self) -> datetime:
        """The present instant, UTC."""
        return datetime.now(UTC)

    def monotonic(self) -> float:
        """Seconds that only grow."""
        return time.monotonic()


def today(clock: Clock) -> date:
    """The present calendar date in UTC."""
    return clock.now().date()
