"""Whether an application is published: who is asked for that, who no longer is, and what counts as known."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from types import MappingProxyType
from typing import Any

import pytest
from asking import flights, run
from msgspec.structs import replace
from relayed_files import answer, asker, heard, written
from worlds import JP, Office, application, document, dossier, number, provider, world

from connectors.errors import TimedOut, Unavailable
from connectors.numbers.identity import parse_docdb
from gateway.flights.claims import Claim
from gateway.flights.flights import Flights
from gateway.questions.relaying import get_file
from gateway.requesters import PUBLIC, Requester
from gateway.world import Provider, Rule, World

EP, AU = "EP.99203729.A", "AU.2019325418.A"
FILE = parse_docdb(AU)


def offices(*, published: str | None = "2010-01-01") -> tuple[Office, Office]:
    """Two offices that both list a family of two; the second has a file of its member."""
    members = [application(EP), application(AU, EP, published=published, title="Bricks")]
    return Office(members), Office(members, [dossier(AU, document("d1"))])


def providers(*found: Office, **au: Any) -> tuple[Provider, Provider]:
    """The European and the Australian office."""
    ep, own = found
    return provider("ep", ep, "EP"), provider("au", own, "AU", **au)


def asked(found: tuple[Office, Office]) -> tuple[int, int, int]:
    """How often the two were asked for a family, and the second for a file."""
    return found[0].calls("family"), found[1].calls("family"), found[1].calls("dossier")


Then = Callable[[Flights], Awaitable[None]]


def after(before: World, then: Then, *, by: Requester = JP, seconds: float = 0) -> None:
    """Something that is done in one process after the family was asked for by the other office's number."""

    async def whole() -> None:
        under_way = flights()
        try:
            await heard(before, by, [number(EP)], under_way)
            await asyncio.sleep(seconds)
            await then(under_way)
        finally:
            await under_way.aclose()

    run(whole)


@pytest.mark.parametrize("requester", [PUBLIC, JP], ids=["public", "office"])
def test_after_a_family_its_files_are_asked_of_their_holders_alone(requester: Requester) -> None:
    """The family that was asked for shows its members to be published; only the file's call is charged."""
    found = offices()
    ours = world(*providers(*found))

    async def then(under_way: Flights) -> None:
        assert asked(found) == (1, 1, 0)
        asking = asker(ours, requester, under_way)
        assert b"d1" in await answer(asking, FILE)
        assert asked(found) == (1, 1, 1)
        assert isinstance(asking.flights, Claim)
        assert asking.flights.caused == 1

    after(ours, then, by=requester)


def test_without_it_who_serves_the_office_is_asked_and_everybody_only_if_that_proves_nothing() -> None:
    """The fewest first; all calls are charged, since none depends on what is hidden."""
    for published, calls in (("2010-01-01", (0, 1, 1)), (None, (1, 1, 1))):
        found = offices(published=published)
        ours = world(*providers(*found))

        async def question(ours: World = ours, due: int = sum(calls)) -> None:
            under_way = flights()
            asking = asker(ours, JP, under_way)
            await answer(asking, FILE)
            assert isinstance(asking.flights, Claim)
            assert asking.flights.caused == due
            await under_way.aclose()

        run(question)
        assert asked(found) == calls


def suspended(one: Provider) -> Provider:
    """As the operator pauses it."""
    return replace(one, status="suspended")


def changed(one: Provider) -> Provider:
    """Registered anew, at another address."""
    return replace(one, revision="2")


def closed(one: Provider) -> Provider:
    """Narrowed to an office that is not the one that asks."""
    return replace(one, default=Rule("named", frozenset({"KR"})))


def silenced(one: Provider) -> Provider:
    """No longer asked for families."""
    return replace(one, endpoint=replace(one.endpoint, capabilities=frozenset({"dossier"})))


@pytest.mark.parametrize(
    "change", [suspended, changed, closed, silenced, None], ids=lambda one: str(one)[10:19]
)
def test_what_a_provider_said_before_it_changed_counts_no_more_than_if_it_were_asked(
    change: Callable[[Provider], Provider] | None,
) -> None:
    """The only one that was heard is paused, registered anew, narrowed, or gone: it is asked for as ever."""
    found = offices()
    ep, au = providers(*found)
    unheard = replace(au, endpoint=replace(au.endpoint, capabilities=frozenset({"dossier"})))

    async def then(under_way: Flights) -> None:
        assert asked(found) == (1, 0, 0)
        left = [] if change is None else [change(ep)]
        assert b"d1" in await answer(asker(world(*left, au), JP, under_way), FILE)
        assert asked(found)[1:] == (1, 1)
        others = world(*left, unheard)
        shown = b"d1" in await answer(asker(others, JP, under_way), FILE)
        assert shown is (change is changed)

    after(world(ep, unheard), then)


