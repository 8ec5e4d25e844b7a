"""The citations of a family as one table: the same in any order, nothing lost, only equals joined."""

from __future__ import annotations

from collections import Counter
from datetime import date
from random import Random
from typing import Any

import msgspec
import pytest
from exploring import known
from generated_worlds import ASKED, TODAY, worlds
from hypothesis import given, settings
from hypothesis import strategies as st
from worlds import REQUESTERS, Office, application, cited, dossier, number, provider, world

from connectors.model import Citation, Classification, Publication
from connectors.numbers.identity import parse_docdb
from gateway.admit import admit
from gateway.asks import Outcome
from gateway.families.family import find
from gateway.families.grouping import group
from gateway.plan import Question
from gateway.present.citations import PresentedCitations, present_citations
from gateway.present.citations_answer import CitedDocumentOut
from gateway.present.present import Memory
from gateway.requesters import PUBLIC, Requester
from gateway.world import World

JP, WO = "JP.2001000002.A", "EP.2000001.W"
thorough = settings(max_examples=150)


def question(requester: Requester = PUBLIC) -> Question:
    """The question about the citations of the application that the worlds are about."""
    return Question((number(ASKED),), requester, TODAY, wants=("citations",))


def presented(outcomes: list[Outcome], about: Question, ours: World) -> PresentedCitations | None:
    """What these outcomes amount to for the requester; ``None`` when that is no family."""
    admitted = admit(outcomes, about, ours)
    families = group(admitted.listings, about.scope)
    family = find(families, about.numbers)
    if family is None:
        return None
    return present_citations(admitted, families, family, about, ours, Memory())


def answer(ours: World, requester: Requester = PUBLIC) -> PresentedCitations:
    """The answer over a world in which there is one."""
    about = question(requester)
    found = presented(known(ours, about), about, ours)
    assert found is not None
    return found


def hub(**citations: tuple[Citation, ...]) -> World:
    """Providers ``a``, ``b`` ... and what they cite against the members ``ep``, ``jp``, ``wo``: ``a_ep``."""
    numbers = {"ep": ASKED, "jp": JP, "wo": WO}
    family = [application(docdb) for docdb in numbers.values()]
    offices: dict[str, list[Any]] = {"a": []}
    for named, found in citations.items():
        id, _, member = named.partition("_")
        offices.setdefault(id, []).append(dossier(numbers[member], citations=found))
    return world(
        *(
            provider(id, Office({number(ASKED): tuple(family)}, citations=files), "EP JP WO")
            for id, files in offices.items()
        )
    )


def rows(ours: World) -> list[CitedDocumentOut]:
    """The rows of the answer."""
    return list(answer(ours).citations)


@thorough
@given(worlds(), st.sampled_from(REQUESTERS), st.randoms())
def test_order_of_arrival_changes_no_byte(ours: World, requester: Requester, order: Random) -> None:
    """The same outcomes in another order, some of them twice, give the same answer."""
    about = question(requester)
    outcomes = known(ours, about)
    shuffled = outcomes + outcomes[:5]
    order.shuffle(shuffled)
    one, other = (presented(o, about, ours) for o in (outcomes, shuffled))
    assert msgspec.json.encode(one) == msgspec.json.encode(other)


@thorough
@given(worlds(), st.sampled_from(REQUESTERS))
def test_every_admitted_citation_is_in_the_table_with_who_states_it(
    ours: World, requester: Requester
) -> None:
    """By document, application and provider; its categories and claims are somewhere; counts are right."""
    about = question(requester)
    outcomes = known(ours, about)
    found = presented(outcomes, about, ours)
    if found is None:
        return
    members = [m.application_number.docdb for m in found.family.members]
    told = {
        (text or "", citing.application_number.docdb, id)
        for row in found.citations
        for citing in row.citings
        for id in citing.providers
        for text in [row.publication.number if row.publication else (row.text or "").casefold().rstrip(".")]
    }
    admitted = [
        (own.docdb, part.provider.id, citation)
        for own, parts in admit(outcomes, about, ours).dossiers.items()
        if own.docdb in members
        for part in parts
        for citation in part.dossier.citations
    ]
    assert told == {
        (
            c.publication.number
            if c.publication
            else " ".join((c.text or "").casefold().split()).rstrip("."),
            own,
            id,
        )
        for own, id, c in admitted
    }
    assert {k for row in found.citations for citing in row.citings for k in citing.categories} == {
        letter for _, _, c in admitted for letter in c.categories
    }
    for office in found.family.offices:
        by = [row for row in found.citations if office.office in row.cited_by]
        assert (office.cited, office.unique) == (len(by), sum(r.only_cited_by == office.office for r in by))
    for member in found.family.members:
        by = [
            {c.application_number.docdb for c in row.citings}
            for row in found.citations
            if any(c.application_number == member.application_number for c in row.citings)
        ]
        assert (member.cited, member.unique) == (len(by), sum(len(one) == 1 for one in by))


