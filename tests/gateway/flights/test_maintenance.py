"""A provider in maintenance is not asked: its asks end so, with when to come back."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta

import pytest
from msgspec.structs import replace
from virtual_time import LoopClock
from worlds import Office, application, number, provider

from gateway.asks import Ask, Outcome
from gateway.flights.cache import PartCache
from gateway.flights.flights import Flights
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
