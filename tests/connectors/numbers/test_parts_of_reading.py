"""The small pieces: check digits, eras, spellings, series, labels."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connectors.numbers.check import expected
from connectors.numbers.clean import clean
from connectors.numbers.eras import year_fields, year_in
from connectors.numbers.series import Series, series_of
from connectors.numbers.spelling import spelling


@pytest.mark.parametrize(
    ("rule", "digits", "digit"),
    [
        ("epo", "99403122", "7"),
        ("epo", "04425480", "3"),
        ("epo", "16000312", "5"),
        ("cnipa", "202110088282", "5"),
        ("cnipa", "88201465", "X"),
        ("dpma", "3130619", "5"),
        ("dpma", "10001499", "2"),
        ("dpma", "102006032425", "0"),
        ("dpma-1980", "3025842", "5"),
        ("ukipo", "0007679", "4"),
        ("inpi-br", "102021015486", "1"),
        ("epo", "12X", None),
    ],
)
def test_check_digits_of_real_numbers(rule: str, digits: str, digit: str | None) -> None:
    """Each rule gives the digit that the office printed behind a real number."""
    assert expected(rule, digits) == digit


@given(
    st.integers(1950, 2099),
    st.sampled_from(("yyyy", "showa", "heisei", "reiwa", "roc", "buddhist", "less50")),
)
def test_calendars_go_round(year: int, calendar: str) -> None:
    """A year written in a calendar that had begun is that year again."""
    written = year_fields(year)
    if calendar in written:
        assert year_in({calendar: written[calendar]}, (1800, 2600)) == year


@pytest.mark.parametrize(
    ("ending", "years", "year"),
    [
        ("99", (1978, 2077), 1999),
        ("04", (1978, 2077), 2004),
        ("78", (1978, 2077), 1978),
        ("94", (1926, 1988), 1994),
    ],
)
def test_two_digits_mean_the_year_inside_the_form(ending: str, years: tuple[int, int], year: int) -> None:
    """Two digits are the first year of that ending since the form began, even when that is after its end."""
    assert year_in({"yy": ending}, years) == year


def test_1989_is_showa_64_and_heisei_1() -> None:
    """The year of two eras is one year."""
    assert year_in({"showa": "64"}, (1926, 1999)) == year_in({"heisei": "1"}, (1926, 1999)) == 1989


@pytest.mark.parametrize(
    ("source", "fields", "written", "bare"),
    [
        ("{yyyy}-{serial:6}", {"yyyy": "2020", "serial": "56"}, "2020-000056", "2020000056"),
        ("{series:2}/{serial:6,}", {"series": "16", "serial": "123456"}, "16/123,456", "16123456"),
        ("{serial:1-8,}", {"serial": "0007123456"}, "7,123,456", "7123456"),
        ("P {d:2} {serial:5_}[.{c}]", {"d": "31", "serial": "30619", "c": "5"}, "P 31 30 619.5", "P3130619"),
        ("{yy}{serial:6}[.{c}]", {"yy": "99", "serial": "203729"}, "99203729", "99203729"),
        ("{serial:5}!/{yy}", {"serial": "34567", "yy": "01"}, "34567/01", "3456701"),
    ],
)
def test_a_spelling_writes_and_reads_the_same_line(
    source: str, fields: dict[str, str], written: str, bare: str
) -> None:
    """Widths, groups, optional parts and separators: what a spelling writes it reads."""
    way = spelling(source)
    assert way.write(fields) == written
    assert way.write(fields, bare=True) == bare
    again = way.match(written.replace(" ", "").replace(",", ""))
    assert again is not None
    assert {name: value.lstrip("0") for name, value in again.items()} == {
        name: value.lstrip("0") for name, value in fields.items()
    }


def test_a_spelling_refuses_what_does_not_fit() -> None:
    """Too many digits, a missing field and a wrong strict separator are not written or read."""
    assert spelling("{serial:3}").write({"serial": "1234"}) is None
    assert spelling("{yy}{serial:3}").write({"serial": "123"}) is None
    assert spelling("{serial:5}!/{yy}").match("34567-01") is None
    assert spelling("{serial:5}/{yy}").match("34567-01") == {"serial": "34567", "yy": "01"}
    with pytest.raises(ValueError, match="not understood"):
        spelling("{serial:3}?")


SERIES = {
    "10": Series("A", ((1, 2001.8), (999_999, 2004.9))),
    "11": Series("A", ((1, 2004.9), (999_999, 2007.9))),
    "60": Series("P", ((1, 1995.4), (999_999, 2007.9))),
}
ALLOWED = {"10": (2001, 2004), "11": (2004, 2007), "60": (1995, 2007)}


def test_a_series_orders_the_years_of_a_serial() -> None:
    """The estimated year has no doubt; the further from it, the more."""
    doubts = [SERIES["11"].doubt(500_000, year) for year in (2006, 2005, 2004, 2003)]
    assert doubts == sorted(doubts)
    assert doubts[0] == 0.0


def test_a_serial_and_year_find_their_series() -> None:
    """Kind, year and how far the series had counted decide; a year without series finds none."""
    assert series_of(SERIES, ALLOWED, "A", 950_000, 2004) == ("10", 0.0)
    assert series_of(SERIES, ALLOWED, "A", 20_000, 2004) == ("11", 0.0)
    assert (series_of(SERIES, ALLOWED, "P", 400_000, 2004) or ("",))[0] == "60"
    assert series_of(SERIES, ALLOWED, "A", 400_000, 1990) is None


@pytest.mark.parametrize(
    ("text", "plain", "type", "office"),
    [
        ("Appl. No. 16/123,456", "16/123456", "application", None),
        ("U.S. Pat. No. 7,123,456", "US7123456", "publication", None),
        ("Priority EP 99203729.1", "EP99203729.1", "priority", None),
        ("特許第6768620号", "6768620", "publication", "JP"),
        ("実公昭58-2167", "S58-2167", "publication", "JP"),
        ("平成元年特許願第12号", "H1-12", "application", "JP"),
        ("공개특허 10-2013-0086153", "10-2013-0086153", "publication", "KR"),
        ("申請號 097145995", "097145995", "application", "TW"),
        ("NO 20151234", "NO20151234", None, None),
        ("No. 20151234", "20151234", None, None),
        ("2010 8 0063196 .9", "201080063196.9", None, None),
        ("EP_1000000_A1", "EP1000000A1", None, None),
    ],
)
def test_labels_become_hints(text: str, plain: str, type: str | None, office: str | None) -> None:
    """Words beside a number go, and leave what they say; NO alone is Norway."""
    cleaned = clean(text)
    assert (cleaned.text, cleaned.label.type, cleaned.label.office) == (plain, type, office)
