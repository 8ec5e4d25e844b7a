"""How much one provider is asked, and how often again."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from connectors.endpoint import Limits
from gateway.flights.lanes import RETRY_SHARE, Lane


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