def test_one_document_cited_by_two_offices_is_one_row_with_two_citings() -> None:
    """With who cited it in which phase, as what, against which claims, on which passages, and when."""
    day = date(2002, 3, 4)
    ours = hub(
        a_ep=(
            cited("US.9832940.B2", categories=("X",), claims=("1-3",), passages=("fig. 2",), phase="search"),
        ),
        a_jp=(cited("US.9832940", categories=("Y", "A"), date=day),),
    )
    (row,) = rows(ours)
    assert row.publication is not None
    assert (row.publication.number, row.publication.kind) == ("9832940", "B2")
    assert (row.cited_by, row.only_cited_by) == (("EP", "JP"), None)
    ep, jp = row.citings
    assert (ep.office, ep.kind, ep.phase, ep.categories) == ("EP", "B2", "search", ("X",))
    assert (ep.claims, ep.passages, ep.providers) == (("1-3",), ("fig. 2",), ("a",))
    assert (jp.office, jp.kind, jp.categories, jp.date) == ("JP", None, ("A", "Y"), day)


def test_what_one_office_cites_and_another_does_not() -> None:
    """Each row says so, each office and each member counts it; international applications count for WO."""
    common, only_jp = cited("US.9832940.B2"), cited("DE.102012107438.A1")
    ours = hub(a_ep=(common,), a_jp=(common, only_jp), a_wo=(cited("Handbook"),))
    found = answer(ours)
    by = {(r.publication.number if r.publication else r.text, r.only_cited_by) for r in found.citations}
    assert by == {
        ("9832940", None), ("102012107438", "JP"), ("Handbook", "WO"),
    }  # fmt: skip
    assert [(o.office, o.cited, o.unique) for o in found.family.offices] == [
        ("EP", 1, 0), ("JP", 2, 1), ("WO", 1, 1),
    ]  # fmt: skip
    counts = {m.application_number.docdb: (m.office, m.cited, m.unique) for m in found.family.members}
    assert counts == {ASKED: ("EP", 1, 0), JP: ("JP", 2, 1), WO: ("WO", 1, 1)}


def test_rows_stand_by_number_and_literature_last() -> None:
    """Publications by office and number, then applications, then literature by its words."""
    ours = hub(
        a_ep=(
            cited("zebra valves"),
            Citation(application=parse_docdb("US.1.A")),
            cited("US.9832940.B2"),
            cited("Ancient valves"),
            cited("EP.2695509.A1"),
        )
    )
    shown = [
        r.publication.display
        if r.publication
        else r.application_number.docdb
        if r.application_number
        else r.text
        for r in rows(ours)
    ]
    assert shown == ["EP 2695509 A1", "US 9,832,940 B2", "US.1.A", "Ancient valves", "zebra valves"]


def test_a_cited_member_of_the_family_is_marked() -> None:
    """By any of its publications, whose series must fit, or by its application number."""
    family = [application(ASKED), application(JP, published="2001-01-01")]
    jp = "JP.2001000002"
    cites = (cited("EP.99203729"), cited(f"{jp}.A"), cited(f"{jp}.U"), Citation(application=parse_docdb(JP)))
    office = Office({number(ASKED): tuple(family)}, citations=[dossier(ASKED, citations=cites)])
    found = answer(world(provider("hub", office, "EP JP")))
    assert [(r.publication and r.publication.kind, r.member) for r in found.citations] == [
        (None, ASKED), ("A", JP), ("U", None), (None, JP),
    ]  # fmt: skip


