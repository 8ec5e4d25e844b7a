"""When documents of international applications are public: the PCT's dates."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connectors.patentscope.visibility import CLOSED, PUBLIC, Dates, access, months_after

PRIORITY, PUBLISHED = date(2020, 1, 15), date(2021, 7, 22)
DATES = Dates(PUBLISHED, PRIORITY)
DUE = date(2022, 7, 15)
DAYS = st.dates(date(1980, 1, 1), date(2100, 1, 1))
CODES = st.sampled_from(
    [
        "ISR",
        "WOSA",
        "PDOC",
        "RO101",
        "IPRP1",
        "IB373",
        "IB338",
        "IPRP2",
        "IPEA408",
        "PCT/IPEA/409",
        "ART34",
        "XYZ",
    ]
)


@pytest.mark.parametrize(
    ("day", "months", "ends"),
    [
        (date(2020, 1, 15), 30, DUE),
        (date(2020, 8, 31), 30, date(2023, 2, 28)),
        (date(2017, 8, 31), 30, date(2020, 2, 29)),
        (date(2020, 12, 31), 18, date(2022, 6, 30)),
        (date(2020, 6, 30), 30, date(2022, 12, 30)),
        (date(2020, 12, 1), 0, date(2020, 12, 1)),
    ],
)
def test_a_period_of_months(day, months, ends):
    """It ends on the day of the same number, or the last day of a shorter month (Rule 80.2)."""
    assert months_after(day, months) == ends


@pytest.mark.parametrize("code", ["ISR", "WOSA", "ISA237", "PAMPH", "PDOC", "RO101", "IB301"])
def test_with_publication(code):
    """The file of the International Bureau, written opinion and priority document included: from that day."""
    assert access(code, (code,), DATES, PUBLISHED - timedelta(days=1)) == CLOSED
    assert access(code, (code,), DATES, PUBLISHED) == PUBLIC


@pytest.mark.parametrize("code", ["IPRP1", "IB373", "PCT/IB/373", "IB326", "IB338"])
def test_the_report_of_chapter_one(code):
    """Only when 30 months from the priority date are over."""
    assert access(code, (code,), DATES, PUBLISHED) == CLOSED
    assert access(code, (code,), DATES, DUE) == CLOSED
    assert access(code, (code,), DATES, DUE + timedelta(days=1)) == PUBLIC


@pytest.mark.parametrize("code", ["IPEA408", "IPEA401", "ART34", "IPEA416"])
def test_the_file_of_chapter_two(code):
    """Closed until its report is listed and out; the report alone opens with the same 30 months."""
    later = DUE + timedelta(days=1)
    assert access(code, (code,), DATES, later) == CLOSED
    assert access(code, (code, "IPRP2"), DATES, DUE) == CLOSED
    assert access(code, (code, "IPRP2"), DATES, later) == PUBLIC
    assert access("IPRP2", ("IPRP2",), DATES, later) == PUBLIC


@given(CODES, st.sets(CODES), st.builds(Dates, st.none() | DAYS, st.none() | DAYS), DAYS, DAYS)
def test_what_is_public_stays_so_and_is_published(code, listed, dates, one, other):
    """Nothing is public without a publication in the past, and time never closes what it opened."""
    first, then = sorted((one, other))
    early, late = access(code, listed, dates, first), access(code, listed, dates, then)
    if early == PUBLIC:
        assert late == PUBLIC
        assert dates.published is not None
        assert dates.published <= first


@given(CODES, st.sets(CODES), DAYS, DAYS, DAYS, DAYS)
def test_a_later_date_never_opens_more(code, listed, published, priority, delay, today):
    """Where a date is in doubt, the later one is the safe one; an unknown one is the safest."""
    later = max(priority, delay)
    if access(code, listed, Dates(published, later), today) == PUBLIC:
        assert access(code, listed, Dates(published, min(priority, delay)), today) == PUBLIC
    if access(code, listed, Dates(published, None), today) == PUBLIC:
        assert access(code, listed, Dates(published, later), today) == PUBLIC
    assert access(code, listed, Dates(None, later), today) == CLOSED
