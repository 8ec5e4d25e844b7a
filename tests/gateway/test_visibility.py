"""Who may see what: deny by default, the strictest statement wins."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from generated_worlds import accesses, defaults, documents, narrowing
from hiding import shows
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace
from worlds import AU, JP, REQUESTERS, Office, agreement, application, document, number, provider, world

from connectors.model import VISIBILITIES, Access, Document, Family, Publication, Status
from connectors.numbers.identity import parse_docdb
from gateway.agreements import Agreement
from gateway.requesters import PUBLIC, Requester
from gateway.visibility import covers, listed, past, published, sight, words
from gateway.world import Provider, Rule, admits

TODAY = date(2026, 7, 1)
some_documents = documents("x", parse_docdb("EP.1.A"))


@pytest.mark.parametrize(
    ("rule", "seen_by"),
    [
        (Rule("public"), {PUBLIC, AU, JP}),
        (Rule("offices"), {AU, JP}),
        (Rule("named", frozenset({"AU"})), {AU}),
        (Rule("named"), set()),
        (Rule("none"), set()),
        (Rule("some word of tomorrow"), set()),  # type: ignore[arg-type]
    ],
)
def test_each_word_opens_to_its_audience(rule: Rule, seen_by: set[Requester]) -> None:
    """A rule and an item's own statement mean the same by the same word; an unknown word opens nothing."""
    assert {r for r in REQUESTERS if admits(rule, r)} == seen_by
    item = document("d", access=Access(visibility=rule.visibility, offices=tuple(rule.offices)))
    open_to_all = provider("p", Office(), "EP")
    assert {r for r in REQUESTERS if sight(open_to_all, r)(item)} == seen_by


@given(defaults, st.lists(narrowing, max_size=3), some_documents, st.sampled_from(REQUESTERS))
def test_everything_that_speaks_of_a_document_has_to_allow_it(
    default: Rule, rules: list[Rule], items: tuple[Document, ...], requester: Requester
) -> None:
    """The same as a plain reading of default, rules and statements, one after the other."""
    governing = provider("p", Office(), "EP", default, *rules)
    sees = sight(governing, requester)
    assert [sees(item) for item in items] == [shows(governing, item, requester) for item in items]


@given(defaults, st.lists(narrowing, max_size=2), narrowing, accesses, some_documents)
def test_a_further_statement_never_shows_more(
    default: Rule, rules: list[Rule], further: Rule, access: Access | None, items: tuple[Document, ...]
) -> None:
    """Neither a rule more nor an item's own statement can widen what is seen."""
    before = provider("p", Office(), "EP", default, *rules)
    after = provider("p", Office(), "EP", default, *rules, further)
    for requester in REQUESTERS:
        for item in items:
            assert sight(before, requester)(item) or not sight(after, requester)(item)
            plain = replace(item, access=None)
            assert sight(after, requester)(plain) or not sight(after, requester)(replace(item, access=access))


@given(defaults, st.lists(narrowing, max_size=3), defaults, some_documents)
def test_the_word_shown_is_the_strictest_that_was_said(
    default: Rule, rules: list[Rule], of_host: Rule, items: tuple[Document, ...]
) -> None:
    """Of the defaults of all who speak, of the rules that cover the document, and of its own statement."""
    hub, host = provider("p", Office(), "EP JP", default, *rules), provider("ep", Office(), "EP", of_host)
    for item in items:
        said = [default.visibility, of_host.visibility, *(r.visibility for r in rules if covers(r, item))]
        said += [item.access.visibility] if item.access is not None else []
        assert words(hub, host)(item) == max(said, key=VISIBILITIES.index)


@pytest.mark.parametrize(
    ("known", "covered"),
    [((), True), (("filed",), True), (("granted",), False), (("granted", "filed"), True)],
)
def test_a_rule_by_status_covers_what_is_not_known(known: tuple[Status, ...], covered: bool) -> None:
    """How far the application has come counts as any of what is said; said by nobody, it may be that far."""
    rule = Rule("none", statuses=frozenset({"filed", "examination"}))
    assert covers(rule, document("d"), known) is covered
    governing = provider("p", Office(), "EP", "public", rule)
    told = {"p": known} if known else {}
    assert sight(governing, AU, told)(document("d")) is not covered
    assert words(governing, statuses=told)(document("d")) == ("none" if covered else "public")


@given(defaults, defaults, st.sampled_from(REQUESTERS))
def test_no_statement_exceeds_the_maximum(default: Rule, maximum: Rule, requester: Requester) -> None:
    """Whoever gets in is let in by both; an agreement opens what is named, and the maximum no further."""
    both = provider("p", Office(), "EP", default, maximum=maximum)
    assert admits(both.default, requester) == (admits(default, requester) and admits(maximum, requester))
    agreed = both.on([agreement(both, "AU", "JP")], TODAY)
    partner = default.visibility == "named" and requester in (AU, JP)
    opened = admits(default, requester) or partner
    assert admits(agreed.default, requester) == (opened and admits(maximum, requester))


