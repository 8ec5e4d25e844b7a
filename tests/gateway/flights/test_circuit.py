"""When a failing provider is left alone, and how it comes back."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from gateway.flights.circuit import CONSECUTIVE, MAX_OPEN_SECONDS, OPEN_SECONDS, WINDOW_CALLS, Circuit


def opened(now: float = 0) -> Circuit:
    """A circuit that has just opened."""
    circuit = Circuit()
    assert [circuit.failed(now) for _ in range(CONSECUTIVE)] == [False] * (CONSECUTIVE - 1) + [True]
    return circuit


def test_five_failures_in_a_row_open_it() -> None:
    """A success between starts the count again."""
    circuit = Circuit()
    for _ in range(CONSECUTIVE - 1):
        circuit.failed(0)
    circuit.succeeded(0)
    assert not circuit.failed(0)
    assert not circuit.open
    assert opened().open


def test_half_of_twenty_within_the_window_open_it() -> None:
    """Failures and successes in turn; the same spread over minutes does not."""
    quick, slow = Circuit(), Circuit()
    for n in range(WINDOW_CALLS):
        for circuit, now in ((quick, n), (slow, n * 10)):
            (circuit.failed if n % 2 else circuit.succeeded)(float(now))
    assert quick.open
    assert not slow.open


def test_one_probe_goes_out_when_the_time_is_over() -> None:
    """Until then nothing; and while the probe is under way nothing else."""
    circuit = opened(now=100)
    assert circuit.wait(100) == OPEN_SECONDS
    assert circuit.wait(100 + OPEN_SECONDS - 1) == 1
    assert circuit.wait(100 + OPEN_SECONDS) is None
    assert circuit.wait(100 + OPEN_SECONDS) == OPEN_SECONDS


def test_a_healthy_probe_closes_it() -> None:
    """And says so, once."""
    circuit = opened()
    circuit.wait(OPEN_SECONDS)
    assert circuit.succeeded(OPEN_SECONDS)
    assert not circuit.open
    assert circuit.wait(OPEN_SECONDS) is None
    assert not circuit.succeeded(OPEN_SECONDS)


def test_each_failed_probe_doubles_the_patience_up_to_a_limit() -> None:
    """Thirty seconds times the number of openings in a row, at most five minutes; 'down' is said once."""
    circuit, now, waits = opened(), 0.0, []
    for _ in range(12):
        wait = circuit.wait(now)
        assert wait is not None
        waits.append(wait)
        now += wait
        assert circuit.wait(now) is None
        assert circuit.failed(now) is False
    assert waits == [min(OPEN_SECONDS * n, MAX_OPEN_SECONDS) for n in range(1, 13)]


def test_a_probe_that_tells_nothing_lets_the_next_one_out() -> None:
    """Cancelled, throttled or malformed: neither well nor ill."""
    circuit = opened()
    assert circuit.wait(OPEN_SECONDS) is None
    circuit.neutral()
    assert circuit.open
    assert circuit.wait(OPEN_SECONDS) is None


def test_failures_of_calls_from_before_do_not_count_while_it_is_open() -> None:
    """Calls that were under way when it opened do not make the wait longer."""
    circuit = opened()
    for _ in range(20):
        assert not circuit.failed(1)
    assert circuit.wait(OPEN_SECONDS) is None


@given(st.lists(st.tuples(st.floats(0, 60), st.sampled_from(["failed", "succeeded", "neutral", "wait"]))))
def test_it_never_waits_for_ever(events: list[tuple[float, str]]) -> None:
    """Whatever happened: after the longest time a call goes out, or one is under way that will tell."""
    circuit, now = Circuit(), 0.0
    for seconds, event in events:
        now += seconds
        getattr(circuit, event)(*(() if event == "neutral" else (now,)))
    now += MAX_OPEN_SECONDS
    if circuit.wait(now) is not None:
        circuit.neutral()
        assert circuit.wait(now) is None
