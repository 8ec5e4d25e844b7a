"""Members that are listed under another's number only: what shows that they are published, and to whom."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from types import MappingProxyType
from typing import Any

import pytest
from asking import flights, run, settled
from msgspec.structs import replace
from virtual_time import LoopClock
from worlds import JP, Office, application, document, dossier, number, provider, world

from connectors.errors import Unavailable, Withheld
from connectors.model import Access, Application
from gateway.errors import GatewayError, NotFound
from gateway.flights.claims import Claim
from gateway.flights.flights import Flights
from gateway.questions.dossiers import find_document, get_dossier
from gateway.questions.families import FamilyRequest, find_family
from gateway.questions.numbers import Choice
from gateway.requesters import PUBLIC, Requester
from gateway.world import Provider, Rule, World

EP, AU = "EP.99203729.A", "AU.2019325418.A"
ID = f"au~{AU}~a1"
LISTED = (application(EP), application(AU, EP))
HOLDING = frozenset({"dossier", "content"})


def hub(*members: Application, **facts: Any) -> Office:
    """A hub that lists a family under the European number alone, and has no files."""
    return Office({number(EP): members or LISTED}, **facts)


def holder(about: str | Application = AU, **facts: Any) -> Office:
    """The office that has the file of the member, and knows no families."""
    return Office((), [dossier(about, document("a1"))], **facts)


def lists(office: Office, visibility: Rule | str = "public", **settings: Any) -> Provider:
    """The hub as a provider."""
    return provider("hub", office, "EP JP", visibility, can={"family"}, **settings)


def holds(office: Office, visibility: Rule | str = "public", **settings: Any) -> Provider:
    """The office as a provider."""
    return provider("au", office, "AU", visibility, can=HOLDING, **settings)


async def family(ours: World, under_way: Flights, requester: Requester = PUBLIC) -> set[str]:
    """Asks for the family; the ids of all documents that are shown."""
    answer = await find_family(FamilyRequest(EP, requester, 10), ours, under_way, LoopClock())
    assert not isinstance(answer, Choice)
    return {shown.id for each in answer.dossiers for shown in each.documents}


async def told(
    ours: World, under_way: Flights, requester: Requester = PUBLIC, **how: Any
) -> tuple[bytes, bytes, int]:
    """What is answered about the file and about the document, and what both are charged."""
    claim, heard = Claim(under_way, requester.audience), []
    for question, text in ((get_dossier, AU), (find_document, ID)):
        try:
            found: Any = await question(text, requester, ours, claim, LoopClock(), 10, **how)
            heard.append(settled(found.document if question is find_document else found))
        except GatewayError as error:
            heard.append(f"{error.status} {error.detail}".encode())
    return heard[0], heard[1], claim.caused


def shown(answers: tuple[bytes, bytes, int]) -> bool:
    """Whether both tell of the document, and not only one."""
    seen = {ID.encode() in answer for answer in answers[:2]}
    assert len(seen) == 1, answers
    return seen.pop()


def after(
    before: World, then: Callable[[Flights], Awaitable[Any]], *, by: Requester = PUBLIC, seconds: float = 0
) -> Any:
    """What is done in one process after somebody asked for the family."""

    async def whole() -> Any:
        under_way = flights()
        try:
            assert await family(before, under_way, by) == {ID}
            await asyncio.sleep(seconds)
            return await then(under_way)
        finally:
            await under_way.aclose()

    return run(whole)


def cold(ours: World, requester: Requester = PUBLIC, **how: Any) -> tuple[bytes, bytes, int]:
    """What is answered by a process that has heard nothing yet."""

    async def whole() -> tuple[bytes, bytes, int]:
        under_way = flights()
        try:
            return await told(ours, under_way, requester, **how)
        finally:
            await under_way.aclose()

    return run(whole)


@pytest.mark.parametrize("requester", [PUBLIC, JP], ids=["public", "office"])
def test_what_a_family_showed_is_found_again(requester: Requester) -> None:
    """The file and its document, again and again, though the hub does not know the member's own number."""
    listing, holding = hub(), holder()
    ours = world(lists(listing), holds(holding))

    async def then(under_way: Flights) -> None:
        for due in (1, 0, 0):
            answers = await told(ours, under_way, requester)
            assert shown(answers)
            assert answers[2] == due
        assert (listing.calls("family"), holding.calls("dossier")) == (2, 1)

    after(ours, then, by=requester)


def test_what_shows_it_is_not_told_itself() -> None:
    """By which number others asked for the family is their own affair: outcomes are about the member."""
    other = provider("kr", Office([application(AU, published=None)]), "KR", can={"family"})
    ours = world(lists(hub()), holds(holder()), other)

    async def then(under_way: Flights) -> None:
        file, document, _ = await told(ours, under_way)
        assert EP.encode() not in file + document
        answer = await get_dossier(AU, PUBLIC, ours, under_way, LoopClock(), 10)
        assert [(o.provider, o.operation, o.application_number, o.code) for o in answer.outcomes] == [
            ("au", "dossier", AU, "cached"),
            ("hub", "family", AU, "not_held"),
            ("kr", "family", AU, "cached"),
        ]
        assert answer.complete

    after(ours, then, by=JP)


