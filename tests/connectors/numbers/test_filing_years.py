"""US numbers carry no year: which years are thought of, national phases of the PCT among them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connectors.numbers.grammars.us import SERIES
from connectors.numbers.identity import ApplicationNumber, Reading
from connectors.numbers.reading import read
from connectors.numbers.series import ENTRY_YEARS, UNLIKELY
from connectors.numbers.writing import display

PHASES = sorted(code for code, series in SERIES.items() if series.phases)
OTHERS = sorted(set(SERIES) - set(PHASES))


def text(code: str, serial: int) -> str:
    """A number as the USPTO writes it."""
    return f"US {code}/{serial // 1000:03d},{serial % 1000:03d}"


def readings(code: str, serial: int) -> list[Reading]:
    """What such a number is read as, in the way it is written."""
    found = read(text(code, serial), type="application")
    return [one for one in found if one.written == text(code, serial)[3:]]


@st.composite
def numbers(draw: st.DrawFn, codes: list[str]) -> tuple[str, int]:
    """A series and a serial that it counted."""
    code = draw(st.sampled_from(codes))
    return code, draw(st.integers(SERIES[code].points[0][0], SERIES[code].points[-1][0]))


@pytest.mark.parametrize(
    ("written", "docdb"),
    [
        ("US 15/123,456", "US.201515123456.A"),
        ("US 17/801,099", "US.202117801099.A"),
    ],
)
def test_real_national_phases_are_among_the_readings(written: str, docdb: str) -> None:
    """Received in September 2016 as PCT/US15/27322 of April 2015; in August 2022, of February 2021."""
    assert docdb in [one.number.docdb for one in read(written)]


@given(numbers(PHASES), st.floats(0, ENTRY_YEARS))
def test_every_year_that_a_national_phase_can_keep_is_thought_of(
    number: tuple[str, int], before: float
) -> None:
    """From the day of the number to thirty months before; the old spelling may have that year for another."""
    code, serial = number
    filed = int(SERIES[code].date_of(serial) - before)
    assert filed < 1978 or SERIES[code].doubt(serial, filed) < UNLIKELY
    if int(code) >= 13:
        assert filed in {one.year for one in readings(code, serial)}


@given(numbers(PHASES))
def test_the_year_of_the_number_itself_is_the_likeliest(number: tuple[str, int]) -> None:
    """Most applications are filed when they are numbered; the nearer year is the likelier on either side."""
    code, serial = number
    series = SERIES[code]
    when = int(series.date_of(serial))
    assert readings(code, serial)[0].year == when
    for side in (range(when, when - 6, -1), range(when, when + 4)):
        doubts = [series.doubt(serial, year) for year in side]
        assert doubts == sorted(doubts)
        assert doubts[0] == 0


@given(numbers(PHASES))
def test_nothing_is_filed_long_after_it_was_numbered(number: tuple[str, int]) -> None:
    """A year behind the estimate is less likely than one as far before it."""
    code, serial = number
    when = SERIES[code].date_of(serial)
    assert all(year < when + 1 for year in {one.year for one in readings(code, serial)} if year is not None)


@given(numbers(PHASES))
def test_each_reading_is_the_number_that_was_written(number: tuple[str, int]) -> None:
    """In none of its years is a number that of another series: asked for by any of them, it is itself."""
    code, serial = number
    for one in readings(code, serial):
        assert display(one.number) == text(code, serial)


@given(numbers(OTHERS), st.integers(1, 3))
def test_where_no_national_phase_is_numbered_both_sides_are_alike(number: tuple[str, int], away: int) -> None:
    """Provisionals, designs, re-examinations: a year is as doubtful before the estimate as after it."""
    code, serial = number
    series = SERIES[code]
    middle = series.date_of(serial)
    early, late = (series.doubt(serial, int(middle) + step) for step in (-away, away))
    assert (early < late) == (middle % 1 < 0.5) or early == late


def test_years_that_cannot_be_are_not_asked_in() -> None:
    """A design of 2017 is not read as one of the years in which designs had the old spelling."""
    assert {one.year for one in read("US 29/609,550", type="application")} == {2015, 2016, 2017, 2018}


def test_an_old_number_of_a_year_belongs_to_one_series() -> None:
    """DOCDB leaves the series out: serial 183,143 of 2006 is a national phase received in 2008."""
    assert [one.number.docdb for one in read("US 12/183,143")][:3] == [
        "US.18314308.A", "US.18314307.A", "US.18314306.A",
    ]  # fmt: skip
    assert "US.18314306.A" not in [one.number.docdb for one in read("US 11/183,143")]
    assert display(ApplicationNumber("US", "18314306")) == "US 12/183,143"


@pytest.mark.parametrize("year", [2013, 2014, 2015, 2016, 2017, 2018])
def test_a_year_that_is_said_goes_before_the_estimate(year: int) -> None:
    """Though it alone would not have been thought of."""
    assert read("US 15/123,456", year=year)[0].number.docdb == f"US.{year}15123456.A"
