"""A provider in maintenance is not asked: its asks end so, with when to come back."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta

import pytest
from msgspec.structs import replace
from virtual_time import LoopClock
from worlds import AU, Office, application, number, provider

from connectors.errors import Throttled
from gateway.asks import Ask, Outcome
from gateway.flights.cache import PartCache
from gateway.flights.flights import Flights
from gateway.flights.turns import Urgency
from gateway.maintenance import Dated

ASK = Ask("ep", "family", number("EP.1.A"))


async def test_an_ask_in_a_window_ends_maintenance() -> None:
    """No call goes out; the wait that is told is that until the window closes."""
    office, clock = Office([application("EP.1.A")]), LoopClock()
    flights, heard = Flights(PartCache(2**20, 10, 3600), clock), list[Outcome]()
    window = Dated(clock.now() - timedelta(hours=1), clock.now() + timedelta(minutes=90))
    closed = replace(provider("ep", office, "EP"), windows=(window,))
    assert not flights.join(ASK, closed, heard.append)
    assert (heard[0].code, heard[0].part) == ("maintenance", None)
    assert heard[0].retry_after_seconds == pytest.approx(5_400)
    assert not office.asked
    assert not heard[0].settled


async def test_a_document_is_not_opened_in_a_window() -> None:
    """It says when to come back, and takes no place."""
    clock = LoopClock()
    flights = Flights(PartCache(2**20, 10, 3600), clock)
    window = Dated(clock.now() - timedelta(hours=1), clock.now() + timedelta(minutes=90))
    closed = replace(provider("ep", Office(), "EP"), windows=(window,))
    with pytest.raises(Throttled, match="maintenance") as refused:
        async with flights.stream(closed, AU, Urgency.EXAMINER):
            pass
    assert refused.value.retry_after == pytest.approx(5_400)


async def test_coverage_is_not_asked_for_in_a_window() -> None:
    """What is not known yet is told to be closed."""
    office, clock = Office(), LoopClock()
    flights = Flights(PartCache(2**20, 10, 3600), clock)
    window = Dated(clock.now() - timedelta(hours=1), clock.now() + timedelta(minutes=90))
    closed = replace(provider("ep", office, "EP"), windows=(window,))
    stated = await flights.coverages.get(closed, asyncio.get_running_loop().time() + 5)
    assert (stated.code, stated.coverages) == ("maintenance", ())
    assert stated.retry_after_seconds == pytest.approx(5_400)
    assert not office.asked


async def test_an_old_copy_is_shown_with_its_age() -> None:
    """What was answered before the window began is stale and says what is behind it; fresh it is cached."""
    office, clock = Office([application("EP.1.A")]), LoopClock()
    flights, heard = Flights(PartCache(2**20, 10, 3600), clock), list[Outcome]()
    open_ = provider("ep", office, "EP")
    flights.join(ASK, open_, heard.append)
    await asyncio.sleep(1)
    window = Dated(datetime(1970, 1, 1, tzinfo=UTC), clock.now() + timedelta(hours=1))
    closed = replace(open_, windows=(window,))
    flights.join(ASK, closed, heard.append)
    await asyncio.sleep(60)
    flights.join(ASK, closed, heard.append)
    assert [one.code for one in heard] == ["ok", "cached", "stale"]
    assert heard[2].behind == "maintenance"
    assert office.asked.total() == 1