def test_where_nothing_shows_it_it_is_as_if_it_did_not_exist() -> None:
    """With no call more than for what does not exist: what the file claims is as hidden as the file."""
    claims = application(AU, EP, published=None)
    heard = []
    for holding in (holder(claims), holder(application(AU, EP, published="2999-01-01")), Office()):
        listing = hub()
        heard.append(cold(world(lists(listing), holds(holding)), JP))
        assert (listing.calls("family"), holding.calls("dossier")) == (1, 1)
    assert heard[0] == heard[1] == heard[2]
    assert not shown(heard[0])


@pytest.mark.parametrize("requester", [PUBLIC, JP], ids=["public", "office"])
def test_a_file_that_says_it_is_published_needs_nobody_else_to_say_so(requester: Requester) -> None:
    """Of the office's own service, whose word it is; and no call more goes out for it."""
    listing, holding = hub(), holder(application(AU, EP))
    answers = cold(world(lists(listing), holds(holding)), requester)
    assert shown(answers)
    assert answers[2] == listing.calls() + holding.calls() == 2


@pytest.mark.parametrize(
    ("holding", "own"),
    [
        (holder(application(AU, published="2999-01-01")), {}),
        (holder(application(AU, access=Access(visibility="named", offices=("KR",)))), {}),
        (Office((), [dossier(application(AU), document("a1"), access=Access(visibility="none"))]), {}),
        (holder(application(AU)), {"visibility": "offices"}),
        (Office(always={"dossier": Withheld("closed")}), {}),
    ],
    ids=["to come", "told to others", "closed", "of an office for offices", "withheld"],
)
def test_what_is_not_said_to_the_requester_shows_nothing(holding: Office, own: dict[str, Any]) -> None:
    """Nor does a hub's copy, where its office has a service of its own and does not say it."""
    copy = provider("copy", holder(application(AU)), "AU JP", can=HOLDING)
    assert not shown(cold(world(holds(holding, **own), copy)))
    assert ID.encode() not in cold(world(copy))[0]
    assert b"copy~" in cold(world(copy))[0]


def test_what_a_source_says_to_others_proves_nothing() -> None:
    """An office was shown the family by a hub that is closed to the public, or by its own credentials."""
    holding = holder()
    named = lists(hub(), Rule("named", frozenset({"JP"})))
    own = lists(hub(), accounts=MappingProxyType({"JP": hub()}))
    others = (PUBLIC, Requester("KR"))
    for listing in (named, own):
        ours = world(listing, holds(holding))
        unheard = [cold(ours.asked_by(other), other)[:2] for other in others]

        async def then(under_way: Flights, ours: World = ours, unheard: Any = unheard) -> None:
            for other, due in zip(others, unheard, strict=True):
                answers = await told(ours.asked_by(other), under_way, other)
                assert answers[:2] == due
                assert not shown(answers)
            assert shown(await told(ours.asked_by(JP), under_way, JP))

        after(ours.asked_by(JP), then, by=JP)


def test_of_a_confidential_number_what_others_said_is_not_looked_at() -> None:
    """Its own office alone is asked, and is heard."""
    listing, holding = hub(), holder()
    ours = world(lists(listing), holds(holding))

    async def then(under_way: Flights) -> None:
        assert not shown(await told(ours, under_way, confidential=True))
        assert listing.calls("family") == 1

    after(ours, then)


@pytest.mark.parametrize(
    "change",
    [
        lambda one: replace(one, status="suspended"),
        lambda one: replace(one, revision="2"),
        lambda one: replace(one, default=Rule("none")),
        lambda one: replace(one, endpoint=replace(one.endpoint, capabilities=frozenset())),
    ],
    ids=["suspended", "registered anew", "narrowed", "no longer asked"],
)
def test_what_a_provider_said_before_it_changed_counts_no_more(
    change: Callable[[Provider], Provider],
) -> None:
    """Than if the provider were asked now."""
    listing, holding = lists(hub()), holds(holder())

    async def then(under_way: Flights) -> None:
        assert not shown(await told(world(change(listing), holding), under_way))
        assert shown(await told(world(listing, holding), under_way))

    after(world(listing, holding), then)


def test_what_was_purged_counts_no_more() -> None:
    """A provider that narrows is forgotten at once."""
    ours = world(lists(hub()), holds(holder()))

    async def then(under_way: Flights) -> None:
        under_way.forget("hub")
        assert not shown(await told(ours, under_way))

    after(ours, then)


