"""Windows in which a provider is closed: weekly, once, one after the other."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.maintenance import Dated, Weekly, ends

SUNDAY = 6
NIGHT = Weekly(SUNDAY, time(22), 300)
"""Sunday from 22:00 for five hours: into Monday."""


def at(text: str) -> datetime:
    """An instant in UTC; 2026-11-22 is a Sunday."""
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("now", "until"),
    [
        ("2026-11-22T21:59:59", None),
        ("2026-11-22T22:00:00", "2026-11-23T03:00:00"),
        ("2026-11-23T02:59:59", "2026-11-23T03:00:00"),
        ("2026-11-23T03:00:00", None),
        ("2026-11-25T23:00:00", None),
    ],
)
def test_a_weekly_window_passes_midnight(now: str, until: str | None) -> None:
    """It is open from its begin to just before its end."""
    assert ends([NIGHT], at(now)) == (None if until is None else at(until))


def test_a_week_long_window_is_always_open() -> None:
    """And still says when to come back."""
    always = Weekly(0, time(0), 7 * 24 * 60)
    found = ends([always], at("2026-11-25T12:00:00"))
    assert found is not None
    assert found > at("2026-11-25T12:00:00")


def test_windows_without_a_gap_are_one() -> None:
    """The requester is not told to come back into the next window."""
    dated = Dated(at("2026-11-23T02:30:00"), at("2026-11-23T09:00:00"))
    assert ends([NIGHT, dated], at("2026-11-22T23:00:00")) == at("2026-11-23T09:00:00")


@given(
    st.integers(0, 366 * 86_400).map(lambda seconds: at("2026-01-01") + timedelta(seconds=seconds)),
    st.integers(0, 6),
    st.integers(1, 10_080),
)
def test_what_is_told_lies_ahead_and_is_open(now: datetime, weekday: int, minutes: int) -> None:
    """The end that is told is after now, and but for a window of a whole week nothing is closed then."""
    windows = [Weekly(weekday, time(7, 30), minutes)]
    until = ends(windows, now)
    if until is not None:
        assert until > now
        assert minutes == 10_080 or ends(windows, until) is None
        assert until - now <= timedelta(days=14)
