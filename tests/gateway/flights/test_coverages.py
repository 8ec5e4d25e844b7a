"""What providers state of their coverage: asked once for everybody, kept for hours, never invented."""

from __future__ import annotations

import asyncio
from datetime import date
from typing import Any

import pytest
from msgspec.structs import replace
from virtual_time import LoopClock
from worlds import Office, provider

from connectors.errors import (
    CredentialsRejected,
    Malformed,
    NotHeld,
    ServerFault,
    Throttled,
    TimedOut,
    Unsupported,
    Withheld,
)
from connectors.model import Coverage
from gateway.flights.cache import PartCache
from gateway.flights.coverages import FAILED_SECONDS, FRESH_SECONDS, MOST, STALE_SECONDS, Stated
from gateway.flights.flights import Flights
from gateway.world import Provider

EP = Coverage(office="EP", start=date(2000, 1, 1))


def office(*coverages: Coverage, **how: Any) -> Office:
    """An office that states these."""
    made = Office(**how)
    made.coverages = coverages or (EP,)
    return made


@pytest.fixture
async def flights():
    """Flights in virtual time; closed after the test."""
    made = Flights(PartCache(0, 0, 0), LoopClock())
    yield made
    await made.aclose()


async def get(flights: Flights, one: Provider, seconds: float = 5) -> Stated:
    """What a provider states, waited for so long."""
    return await flights.coverages.get(one, asyncio.get_running_loop().time() + seconds)


async def test_a_statement_is_kept_for_hours(flights) -> None:
    """Asked once; then from memory with its age, until its fresh time is over."""
    stating = office(seconds=2)
    one = provider("ep", stating, "EP")
    assert flights.coverages.known(one) == ()
    assert await get(flights, one) == Stated("ok", (EP,), seconds=2)
    await asyncio.sleep(FRESH_SECONDS - 1)
    told = await get(flights, one)
    assert (told.code, told.coverages, told.age_seconds) == ("cached", (EP,), FRESH_SECONDS - 1)
    assert flights.coverages.known(one) == (EP,)
    assert stating.calls() == 1
    await asyncio.sleep(1)
    assert (await get(flights, one)).code == "ok"
    assert stating.calls() == 2


async def test_everybody_waits_for_the_same_question(flights) -> None:
    """Ten who ask and ten who remember are one question; who has gone is not waited for."""
    stating = office(seconds=3)
    one = provider("ep", stating, "EP")
    for _ in range(10):
        flights.coverages.refresh(one)
    gone = asyncio.create_task(get(flights, one))
    await asyncio.sleep(1)
    gone.cancel()
    told = await asyncio.gather(*(get(flights, one) for _ in range(10)))
    assert {one.code for one in told} == {"ok"}
    assert (stating.calls(), stating.cancelled) == (1, 0)


async def test_a_late_answer_is_told_as_late_and_kept(flights) -> None:
    """The question goes on to the provider's own time."""
    stating = office(seconds=8)
    one = provider("ep", stating, "EP", timeout_seconds=10)
    told = await get(flights, one, 5)
    assert (told.code, told.coverages, told.seconds) == ("timed_out", (), 5)
    await asyncio.sleep(4)
    assert flights.coverages.known(one) == (EP,)
    slow = provider("jp", office(seconds=11), "JP", timeout_seconds=10)
    assert (await get(flights, slow, 60)).code == "timed_out"
    assert slow.connector.cancelled == 1  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    "failure",
    [ServerFault("down"), TimedOut("slow"), Malformed("odd"), CredentialsRejected("no"), RuntimeError("bug")],
)
async def test_a_failing_provider_is_left_alone_for_a_while(flights, failure) -> None:
    """What it stated before is shown with its age, for days; then nothing is."""
    stating = office()
    one = provider("ep", stating, "EP")
    await get(flights, one)
    stating.always = {"coverages": failure}
    await asyncio.sleep(FRESH_SECONDS)
    for _ in range(5):
        told = await get(flights, one)
        assert (told.code, told.coverages, told.age_seconds) == ("stale", (EP,), FRESH_SECONDS)
    assert stating.calls() == 2
    assert flights.coverages.known(one) == (EP,)
    await asyncio.sleep(FAILED_SECONDS)
    await get(flights, one)
    assert stating.calls() == 3
    await asyncio.sleep(STALE_SECONDS)
    told = await get(flights, one)
    assert told.code == getattr(failure, "code", "internal")
    assert told.coverages == flights.coverages.known(one) == ()


