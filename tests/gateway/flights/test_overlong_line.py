"""A line that is too long refuses who comes last, and nobody else."""

from __future__ import annotations

import asyncio

import pytest
from asking import flights
from worlds import Office, application, dossier, number, provider

from gateway.asks import Ask, Outcome


@pytest.mark.parametrize("budget", [{"requests_per_minute": 5}, {"requests_per_day": 3}])
async def test_who_comes_too_late_does_not_stop_those_in_line(budget: dict[str, int]) -> None:
    """Those before go out in their turns: the budget is not spent, only promised."""
    texts = [f"EP.{n}.A" for n in range(1, 41)]
    office = Office([application(one) for one in texts], [dossier(one) for one in texts])
    under_way, of = flights(), provider("ep", office, "EP", **budget)
    told: list[Outcome] = []
    for one in texts:
        under_way.join(Ask("ep", "dossier", number(one)), of, told.append)
    assert {one.code for one in told} == {"throttled"}
    await asyncio.sleep(1)
    assert office.calls() == next(iter(budget.values()))
    await under_way.aclose()
