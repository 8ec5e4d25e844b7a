"""What several wait for is done once; who leaves takes nobody along, and the last one ends it."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from connectors.errors import ConnectFailed
from connectors.sharing import Shared


class Work:
    """Something that ends when it is let go; counts how often it began and was given up."""

    def __init__(self) -> None:
        self.begun = self.given_up = 0
        self.go = asyncio.Event()
        self.error: Exception | None = None

    async def __call__(self) -> int:
        """The how-manieth time this was."""
        self.begun += 1
        mine = self.begun
        try:
            await self.go.wait()
        except asyncio.CancelledError:
            self.given_up += 1
            raise
        if self.error is not None:
            raise self.error
        return mine


async def waiting(shared: Shared[int], count: int) -> list[asyncio.Task[int]]:
    """So many who wait."""
    tasks = [asyncio.create_task(shared.wait()) for _ in range(count)]
    for _ in range(2):
        await asyncio.sleep(0)
    return tasks


async def left(*tasks: asyncio.Task[Any]) -> None:
    """They go."""
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)


async def test_it_is_done_once_for_all_who_wait_and_anew_for_who_comes_later() -> None:
    """Nothing is kept of what came of it."""
    work = Work()
    shared = Shared(work, "work")
    tasks = await waiting(shared, 3)
    work.go.set()
    assert await asyncio.gather(*tasks) == [1, 1, 1]
    assert shared.idle
    assert await shared.wait() == 2


async def test_a_failure_is_everybodys_and_nobodys_when_all_have_gone() -> None:
    """An error that nobody waits for any more is not told to the loop either."""
    work = Work()
    shared = Shared(work, "work", finishes=lambda: True)
    tasks = await waiting(shared, 2)
    work.error = ValueError("no")
    await left(tasks[0])
    work.go.set()
    with pytest.raises(ValueError, match="no"):
        await tasks[1]
    work.go.clear()
    await left(*await waiting(shared, 1))
    assert not shared.idle
    work.go.set()
    for _ in range(3):
        await asyncio.sleep(0)
    assert (shared.idle, work.given_up) == (True, 0)


async def test_the_last_who_leaves_ends_it() -> None:
    """Those before do not; who comes then begins it anew."""
    work = Work()
    shared = Shared(work, "work")
    first, second = await waiting(shared, 2)
    await left(first)
    assert work.given_up == 0
    await left(second)
    await asyncio.sleep(0)
    assert (work.given_up, shared.idle) == (1, True)
    work.go.set()
    assert await shared.wait() == 2


async def test_who_has_what_came_of_one_run_does_not_hold_the_next() -> None:
    """Everybody waits for one run only."""
    work = Work()
    shared = Shared(work, "work")
    slow = await waiting(shared, 3)
    work.go.set()
    await asyncio.sleep(0)
    work.go.clear()
    await asyncio.gather(*slow)
    (late,) = await waiting(shared, 1)
    await left(late)
    await asyncio.sleep(0)
    assert (work.begun, work.given_up) == (2, 1)


async def test_closing_ends_it_for_all() -> None:
    """They learn that it was closed, and are not cancelled themselves."""
    work = Work()
    shared = Shared(work, "work")
    tasks = await waiting(shared, 2)
    await shared.aclose()
    found = await asyncio.gather(*tasks, return_exceptions=True)
    assert [type(one) for one in found] == [ConnectFailed, ConnectFailed]
    assert (work.given_up, shared.idle) == (1, True)
    await shared.aclose()