@pytest.mark.parametrize("answer", [Unsupported("none"), NotHeld("none"), Withheld("none")])
async def test_having_no_statement_is_an_answer(flights, answer) -> None:
    """Kept as long as any other, and never more than that nothing is known."""
    stating = office(always={"coverages": answer})
    one = provider("ep", stating, "EP")
    for _ in range(3):
        told = await get(flights, one)
        assert (told.code, told.coverages) == (answer.code, ())
    assert stating.calls() == 1
    assert flights.coverages.known(one) == ()


async def test_a_providers_limits_hold_for_this_too(flights) -> None:
    """A spent budget, a wait it asked for, an open circuit: no question goes out."""
    stating = office()
    spent = provider("ep", stating, "EP", requests_per_day=1)
    assert flights.lane(spent).turns.spend(LoopClock().monotonic()) is None
    told = await get(flights, spent)
    assert (told.code, told.retry_after_seconds) == ("throttled", 86_400)
    down = provider("down", stating, "EP")
    for _ in range(5):
        flights.lane(down).circuit("family").failed(LoopClock().monotonic())
    assert (await get(flights, down)).code == "backoff"
    assert stating.calls() == 0
    busy = office(failing={"coverages": [Throttled("later", retry_after=90)]})
    asked = provider("busy", busy, "EP")
    assert (await get(flights, asked)).retry_after_seconds == 90
    await asyncio.sleep(FAILED_SECONDS)
    assert (await get(flights, asked)).code == "throttled"
    assert busy.calls() == 1
    assert flights.lane(asked).turns.spend(LoopClock().monotonic()) == 30


async def test_suspended_is_not_asked(flights) -> None:
    """And says so."""
    stating = office()
    one = provider("ep", stating, "EP", status="suspended")
    flights.coverages.refresh(one)
    assert (await get(flights, one)).code == "suspended"
    assert stating.calls() == 0


async def test_only_the_offices_that_a_provider_serves_count(flights) -> None:
    """And no more than a bounded number; ``IB`` is another word for ``WO``."""
    many = (EP, Coverage(office="JP"), Coverage(office="IB")) + (EP,) * (2 * MOST)
    told = await get(flights, provider("hub", office(*many), "EP WO"))
    assert told.coverages[:2] == (EP, Coverage(office="IB"))
    assert len(told.coverages) == MOST


async def test_another_endpoint_under_the_same_id_stated_nothing_yet(flights) -> None:
    """And what is forgotten is not asked on; whoever waits for it hears that."""
    stating = office(seconds=2)
    one = provider("ep", stating, "EP", revision="a")
    await get(flights, one)
    assert flights.coverages.known(provider("ep", stating, "EP", revision="b")) == ()
    flights.purge("ep")
    assert flights.coverages.known(one) == ()
    waiting = asyncio.create_task(get(flights, one))
    await asyncio.sleep(1)
    flights.purge("ep")
    assert (await waiting).code == "unavailable"
    assert stating.cancelled == 1


async def test_what_is_asked_with_an_offices_own_credentials_is_apart(flights) -> None:
    """Each is asked once, whoever asks at the same time; and both are forgotten with the provider."""
    public, own = office(EP, seconds=2), office(Coverage(office="EP", start=date(1990, 1, 1)), seconds=2)
    shared = replace(provider("ep", public, "EP"), accounts={"JP": own})
    for _ in range(2):
        told = await asyncio.gather(get(flights, shared.asked_by("JP")), get(flights, shared))
        assert [one.coverages for one in told] == [own.coverages, public.coverages]
    assert (own.calls("coverages"), public.calls("coverages")) == (1, 1)
    flights.coverages.purge("ep")
    assert [flights.coverages.known(one) for one in (shared, shared.asked_by("JP"))] == [(), ()]


async def test_nothing_is_left_when_it_is_closed() -> None:
    """No task, no call under way."""
    made, stating = Flights(PartCache(0, 0, 0), LoopClock()), office(seconds=5)
    made.coverages.refresh(provider("ep", stating, "EP"))
    await asyncio.sleep(1)
    await made.aclose()
    assert (stating.cancelled, stating.under_way) == (1, 0)
    assert len(asyncio.all_tasks()) == 1
