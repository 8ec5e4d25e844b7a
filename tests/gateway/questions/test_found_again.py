"""What a family showed is found again by its members' numbers, and nothing besides: worlds made at random.

Hubs list members that they do not find by the member's own number; only its own office has to know that.
"""

from __future__ import annotations

import asyncio

from asking import flights, run, settled
from generated_worlds import (
    ASKED,
    NUMBERS,
    QUERIES,
    TODAY,
    agreements,
    applications,
    defaults,
    documents,
    narrowing,
    worlds,
)
from hiding import without_hidden
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec import json
from virtual_time import LoopClock
from worlds import ALL, REQUESTERS, Office, application, dossier, number, provider

from connectors.model import Application
from connectors.numbers.identity import parse_docdb
from gateway.clock import today
from gateway.errors import GatewayError
from gateway.flights.claims import Claim
from gateway.flights.flights import Flights
from gateway.questions.dossiers import FoundDocument, find_document, get_dossier
from gateway.questions.families import FamilyRequest, find_family
from gateway.questions.numbers import Choice
from gateway.requesters import Requester
from gateway.world import World, world_of

MEMBER = "AU.2001000001.A"
thorough = settings(max_examples=150)
requesters = st.sampled_from(REQUESTERS)
numbers = st.sampled_from((MEMBER, *NUMBERS))
pauses = st.sampled_from((0, 301, 4_000))
"""Seconds between questions: fresh, old, and forgotten."""
texts = st.sampled_from((*QUERIES, *NUMBERS))

Asked = list[tuple[Requester, str]]
"""Whose questions about which families came before."""


@st.composite
def scattered(draw: st.DrawFn) -> World:
    """A world in which some members are listed under others' numbers only."""
    world = draw(worlds())
    for one in world.providers.values():
        office = one.connector
        assert isinstance(office, Office)
        for own in map(parse_docdb, NUMBERS):
            if not world.hosts(one.id, own) and draw(st.booleans()):
                for asked in [n for n in office.families if n.type == "application" and n.application == own]:
                    del office.families[asked]
    return world


@st.composite
def elsewhere(draw: st.DrawFn) -> World:
    """A member with a file at its office, which two others list under the number of another member only.

    Each says of it what it will: published or not, and how far it has come.
    """
    member = parse_docdb(MEMBER)
    found = []
    for id, serves in (("hub", draw(st.sampled_from(("EP JP", "AU EP JP")))), ("ep", "EP")):
        listed = [draw(applications(id, member))] if draw(st.integers(0, 3)) else []
        files = [dossier(MEMBER, *draw(documents(id, member)))] if draw(st.booleans()) else []
        office = Office({number(ASKED): (application(ASKED), *listed)}, files)
        found.append(provider(id, office, serves, draw(defaults)))
    about = draw(st.just(Application(number=member)) | applications("au", member))
    own = Office([about] if draw(st.booleans()) else [], [dossier(about, *draw(documents("au", member)))])
    can = draw(st.sampled_from((ALL, ALL - {"family"})))
    rules = draw(st.just([]) | st.lists(narrowing, max_size=1))
    found.append(provider("au", own, "AU", draw(defaults), *rules, can=can))
    agreed = [draw(agreements(found[-1]))] if draw(st.booleans()) else []
    return world_of(found, (), agreements=agreed)


async def family(world: World, requester: Requester, text: str, under_way: Flights) -> list[str]:
    """The ids of the documents that the family shows; none when there is no answer."""
    try:
        answer = await find_family(FamilyRequest(text, requester, 60), world, under_way, LoopClock())
    except GatewayError:
        return []
    assert not isinstance(answer, Choice)
    return [document.id for each in answer.dossiers for document in each.documents]


def ids_of(world: World, docdb: str) -> list[str]:
    """The ids of all documents that anybody has of an application."""
    own = parse_docdb(docdb)
    return [
        f"{id}~{docdb}~{document.id}"
        for id, one in world.providers.items()
        if isinstance(one.connector, Office) and own in one.connector.dossiers
        for document in one.connector.dossiers[own].documents
    ]


