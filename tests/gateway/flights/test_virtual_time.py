"""The loop that the tests of waiting rely on."""

from __future__ import annotations

import asyncio

import pytest
from virtual_time import VirtualTimeLoop


async def test_time_jumps_to_the_next_timer() -> None:
    """An hour's sleep under a time-out of a minute takes a minute of the loop's time."""
    loop = asyncio.get_running_loop()
    begun = loop.time()
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(60):
            await asyncio.sleep(3_600)
    assert loop.time() - begun == pytest.approx(60)


async def test_timers_fire_in_their_order() -> None:
    """Whoever waits less wakes first."""
    woken: list[int] = []

    async def wait(seconds: int) -> None:
        await asyncio.sleep(seconds)
        woken.append(seconds)

    await asyncio.gather(wait(30), wait(10), wait(20))
    assert woken == [10, 20, 30]


def test_waiting_for_nothing_is_an_error() -> None:
    """What would hang for ever fails instead."""
    loop = VirtualTimeLoop()
    loop.call_soon(lambda: None)
    with pytest.raises(AssertionError, match="hang"):
        loop.run_forever()
    loop.close()
