"""No text whatever makes reading fail in another way than ``NumberError``, or do more than bounded work."""

from __future__ import annotations

from unittest.mock import patch

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from connectors.numbers.clean import MAX_READ, clean
from connectors.numbers.grammar import spellings
from connectors.numbers.identity import NumberError, NumberType
from connectors.numbers.offices import grammars
from connectors.numbers.pct import INTERNATIONAL, RECEIVED
from connectors.numbers.reading import read, read_application, read_publication
from connectors.numbers.spelling import Spelling

TYPES: tuple[NumberType | None, ...] = (None, "application", "publication", "priority")
LIKELY = st.text(
    st.sampled_from(
        "0123456789" * 3 + "ABCDEFPSTUWXJKR" + "-/., :()\x00\t" + "OIl特願平昭第号０１－٣‏é😀АС*[]年月日№º"
    ),
    max_size=40,
)


def attempt(
    text: str, type: NumberType | None = None, office: str | None = None, year: int | None = None
) -> None:
    """Reads a text in every way; only ``NumberError`` may come out."""
    try:
        found = read(text, type=type, office=office, year=year)
    except NumberError:
        return
    assert found
    assert [one.score for one in found] == sorted((one.score for one in found), reverse=True)
    assert len({one.number for one in found}) == len(found)
    assert all(0 < one.score <= 1 for one in found)
    assert all(type in (None, one.number.type) for one in found)


@given(st.text(max_size=300))
def test_any_text_is_read_or_refused(text: str) -> None:
    """Arbitrary Unicode gives readings or a sentence, nothing else."""
    attempt(text)


@settings(max_examples=300)
@given(
    LIKELY,
    st.sampled_from(TYPES),
    st.sampled_from((None, "EP", "US", "JP", "KR", "EG", "WO", "IB", "ZW")),
    st.none() | st.integers(0, 3000),
)
def test_text_made_of_number_like_pieces_is_read_or_refused(
    text: str, type: NumberType | None, office: str | None, year: int | None
) -> None:
    """Digits, marks, labels and stray characters in any order, under any hints."""
    attempt(text, type, office, year)


@given(
    LIKELY,
    st.sampled_from(("EP", "US", "JP", "DE", "LA", "XX")),
    st.sampled_from((None, "A", "W", "U", "B1", "?")),
)
def test_numbers_of_answers_are_identities_or_refused(text: str, office: str, kind: str | None) -> None:
    """A connector gets one identity, whose number is plain, or ``NumberError``."""
    try:
        number = read_application(office, text, kind=kind)
        publication = read_publication(office, text, kind=kind)
    except NumberError:
        return
    assert number.number.isalnum()
    assert number.number.isascii()
    assert publication.type == "publication"


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "no number in the text"),
        (" \t\n", "no number in the text"),
        ("‏‎", "no number in the text"),
        ("\x00", "U\\+0000"),
        ("EP\x001000000", "U\\+0000"),
        ("😀", "U\\+1F600"),
        ("9" * 10_000, "10000 characters"),
        ("EP 1000000 " * 25, "more than 200 characters"),
        ("EP1000000;EP1000001;EP1000002;EP1000003;EP1000004;EP1000005;EP1000006", "longer than any number"),
        ("hello", "not an office code"),
        ("EP 99", "0000099"),
        ("US 1/2", "US 16/123,456"),
        ("XQ 1000000", "XQ is not an office code"),
        ("PTC/US2008/086599", r"Did you mean PCT/US2008/086599\?"),
        ("W0 2010050748", r"Did you mean WO2010050748\?"),
        ("EP 99203729123", "EP 99203729.1"),
    ],
)
def test_what_cannot_be_read_says_why(text: str, says: str) -> None:
    """The sentence names what was not understood, accepted forms, or what was meant."""
    if says == "0000099":
        assert read(text)[0].number.number == says
        return
    with pytest.raises(NumberError, match=says):
        read(text)


@pytest.mark.parametrize(
    "text",
    [
        "EP 1000000 A1, US 4123456 A",
        "EP 1000000 A1; US 4123456",
        "EP 1000000 and EP 2000000",
        "EP1000000 A1 (US 4,123,456 A)",
        "EP 1000000 A1 (FAMILY: US 4123456 A)",
        "EP 1000000 A1 (PCT/EP1999/012345)",
        "EP 1 000 000 (SIEMENS); US 4 123 456",
        "WO 2019/123456 (PCT/EP2018/012345)",
        "EP 99203729.1 (EP 1 000 000)",
        "KR 10-2013-0086153 (10-1503659)",
        "特開2005-123456 特許3456789",
        "CN101911042A/CN101911042B",
        "EP 1000000 A1/B1",
    ],
)
def test_two_numbers_are_never_read_as_one_of_them(text: str) -> None:
    """Nothing that is a number of its own is taken for what only stands around another."""
    with pytest.raises(NumberError):
        read(text)


def test_a_number_of_the_other_type_is_suggested() -> None:
    """Asked for a publication, an application number is refused and named."""
    with pytest.raises(NumberError, match="Did you mean the application US 16/123,456"):
        read("US 16/123,456", type="publication")


def test_an_office_that_is_none_is_refused() -> None:
    """A context office must be a code."""
    with pytest.raises(NumberError, match="not an office code"):
        read("1234567", office="Mars")


@pytest.mark.parametrize(
    "text",
    [
        "‏EP 1000000‎",
        "ＥＰ１００００００",
        "EP\u00a01\u00a0000\u00a0000",
        "ep-1000000",
        "EP １０００００0",
        "EP: 1,000,000",
    ],
)
def test_disguises_of_copied_text_are_seen_through(text: str) -> None:
    """Invisible marks, full width, no-break spaces, case and separators do not change a number."""
    assert read(text)[0].number.docdb == "EP.1000000"


@pytest.mark.parametrize("dash", "-‐‑‒–—―−－")
def test_every_dash_is_a_dash(dash: str) -> None:
    """Typographic dashes separate like the hyphen."""
    assert read(f"特願2006{dash}147056")[0].number.docdb == "JP.2006147056.A"


@settings(max_examples=100)
@given(st.text(st.sampled_from("0123456789/-.ABX"), min_size=1, max_size=400))
def test_work_is_bounded_whatever_the_length(text: str) -> None:
    """At most a few attempts a spelling are made, each on a text of bounded length: linear in the input."""
    attempts: list[int] = []
    match = Spelling.match

    def counting(self: Spelling, body: str) -> dict[str, str] | None:
        attempts.append(len(body))
        return match(self, body)

    most = sum(
        len(spellings(form))
        for grammar in (*grammars().values(), INTERNATIONAL, RECEIVED)
        for form in grammar.forms
    )
    with patch.object(Spelling, "match", counting):
        attempt(text)
    assert len(attempts) <= 8 * most
    assert max(attempts, default=0) <= MAX_READ


def test_cleaning_looks_at_each_character_a_bounded_number_of_times() -> None:
    """Twice the padding gives the same plain text; nothing of it reaches the grammars."""
    assert clean("EP" + " " * 400 + "1000000").text == clean("EP" + " " * 800 + "1000000").text == "EP1000000"
