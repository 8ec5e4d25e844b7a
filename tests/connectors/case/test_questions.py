"""The profile's parameters, read and written."""

from __future__ import annotations

import pytest

from connectors.case.identifiers import PARAMETERS, identifying
from connectors.case.numbers import names
from connectors.case.questions import (
    KIND,
    BadParameter,
    count_of,
    family_category,
    kind_code,
    one_identifier,
    readings,
)
from connectors.case.wire import NumberShape
from connectors.numbers.identity import Number, parse_docdb


@pytest.mark.parametrize(
    "docdb",
    ["EP.99203729.A", "JP.2004001234.A", "JP.2004001234.U", "CN.201520012345.U", "US.201462123456.P",
     "AU.2019050912.W", "KR.20090003074.U", "DE.102004012345.A"],
)  # fmt: skip
def test_a_number_that_is_written_is_among_the_readings(docdb: str) -> None:
    """What names a number in a query is read back to it, kind class included."""
    number = parse_docdb(docdb)
    query = dict(identifying(PARAMETERS["application"], number))
    found = readings("", query["applicationIdentifier"], "application", letters=kind_code(query))
    assert number in [one.application for one in found]
    assert found[0].kind == number.kind


def test_the_kind_class_is_sent_only_where_the_identifier_does_not_tell_it() -> None:
    """A utility model that is numbered like patents says what it is; nothing else does."""
    assert dict(identifying("applicationIdentifier", parse_docdb("JP.2004001234.U")))[KIND] == "U"
    for docdb in ("JP.2004001234.A", "EP.99203729.A", "AU.2019050912.W"):
        assert KIND not in dict(identifying("applicationIdentifier", parse_docdb(docdb)))
    published = Number("publication", "EP", "1000000", "A1")
    assert KIND not in dict(identifying("publicationIdentifier", published))


def test_an_answer_about_another_kind_is_about_another_application() -> None:
    """A patent application and a utility model of one number are two applications."""
    asked = parse_docdb("JP.2004001234.U")
    told = NumberShape(ip_office_code="JP", application_number_text="2004001234", application_kind_code="A")
    assert not names(told, asked)
    assert names(NumberShape(ip_office_code="JP", application_number_text="2004001234"), asked)


@pytest.mark.parametrize(
    ("query", "read"),
    [
        ({}, one_identifier),
        ({"applicationIdentifier": "EP1", "priorityIdentifier": "EP1"}, one_identifier),
        ({"familyCategory": "large"}, family_category),
        ({"offset": "-1"}, lambda query: count_of(query, "offset", 0)),
        ({"offset": "9" * 10}, lambda query: count_of(query, "offset", 0)),
        ({KIND: "a"}, kind_code),
        ({}, lambda query: readings("applicationIdentifier", "no number", "application")),
    ],
)
def test_what_is_missing_or_wrong_is_said(query: dict[str, str], read) -> None:
    """Each with a sentence."""
    with pytest.raises(BadParameter, match=r"\w"):
        read(query)
