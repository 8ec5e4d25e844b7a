"""Whom to ask: the same asks from the same facts, each once, and none that says what is hidden."""

from __future__ import annotations

from datetime import date
from random import Random

import pytest
from exploring import asked
from generated_worlds import ASKED, TODAY, worlds
from hypothesis import given, settings
from hypothesis import strategies as st
from worlds import AU, REQUESTERS, Office, application, number, provider, world

from connectors.errors import ConnectorError
from connectors.model import PriorityClaim
from connectors.numbers.identity import Number, parse_docdb
from gateway.asks import Ask
from gateway.plan import MEMBERS, PRIORITIES, Question, holders
from gateway.requesters import PUBLIC, Requester
from gateway.world import Rule, World

EP = number(ASKED)


def question(*numbers: str, requester: Requester = PUBLIC, **asked: object) -> Question:
    """A question about these numbers."""
    return Question(tuple(map(number, numbers or (ASKED,))), requester, TODAY, **asked)  # type: ignore[arg-type]


def dossiers(asks: list[Ask]) -> set[tuple[str, str]]:
    """Which provider is asked for which application's dossier."""
    return {(a.provider, a.number.docdb) for a in asks if a.operation == "dossier"}


def families(asks: list[Ask]) -> set[tuple[str, str, str]]:
    """Which provider is asked for the family of which number."""
    return {(a.provider, a.number.type, a.number.docdb) for a in asks if a.operation == "family"}


@settings(max_examples=200)
@given(
    worlds(),
    st.sampled_from(REQUESTERS),
    st.randoms(),
    st.booleans(),
    st.sampled_from([("dossier",), ("citations",), ("dossier", "citations")]),
)
def test_order_of_arrival_changes_no_ask(
    world: World, requester: Requester, order: Random, confidential: bool, wants: tuple[str, ...]
) -> None:
    """Whoever answers first, the same questions go to the same providers."""
    numbers = (ASKED, "publication EP.1000000")
    about = question(*numbers, requester=requester, confidential=confidential, wants=wants)
    assert set(asked(world, about)) == set(asked(world, about, order))


def test_each_reading_goes_to_each_provider_once() -> None:
    """Whatever office the number is of; only those with ``family`` are asked."""
    ours = world(
        provider("au", Office(), "AU"),
        provider("hub", Office(), "EP JP"),
        provider("files", Office(), "EP", can=("dossier",)),
        provider("closed", Office(), "KR", "offices"),
    )
    asks = asked(ours, question(ASKED, "publication EP.99203729"))
    assert families(asks) == {
        (id, type, digits)
        for id in ("au", "hub")
        for type, digits in (("application", ASKED), ("publication", "EP.99203729"))
    }
    assert len(asks) == 4


def test_a_members_dossier_is_asked_of_all_who_serve_its_office() -> None:
    """Its own service and hubs, as soon as the member is known, once."""
    family = [application(ASKED), application("JP.2.A"), application("KR.3.A")]
    ours = world(
        provider("hub", Office(family), "EP JP"),
        provider("ep", Office(family), "EP"),
        provider("jp", Office(), "JP", can=("family",)),
    )
    asks = asked(ours, question())
    assert dossiers(asks) == {("hub", ASKED), ("ep", ASKED), ("hub", "JP.2.A")}


def test_an_international_application_goes_to_the_international_bureau() -> None:
    """And is followed as a number by which a national service may know its phase."""
    family = [application(ASKED, "NL.1.A"), application("EP.2000001.W")]
    ours = world(
        provider("hub", Office({EP: tuple(family)}), "EP JP"),
        provider("wipo", Office(), "WO"),
        provider("au", Office(), "AU"),
    )
    asks = asked(ours, question())
    assert ("wipo", "EP.2000001.W") in dossiers(asks)
    assert ("hub", "EP.2000001.W") not in dossiers(asks)
    assert {n for id, type, n in families(asks) if type == "priority" and id == "au"} == {
        "NL.1.A",
        "EP.2000001.W",
    }


def test_priorities_go_to_services_that_named_nobody() -> None:
    """Not to hubs, not to whoever knew the number in any reading, not to whoever failed."""
    claims = application(ASKED, "NL.1.A")
    by_publication = {number("publication EP.99203729"): (claims,)}
    ours = world(
        provider("hub", Office({EP: (claims,)}), "EP JP"),
        provider("deaf-hub", Office(), "US CN"),
        provider("silent", Office(), "AU"),
        provider("knows", Office(by_publication), "EP"),
        provider("fails", Office(always={"family": ConnectorError("broken")}), "CA"),
    )
    asks = asked(ours, question(ASKED, "publication EP.99203729"))
    assert {(id, n) for id, type, n in families(asks) if type == "priority"} == {("silent", "NL.1.A")}


