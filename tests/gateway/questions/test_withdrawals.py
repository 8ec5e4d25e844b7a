"""What was told and is no part of the answer any more is withdrawn, so that the fold is the answer alone."""

from __future__ import annotations

import json
from datetime import date
from itertools import permutations
from typing import Any

import msgspec
import pytest
from asking import answered, run, timeless
from generated_worlds import TODAY
from hiding import without_hidden
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from streamed import Reader, folded_by_the_guide, follow
from unsettled_worlds import QUERIES, hurry, unsettled_worlds
from worlds import AU, JP, Office, application, document, dossier, number, provider, world

from connectors.contract import Scope
from connectors.model import Application, PriorityClaim
from connectors.numbers.identity import NumberType, parse_docdb
from gateway.errors import GatewayError, NotFound
from gateway.questions.families import FamilyRequest
from gateway.requesters import PUBLIC, Requester
from gateway.world import World

EP, PADDED = "EP.99203729.A", "EP.099203729.A"
SHORT, FULL, RIVAL = "US.39636302.P", "US.200260396363.P", "US.200261396363.P"
NL = "NL.1010536.A"
FILED = date(1999, 11, 8)

thorough = hypothesis_settings(max_examples=200)
queries, scopes = st.sampled_from(QUERIES), st.sampled_from(("simple", "extended"))
requesters = st.sampled_from((PUBLIC, PUBLIC, AU, JP))
orders = st.lists(
    st.tuples(st.sampled_from((0, 1, 3, 5)), st.sampled_from((0, 0, 1, 2))), min_size=5, max_size=5
)


def told(request: FamilyRequest, ours: World, reader: Reader) -> bytes:
    """What a stream amounts to; a refusal as its problem, and then nothing has been told to its end."""

    async def stream() -> bytes:
        try:
            choice = await follow(request, ours, reader)
        except GatewayError as error:
            assert reader.streamed.done is None
            return f"{error.status} {error.code} {error.detail}".encode()
        if choice is not None:
            assert reader.events == []
            return msgspec.json.encode(choice)
        return msgspec.json.encode(timeless(reader.folded()))

    return run(stream)


@thorough
@given(unsettled_worlds(), queries, scopes, requesters, orders, st.sampled_from((0, 0.5, 3)))
def test_the_fold_is_the_answer_and_nothing_more(
    ours: World,
    query: tuple[str, NumberType | None],
    scope: Scope,
    requester: Requester,
    order: list[tuple[float, float]],
    reading: float,
) -> None:
    """Whatever becomes of spellings, claims and members, in any order, however slowly it is read."""
    hurry(ours, order)
    text, type = query
    whole = answered(ours, text, requester, 60, type=type, scope=scope)
    request = FamilyRequest(text, requester, 60, type=type, scope=scope)
    assert told(request, ours, Reader(seconds=reading)) == whole


@thorough
@given(unsettled_worlds(), queries, requesters, orders)
def test_what_is_hidden_does_not_show_in_what_is_withdrawn(
    ours: World,
    query: tuple[str, NumberType | None],
    requester: Requester,
    order: list[tuple[float, float]],
) -> None:
    """Event by event the stream over the world without the hidden facts, withdrawals and moments included."""
    hurry(ours, order)
    request = FamilyRequest(query[0], requester, 60, type=query[1])
    reader, other = Reader(), Reader()
    assert told(request, ours, reader) == told(request, without_hidden(ours, requester, TODAY), other)
    assert timeless([list(event) for event in reader.events]) == timeless([list(e) for e in other.events])


def listing(*members: Application, at: float, asked: str = EP, **how: Any) -> Office:
    """An office that answers one number with these members after ``at`` seconds, and has files at once.

    ``files`` names the applications of which it has one.
    """
    files = [dossier(docdb, document(f"d-{docdb}")) for docdb in how.pop("files", ())]
    return Office({number(asked): members}, files, slow={"family": at, "dossier": 0})


async def read(ours: World, text: str = EP, **asked: Any) -> Reader:
    """The whole stream about this number."""
    reader = Reader()
    assert await follow(FamilyRequest(text, PUBLIC, 30, **asked), ours, reader) is None
    return reader


def news(reader: Reader) -> list[tuple[float, str, Any]]:
    """When what was told of members, dossiers and withdrawals; the rest left away."""
    found: list[tuple[float, str, Any]] = []
    for at, event in reader.events:
        match event:
            case {"event": "family", "family": {"members": members}}:
                found.append((at, "family", [m["applicationNumber"]["docdb"] for m in members]))
            case {"event": "dossier", "dossier": it}:
                found.append((at, "dossier", it["applicationNumber"]["docdb"]))
            case {"event": "withdrawn", "withdrawn": what}:
                found.append((at, "withdrawn", what))
    return found


def unified() -> World:
    """An application that is told at once under one spelling; after 2 s its true one is learnt."""
    return world(
        provider("hub", listing(application(EP), at=0, files=[EP]), "EP JP"),
        provider("other", listing(application(PADDED), at=2), "EP JP"),
    )


def moved() -> World:
    """A member that is told at once; after 2 s two say that it was filed long before what it claims."""
    late = PriorityClaim(number=parse_docdb(NL), date=date(1998, 11, 12), relation="priority")
    ours, theirs = application(EP, priorities=(late,)), application("JP.5.A", priorities=(late,))
    filed = application("JP.5.A", priorities=(late,), filing_date=date(1990, 1, 1))
    return world(
        provider("hub", listing(ours, theirs, at=0, asked=f"priority {NL}", files=[EP, "JP.5.A"]), "EP JP"),
        *(provider(id, listing(filed, at=2, asked=f"priority {NL}"), id.upper()) for id in ("jp", "au")),
    )