@pytest.mark.parametrize(
    ("facts", "idle"),
    [
        ({}, None),
        ({"active": False}, "it is tentative"),
        ({"begins": date(2026, 7, 1)}, None),
        ({"begins": date(2026, 7, 2)}, "it begins on 2026-07-02"),
        ({"ends": date(2026, 7, 1)}, None),
        ({"ends": date(2026, 6, 30)}, "it ended on 2026-06-30"),
        ({"accepted_by": frozenset({"AU", "EP"})}, None),
        ({"accepted_by": frozenset({"AU"})}, "EP has not accepted it"),
        ({"accepted_by": frozenset({"EP"})}, "none of AU has accepted it"),
        ({"accepted_by": frozenset({"EP", "JP"})}, "none of AU has accepted it"),
    ],
)
def test_an_agreement_counts_on_its_days_once_both_sides_have_accepted(
    facts: dict[str, Any], idle: str | None
) -> None:
    """The first and the last day included; what is tentative, over, to come or one-sided opens nothing, and
    it can be said why."""
    closed = provider("p", Office(), "EP", "named")
    agreed = agreement(closed, "AU", **facts)
    opened = closed.on([agreed], TODAY)
    assert agreed.idle(("EP",), TODAY) == idle
    assert admits(opened.default, AU) is (idle is None)
    assert (opened.unpublished == {"AU"}) is (idle is None)
    assert not admits(opened.default, JP)


def test_a_hubs_agreement_needs_all_its_offices() -> None:
    """One that has not accepted is not bound by what others have; its own service's agreements govern it."""
    hub, own = provider("hub", Office(), "EP JP", "offices"), provider("ep", Office(), "EP", "offices")
    some = agreement(hub, "AU", accepted_by=frozenset({"AU", "EP"}))
    ep, jp = parse_docdb("EP.1.A"), parse_docdb("JP.1.A")

    def confides(agreed: Agreement, *others: Provider) -> list[bool]:
        ours = world(hub, *others, agreements=[agreed]).on(TODAY)
        return [ours.confides(ours.providers["hub"], number, AU) for number in (ep, jp)]

    assert confides(some) == [False, False]
    assert confides(agreement(hub, "AU")) == [True, True]
    assert confides(agreement(hub, "AU"), own) == [False, True]
    assert confides(agreement(own, "AU"), own) == [True, False]


@pytest.mark.parametrize(
    ("rule", "facts", "covered"),
    [
        (Rule("none", since=date(2012, 1, 1)), {"day": None}, True),
        (Rule("none", since=date(2012, 1, 1)), {"day": "2012-01-01"}, True),
        (Rule("none", since=date(2012, 1, 1)), {"day": "2011-12-31"}, False),
        (Rule("none", until=date(2012, 1, 1)), {"day": "2012-01-01"}, True),
        (Rule("none", until=date(2012, 1, 1)), {"day": "2012-01-02"}, False),
        (Rule("none", directions=frozenset({"outgoing"})), {"direction": "unknown"}, True),
        (Rule("none", directions=frozenset({"outgoing"})), {"direction": "incoming"}, False),
        (Rule("none", categories=frozenset({"fee"})), {"category": "fee"}, True),
        (Rule("none", categories=frozenset({"fee"})), {"category": "decision"}, False),
        (Rule("none", categories=frozenset({"fee"}), since=date(2012, 1, 1)), {"category": "fee"}, False),
    ],
)
def test_a_rule_covers_what_fits_all_its_conditions(rule: Rule, facts: dict[str, str], covered: bool) -> None:
    """Days count inclusively; a document without date or direction fits every such condition."""
    assert covers(rule, document("d", **facts)) is covered


def test_published_is_what_was_published_until_today() -> None:
    """A publication without a date is evidence; one to come, or none, is not."""
    assert published(application("EP.1.A", published="2026-07-01"), TODAY)
    assert not published(application("EP.1.A", published="2026-07-02"), TODAY)
    assert not published(application("EP.1.A", published=None), TODAY)
    undated = Publication(office="EP", number="1")
    assert published(application("EP.1.A", publications=(undated,)), TODAY)


def test_only_its_own_office_knows_of_a_publication_to_come() -> None:
    """Everybody else sees what has been published; a whole past is left as it is."""
    coming = application("AU.1.A", published="2027-01-01")
    assert past(coming, AU, TODAY) is coming
    assert past(coming, JP, TODAY).publications == past(coming, PUBLIC, TODAY).publications == ()
    over = application("AU.1.A")
    assert past(over, PUBLIC, TODAY) is over


@pytest.mark.parametrize(
    ("asked", "leads"),
    [
        ("publication EP.1", True),
        ("publication EP.1.A1", True),
        ("publication EP.1.B1", False),
        ("publication EP.2", False),
        ("publication EP.3", True),
        ("EP.1.A", True),
    ],
)
def test_a_publication_number_to_come_leads_to_nothing(asked: str, leads: bool) -> None:
    """Unless the number is also one of the past; a number that no publication carries proves nothing."""
    publications = tuple(
        Publication(office="EP", number=digits, kind=kind, date=day)
        for digits, kind, day in (
            ("1", "A1", date(2020, 1, 1)),
            ("1", "B1", date(2027, 1, 1)),
            ("2", "A1", date(2027, 1, 1)),
        )
    )
    family = Family(members=(application("EP.1.A", publications=publications),))
    assert bool(listed(number(asked), family, PUBLIC, TODAY)) is leads
    assert listed(number(asked), family, Requester("EP"), TODAY) == family.members
