"""When a provider is closed by announcement: weekly and dated windows, in UTC. Pure.

A provider is not asked while a window is open; what is still fresh of its answers is shown.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, time, timedelta

import msgspec

from gateway.clock import Clock

MAINTENANCE = "It has announced maintenance and is not asked now."
"""What requesters are told of a provider that is closed."""

_WEEK = timedelta(days=7)


class Weekly(msgspec.Struct, frozen=True):
    """Every week from a time of a day on (0 is Monday), for so many minutes; it may pass midnight."""

    weekday: int
    begins: time
    minutes: int


class Dated(msgspec.Struct, frozen=True):
    """Once, from an instant to another."""

    begins: datetime
    ends: datetime


Window = Weekly | Dated


def ends(windows: Iterable[Window], now: datetime) -> datetime | None:
    """When the provider is open again; ``None`` when it is open now.

    Windows that follow each other without a gap are one. One that never closes for longer than a week of
    such windows is told to end then.
    """
    windows = tuple(windows)
    until, furthest = now, now + _WEEK
    while until < furthest:
        later = max((end for one in windows if (end := _end(one, until)) is not None), default=None)
        if later is None:
            break
        until = later
    return until if until > now else None


def closed_for(windows: tuple[Window, ...], clock: Clock) -> float | None:
    """Seconds until the provider is open again; ``None`` when it is open now."""
    if not windows:
        return None
    now = clock.now()
    until = ends(windows, now)
    return None if until is None else (until - now).total_seconds()


def _end(window: Window, at: datetime) -> datetime | None:
    """When this window ends, if it is open at an instant."""
    if isinstance(window, Dated):
        return window.ends if window.begins <= at < window.ends else None
    days = timedelta(days=(at.weekday() - window.weekday) % 7)
    begun = datetime.combine(at.date() - days, window.begins, at.tzinfo)
    for start in (begun, begun - _WEEK):
        if start <= at < (end := start + timedelta(minutes=window.minutes)):
            return end
    return None
