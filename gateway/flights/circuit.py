"""When to leave a failing provider alone for a while, and how to find out that it is well again."""

from __future__ import annotations

from collections import deque

CONSECUTIVE = 5
WINDOW_SECONDS = 30.0
WINDOW_CALLS = 20
OPEN_SECONDS = 30.0
MAX_OPEN_SECONDS = 300.0


class Circuit:
    """One provider and operation: closed, open, or open with one probe on its way.

    Opens after ``CONSECUTIVE`` failures, or when half of at least ``WINDOW_CALLS`` calls within
    ``WINDOW_SECONDS`` failed; stays open ``OPEN_SECONDS`` times the number of openings in a row, at most
    ``MAX_OPEN_SECONDS``; then lets one probe through. All times are monotonic seconds handed in.
    """

    def __init__(self) -> None:
        self._calls: deque[tuple[float, bool]] = deque(maxlen=1_000)
        self._failures = 0
        self._openings = 0
        self._until = 0.0
        self._probing = False

    @property
    def open(self) -> bool:
        """Whether the provider is being left alone or is being probed."""
        return self._openings > 0

    def blocked(self, now: float) -> float:
        """Seconds for which no call goes out at all; 0 when one may, were it only the probe."""
        return max(0.0, self._until - now) if self._openings else 0.0

    def wait(self, now: float) -> float | None:
        """``None`` when a call may go out now (it is then the probe, if open), else seconds to wait."""
        if not self._openings:
            return None
        if now < self._until:
            return self._until - now
        if self._probing:
            return OPEN_SECONDS
        self._probing = True
        return None

    def succeeded(self, now: float) -> bool:
        """Counts a healthy answer; true when the circuit just closed."""
        recovered = self._openings > 0
        self._failures, self._openings, self._probing = 0, 0, False
        if recovered:
            self._calls.clear()
        self._calls.append((now, True))
        return recovered

    def failed(self, now: float) -> bool:
        """Counts a failure; true when the circuit just opened from closed."""
        was_open = self._openings > 0
        self._failures += 1
        self._calls.append((now, False))
        if was_open and not self._probing:
            return False
        if was_open or self._failures >= CONSECUTIVE or self._half_failed(now):
            self._openings += 1
            self._until = now + min(OPEN_SECONDS * self._openings, MAX_OPEN_SECONDS)
            self._probing = False
            return not was_open
        return False

    def neutral(self) -> None:
        """A call ended without telling how the provider is: cancelled, throttled or malformed."""
        self._probing = False

    def _half_failed(self, now: float) -> bool:
        while self._calls and self._calls[0][0] <= now - WINDOW_SECONDS:
            self._calls.popleft()
        failures = sum(not healthy for _, healthy in self._calls)
        return len(self._calls) >= WINDOW_CALLS and failures * 2 >= len(self._calls)
