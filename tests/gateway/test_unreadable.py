"""Rows that cannot be shown: whoever may know of them is told, and nobody else."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest
from generated_worlds import ASKED, worlds
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace
from worlds import AU, JP, REQUESTERS, Office, application, cited, document, dossier, number, provider, world

from connectors.model import Access, Document, Dossier, Family, Publication, UnreadableMember
from connectors.numbers.identity import Number, parse_docdb
from gateway.admit import Admitted, admit
from gateway.asks import Ask, Outcome, Part, unanswered
from gateway.plan import Question
from gateway.present.present import complete, outcomes_out
from gateway.requesters import PUBLIC, Requester
from gateway.unreadable import all_listed
from gateway.world import Provider, Rule, World

EP = "EP.1.A"
TODAY, NOON = date(2026, 1, 1), datetime(2026, 1, 1, 12, tzinfo=UTC)
ABOUT = application(EP)
OWN = "no-others-"
FOR_JP = Access(visibility="named", offices=("JP",))


def row(**facts: Any) -> Document:
    """What a row without a usable id describes."""
    return replace(document("x", **facts), id="", renditions=())


def listed(*rows: Document | None, documents: tuple[Document, ...] = (document("d"),)) -> Dossier:
    """A file with these documents, of which these rows cannot be shown."""
    return dossier(ABOUT, *documents, unreadable=rows)


def answers(*providers: Provider, code: Any = "ok") -> list[Outcome]:
    """What each of these answers about the family and about each file that it has."""
    told = []
    for one in providers:
        office = one.connector
        assert isinstance(office, Office)
        if members := office.families.get(number(EP)) or office.families.get(number(ASKED)):
            told.append(
                Outcome(Ask(one.id, "family", number(EP)), "ok", Part.of(Family(members=members), NOON))
            )
        for own, facts in office.dossiers.items():
            asked = Number("application", own.office, own.number, own.kind)
            told.append(Outcome(Ask(one.id, "dossier", asked), code, Part.of(facts, NOON)))
    return told


def known_to(requester: Requester, ours: World, **how: Any) -> Admitted:
    """What this requester may know of all their answers."""
    return admit(answers(*ours.providers.values(), **how), Question((number(EP),), requester, TODAY), ours)


def told(requester: Requester, *providers: Provider) -> dict[str, int]:
    """By provider of how many rows the requester is told."""
    admitted = known_to(requester, world(*providers))
    return {
        one.ask.provider: int((one.detail or "0").removeprefix("unreadable_rows: ").split()[0])
        for one in admitted.outcomes
        if one.code == "malformed"
    }


def ep(*rows: Document | None, rules: tuple[Rule, ...] = (), **how: Any) -> Provider:
    """The office's own service."""
    return provider("ep", Office([ABOUT], [listed(*rows, **how)]), "EP", "public", *rules)


def test_a_list_that_is_not_whole_is_shown_and_says_so() -> None:
    """The documents stand; the provider's outcome is malformed and says how many rows; it is not complete."""
    admitted = known_to(PUBLIC, world(ep(row(), None)))
    (part,) = admitted.dossiers[parse_docdb(EP)]
    assert [one.id for one in part.dossier.documents] == ["d"]
    shown = {one.operation: one for one in outcomes_out(admitted.outcomes)}
    assert (shown["family"].code, shown["dossier"].code) == ("ok", "malformed")
    assert shown["dossier"].detail == "unreadable_rows: 2 rows of its list cannot be read and are not shown"
    assert not complete(admitted.outcomes)
    assert unanswered(admitted.outcomes) == []
    assert complete(known_to(PUBLIC, world(ep())).outcomes)


def test_an_old_copy_is_told_as_that() -> None:
    """Why it is old and when to come back is not covered up."""
    admitted = known_to(PUBLIC, world(ep(row())), code="stale")
    assert {one.code for one in admitted.outcomes} == {"ok", "stale"}


