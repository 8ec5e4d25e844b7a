"""What follows from what providers state of their coverage, and what of it the public may know."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from worlds import AU, JP, Office, agreement, provider, world

from connectors.model import Coverage
from connectors.numbers.identity import parse_docdb
from gateway.agreements import Agreement
from gateway.present.coverage import UNPUBLISHED_DAYS, outside, told
from gateway.requesters import PUBLIC, Requester

TODAY = date(2026, 7, 1)
HUB = provider("hub", Office(), "EP JP WO")
SINCE_2013 = Coverage(office="JP", start=date(2013, 1, 1))
days = st.dates(date(1950, 1, 1), date(2030, 1, 1))
coverages = st.builds(
    Coverage,
    office=st.sampled_from(["JP", "EP", "WO"]),
    start=st.none() | days,
    end=st.none() | days,
    applications=st.none() | st.integers(0, 10**9),
)


@pytest.mark.parametrize(
    ("docdb", "filed", "stated", "beyond"),
    [
        ("JP.2012123456.A", "2012-12-31", [SINCE_2013], True),
        ("JP.2013123456.A", "2013-01-01", [SINCE_2013], False),
        ("JP.2012123456.A", None, [SINCE_2013], True),
        ("JP.2013123456.A", None, [Coverage(office="JP", start=date(2013, 6, 1))], False),
        ("JP.2013123456.A", "2013-05-31", [Coverage(office="JP", start=date(2013, 6, 1))], True),
        ("JP.2020123456.A", "2020-02-02", [Coverage(office="JP", end=date(2019, 12, 31))], True),
        ("JP.2012123456.A", None, [SINCE_2013, Coverage(office="JP", end=date(2012, 6, 1))], False),
        ("JP.2012123456.A", None, [SINCE_2013, Coverage(office="JP", end=date(2000, 1, 1))], True),
        ("JP.2012123456.A", None, [Coverage(office="JP")], False),
        ("JP.2012123456.A", None, [Coverage(office="EP", start=date(2013, 1, 1))], False),
        ("JP.2012123456.A", None, [], False),
        ("NZ.773158.A", None, [Coverage(office="NZ", start=date(2013, 1, 1))], False),
        ("NZ.773158.A", "2001-01-01", [Coverage(office="NZ", start=date(2013, 1, 1))], True),
        ("US.2008086599.W", "2008-12-12", [Coverage(office="WO", start=date(2009, 1, 1))], True),
        ("US.2008086599.W", "2008-12-12", [Coverage(office="IB", start=date(2009, 1, 1))], True),
        ("US.2008086599.W", "2008-12-12", [Coverage(office="US", start=date(2009, 1, 1))], False),
    ],
)
def test_an_application_is_outside_when_no_statement_reaches_it(docdb, filed, stated, beyond) -> None:
    """By its filing date, else by the year in its number; where nothing is stated nothing is outside."""
    assert outside(parse_docdb(docdb), None if filed is None else date.fromisoformat(filed), stated) is beyond


def test_a_number_of_another_year_than_its_filing_date_counts_from_the_one_to_the_other() -> None:
    """A national phase has its number years after the international filing date that is its own."""
    number, filed = parse_docdb("KR.20157012345.A"), date(2012, 3, 1)
    assert not outside(number, filed, [Coverage(office="KR", start=date(2013, 1, 1))])
    assert not outside(number, filed, [Coverage(office="KR", end=date(2013, 1, 1))])
    assert outside(number, filed, [Coverage(office="KR", start=date(2016, 1, 1))])


@given(st.lists(coverages, max_size=4), st.lists(coverages, max_size=4), st.none() | days)
def test_more_statements_never_make_an_application_fall_out(some, more, filed) -> None:
    """What is inside of one statement of its office stays inside, whatever else is stated."""
    number = parse_docdb("JP.2012123456.A")
    own = [one for one in some if one.office == "JP"]
    if own and not outside(number, filed, own):
        assert not outside(number, filed, [*some, *more])
    assert outside(number, filed, [*some, *more]) is outside(number, filed, [*more, *some])


def told_to(requester: Requester, stated: Iterable[Coverage], *agreements: Agreement) -> tuple[Coverage, ...]:
    """What a requester is told of what the hub states."""
    ours = world(HUB, agreements=agreements).on(TODAY)
    return told(stated, ours.providers["hub"], requester, ours, TODAY)


@given(st.lists(coverages, max_size=4), days)
def test_what_the_public_is_told_makes_nothing_fall_out_that_is_inside(some, filed) -> None:
    """Less is told, and so less is held to be outside."""
    number = parse_docdb("JP.2012123456.A")
    assert outside(number, filed, some) or not outside(number, filed, told_to(PUBLIC, some))


@given(st.lists(coverages, max_size=4))
def test_nobody_learns_of_the_last_months_but_by_agreement(some) -> None:
    """No count, no date of the time in which applications are not published; each office knows its own."""
    assert told_to(AU, some, agreement(HUB, "AU")) == tuple(some)
    assert told_to(AU, some, agreement(HUB, "AU", unpublished=False)) == told_to(PUBLIC, some)
    own = told_to(JP, some)
    assert [one for one in own if one.office == "JP"] == [one for one in some if one.office == "JP"]
    others = [one for one in told_to(PUBLIC, some) if one.office != "JP"]
    assert [one for one in own if one.office != "JP"] == others
    newest = TODAY - timedelta(days=UNPUBLISHED_DAYS)
    for stated, shown in zip(some, told_to(PUBLIC, some), strict=True):
        assert shown.office == stated.office
        assert shown.applications is None
        for before, after in ((stated.start, shown.start), (stated.end, shown.end)):
            assert after == (before if before is not None and before <= newest else None)
