"""A member that its office is known not to reach is 'not-covered', even while the office does not answer."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import date
from typing import Any

import pytest
from asking import flights
from virtual_time import LoopClock
from worlds import AU, Office, application, dossier, provider, world

from connectors.errors import ConnectFailed, NotHeld, Unsupported
from connectors.model import Coverage
from gateway.flights.flights import Flights
from gateway.present.answer import FamilyAnswer
from gateway.questions.families import FamilyRequest, find_family, follow_family
from gateway.questions.telling import Event
from gateway.requesters import PUBLIC, Requester
from gateway.world import World

EP, JP = "EP.99203729.A", "JP.2012123456.A"
SINCE_2013 = Coverage(office="JP", start=date(2013, 1, 1))
SINCE_2012 = Coverage(office="JP", start=date(2012, 1, 1))
RECENT = Coverage(office="JP", start=date(2026, 1, 1))


def failing(*coverages: Coverage, **how: Any) -> Office:
    """An office whose files cannot be had, and which states this coverage."""
    made = Office(always={"dossier": ConnectFailed("down")}, **how)
    made.coverages = coverages
    return made


def one_world(japan: Office, *more: Any, filed: str | None = "2012-08-01") -> World:
    """A family of two, whose Japanese member was filed that day."""
    day = None if filed is None else date.fromisoformat(filed)
    family = [application(EP), application(JP, filing_date=day)]
    return world(provider("ep", Office(family, [dossier(EP)]), "EP"), provider("jp", japan, "JP"), *more)


@pytest.fixture
async def under_way() -> AsyncIterator[Flights]:
    """Flights without a cache; closed after the test."""
    made = flights(fresh=0, stale=0)
    yield made
    await made.aclose()


async def ask(ours: World, under_way: Flights, requester: Requester = AU, **how: Any) -> FamilyAnswer:
    """The family's answer."""
    answer = await find_family(FamilyRequest(EP, requester, 10, **how), ours, under_way, LoopClock())
    assert isinstance(answer, FamilyAnswer)
    return answer


def availability(answer: FamilyAnswer, docdb: str = JP) -> str:
    """How one member's file is said to be."""
    return next(m.availability for m in answer.family.members if m.application_number.docdb == docdb)


async def test_the_first_answer_does_not_wait_and_the_next_one_knows(under_way) -> None:
    """Coverage is learnt behind the answer; once it is known, no question about it goes out."""
    japan = failing(SINCE_2013, slow={"coverages": 5.0})
    ours = one_world(japan)
    began = asyncio.get_running_loop().time()
    assert availability(await ask(ours, under_way)) == "unavailable"
    assert asyncio.get_running_loop().time() - began < 1
    await asyncio.sleep(10)
    later = await ask(ours, under_way)
    assert availability(later) == "not-covered"
    outcome = next(o for o in later.outcomes if (o.provider, o.operation) == ("jp", "dossier"))
    assert (outcome.code, later.complete) == ("unavailable", False)
    assert japan.calls("coverages") == 1


@pytest.mark.parametrize(
    ("stated", "filed", "word"),
    [
        ((SINCE_2013,), "2012-12-31", "not-covered"),
        ((SINCE_2013,), "2013-01-01", "unavailable"),
        ((SINCE_2013,), None, "not-covered"),
        ((SINCE_2012,), None, "unavailable"),
        ((SINCE_2013, SINCE_2012), "2012-08-01", "unavailable"),
        ((Coverage(office="EP", start=date(2013, 1, 1)),), "2012-08-01", "unavailable"),
        ((), "2012-08-01", "unavailable"),
    ],
)
async def test_the_filing_date_decides_else_the_year_of_the_number(under_way, stated, filed, word) -> None:
    """Only what lies outside of everything that is stated of its office is not covered."""
    ours = one_world(failing(*stated), filed=filed)
    await ask(ours, under_way)
    await asyncio.sleep(1)
    assert availability(await ask(ours, under_way)) == word


@pytest.mark.parametrize("other", [Unsupported("no such question"), NotHeld("none"), ConnectFailed("down")])
async def test_everybody_who_could_have_the_file_has_to_state_so(under_way, other) -> None:
    """A hub that states nothing may have it."""
    hub = Office(always={"dossier": ConnectFailed("down"), "coverages": other})
    ours = one_world(failing(SINCE_2013), provider("hub", hub, "JP KR"))
    await ask(ours, under_way)
    await asyncio.sleep(1)
    assert availability(await ask(ours, under_way)) == "unavailable"
    silent = one_world(failing(SINCE_2013), provider("hub", failing(SINCE_2013), "JP KR", can=("family",)))
    await ask(silent, under_way)
    await asyncio.sleep(1)
    assert availability(await ask(silent, under_way)) == "not-covered"


async def test_only_what_the_requester_may_know_counts(under_way) -> None:
    """A start within the last 18 months is told to its own office alone, so for others nothing follows."""
    ours = one_world(failing(RECENT))
    await ask(ours, under_way)
    await asyncio.sleep(1)
    assert availability(await ask(ours, under_way, Requester("JP"))) == "not-covered"
    assert availability(await ask(ours, under_way, AU)) == "unavailable"
    assert availability(await ask(ours, under_way, PUBLIC)) == "unavailable"


async def test_what_is_there_or_withheld_stays_so(under_way) -> None:
    """A file that came is available, whatever is stated; a closed office is asked nothing at all."""
    japan = Office(dossiers=[dossier(JP)])
    japan.coverages = (SINCE_2013,)
    ours = one_world(japan)
    await under_way.coverages.get(ours.providers["jp"], asyncio.get_running_loop().time() + 5)
    assert availability(await ask(ours, under_way)) == "available"
    closed = failing(SINCE_2013)
    shut = world(ours.providers["ep"], provider("jp", closed, "JP", "named"))
    assert availability(await ask(shut, under_way)) == "withheld"
    await asyncio.sleep(1)
    assert closed.calls() == 0


async def test_a_confidential_question_asks_nobody_for_coverage(under_way) -> None:
    """Not even behind the answer."""
    japan = failing(SINCE_2013)
    ours = one_world(japan)
    answer = await ask(ours, under_way, confidential=True)
    assert availability(answer) == "unavailable"
    await asyncio.sleep(1)
    assert japan.calls() == 0


async def test_a_stream_says_the_same(under_way) -> None:
    """What was learnt behind one stream, the next one knows."""
    ours = one_world(failing(SINCE_2013))

    async def told() -> list[str]:
        words = []

        async def write(event: Event) -> None:
            if event.name == "family":
                members = event.value["family"].members
                words.append(next(m.availability for m in members if m.application_number.docdb == JP))

        await follow_family(FamilyRequest(EP, AU, 10), ours, under_way, LoopClock(), 60, write)
        await asyncio.sleep(1)
        return words

    assert (await told())[-1] == "unavailable"
    assert (await told())[-1] == "not-covered"