class OnlyInternational(Office):
    """Finds families of international applications only, and says so."""

    def can_find(self, number: Number) -> bool:
        """Whether it is one."""
        return number.kind == "W"


def test_a_service_that_cannot_be_asked_by_a_number_is_asked_by_another() -> None:
    """Not for what it cannot find, and for an international application as soon as one is known."""
    claims = application(ASKED, "EP.2020000001.W", "NL.1.A")
    ours = world(provider("hub", Office({EP: (claims,)}), "EP"), provider("wo", OnlyInternational(), "WO"))
    asks = families(asked(ours, question(ASKED)))
    assert {(id, n) for id, _, n in asks} == {("hub", ASKED), ("wo", "EP.2020000001.W")}


def test_a_priority_that_was_the_question_is_not_asked_again() -> None:
    """The number itself went to everybody already, as it was read."""
    ours = world(
        provider("hub", Office({number("priority NL.1.A"): (application(ASKED, "NL.1.A"),)}), "EP JP"),
        provider("silent", Office(), "AU"),
    )
    asks = asked(ours, question("priority NL.1.A"))
    assert families(asks) == {("hub", "priority", "NL.1.A"), ("silent", "priority", "NL.1.A")}


def test_at_most_eight_priorities_are_followed_the_earliest_first() -> None:
    """However many a family claims."""
    claims = tuple(
        PriorityClaim(
            number=parse_docdb(f"NL.{n:03}.A"), date=date(2000 + n % 30, 1, 1 + n // 30), relation="priority"
        )
        for n in range(60)
    )
    ours = world(
        provider("hub", Office({EP: (application(ASKED, priorities=claims),)}), "EP JP"),
        provider("au", Office(), "AU"),
        provider("ca", Office(), "CA"),
    )
    followed = {(id, n) for id, type, n in families(asked(ours, question())) if type == "priority"}
    earliest = sorted(claims, key=lambda claim: claim.date or date.max)[:PRIORITIES]
    assert followed == {(id, claim.number.docdb) for id in ("au", "ca") for claim in earliest}


@pytest.mark.parametrize("asked_as", [ASKED, "publication EP.99203729"])
def test_a_confidential_number_goes_to_its_own_office_alone(asked_as: str) -> None:
    """Neither hubs nor foreign offices are asked anything, not even about what its own office lists."""
    family = [application(ASKED, "NL.1.A"), application("JP.2.A")]
    ours = world(
        provider("ep", Office(family), "EP"),
        provider("jp", Office(family), "JP"),
        provider("nl", Office(), "NL"),
        provider("hub", Office(family), "EP JP"),
    )
    asks = asked(ours, question(asked_as, requester=AU, confidential=True))
    assert {ask.provider for ask in asks} == {"ep"}
    assert dossiers(asks) == {("ep", ASKED)}


@settings(max_examples=100)
@given(worlds(), st.sampled_from(REQUESTERS), st.sampled_from([ASKED, "publication EP.1000000", "JP.5.A"]))
def test_no_confidential_question_reaches_another_provider(
    world: World, requester: Requester, text: str
) -> None:
    """Whatever the world: its own office's own service, or nobody."""
    about = question(text, requester=requester, confidential=True)
    host = world.host(about.numbers[0].office)
    assert {a.provider for a in asked(world, about)} <= ({host.id} if host is not None else set())


def test_what_is_hidden_leads_nowhere() -> None:
    """Neither the dossier nor the priorities of an unpublished application are asked for the public."""
    family = (application(ASKED), application("JP.2.A", "NL.1.A", published=None))
    ours = world(provider("hub", Office({EP: family}), "EP JP"), provider("au", Office(), "AU"))
    asks = asked(ours, question())
    assert dossiers(asks) == {("hub", ASKED)}
    assert ("au", "priority", "NL.1.A") not in families(asks)
    assert asked(ours, question(requester=AU)) == asks
    open_asks = asked(ours, question(requester=Requester("JP")))
    assert dossiers(open_asks) == {("hub", ASKED), ("hub", "JP.2.A")}
    assert ("au", "priority", "NL.1.A") in families(open_asks)


def test_who_names_only_the_hidden_has_named_nobody() -> None:
    """A service that knows an unpublished application is asked by priority as if it knew none."""
    claims = application(ASKED, "NL.1.A")
    hidden = Office({EP: (application("AU.2.A", published=None),)})
    for office in (hidden, Office()):
        ours = world(provider("hub", Office({EP: (claims,)}), "EP JP"), provider("au", office, "AU"))
        assert ("au", "priority", "NL.1.A") in families(asked(ours, question()))


def test_at_most_two_hundred_dossiers_are_asked() -> None:
    """Of a larger family; what is hidden does not count."""
    hidden = tuple(application(f"JP.{n}.A", published=None) for n in range(1, 100))
    family = (*hidden, application(ASKED), *(application(f"EP.{n}.A") for n in range(1, 400)))
    ours = world(provider("hub", Office({EP: family}), "EP JP"))
    assert len(dossiers(asked(ours, question()))) == MEMBERS


def test_for_one_dossier_only_that_is_asked() -> None:
    """The family tells whether it may be known at all; nobody else's dossier and no priority follows."""
    family = [application(ASKED, "NL.1.A"), application("JP.2.A")]
    ours = world(provider("hub", Office(family), "EP JP"), provider("au", Office(), "AU"))
    asks = asked(ours, question(dossier=parse_docdb(ASKED)))
    assert dossiers(asks) == {("hub", ASKED)}
    assert families(asks) == {("hub", "application", ASKED), ("au", "application", ASKED)}


def test_a_closed_office_closes_its_hubs() -> None:
    """Where the rule that governs is closed to the requester, nobody is asked for the dossier."""
    ours = world(
        provider("hub", Office(), "EP JP"), provider("ep", Office(), "EP", Rule("named", frozenset({"AU"})))
    )
    assert holders(parse_docdb(ASKED), ours, PUBLIC) == []
    assert [p.id for p in holders(parse_docdb(ASKED), ours, AU)] == ["ep", "hub"]
    assert [p.id for p in holders(parse_docdb("JP.2.A"), ours, PUBLIC)] == ["hub"]


def citations(asks: list[Ask]) -> set[tuple[str, str]]:
    """Which provider is asked for which application's citations."""
    return {(a.provider, a.number.docdb) for a in asks if a.operation == "citations"}


def test_citations_are_asked_only_when_they_are_wanted() -> None:
    """Of every member, instead of its dossier, of whoever has citations and serves its office."""
    family = [application(ASKED), application("JP.2.A"), application("EP.2000001.W")]
    ours = world(
        provider("hub", Office({EP: tuple(family)}), "EP JP"),
        provider("ep", Office(), "EP", can=("family", "dossier")),
        provider("ops", Office(), "EP JP US", can=("family", "citations")),
        provider("wipo", Office(), "WO"),
    )
    assert citations(asked(ours, question())) == set()
    asks = asked(ours, question(wants=("citations",)))
    assert dossiers(asks) == set()
    assert citations(asks) == {
        ("hub", ASKED), ("ops", ASKED), ("hub", "JP.2.A"), ("ops", "JP.2.A"), ("wipo", "EP.2000001.W"),
    }  # fmt: skip


def test_one_dossier_can_be_wanted_with_its_citations() -> None:
    """Both at once, without waiting for the family, and of no other member."""
    family = [application(ASKED), application("JP.2.A")]
    ours = world(provider("hub", Office(family), "EP JP"))
    asks = asked(ours, question(dossier=parse_docdb(ASKED), wants=("dossier", "citations")))
    assert dossiers(asks) == citations(asks) == {("hub", ASKED)}


def test_confidential_citations_are_asked_of_its_own_office_alone() -> None:
    """As its dossier is."""
    family = [application(ASKED), application("JP.2.A")]
    ours = world(
        provider("ep", Office(family), "EP"),
        provider("hub", Office(family), "EP JP"),
        provider("jp", Office(family), "JP"),
    )
    asks = asked(ours, question(requester=AU, confidential=True, wants=("citations",)))
    assert {ask.provider for ask in asks} == {"ep"}
    assert citations(asks) == {("ep", ASKED)}


def test_a_first_filing_is_followed_by_its_own_number() -> None:
    """What claims nothing may be claimed by others: as its own office lists it, or as it was asked about."""
    first, later = application("AU.1.A"), application("AU.2.A", "AU.1.A")
    own = {number("publication AU.2"): (first, later)}
    by_hub = {number("publication AU.2"): (application("EP.5.A"), first)}
    ours = world(
        provider("au", Office(own), "AU"),
        provider("hub", Office(by_hub), "EP JP"),
        provider("nz", Office(), "NZ"),
    )
    asks = families(asked(ours, question("publication AU.2")))
    assert {n for id, type, n in asks if id == "nz" and type == "priority"} == {"AU.1.A"}

    alone = world(
        provider("hub", Office({EP: (application(ASKED),)}), "EP JP"), provider("nz", Office(), "NZ")
    )
    assert ("nz", "priority", ASKED) in families(asked(alone, question()))


def test_what_an_office_lists_of_itself_is_asked_for_whatever_others_list() -> None:
    """A list without end that comes first leaves room for members that their own offices list."""
    endless = (application(ASKED), *(application(f"EP.{n}.A") for n in range(1, 400)))
    ours = world(
        provider("hub", Office({EP: endless}), "EP JP"),
        provider("nz", Office({EP: (application("NZ.7.A"),)}), "NZ"),
    )
    asks = dossiers(asked(ours, question()))
    assert ("nz", "NZ.7.A") in asks
    assert len(asks) == MEMBERS + 1