@pytest.mark.parametrize(
    ("access", "knowing"),
    [("public", REQUESTERS), (None, REQUESTERS), ("offices", (AU, JP)), (FOR_JP, (JP,)), ("none", ())],
)
def test_a_row_is_told_to_those_for_whom_it_is(access: Any, knowing: tuple[Requester, ...]) -> None:
    """To others the answer is that of a list without it, to the last byte that tells anything."""
    for requester in REQUESTERS:
        with_it, without = (known_to(requester, world(ep(*rows))) for rows in ((row(access=access),), ()))
        assert told(requester, ep(row(access=access))) == ({"ep": 1} if requester in knowing else {})
        assert complete(with_it.outcomes) is (requester not in knowing)
        assert with_it.dossiers[parse_docdb(EP)][0].digest == without.dossiers[parse_docdb(EP)][0].digest


@pytest.mark.parametrize(
    ("hides", "public", "office"),
    [
        ({}, 1, 1),
        ({"documents": (document("d"), document("e", access="offices"))}, 0, 1),
        ({"documents": (document("d"), document("e", access="none"))}, 0, 0),
        ({"rows": (None, row(access="offices"))}, 0, 2),
        ({"rules": (Rule("offices", categories=frozenset({"decision"})),)}, 0, 1),
        ({"rules": (Rule("offices", since=date(2030, 1, 1)),)}, 0, 1),
        ({"documents": (document("d", access="public"),)}, 1, 1),
    ],
)
def test_of_a_row_that_nobody_can_read_only_those_hear_who_see_all(
    hides: dict[str, Any], public: int, office: int
) -> None:
    """It may have been a document of any kind, for few: whoever is shown less than all may not be of them."""
    hides = {"rows": (None,), **hides}
    rows = hides.pop("rows")
    assert told(PUBLIC, ep(*rows, **hides)).get("ep", 0) == public
    assert told(AU, ep(*rows, **hides)).get("ep", 0) == office


def test_citations_that_cannot_be_read_are_told_to_who_sees_the_others() -> None:
    """Nothing is told of them to whom the citations are closed."""
    facts = Dossier(application=ABOUT, citations=(cited("A book"),), unreadable=(None,))
    for rules, code in (
        ((), "malformed"),
        ((Rule("none", categories=frozenset({"citations"})),), "not_held"),
    ):
        ours = provider("ep", Office([ABOUT], citations=[facts]), "EP", "public", *rules)
        answer = Outcome(Ask("ep", "citations", number(EP)), "ok", Part.of(facts, NOON))
        question = Question((number(EP),), PUBLIC, TODAY)
        told = outcomes_out(admit([*answers(ours), answer], question, world(ours)).outcomes)
        assert {one.operation: one.code for one in told} == {"family": "ok", "citations": code}


def test_rules_speak_of_a_row_by_what_it_describes() -> None:
    """As they do of documents: by category, date and direction."""
    rule = Rule("none", categories=frozenset({"search-report"}))
    rows = (row(category="search-report"), row(category="claims"))
    assert told(PUBLIC, ep(*rows, rules=(rule,))) == {"ep": 1}


def hub(*rows: Document | None, documents: tuple[Document, ...] = (document("h"),)) -> Provider:
    """A hub that has the file too."""
    return provider("hub", Office([ABOUT], [listed(*rows, documents=documents)]), "EP JP")


def test_a_hubs_rows_are_governed_by_the_office() -> None:
    """What may be a row that the office hides is hidden; when it hides any, so is what may be anything."""
    assert told(PUBLIC, ep(), hub(row(), None)) == {"hub": 2}
    hiding = ep(documents=(document("s", "S", "2012-01-01", access="none"),))
    rows = (
        row(code="S", day="2012-01-01"),
        row(code="T", day="2012-01-01"),
        row(code="T", day="2013-01-01"),
        None,
    )
    assert told(PUBLIC, hiding, hub(*rows)) == {"hub": 1}


def shown_by_hub(host: Provider, *documents: Document) -> list[str]:
    """What the public is shown of a hub's documents."""
    parts = known_to(PUBLIC, world(host, hub(documents=documents))).dossiers[parse_docdb(EP)]
    return [one.id for part in parts if part.provider.id == "hub" for one in part.dossier.documents]


