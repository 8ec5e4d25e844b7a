"""How a number was read, as the answer tells it: the reading that turned out to be the one comes first."""

from __future__ import annotations

from typing import Any

import pytest
from asking import flights
from hypothesis import given
from hypothesis import strategies as st
from virtual_time import LoopClock
from worlds import Office, application, number, provider, world

from connectors.model import Application, Publication
from connectors.numbers.reading import read
from connectors.numbers.writing import display
from gateway.families.family import Listing
from gateway.families.grouping import group
from gateway.questions.citations import find_citations
from gateway.questions.families import FamilyRequest, find_family
from gateway.questions.numbers import led
from gateway.requesters import PUBLIC

SERIAL = "16123456"
OWN = application(f"US.2018{SERIAL}.A")


def yearless(text: str, *members: Application) -> Office:
    """An office that writes no years: it answers with the family in whatever year it is asked."""
    return Office({one.number: members for one in read(text, type="application")})


async def read_as(office: Office, text: str, ask: Any = find_family, **asked: Any) -> list[str]:
    """The readings that the answer tells."""
    under_way = flights()
    try:
        request = FamilyRequest(text, PUBLIC, 10, **asked)
        answer = await ask(request, world(provider("us", office, "US JP")), under_way, LoopClock())
    finally:
        await under_way.aclose()
    return [f"{one.type} {one.docdb}" for one in answer.query.read_as]


@pytest.mark.parametrize("ask", [find_family, find_citations])
@pytest.mark.parametrize("year", [None, 2017, 2018, 2019])
async def test_the_year_is_that_of_the_member(ask: Any, year: int | None) -> None:
    """And no other is told, though the number was asked in others, and another was thought to be right."""
    office = yearless("US 16/123,456", OWN)
    assert await read_as(office, "US 16/123,456", ask, year=year) == [f"application US.2018{SERIAL}.A"]
    assert office.calls("family") > 1


async def test_a_national_phase_is_found_where_numbers_carry_the_year() -> None:
    """Received in 2016, filed as PCT/US15/27322 in 2015: a hub that asks in DOCDB is asked for that too."""
    own = application("US.201515123456.A")
    office = Office({number("US.201515123456.A"): (own,)})
    assert await read_as(office, "US 15/123,456") == ["application US.201515123456.A"]
    assert office.calls("family") == 5


async def test_a_year_that_was_not_asked_in_is_told_too() -> None:
    """A national phase that was entered after its time limit is older than its number can be."""
    office = yearless("US 15/900,123", application("US.201415900123.A"))
    assert await read_as(office, "US 15/900,123") == ["application US.201415900123.A"]
    assert number("US.201415900123.A") not in {asked for _, asked in office.asked}


async def test_the_year_stays_open_where_no_member_is_written_so() -> None:
    """A first filing that was never published: the readings that were answered, the likeliest first."""
    office = yearless("US 16/123,456", application("JP.2019123456.A", f"US.2018{SERIAL}.A"))
    told = await read_as(office, "US 16/123,456")
    assert told[0] == f"application US.2018{SERIAL}.A"
    assert len(told) == len(read("US 16/123,456", type="application"))


async def test_what_names_a_member_comes_before_what_was_only_answered() -> None:
    """An application number that leads to a family by an answer alone stands behind a publication."""
    own = application("JP.5.A", publications=(Publication(office="JP", number="2017187096", kind="A"),))
    office = Office({number("JP.2017187096.A"): (own,), number("publication JP.2017187096"): (own,)})
    assert [one.number.type for one in read("JP 2017-187096")] == ["application", "publication"]
    assert await read_as(office, "JP 2017-187096") == [
        "publication JP.2017187096",
        "application JP.2017187096.A",
    ]


@given(st.integers(1, 999_999), st.sampled_from(["13", "14", "15", "16", "17", "62"]), st.data())
def test_readings_that_turned_out_are_readings_of_the_text(
    serial: int, series: str, data: st.DataObject
) -> None:
    """Whichever year the member is of: it is named first, once, and it is written as the number was."""
    text = f"US {series}/{serial // 1000:03d},{serial % 1000:03d}"
    readings = read(text, type="application")
    asked = data.draw(st.lists(st.sampled_from(readings), min_size=1, unique=True))
    member = data.draw(st.sampled_from(readings)).number.application
    assert member is not None
    listing = [Listing("us", 0, one.number, (Application(number=member),)) for one in asked]
    families = group(listing)
    told = led(asked, families, families.groups[0])
    assert [one.number.application for one in told] == [member]
    assert told[0].year is not None
    assert display(told[0].number) == text
