"""What each provider holds since when: from everybody who is open to the requester, in one answer."""

from __future__ import annotations

import asyncio
from datetime import date

import pytest
from asking import flights
from virtual_time import LoopClock
from worlds import AU, JP, Office, provider, world

from connectors.errors import ServerFault, Unsupported
from connectors.model import Coverage
from gateway.questions.coverages import COVERAGE_SECONDS, CoveragesAnswer, get_coverages
from gateway.requesters import PUBLIC, Requester
from gateway.world import Rule, World

SINCE_2013 = Coverage(office="JP", start=date(2013, 1, 1), end=date(2026, 6, 1), applications=12)


def stating(*coverages: Coverage, **how) -> Office:
    """An office that states these."""
    made = Office(**how)
    made.coverages = coverages
    return made


@pytest.fixture
async def under_way():
    """Flights in virtual time; closed after the test."""
    made = flights()
    yield made
    await made.aclose()


async def ask(ours: World, under_way, requester: Requester = AU, seconds: float = 60) -> CoveragesAnswer:
    """The answer to this requester."""
    return await get_coverages(requester, ours, under_way, LoopClock(), seconds)


async def test_every_provider_is_asked_at_once_and_told_by_office(under_way) -> None:
    """Statements by office, outcomes by provider, each once."""
    ours = world(
        provider("jp", stating(SINCE_2013, seconds=3), "JP"),
        provider("hub", stating(Coverage(office="JP"), Coverage(office="EP"), seconds=3), "JP EP"),
    )
    began = asyncio.get_running_loop().time()
    told = await ask(ours, under_way, JP)
    assert asyncio.get_running_loop().time() - began == pytest.approx(3)
    assert [(c.office, c.provider, c.applications) for c in told.coverages] == [
        ("EP", "hub", None),
        ("JP", "hub", None),
        ("JP", "jp", 12),
    ]
    assert [(o.provider, o.code, o.elapsed_ms) for o in told.outcomes] == [
        ("hub", "ok", 3000),
        ("jp", "ok", 3000),
    ]
    assert told.complete
    again = await ask(ours, under_way, JP)
    assert again.coverages == told.coverages
    assert [(o.code, o.elapsed_ms) for o in again.outcomes] == [("cached", 0)] * 2


async def test_one_that_is_slow_or_down_costs_only_its_own_part(under_way) -> None:
    """Nobody waits longer than some seconds; having no statement leaves the answer complete."""
    ours = world(
        provider("au", stating(always={"coverages": Unsupported("no such question")}), "AU"),
        provider("jp", stating(SINCE_2013), "JP"),
    )
    assert (await ask(ours, under_way)).complete
    ours = world(
        *ours.providers.values(),
        provider("ep", stating(seconds=8), "EP"),
        provider("kr", stating(always={"coverages": ServerFault("down")}), "KR"),
    )
    began = asyncio.get_running_loop().time()
    told = await ask(ours, under_way)
    assert asyncio.get_running_loop().time() - began == pytest.approx(COVERAGE_SECONDS)
    assert {o.provider: o.code for o in told.outcomes} == {
        "au": "unsupported",
        "ep": "timed_out",
        "jp": "cached",
        "kr": "unavailable",
    }
    assert [c.provider for c in told.coverages] == ["jp"]
    assert not told.complete


@pytest.mark.parametrize(
    ("requester", "shown"),
    [(PUBLIC, ["public"]), (AU, ["offices", "public"]), (JP, ["named", "offices", "public"])],
)
async def test_who_may_not_see_a_provider_does_not_hear_of_it(requester, shown, under_way) -> None:
    """Neither its statement nor that there is one; and it is not asked either."""
    offices = {name: stating(SINCE_2013) for name in ("named", "none", "offices", "public")}
    rules = {"named": Rule("named", frozenset({"JP"}))}
    ours = world(*(provider(name, one, "JP", rules.get(name, name)) for name, one in offices.items()))
    told = await ask(ours, under_way, requester)
    assert [o.provider for o in told.outcomes] == shown
    assert [c.provider for c in told.coverages] == shown
    assert {name for name, one in offices.items() if one.calls()} == set(shown)


async def test_others_are_told_since_when_and_no_more(under_way) -> None:
    """Counts and late dates would show what is not published."""
    ours = world(provider("jp", stating(SINCE_2013), "JP"))
    (own,) = (await ask(ours, under_way, JP)).coverages
    (public,) = (await ask(ours, under_way, PUBLIC)).coverages
    assert (await ask(ours, under_way, AU)).coverages == (public,)
    assert (own.start, own.end, own.applications) == (date(2013, 1, 1), date(2026, 6, 1), 12)
    assert (public.start, public.end, public.applications) == (date(2013, 1, 1), None, None)
