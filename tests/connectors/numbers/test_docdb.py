"""Numbers stated in DOCDB format: what they say without a date, and what a date makes of them."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connectors.numbers.docdb import read_docdb
from connectors.numbers.identity import ApplicationNumber, NumberError
from connectors.numbers.reading import read


@pytest.mark.parametrize(
    ("stated", "docdb"),
    [
        ("US.18314305.A", "US.18314305.A"),
        ("US.92132197.A", "US.92132197.A"),
        ("US.39636302.P", "US.39636302.P"),
        ("US.2013032081.W", "US.2013032081.W"),
        ("JP.25758687.A", "JP.25758687.A"),
        ("AT.99203729.T", "AT.99203729.T"),
        ("KR.1020080107376.A", "KR.20080107376.A"),
        ("WO.2013US32081.W", "US.2013032081.W"),
        ("UK.0007679.A", "GB.0007679.A"),
        ("XX.A-1.", "XX.A1.A"),
    ],
)
def test_without_a_date_a_number_is_what_it_says(stated: str, docdb: str) -> None:
    """Where it has a form of its office; else it is read as any other."""
    office, number, kind = stated.split(".")
    assert read_docdb(office, number, kind or None).docdb == docdb


def test_a_date_settles_it() -> None:
    """Some answers write an office's own number where DOCDB's belongs."""
    assert read_docdb("US", "16123456", "A", date(2018, 9, 6)).docdb == "US.201816123456.A"
    assert read_docdb("US", "18314305", "A", date(2005, 7, 15)).docdb == "US.18314305.A"


@given(
    st.sampled_from(["US 11/183,143", "US 09/206,856", "JP S62-257586", "EP 99203729.1", "CN 95108192.6"]),
    st.booleans(),
)
def test_what_was_read_from_a_text_is_read_back(text: str, dated: bool) -> None:
    """Every reading's DOCDB parts are that number again."""
    for reading in read(text, type="application"):
        number = reading.number.application
        assert number is not None
        filed = date(reading.year, 7, 1) if dated and reading.year else None
        assert read_docdb(number.office, number.number, number.kind, filed) == number


@pytest.mark.parametrize(("office", "number"), [("US", ""), ("US", "..")])
def test_what_is_no_number(office: str, number: str) -> None:
    """It raises as the reader of any other number does."""
    with pytest.raises(NumberError):
        read_docdb(office, number, "A")


def test_a_kind_may_be_longer() -> None:
    """Its letter is the class."""
    assert read_docdb("EP", "99203729", "A1") == ApplicationNumber("EP", "99203729")
