"""How much one provider is asked, and how often again."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from connectors.endpoint import Limits
from gateway.flights.lanes import RETRY_SHARE, Lane


def test_requests_a_minute_are_bounded() -> None:
    """The wait is until the oldest of the last minute is a minute old."""
    lane = Lane(Limits(requests_per_minute=2))
    assert [lane.spend(0), lane.spend(10)] == [None, None]
    assert lane.spend(20) == 40
    assert lane.spend(60) is None
    assert lane.spend(60) == 10


def test_requests_a_day_are_bounded() -> None:
    """And a refused request takes nothing from the other budget."""
    lane = Lane(Limits(requests_per_minute=10, requests_per_day=3))
    assert [lane.spend(n * 60) for n in range(3)] == [None] * 3
    assert lane.spend(200) == 86_200
    assert lane.spend(86_400) is None


def test_no_limit_is_no_wait() -> None:
    """Where the operator names none."""
    lane = Lane(Limits())
    assert not any(lane.spend(0) for _ in range(1_000))


def test_a_provider_that_said_when_to_come_back_is_left_alone() -> None:
    """Until then; a shorter word that comes later does not shorten it."""
    lane = Lane(Limits())
    lane.hold(100)
    lane.hold(50)
    assert lane.spend(40) == 60
    assert lane.spend(100) is None


@given(st.lists(st.floats(0, 5), min_size=1, max_size=200))
def test_retries_stay_within_their_share(pauses: list[float]) -> None:
    """A retry goes out only as the first of its ten seconds, or within the share of the first attempts."""
    lane, now = Lane(Limits()), 0.0
    calls: list[float] = []
    retries: list[float] = []
    for pause in pauses:
        now += pause
        lane.called(now)
        calls.append(now)
        before, first = (sum(at > now - 10 for at in times) for times in (retries, calls))
        if lane.may_retry(now):
            retries.append(now)
            assert before == 0 or before + 1 <= RETRY_SHARE * first


def test_the_first_failure_of_a_quiet_provider_is_retried() -> None:
    """And the second within ten seconds is not."""
    lane = Lane(Limits())
    lane.called(0)
    assert lane.may_retry(0)
    lane.called(1)
    assert not lane.may_retry(1)
    lane.called(11)
    assert lane.may_retry(11)