def test_a_row_that_the_office_hides_hides_its_copies() -> None:
    """That its id cannot be used opens no other way to it."""
    copy, other = document("c", "S", "2012-01-01"), document("o", "T", "2013-01-01")
    assert shown_by_hub(ep(), copy, other) == ["c", "o"]
    assert shown_by_hub(ep(row(code="S", day="2012-01-01", access="none")), copy, other) == ["o"]
    assert shown_by_hub(ep(row(code="S", day="2012-01-01")), copy, other) == ["c", "o"]
    assert shown_by_hub(ep(None), copy, other) == []
    assert shown_by_hub(ep(None, documents=(document("d", "T", "2013-01-01"),)), copy, other) == ["o"]


OUT = Publication(office="EP", number="7", kind="A1", date=date(2020, 1, 1))
COMING = replace(OUT, date=date(2026, 6, 1))


@pytest.mark.parametrize(
    ("member", "knowing"),
    [
        (UnreadableMember(publications=(OUT,)), REQUESTERS),
        (UnreadableMember(publications=(replace(OUT, date=None),)), REQUESTERS),
        (UnreadableMember(publications=(COMING,)), ()),
        (UnreadableMember(publications=()), ()),
        (UnreadableMember(publications=(OUT,), access=FOR_JP), (JP,)),
    ],
)
def test_a_member_without_a_number_is_told_by_its_publications(
    member: UnreadableMember, knowing: tuple[Requester, ...]
) -> None:
    """Nothing is told of one that nothing shows to be published, nor beside a family that is hidden."""
    gateway = provider("gw", Office(), "EP")
    for about, seen in ((ABOUT, True), (application(EP, published=None), False)):
        facts = Family(members=(about,), unreadable=(member,))
        answer = Outcome(Ask("gw", "family", number(EP)), "ok", Part.of(facts, NOON))
        for requester in REQUESTERS:
            admitted = admit([answer], Question((number(EP),), requester, TODAY), world(gateway))
            codes = {one.code for one in admitted.outcomes}
            assert ("malformed" in codes) is (seen and requester in knowing)


@settings(max_examples=150)
@given(worlds(), st.randoms(use_true_random=False))
def test_it_is_as_if_the_row_were_a_document(ours: World, random: Any) -> None:
    """It changes nothing of who may know of it, and of no other document, beside an id that nobody else has.

    In any world some rows of the offices' own services are spoilt: to each requester as many are told of as
    it would be shown of them, and it is shown all the rest.
    """
    sound: dict[str, Provider] = {}
    spoilt: dict[str, Provider] = {}
    for one in ours.providers.values():
        office = one.connector
        assert isinstance(office, Office)
        if one.id == "hub":
            sound[one.id] = spoilt[one.id] = one
            continue
        whole_files, lacking_files = [], []
        for facts in office.dossiers.values():
            bad = [document for document in facts.documents if random.random() < 0.5]
            good = tuple(document for document in facts.documents if document not in bad)
            own = tuple(replace(document, id=OWN + document.id) for document in bad)
            whole_files.append(replace(facts, documents=good + own))
            rows = tuple(replace(document, id="") for document in bad)
            lacking_files.append(replace(facts, documents=good, unreadable=rows))
        sound[one.id] = replace(one, connector=Office(office.families, whole_files))
        spoilt[one.id] = replace(one, connector=Office(office.families, lacking_files))
    theirs, ours = replace(ours, providers=spoilt), replace(ours, providers=sound)
    for requester in REQUESTERS:
        whole, lacking = known_to(requester, ours), known_to(requester, theirs)
        assert whole.dossiers.keys() == lacking.dossiers.keys()
        for own, parts in whole.dossiers.items():
            for part, less in zip(parts, lacking.dossiers[own], strict=True):
                lost = [one for one in part.dossier.documents if one.id.startswith(OWN)]
                assert less.unreadable == len(lost)
                rest = [one for one in part.dossier.documents if one not in lost]
                assert list(less.dossier.documents) == rest


def test_rows_of_which_nothing_can_be_read_are_weighed_as_one() -> None:
    """They hide the same, however many an office sends, and make no question slower."""
    for rows in ((None,), (None,) * 1_000, (None, row(), *(None,) * 1_000)):
        weighed = all_listed(listed(*rows))
        assert len(weighed) == 2 + sum(one is not None for one in rows)
        assert {one.id for one in weighed} == {"d", ""}
        assert any(one.access == Access(visibility="none") for one in weighed)
    assert all_listed(listed(row())) == (document("d"), row())