async def test_a_dossier_under_another_spelling_is_withdrawn() -> None:
    """Before the family says the spelling that holds; then the dossier is told under that."""
    reader = await read(unified())
    assert news(reader) == [
        (0, "family", [EP]),
        (0, "family", [EP]),
        (0, "dossier", EP),
        (2, "withdrawn", {"dossier": EP}),
        (2, "family", [PADDED]),
        (2, "dossier", PADDED),
    ]


async def test_the_dossier_of_a_member_that_leaves_is_withdrawn() -> None:
    """Its claim is not believed any more, so it is of another family; what became of asking stands."""
    reader = await read(moved(), NL, type="priority")
    assert news(reader)[-2:] == [(2, "withdrawn", {"dossier": "JP.5.A"}), (2, "family", [EP])]
    assert ("hub", "dossier", "JP.5.A") in reader.streamed.outcomes


async def test_an_outcome_about_nobody_is_withdrawn() -> None:
    """A file that is closed to the public, told as ``withheld`` unasked, under a spelling that goes."""
    ours = world(
        provider("hub", listing(application(EP), at=0), "JP KR"),
        provider("other", listing(application(PADDED), at=2), "JP KR"),
        provider("ep", Office(), "EP", "offices"),
    )
    reader = await read(ours)
    key = {"provider": "ep", "operation": "dossier", "applicationNumber": EP}
    assert [one for one in news(reader) if one[1] == "withdrawn"] == [(2, "withdrawn", {"outcome": key})]
    about = {o["applicationNumber"]: o["code"] for o in reader.folded()["outcomes"] if o["provider"] == "ep"}
    assert about == {PADDED: "withheld"}


async def test_what_was_withdrawn_is_told_again_when_it_is_back() -> None:
    """Two applications could be meant by one number, so that it is neither: its dossier is told as before."""
    ours = world(
        provider("hub", listing(application(SHORT), at=0, files=[SHORT]), "EP US"),
        provider("other", listing(application(FULL), at=2), "EP JP"),
        provider("third", listing(application(RIVAL), at=4), "EP JP"),
    )
    reader = await read(ours)
    dossiers = [one for one in news(reader) if one[1] != "family"]
    assert dossiers == [
        (0, "dossier", SHORT),
        (2, "withdrawn", {"dossier": SHORT}),
        (2, "dossier", FULL),
        (4, "withdrawn", {"dossier": FULL}),
        (4, "dossier", SHORT),
    ]


async def test_nothing_is_withdrawn_that_was_not_told() -> None:
    """Whoever reads so slowly that a spelling has come and gone never hears of it."""
    reader = Reader(seconds=3)
    assert await follow(FamilyRequest(EP, PUBLIC, 30), unified(), reader) is None
    assert (reader.streamed.withdrawn, reader.streamed.members) == ([], [PADDED])


async def test_a_family_of_which_nothing_is_left_is_broken_off() -> None:
    """The only claim that led to it is not believed any more; the answer is 404, so no end is told."""
    late = PriorityClaim(number=parse_docdb(NL), date=date(1998, 11, 12), relation="priority")
    claimed = application(EP, priorities=(late,))
    filed = application(EP, priorities=(late,), filing_date=date(1990, 1, 1))
    ours = world(
        provider("hub", listing(claimed, at=0, asked=f"priority {NL}"), "EP JP"),
        *(provider(id, listing(filed, at=2, asked=f"priority {NL}"), id.upper()) for id in ("ep", "au")),
    )
    reader = Reader()
    with pytest.raises(NotFound):
        await follow(FamilyRequest(NL, PUBLIC, 30, type="priority"), ours, reader)
    assert (reader.streamed.members, reader.streamed.done) == ([EP], None)


@pytest.mark.parametrize(("reading", "least"), [(0, 12), (1.5, 6)])
def test_every_order_of_arrival_amounts_to_the_same(reading: float, least: int) -> None:
    """Two spellings, a rival of one, a member that leaves and a closed office, in all 24 orders."""
    early = PriorityClaim(number=parse_docdb(NL), date=FILED)
    offices = {
        "a": listing(application(EP), application(SHORT), application("JP.5.A"), at=0, files=[EP, SHORT]),
        "b": listing(application(PADDED), application(FULL), at=0, files=[PADDED, FULL, "NL.01010536.A"]),
        "c": listing(application(RIVAL), application(NL, filing_date=FILED), at=0, files=[NL, RIVAL]),
        "d": listing(application("NL.01010536.A", priorities=(early,)), application("JP.05.A"), at=0),
    }
    ours = world(
        *(provider(id, office, "EP NL US") for id, office in offices.items()),
        provider("jp", Office(), "JP", "offices"),
    )
    answers, withdrawn = set(), 0
    for order in permutations((0, 2, 4, 6)):
        hurry(ours, [(seconds, 1) for seconds in order])
        reader = Reader(seconds=reading)
        answers.add(told(FamilyRequest(EP, PUBLIC, 30), ours, reader))
        withdrawn += bool(reader.streamed.withdrawn)
        lines = [json.dumps(event) for _, event in reader.events]
        assert folded_by_the_guide(lines) == reader.folded()
    assert answers == {answered(ours, EP, seconds=30)}
    assert withdrawn >= least
