"""What was learnt lately proves an application published as well as asking again: worlds made at random."""

from __future__ import annotations

from asking import flights, run
from generated_worlds import NUMBERS, TODAY, applications, defaults, documents, two_routes, worlds
from hiding import without_hidden
from hypothesis import given, settings
from hypothesis import strategies as st
from relayed_files import answer, asker, heard
from worlds import REQUESTERS, Office, application, dossier, number, provider

from connectors.numbers.identity import Number, parse_docdb
from gateway.asks import FileOperation
from gateway.flights.claims import Claim
from gateway.requesters import Requester
from gateway.world import Rule, World, world_of

thorough = settings(max_examples=200)

EARLIER = (*map(number, NUMBERS), number("publication EP.1000000"), number("priority NL.1010536.A"))
operations = st.sampled_from(("dossier", "citations"))
earlier = st.lists(st.tuples(st.sampled_from(REQUESTERS), st.sampled_from(EARLIER)), min_size=1, max_size=4)


Asked = list[tuple[Requester, Number]]
"""Whose questions about which families came before."""

WITH_FILE = "AU.2001000001.A"
SIBLINGS = {"hub": "EP.99000002.A", "au": "AU.2001000009.A", "nz": "NZ.773158.A"}
"""What each provider of a family lists besides, and nobody else does."""

siblings = st.lists(
    st.tuples(st.sampled_from(REQUESTERS), st.sampled_from([*map(number, SIBLINGS.values())])),
    min_size=1,
    max_size=3,
)
by_status = st.builds(Rule, visibility=st.just("none"), statuses=st.just(frozenset({"granted"})))


@st.composite
def families(draw: st.DrawFn) -> World:
    """One application with a file at two providers, listed by these and a third, open to few or to all.

    Each says of it what it will: published or not, and how far it has come, on which rules may depend.
    """
    own, found = parse_docdb(WITH_FILE), []
    for id, serves in (("hub", "AU EP"), ("au", "AU"), ("nz", "NZ")):
        members = [draw(applications(id, own))] if draw(st.integers(0, 3)) else []
        files = [dossier(WITH_FILE, *draw(documents(id, own)))] if "AU" in serves else []
        office = Office([*members, application(SIBLINGS[id])], files)
        rules = draw(st.just([]) | st.lists(by_status, max_size=1))
        found.append(provider(id, office, serves, draw(defaults), *rules))
    return world_of(found, ())


def told(
    world: World,
    before: Asked,
    requester: Requester,
    text: str,
    operation: FileOperation,
) -> tuple[bytes, int, int]:
    """The answer about a file after some families were asked for; what is charged, and the calls for it."""

    async def question() -> tuple[bytes, int, int]:
        under_way = flights()
        try:
            for who, what in before:
                await heard(world, who, [what], under_way)
            calls = called(world)
            asking = asker(world, requester, under_way)
            found = await answer(asking, parse_docdb(text), operation)
            assert isinstance(asking.flights, Claim)
            return found, asking.flights.caused, called(world) - calls
        finally:
            await under_way.aclose()

    return run(question)


def called(world: World) -> int:
    """How often all offices of a world were asked for anything."""
    offices = [provider.connector for provider in world.providers.values()]
    return sum(office.calls() for office in offices if isinstance(office, Office))


def answering(world: World) -> World:
    """The world in which nobody fails when asked for a family, who else would now and would not lately."""
    for one in world.providers.values():
        assert isinstance(one.connector, Office)
        one.connector.always.pop("family", None)
    return world


def same(
    world: World, before: Asked, requester: Requester, text: str, operation: FileOperation = "dossier"
) -> None:
    """The answer is the same whether something was asked before or not; with no more calls, and no dearer."""
    cold, charged, calls = told(world, [], requester, text, operation)
    warm, later_charged, later_calls = told(world, before, requester, text, operation)
    assert warm == cold
    assert later_charged <= charged
    assert later_calls <= calls


def hidden_is_absent(
    world: World, before: Asked, requester: Requester, text: str, operation: FileOperation = "dossier"
) -> None:
    """The same over the world in which what is hidden from the requester does not exist.

    With as many calls, and as dear, when it is the requester who asked before.
    """
    file = parse_docdb(text) if operation == "dossier" else None
    thin = without_hidden(world, requester, TODAY, file)
    shown = told(thin, before, requester, text, operation)[0]
    assert told(world, before, requester, text, operation)[0] == shown
    own = [(requester, what) for _, what in before]
    assert told(thin, own, requester, text, operation) == told(world, own, requester, text, operation)


@thorough
@given(worlds() | two_routes(), earlier, st.sampled_from(REQUESTERS), st.sampled_from(NUMBERS), operations)
def test_the_answer_is_the_same_whether_it_was_learnt_lately_or_is_asked(
    world: World, before: Asked, requester: Requester, text: str, operation: FileOperation
) -> None:
    """Byte for byte, whoever asked before, for whichever number."""
    same(answering(world), before, requester, text, operation)


@thorough
@given(families(), siblings, st.sampled_from(REQUESTERS))
def test_the_answer_is_the_same_whoever_said_lately_that_it_is_published(
    world: World, before: Asked, requester: Requester
) -> None:
    """Where some who list the application were heard, and others were not."""
    same(world, before, requester, WITH_FILE)


@thorough
@given(worlds() | two_routes(), earlier, st.sampled_from(REQUESTERS), st.sampled_from(NUMBERS), operations)
def test_what_was_learnt_lately_opens_nothing_that_is_hidden(
    world: World, before: Asked, requester: Requester, text: str, operation: FileOperation
) -> None:
    """Nor tells that it is there."""
    hidden_is_absent(world, before, requester, text, operation)


@thorough
@given(families(), siblings, st.sampled_from(REQUESTERS))
def test_who_said_lately_that_it_is_published_opens_nothing_that_is_hidden(
    world: World, before: Asked, requester: Requester
) -> None:
    """Where some who list the application were heard, and others were not."""
    hidden_is_absent(world, before, requester, WITH_FILE)