def told(
    world: World, ids: list[str], before: Asked, pause: int, requester: Requester, docdb: str
) -> tuple[object, ...]:
    """What is told of a file and of these documents after some families were asked for.

    With what that is charged, and all calls that went out for it.
    """

    async def question() -> tuple[object, ...]:
        ours, under_way, answers = world.on(today(LoopClock())), flights(), list[bytes]()
        try:
            for who, text in before:
                await family(ours, who, text, under_way)
            await asyncio.sleep(pause)
            calls, claim = called(world), Claim(under_way, requester.audience)
            for wanted in (None, *ids):
                try:
                    if wanted is None:
                        answers.append(
                            settled(await get_dossier(docdb, requester, ours, claim, LoopClock(), 60))
                        )
                    else:
                        found = await find_document(wanted, requester, ours, claim, LoopClock(), 60)
                        answers.append(settled(found.document))
                except GatewayError as error:
                    answers.append(f"{error.status} {error.code} {error.detail}".encode())
            return *answers, claim.caused, called(world) - calls
        finally:
            await under_way.aclose()

    return run(question)


def called(world: World) -> int:
    """How often all offices of a world were asked for anything."""
    offices = [provider.connector for provider in world.providers.values()]
    return sum(office.calls() for office in offices if isinstance(office, Office))


@thorough
@given(elsewhere() | scattered(), requesters, texts, st.sampled_from((0, 301)))
def test_every_document_that_a_family_shows_is_found_by_its_id(
    world: World, requester: Requester, text: str, pause: int
) -> None:
    """While the answers are kept that showed it; but where rules ask how far the application has come."""

    async def all_of_them() -> None:
        ours, under_way = world.on(today(LoopClock())), flights()
        try:
            shown = await family(ours, requester, text, under_way)
            await asyncio.sleep(pause)
            for id in shown:
                about = parse_docdb(id.split("~")[1])
                if any(one.by_status for one in ours.serving(about.office, about.kind)):
                    continue
                found = await find_document(id, requester, ours, under_way, LoopClock(), 60)
                assert isinstance(found, FoundDocument)
                assert found.document.id == id
                file = await get_dossier(about.docdb, requester, ours, under_way, LoopClock(), 60)
                assert id in [document.id for document in file.dossier.documents]
        finally:
            await under_way.aclose()

    run(all_of_them)


@thorough
@given(elsewhere() | scattered(), requesters, st.lists(texts, max_size=3), pauses, numbers)
def test_what_a_requester_was_told_before_opens_nothing_that_is_hidden(
    world: World, requester: Requester, earlier: list[str], pause: int, docdb: str
) -> None:
    """Nor tells that it is there: the same answers, for the same calls, as where it does not exist."""
    thin = without_hidden(world, requester, TODAY, parse_docdb(docdb))
    before, ids = [(requester, text) for text in earlier], ids_of(world, docdb)
    shown = told(thin, ids, before, pause, requester, docdb)
    assert told(world, ids, before, pause, requester, docdb) == shown


@thorough
@given(
    elsewhere() | scattered(),
    requesters,
    st.lists(st.tuples(requesters, texts), min_size=1, max_size=3),
    pauses,
    numbers,
)
def test_what_others_were_told_before_opens_nothing_that_is_hidden(
    world: World, requester: Requester, before: Asked, pause: int, docdb: str
) -> None:
    """Whatever they may know: documents that the requester may not see are in no answer."""
    ids = ids_of(world, docdb)
    open = ids_of(without_hidden(world, requester, TODAY, parse_docdb(docdb)), docdb)
    answers = told(world, ids, before, pause, requester, docdb)[:-2]
    shown: set[str] = set()
    for answer in answers:
        assert isinstance(answer, bytes)
        if answer.startswith(b"{"):
            one = json.decode(answer)
            listed = one["dossier"]["documents"] if "dossier" in one else [one]
            shown |= {f"{p['provider']}~{docdb}~{p['documentId']}" for d in listed for p in d["provenance"]}
    assert shown <= set(open)
