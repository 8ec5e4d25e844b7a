"""So much in so many seconds: what is used drains evenly, and debts have to drain too."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.limits.allowance import Allowance, Meter

TEN = Allowance(10, 60)


def test_all_of_it_may_be_used_at_once() -> None:
    """Ten of ten a minute, and the eleventh six seconds later."""
    meter = Meter()
    for _ in range(10):
        assert meter.wait("AU", TEN, 1, 100) == 0
        meter.charge("AU", TEN, 1, 100)
    assert meter.wait("AU", TEN, 1, 100) == pytest.approx(6)
    assert meter.wait("AU", TEN, 1, 106) == 0
    assert meter.drained_in("AU", 100) == pytest.approx(60)


def test_each_is_counted_apart() -> None:
    """What one uses is not missing to another."""
    meter = Meter()
    meter.charge("AU", TEN, 10, 0)
    assert meter.left("JP", TEN, 0) == 10


def test_a_debt_drains_before_more_is_allowed() -> None:
    """Charged afterwards: thirty of ten a minute are two minutes of nothing."""
    meter = Meter()
    meter.charge("AU", TEN, 30, 0)
    assert meter.left("AU", TEN, 0) == -20
    assert meter.wait("AU", TEN, 1, 0) == pytest.approx(126)


def test_who_was_charged_longest_ago_is_forgotten_first() -> None:
    """However many come, memory is bounded."""
    meter = Meter(most=3)
    for who in ("a", "b", "c", "a", "d"):
        meter.charge(who, TEN, 1, 0)
    assert len(meter) == 3
    assert [meter.left(who, TEN, 0) for who in "abcd"] == [8, 10, 9, 9]


@given(st.lists(st.tuples(st.floats(0, 30), st.integers(1, 5)), max_size=80), st.integers(5, 50))
def test_no_minute_allows_more_than_twice_the_amount(steps: list[tuple[float, int]], amount: int) -> None:
    """Whoever never has to wait gets the whole amount at once, and as much again in the minute after it."""
    meter, allowance, now = Meter(), Allowance(amount, 60), 0.0
    used: list[tuple[float, int]] = []
    for pause, wanted in steps:
        now += pause
        if meter.wait("AU", allowance, wanted, now) == 0:
            meter.charge("AU", allowance, wanted, now)
            used.append((now, wanted))
    for start, _ in used:
        assert sum(w for at, w in used if start <= at <= start + 60) <= 2 * amount + 1
