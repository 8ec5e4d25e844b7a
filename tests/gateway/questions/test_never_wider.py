"""A gateway behind a gateway: what is passed on is shown to nobody who would not be told it at its source."""

from __future__ import annotations

import re

from asking import answered, flights, run, settled
from generated_worlds import NUMBERS, QUERIES, two_routes, worlds
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec import json
from passing_on import WAIT_SECONDS, PassedOn
from virtual_time import LoopClock
from worlds import ALL, REQUESTERS, agreement, provider

from gateway.clock import today
from gateway.errors import GatewayError
from gateway.questions.dossiers import get_dossier
from gateway.requesters import Requester
from gateway.world import World, world_of

thorough = settings(max_examples=300)
TOLD = re.compile(
    rb"title [a-z]+ [A-Z]{2}\.[0-9]+\.A|d-[a-z]+-[A-Z]{2}\.[0-9]+\.A-[0-9]"
    rb"|notes of [a-z]+ on [A-Z]{2}\.[0-9]+|notice [0-9] of [a-z]+ on [A-Z]{2}\.[0-9]+"
)


def behind(source: World, asking: Requester, *, agreed: bool = False) -> World:
    """The world of a gateway whose only provider is the gateway over ``source``, asked as this office.

    ``agreed``: that office has an agreement about it there, by which it is told of what is not published.
    """
    gateway = provider(
        "gw", PassedOn(source, asking), "AU EP JP", "public", can=ALL - {"content"}, gateway=True
    )  # type: ignore[arg-type]
    known = [agreement(gateway, asking.office)] if agreed and asking.office is not None else []
    return world_of([gateway], source.participants.values(), agreements=known)


def dossier(world: World, number: str, requester: Requester) -> bytes:
    """The answer about one dossier; a refusal as its sentence."""

    async def question() -> bytes:
        under_way = flights()
        try:
            of_this_day = world.on(today(LoopClock()))
            return settled(await get_dossier(number, requester, of_this_day, under_way, LoopClock(), 40))
        except GatewayError as error:
            return error.detail.encode()
        finally:
            await under_way.aclose()

    return run(question)


def members(answer: bytes) -> set[str]:
    """The members of the family in an answer; none in a refusal."""
    if not answer.startswith(b"{"):
        return set()
    found = json.decode(answer)
    return {one["applicationNumber"]["docdb"] for one in found.get("family", {}).get("members", ())}


def publications(answer: bytes) -> set[tuple[str, str]]:
    """The publications of its members, as far as they have a date."""
    if not answer.startswith(b"{"):
        return set()
    return {
        (one["applicationNumber"]["docdb"], f"{told['kind']} {told['date']}")
        for one in json.decode(answer).get("family", {}).get("members", ())
        for told in one["publications"]
        if told["date"]
    }


@thorough
@given(
    worlds() | two_routes(),
    st.sampled_from(REQUESTERS),
    st.sampled_from(REQUESTERS),
    st.sampled_from(QUERIES),
)
def test_nothing_is_shown_that_is_not_shown_at_its_source(
    source: World, asking: Requester, requester: Requester, text: str
) -> None:
    """Whichever office the second gateway asks as: no title, document, citation or publication more.

    In the time that the second leaves it, or in its own: what comes late can part members from a family.
    """
    shown = answered(behind(source, asking), text, requester)
    there = [answered(source, text, requester, seconds) for seconds in (WAIT_SECONDS, 10)]
    for told in (lambda answer: set(TOLD.findall(answer)), members, publications):
        assert told(shown) <= set().union(*map(told, there))


@thorough
@given(worlds(), st.sampled_from(REQUESTERS), st.sampled_from(REQUESTERS), st.sampled_from(NUMBERS))
def test_no_file_is_shown_that_is_not_shown_at_its_source(
    source: World, asking: Requester, requester: Requester, number: str
) -> None:
    """The same for one application's dossier, with what was cited against it."""
    shown = dossier(behind(source, asking), number, requester)
    assert set(TOLD.findall(shown)) <= set(TOLD.findall(dossier(source, number, requester)))


@thorough
@given(worlds() | two_routes(), st.sampled_from(REQUESTERS), st.sampled_from(QUERIES))
def test_the_asking_office_is_told_all_that_it_is_told_at_the_source(
    source: World, asking: Requester, text: str
) -> None:
    """Its examiners see every document that they would see there, or are told that something is missing.

    Of what is not published, by an agreement at this gateway as well.
    """
    shown = answered(behind(source, asking, agreed=True), text, asking, 40)
    there = answered(source, text, asking, 40)
    lost = {told for told in TOLD.findall(there) if told.startswith(b"d-")} - set(TOLD.findall(shown))
    if lost:
        assert not shown.startswith(b"{") or b'"complete":false' in shown
