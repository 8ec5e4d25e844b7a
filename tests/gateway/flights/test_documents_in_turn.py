"""Documents are requests too: each takes a turn at its provider, or is told when one would come."""

from __future__ import annotations

import asyncio

import pytest
from asking import flights
from worlds import AU, Office, provider

from connectors.errors import Throttled
from gateway.flights.turns import Urgency


async def test_a_document_waits_for_its_turn() -> None:
    """As long as the provider's own time allows; then it goes, and the budget knows of it."""
    under_way, of = flights(), provider("ep", Office(), "EP", requests_per_minute=1, timeout_seconds=60)
    for _ in range(2):
        async with under_way.stream(of, AU, Urgency.EXAMINER):
            pass
    assert asyncio.get_running_loop().time() == pytest.approx(60)


async def test_a_turn_that_comes_too_late_is_told_at_once() -> None:
    """Nothing is waited for, nothing stays in line."""
    under_way, of = flights(), provider("ep", Office(), "EP", requests_per_minute=1, timeout_seconds=10)
    async with under_way.stream(of, AU, Urgency.EXAMINER):
        with pytest.raises(Throttled) as refused:
            async with under_way.stream(of, AU, Urgency.BULK):
                pass
    assert refused.value.retry_after == pytest.approx(60)
    assert len(under_way.lane(of).turns) == 0
