"""A probe that never came to its end keeps nobody from trying again."""

from __future__ import annotations

import asyncio

from asking import flights
from worlds import Office, application, number, provider

from connectors.errors import TimedOut
from gateway.asks import Ask, Outcome
from gateway.flights.circuit import CONSECUTIVE, OPEN_SECONDS
from gateway.flights.flights import Flights
from gateway.world import Provider

ASK = Ask("ep", "family", number("EP.1.A"))


async def ask(under_way: Flights, of: Provider) -> Outcome:
    """Wants the outcome of the ask and waits for it."""
    heard: asyncio.Future[Outcome] = asyncio.get_running_loop().create_future()
    under_way.join(ASK, of, heard.set_result)
    return await heard


async def failing_until_open(office: Office, under_way: Flights, of: Provider) -> None:
    """Asks until the circuit opens, then waits until a probe may go out to a healthy office."""
    office.always["family"] = TimedOut("slow")
    for _ in range(CONSECUTIVE):
        await ask(under_way, of)
    assert under_way.lane(of).down
    del office.always["family"]
    await asyncio.sleep(OPEN_SECONDS)


async def test_a_cancelled_probe_lets_the_next_one_out() -> None:
    """The requester whose question was the probe has gone."""
    office = Office([application("EP.1.A")])
    under_way, of = flights(), provider("ep", office, "EP")
    await failing_until_open(office, under_way, of)
    office.seconds = 5
    tell = list[Outcome]().append
    under_way.join(ASK, of, tell)
    await asyncio.sleep(1)
    under_way.leave(ASK, of, tell, detach=False)
    await asyncio.sleep(1)
    assert office.cancelled == 1
    assert (await ask(under_way, of)).code == "ok"
    assert not under_way.lane(of).down


async def test_a_probe_without_budget_is_tried_when_there_is_some() -> None:
    """That the minute's requests are spent tells nothing of the provider's health."""
    office = Office([application("EP.1.A")])
    under_way, of = flights(), provider("ep", office, "EP", requests_per_minute=CONSECUTIVE)
    await failing_until_open(office, under_way, of)
    assert (await ask(under_way, of)).code == "ok"


async def test_changed_limits_are_a_new_lane() -> None:
    """The calls of the old one come to their end in their own places."""
    office = Office([application("EP.1.A")], seconds=5)
    under_way = flights()
    before, after = (provider("ep", office, "EP", concurrency=places) for places in (1, 2))
    old = under_way.lane(before)
    asked = asyncio.create_task(ask(under_way, before))
    await asyncio.sleep(1)
    new = under_way.lane(after)
    assert (await asked).code == "ok"
    assert under_way.lane(after) is new
    assert new is not old
    assert old.places.free == 1
