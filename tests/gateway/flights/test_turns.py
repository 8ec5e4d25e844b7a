"""Turns at a provider with a budget: nothing too early, nothing lost, the urgent first, the wait told."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connectors.endpoint import Limits
from connectors.errors import Throttled
from gateway.flights.turns import LONGEST_WAIT_SECONDS, Turns, Urgency


class _Time:
    """A clock that moves when somebody sleeps, to the earliest wake-up of all sleepers."""

    def __init__(self) -> None:
        self.now = 1_000.0
        self._sleepers: list[tuple[float, asyncio.Event]] = []

    def __call__(self) -> float:
        return self.now

    async def sleep(self, seconds: float) -> None:
        """Waits in this clock's time."""
        woken = asyncio.Event()
        self._sleepers.append((self.now + seconds, woken))
        await woken.wait()

    async def run(self, *tasks: asyncio.Task[None]) -> None:
        """Lets time pass until all tasks are done."""
        while not all(task.done() for task in tasks):
            for _ in range(5):
                await asyncio.sleep(0)
            if self._sleepers:
                self.now = max(self.now, min(at for at, _ in self._sleepers))
                for at, woken in self._sleepers:
                    if at <= self.now:
                        woken.set()
                self._sleepers = [(at, woken) for at, woken in self._sleepers if not woken.is_set()]


def _turns(minute: int | None = 5, day: int | None = None) -> Turns:
    return Turns(Limits(requests_per_minute=minute, requests_per_day=day))


async def _go(time: _Time, turns: Turns, urgency: Urgency, told: Callable[[], object]) -> None:
    await turns.come(turns.enter(urgency, time.now), time, time.sleep)
    told()


def _nothing() -> Awaitable[None] | None:
    return None


async def test_without_a_budget_nobody_waits() -> None:
    """A provider without limits is asked at once, however often."""
    time, turns = _Time(), _turns(None)
    for _ in range(100):
        await _go(time, turns, Urgency.BULK, _nothing)
    assert len(turns) == 0


async def test_the_sixth_of_five_a_minute_waits_a_minute() -> None:
    """Five go at once, the sixth is told 60 seconds and goes then."""
    time = _Time()
    turns = _turns()
    for _ in range(5):
        await _go(time, turns, Urgency.EXAMINER, _nothing)
    sixth = turns.enter(Urgency.EXAMINER, time.now)
    assert turns.wait(sixth, time.now) == 60.0
    task = asyncio.create_task(turns.come(sixth, time, time.sleep))
    await time.run(task)
    assert time.now == 1_060.0
    assert turns.wait(sixth, time.now) == 0.0


def test_what_cannot_wait_is_told_how_long_it_would() -> None:
    """Spending without waiting is bounded by the minute and the day, and a refusal takes nothing."""
    turns = Turns(Limits(requests_per_minute=2, requests_per_day=3))
    assert [turns.spend(0), turns.spend(10)] == [None, None]
    assert turns.spend(20) == 40
    assert turns.spend(60) is None
    assert turns.spend(200) == 86_200
    assert turns.spend(86_400) is None


def test_a_shorter_word_does_not_shorten_a_longer_one() -> None:
    """A provider that said when to come back is left alone until the latest of its words."""
    turns = Turns(Limits())
    turns.hold(100)
    turns.hold(50)
    assert turns.spend(40) == 60
    assert turns.spend(100) is None


async def test_the_urgent_go_first() -> None:
    """Examiners before watches before bulk, each in the order in which they came."""
    time, order = _Time(), list[str]()
    turns = _turns(1)
    await _go(time, turns, Urgency.EXAMINER, _nothing)
    waiting = [
        ("b1", Urgency.BULK),
        ("w1", Urgency.WATCH),
        ("e1", Urgency.EXAMINER),
        ("e2", Urgency.EXAMINER),
    ]
    tasks = []
    for name, urgency in waiting:
        tasks.append(asyncio.create_task(_go(time, turns, urgency, lambda name=name: order.append(name))))
    await time.run(*tasks)
    assert order == ["e1", "e2", "w1", "b1"]


async def test_a_turn_can_become_more_urgent() -> None:
    """When an examiner wants what bulk already waits for, it moves up."""
    time, order = _Time(), list[str]()
    turns = _turns(1)
    await _go(time, turns, Urgency.EXAMINER, _nothing)
    bulk = [turns.enter(Urgency.BULK, time.now), turns.enter(Urgency.BULK, time.now)]

    async def come(place: int) -> None:
        await turns.come(bulk[place], time, time.sleep)
        order.append(str(place))

    turns.hurry(bulk[1], Urgency.EXAMINER)
    tasks = [asyncio.create_task(come(0)), asyncio.create_task(come(1))]
    await time.run(*tasks)
    assert order == ["1", "0"]


async def test_who_gives_up_leaves_no_trace() -> None:
    """A cancelled wait frees its place and spends nothing."""
    time = _Time()
    turns = _turns(1)
    await _go(time, turns, Urgency.EXAMINER, _nothing)
    first, second = turns.enter(Urgency.EXAMINER, time.now), turns.enter(Urgency.EXAMINER, time.now)
    assert turns.wait(second, time.now) == 120.0
    task = asyncio.create_task(turns.come(first, time, time.sleep))
    await asyncio.sleep(0)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert turns.wait(second, time.now) == 60.0
    assert len(turns) == 1


async def test_a_wait_that_is_too_long_is_refused_with_its_length() -> None:
    """Nobody is kept waiting for a day: the refusal says when to come back."""
    time, turns = _Time(), _turns(None, 1)
    await _go(time, turns, Urgency.EXAMINER, _nothing)
    with pytest.raises(Throttled) as refused:
        turns.enter(Urgency.EXAMINER, time.now)
    assert refused.value.retry_after == 86_400.0
    assert len(turns) == 0


async def test_a_provider_that_says_when_to_come_back_is_left_alone() -> None:
    """Nothing goes out before the time that it named."""
    time = _Time()
    turns = _turns(None)
    turns.hold(time.now + 30.0)
    task = asyncio.create_task(turns.come(turns.enter(Urgency.EXAMINER, time.now), time, time.sleep))
    await time.run(task)
    assert time.now == 1_030.0


@given(st.lists(st.sampled_from(Urgency), min_size=1, max_size=25), st.integers(1, 6))
def test_no_minute_has_more_than_its_budget(urgencies: list[Urgency], most: int) -> None:
    """Whoever comes, in whatever urgency: at most the budget in any minute, and everybody goes in the end."""

    async def run() -> None:
        time, went, refusals = _Time(), list[float](), list[float]()
        turns = _turns(most)
        tasks = []
        for urgency in urgencies:
            try:
                turn = turns.enter(urgency, time.now)
            except Throttled as error:
                refusals.append(error.retry_after or 0.0)
                continue

            async def come(turn=turn) -> None:  # type: ignore[no-untyped-def]
                await turns.come(turn, time, time.sleep)
                went.append(time.now)

            tasks.append(asyncio.create_task(come()))
        await time.run(*tasks)
        assert len(went) + len(refusals) == len(urgencies)
        assert all(wait > LONGEST_WAIT_SECONDS for wait in refusals)
        for start in went:
            assert sum(start <= at < start + 60.0 for at in went) <= most

    asyncio.run(run())