def test_what_was_heard_with_an_office_s_own_credentials_proves_nothing_to_others() -> None:
    """Nor is it found for another office, to which the provider answers by other credentials."""
    found = offices()
    ep, au = providers(*found)
    own = replace(ep, accounts=MappingProxyType({"JP": found[0]}))
    ours = world(own, replace(au, endpoint=replace(au.endpoint, capabilities=frozenset({"dossier"}))))

    async def then(under_way: Flights) -> None:
        file = await get_file(asker(ours, JP, under_way), [FILE])
        assert file.opened_for.visibility == "named"
        await answer(asker(ours, Requester("KR"), under_way), FILE)
        assert found[0].calls("family") == 3

    after(ours, then)


def test_an_old_copy_proves_nothing_unless_it_is_asked_for_in_vain() -> None:
    """What is older than the fresh time is asked for again."""
    found = offices()
    ours = world(*providers(*found))

    async def then(under_way: Flights) -> None:
        await answer(asker(ours, JP, under_way), FILE)
        assert asked(found) == (1, 2, 1)

    after(ours, then, seconds=301)


def test_what_its_office_said_since_counts() -> None:
    """That it is not published after all, or that there is no such number: the older word proves nothing."""
    for since in ((application(AU, EP, published=None),), ()):
        found = offices()
        ours = world(*providers(*found)).alone([number(AU)])

        async def then(
            under_way: Flights, ours: World = ours, found: Any = found, since: Any = since
        ) -> None:
            found[1].families[number(AU)] = since
            await heard(ours, Requester("AU"), [number(AU)], under_way)
            assert b"d1" not in await answer(asker(ours, JP, under_way), FILE)

        after(ours, then)


def test_where_title_and_applicants_are_wanted_the_family_is_asked_for() -> None:
    """They are told as each source has them, whatever was heard."""
    found = offices()
    ours = world(*providers(*found))

    async def then(under_way: Flights) -> None:
        file = await get_file(asker(ours, JP, under_way), [FILE], told=True)
        assert file.application.title == "Bricks"
        assert asked(found) == (1, 2, 1)

    after(ours, then)


def test_of_a_confidential_number_only_its_own_office_s_word_counts() -> None:
    """What others said of it lately is not looked at: nothing shows who was asked before."""
    found = offices()
    ep, au = providers(*found)
    ours = world(ep, replace(au, endpoint=replace(au.endpoint, capabilities=frozenset({"dossier"}))))

    async def then(under_way: Flights) -> None:
        assert b"d1" in await answer(asker(ours, JP, under_way), FILE)
        assert b"d1" not in await answer(asker(ours, JP, under_way, confidential=True), FILE)
        assert asked(found) == (1, 0, 1)

    after(ours, then)


@pytest.mark.parametrize("error", [None, TimedOut("late"), Unavailable("down")], ids=["well", "late", "down"])
@pytest.mark.parametrize("requester", [PUBLIC, JP], ids=["public", "office"])
def test_a_file_that_is_hidden_is_looked_for_as_long_as_one_that_does_not_exist(
    requester: Requester, error: Exception | None
) -> None:
    """As many calls, of the same offices, as much charged and the same answer, though others fail."""

    async def question(ours: World) -> tuple[bytes, int, int]:
        under_way = flights()
        asking, begun = asker(ours, requester, under_way), asyncio.get_running_loop().time()
        found = await answer(asking, FILE)
        assert isinstance(asking.flights, Claim)
        await under_way.aclose()
        return found, asking.flights.caused, round(asyncio.get_running_loop().time() - begun)

    told, calls = [], []
    for holding in ([dossier(AU, document("d1"))], []):
        unpublished = [application(AU, published=None)] if holding else []
        other = Office(seconds=1, always={} if error is None else {"family": error})
        own = Office(unpublished, holding, seconds=1)
        ours = world(*providers(other, own))
        told.append(run(lambda ours=ours: question(ours)))
        calls.append((other.calls("family"), own.calls("family"), own.calls("dossier")))
    assert told[0] == told[1]
    assert calls == [(calls[0][0], 1, 1)] * 2
    assert calls[0][0] >= 1


def test_an_answer_is_written_alike_however_it_was_proved() -> None:
    """By what was heard by another number, and by asking for its own."""
    found = offices()
    ours = world(*providers(*found))
    files: list[bytes] = []

    async def then(under_way: Flights) -> None:
        files.append(written(await get_file(asker(ours, JP, under_way), [FILE]), "dossier"))

    after(ours, then)

    async def cold() -> None:
        under_way = flights()
        await then(under_way)
        await under_way.aclose()

    run(cold)
    assert files[0] == files[1]
