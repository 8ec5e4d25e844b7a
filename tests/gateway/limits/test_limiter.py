"""Who may ask now, how much of it is left, and what a request is charged when it is done."""

from __future__ import annotations

import pytest

from gateway.limits.limiter import Limiter
from gateway.limits.limits import RequesterLimits
from gateway.limits.refusals import TooMuch

NONE = RequesterLimits()


def test_without_limits_everybody_is_let_in() -> None:
    """And is told of no quota."""
    limiter = Limiter()
    admissions = [limiter.admit("AU", NONE, 0) for _ in range(10_000)]
    for one in admissions:
        one.begin_stream()
    assert admissions[0].quotas(5, 0) == ()


def test_requests_a_minute() -> None:
    """The third of two a minute is refused with the time of the next; refusals cost nothing."""
    limiter, limits = Limiter(), RequesterLimits(requests_per_minute=2)
    for _ in range(2):
        limiter.admit("AU", limits, 0).release(0, 0)
    for _ in range(50):
        with pytest.raises(TooMuch) as refused:
            limiter.admit("AU", limits, 0)
        assert (refused.value.status, refused.value.code) == (429, "rate-exceeded")
        assert refused.value.retry_after == pytest.approx(30)
    limiter.admit("JP", limits, 0)
    limiter.admit("AU", limits, 30)


def test_what_a_request_caused_is_charged_afterwards() -> None:
    """One question that fanned out to fifty calls is let in, and the next waits until they are drained."""
    limiter, limits = Limiter(), RequesterLimits(cost_per_minute=10)
    limiter.admit("AU", limits, 0).release(50, 0)
    with pytest.raises(TooMuch) as refused:
        limiter.admit("AU", limits, 0)
    assert refused.value.retry_after == pytest.approx(246)
    limiter.admit("AU", limits, 246.1)


def test_questions_at_the_same_time() -> None:
    """The place of a question is free again when it is done."""
    limiter, limits = Limiter(), RequesterLimits(questions=2)
    first, _ = limiter.admit("AU", limits, 0), limiter.admit("AU", limits, 0)
    with pytest.raises(TooMuch, match="2 of your requests") as refused:
        limiter.admit("AU", limits, 0)
    assert refused.value.code == "too-many-at-once"
    limiter.admit("JP", limits, 0)
    first.release(0, 0)
    limiter.admit("AU", limits, 0)


def test_streams_at_the_same_time() -> None:
    """A stream leaves its place as a question; what is refused to become one keeps it until it is done."""
    limiter, limits = Limiter(), RequesterLimits(questions=1, streams=1)
    stream = limiter.admit("AU", limits, 0)
    stream.begin_stream()
    stream.begin_stream()
    other = limiter.admit("AU", limits, 0)
    with pytest.raises(TooMuch, match="1 of your streams"):
        other.begin_stream()
    other.release(0, 0)
    stream.release(0, 0)
    limiter.admit("AU", limits, 0).begin_stream()


def test_what_is_left_is_told() -> None:
    """Requests after this one; cost with what this request has caused so far."""
    limiter, limits = Limiter(), RequesterLimits(requests_per_minute=60, cost_per_minute=120)
    requests, cost = limiter.admit("AU", limits, 0).quotas(20, 0)
    assert (requests.name, requests.amount, requests.window_seconds) == ("requests", 60, 60)
    assert (requests.left, requests.whole_in_seconds) == (pytest.approx(59), pytest.approx(1))
    assert (cost.name, cost.left, cost.whole_in_seconds) == ("cost", 100, pytest.approx(10))


def test_a_debt_is_told_as_nothing_left() -> None:
    """Never less than none."""
    limiter, limits = Limiter(), RequesterLimits(cost_per_minute=10)
    (cost,) = limiter.admit("AU", limits, 0).quotas(500, 0)
    assert cost.left == 0