def test_what_is_no_longer_fresh_is_asked_again() -> None:
    """Once in each fresh time, by the number that it was the answer to; and the answer of now counts."""
    listing = hub()
    ours = world(lists(listing), holds(holder()))

    async def then(under_way: Flights) -> None:
        for times in (2, 3):
            for due in (3, 0):
                answers = await told(ours, under_way)
                assert shown(answers)
                assert answers[2] == due
            assert listing.asked["family", number(EP)] == times
            await asyncio.sleep(301)
        listing.families[number(EP)] = (application(EP),)
        assert not shown(await told(ours, under_way))

    after(ours, then, seconds=301)


def test_what_is_older_than_any_copy_is_not_asked_again() -> None:
    """It is forgotten."""
    listing = hub()
    ours = world(lists(listing), holds(holder()))

    async def then(under_way: Flights) -> None:
        assert not shown(await told(ours, under_way))
        assert listing.asked["family", number(EP)] == 1

    after(ours, then, seconds=3_901)


@pytest.mark.parametrize("seconds", [0, 301])
def test_what_was_listed_and_not_shown_causes_no_call(seconds: int) -> None:
    """A member that is not published is looked for as one that does not exist, fresh or old."""
    heard = []
    for listed, holding in ((application(AU, EP, published=None), holder()), (application(EP), Office())):
        ours = world(lists(hub(application(EP), listed)), holds(holding))

        async def whole(ours: World = ours) -> tuple[bytes, bytes, int]:
            under_way = flights()
            await family(ours, under_way, JP)
            await asyncio.sleep(seconds)
            return await told(ours, under_way, JP)

        heard.append(run(whole))
    assert heard[0] == heard[1]
    assert not shown(heard[0])


def test_an_old_copy_shows_it_where_asking_again_fails() -> None:
    """As with families; and an answer that does not come in time is not taken for none."""
    listing = hub()
    ours = world(lists(listing, timeout_seconds=90), holds(holder()))

    async def failing(under_way: Flights) -> None:
        listing.always = {"family": Unavailable("down")}
        answers = await told(ours, under_way)
        assert shown(answers)
        assert b'"complete":false' in answers[0]

    async def late(under_way: Flights) -> None:
        listing.slow = {"family": 60}
        for answer in (await told(ours, under_way))[:2]:
            assert answer.startswith(b"504")

    after(ours, failing, seconds=301)
    listing.always = {}
    after(ours, late, seconds=301)


@pytest.mark.parametrize(
    ("since", "counts"),
    [
        ({number(AU): (application(AU, published=None),)}, False),
        ({number(AU): (application(EP),)}, False),
        ({}, True),
    ],
    ids=["not published", "another family", "not held"],
)
def test_what_the_same_source_says_of_the_number_itself_counts(
    since: dict[Any, tuple[Application, ...]], counts: bool
) -> None:
    """That a hub does not find the member by that number says nothing of what it lists."""
    listing = hub()
    ours = world(lists(listing), holds(holder()))

    async def then(under_way: Flights) -> None:
        listing.families |= since
        for _ in range(2):
            assert shown(await told(ours, under_way)) is counts

    after(ours, then)


def test_that_the_office_itself_does_not_hold_the_number_counts() -> None:
    """Its own service is the one to know; another that lists it still shows it."""
    listing, holding = hub(), holder()
    holding.families = {number(EP): LISTED}
    own = provider("au", holding, "AU")

    async def then(under_way: Flights) -> None:
        assert not shown(await told(world(own), under_way))
        assert shown(await told(world(own, lists(listing)), under_way))

    after(world(own, lists(listing)), then)


def test_a_failure_to_say_it_now_is_told_beside_what_was_said() -> None:
    """The file is shown by what is kept, and is not complete, since more might be known of it."""
    listing = hub()
    ours = world(lists(listing), holds(holder()))

    async def then(under_way: Flights) -> None:
        listing.always = {"family": Unavailable("down")}
        answers = await told(ours, under_way)
        assert shown(answers)
        assert b'"complete":false' in answers[0]

    after(ours, then)
    listing.always = {"family": Unavailable("down")}
    assert not shown(cold(ours))


def test_where_rules_ask_how_far_it_has_come_all_who_may_say_it_are_heard() -> None:
    """A document is not told before, by whatever shows that the application is published."""
    filed = application(AU, status="filed")
    for slow in (0, 5):
        holding = holder(application(AU, status="granted"), slow={"family": slow})
        holding.families = {number(AU): (filed,)}
        closing = Rule("none", statuses=frozenset({"filed"}))
        ours = world(provider("au", holding, "AU", "public", closing, can=HOLDING | {"family"}))
        with pytest.raises(NotFound):
            run(lambda ours=ours: find_document(ID, PUBLIC, ours, flights(), LoopClock(), 10))


def test_where_nobody_may_be_asked_for_the_file_nothing_is_asked_again() -> None:
    """An office that is closed to the requester."""
    listing, holding = hub(), holder()

    async def then(under_way: Flights) -> None:
        assert not shown(await told(world(lists(listing), holds(holding, "none")), under_way))
        assert listing.asked["family", number(EP)] == 1

    after(world(lists(listing), holds(holding)), then, seconds=301)
