"""Places for documents on their way: a bound for each provider, and a share that the public cannot take."""

from __future__ import annotations

import asyncio
from contextlib import AsyncExitStack

import pytest
from worlds import AU

from connectors.endpoint import Limits
from gateway.flights.lanes import Lane
from gateway.requesters import PUBLIC, Requester


async def opened(lane: Lane, requester: Requester, stack: AsyncExitStack, times: int) -> int:
    """How many of so many documents get a place."""
    got = 0
    for _ in range(times):
        try:
            await stack.enter_async_context(lane.stream(requester))
        except TimeoutError:
            return got
        got += 1
    return got


@pytest.mark.parametrize(
    ("concurrency", "public", "offices"), [(8, 4, 4), (3, 1, 2), (2, 1, 1), (1, 1, 0), (64, 32, 32)]
)
async def test_the_public_has_half_of_the_places_at_most(concurrency: int, public: int, offices: int) -> None:
    """What it leaves, offices have; where there is one place, whoever comes first has it."""
    lane = Lane(Limits(concurrency=concurrency))
    async with AsyncExitStack() as stack:
        assert await opened(lane, PUBLIC, stack, 100) == public
        assert await opened(lane, AU, stack, 100) == offices
    async with AsyncExitStack() as stack:
        assert await opened(lane, AU, stack, 100) == concurrency
        assert await opened(lane, PUBLIC, stack, 1) == 0


async def test_waiting_for_a_place_ends_at_the_providers_time() -> None:
    """No longer than the provider may take itself."""
    lane = Lane(Limits(concurrency=1, timeout_seconds=7))
    async with lane.stream(AU):
        began = asyncio.get_running_loop().time()
        with pytest.raises(TimeoutError):
            async with lane.stream(AU):
                pass
        assert asyncio.get_running_loop().time() - began == pytest.approx(7)


async def test_a_place_that_comes_free_goes_to_who_waits() -> None:
    """In the order in which they came, and questions are never kept waiting by documents."""
    lane, order = Lane(Limits(concurrency=1)), []

    async def read(name: str, seconds: float) -> None:
        async with lane.stream(AU):
            order.append(name)
            await asyncio.sleep(seconds)

    async with asyncio.timeout(30):
        await asyncio.gather(read("first", 3), read("second", 2), read("third", 1))
    assert order == ["first", "second", "third"]
    async with lane.stream(AU), lane.places.hold():
        assert lane.places.free == 0


@pytest.mark.parametrize("requester", [PUBLIC, AU])
async def test_who_gives_up_waiting_leaves_no_trace(requester: Requester) -> None:
    """Cancelled while waiting, or while reading: every place is there again."""
    lane = Lane(Limits(concurrency=2))

    async def read() -> None:
        async with lane.stream(requester):
            await asyncio.sleep(1_000)

    tasks = [asyncio.create_task(read()) for _ in range(5)]
    await asyncio.sleep(1)
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
    async with AsyncExitStack() as stack:
        assert await opened(lane, AU, stack, 2) == 2