def test_a_kind_code_or_date_about_which_citers_differ_is_left_out_of_the_row() -> None:
    """Each citing keeps its own; what only one says stands for all."""
    a1 = Publication(office="EP", number="2695509", kind="A1", date=date(2014, 2, 12))
    b1 = Publication(office="EP", number="2695509", kind="B1", date=date(2016, 1, 1))
    (row,) = rows(hub(a_ep=(Citation(publication=a1),), a_jp=(Citation(publication=b1),)))
    assert row.publication is not None
    assert (row.publication.kind, row.publication.date) == (None, None)
    assert [citing.kind for citing in row.citings] == ["A1", "B1"]
    (row,) = rows(hub(a_ep=(Citation(publication=a1),), a_jp=(cited("EP.2695509"),)))
    assert row.publication is not None
    assert (row.publication.kind, row.publication.date) == ("A1", a1.date)


X = cited("EP.1.A1", categories=("X",), phase="search", claims=("1",))
Y = cited("EP.1.A1", categories=("Y",), phase="search", claims=("1",))
BARE, SEARCH, EXAMINED = (
    cited("EP.1"),
    cited("EP.1.A1", phase="search"),
    cited("EP.1.A1", phase="examination"),
)


@pytest.mark.parametrize(
    ("stated", "shown"),
    [
        ({"a": (X,), "b": (X,)}, ["ab"]),
        ({"a": (X,), "b": (SEARCH,)}, ["ab"]),
        ({"a": (X,), "b": (SEARCH,), "c": (BARE,)}, ["abc"]),
        ({"a": (X,), "b": (EXAMINED,)}, ["a", "b"]),
        ({"a": (X,), "b": (Y,)}, ["a", "b"]),
        ({"a": (X, Y), "b": (SEARCH,)}, ["a", "a", "b"]),
        ({"a": (X, SEARCH)}, ["a", "a"]),
        ({"a": (X, X)}, ["a"]),
        ({"a": (X,), "b": (SEARCH, BARE)}, ["a", "b", "b"]),
        ({"a": (X,), "b": (SEARCH,), "c": (EXAMINED,)}, ["ab", "c"]),
    ],
)
def test_of_one_citing_told_by_several_the_fuller_statement_stands(
    stated: dict[str, tuple[Citation, ...]], shown: list[str]
) -> None:
    """What contradicts nothing and says less is part of the one fuller; otherwise each stands for itself."""
    (row,) = rows(hub(**{f"{id}_ep": found for id, found in stated.items()}))
    assert sorted("".join(citing.providers) for citing in row.citings) == shown


def test_very_many_statements_of_one_citing_are_all_kept() -> None:
    """However many passages a provider lists one by one."""
    many = tuple(cited("EP.1.A1", passages=(f"p. {n}",)) for n in range(500))
    (row,) = rows(hub(a_ep=many, b_ep=many[:1]))
    assert len(row.citings) == 500
    assert Counter(len(c.providers) for c in row.citings) == {1: 499, 2: 1}


def test_classifications_say_whose_they_are() -> None:
    """One row for each symbol, in one spelling, with the members that carry it and who says so."""
    symbols = [("IPC", "B28B1/29"), ("IPC", "B28B 1/29"), ("CPC", "B28B 1/29")]
    family = [application(ASKED), application(JP)]
    files = [
        dossier(docdb, classifications=tuple(Classification(scheme=s, symbol=w) for s, w in chosen))
        for docdb, chosen in ((ASKED, symbols[:1]), (JP, symbols[1:]))
    ]
    ours = world(
        provider("hub", Office({number(ASKED): tuple(family)}, citations=files), "EP JP"),
        provider("jp", Office(citations=files[1:]), "JP"),
    )
    shown = answer(ours).classifications
    assert [(c.scheme, c.symbol, c.members, c.providers) for c in shown] == [
        ("CPC", "B28B 1/29", (JP,), ("hub", "jp")),
        ("IPC", "B28B 1/29", (ASKED, JP), ("hub", "jp")),
    ]
