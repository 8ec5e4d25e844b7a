"""Where a provider allows only so many requests, whoever works through a list stands behind who waits."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from asking import flights
from virtual_time import LoopClock
from worlds import AU, Office, application, document, dossier, provider, world

from gateway.flights.turns import Urgency
from gateway.questions.citations import find_citations
from gateway.questions.dossiers import find_document, get_dossier
from gateway.questions.families import FamilyRequest, find_family, follow_family

CLERKS, EXAMINERS = "JP.2001000001.A", "JP.2001000002.A"

Ask = Callable[..., Awaitable[Any]]


def family(text: str, urgency: Urgency, *over: Any) -> Awaitable[Any]:
    """The family of a number."""
    return find_family(FamilyRequest(text, AU, 200, urgency=urgency), *over)


def stream(text: str, urgency: Urgency, *over: Any) -> Awaitable[Any]:
    """The same as it comes in."""

    async def write(event: Any) -> None:
        pass

    return follow_family(FamilyRequest(text, AU, 200, urgency=urgency), *over, 200, write)


def citations(text: str, urgency: Urgency, *over: Any) -> Awaitable[Any]:
    """What was cited against the family of a number."""
    return find_citations(FamilyRequest(text, AU, 200, urgency=urgency), *over)


def file(text: str, urgency: Urgency, *over: Any) -> Awaitable[Any]:
    """The file of one application."""
    return get_dossier(text, AU, *over, 200, urgency=urgency)


def paper(text: str, urgency: Urgency, *over: Any) -> Awaitable[Any]:
    """One document of it."""
    return find_document(f"hub~{text}~d", AU, *over, 200, urgency=urgency)


@pytest.mark.parametrize("ask", [family, stream, citations, file, paper])
@pytest.mark.parametrize(
    ("urgency", "first"), [(Urgency.BULK, EXAMINERS), (Urgency.EXAMINER, CLERKS)], ids=["bulk", "without"]
)
async def test_an_examiner_who_comes_later_goes_first(ask: Ask, urgency: Urgency, first: str) -> None:
    """The request of the next minute is the examiner's, if who came before said that nobody waits there."""
    office = Office(
        {
            number: members
            for each in (CLERKS, EXAMINERS)
            for number, members in Office([application(each)]).families.items()
        },
        [dossier(each, document("d")) for each in (CLERKS, EXAMINERS)],
    )
    hub = provider("hub", office, "JP US", requests_per_minute=1, timeout_seconds=100)
    under_way = flights()
    over = (world(hub), under_way, LoopClock())
    async with under_way.stream(hub, AU, Urgency.EXAMINER):
        pass
    clerk = asyncio.ensure_future(ask(CLERKS, urgency, *over))
    await asyncio.sleep(1)
    examiner = asyncio.ensure_future(ask(EXAMINERS, Urgency.EXAMINER, *over))
    await asyncio.sleep(60)
    assert [asked.docdb for _, asked in office.asked] == [first]  # type: ignore[attr-defined]
    clerk.cancel()
    examiner.cancel()
    await asyncio.gather(clerk, examiner, return_exceptions=True)
    await under_way.aclose()
