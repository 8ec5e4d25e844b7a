"""When two citations cite the same document: by number and series, by equal words, never by likeness."""

from __future__ import annotations

from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st
from worlds import cited

from connectors.model import Citation, Publication
from connectors.numbers.identity import ApplicationNumber, parse_docdb
from gateway.present.cited import Cited, Identity, identities, plain, read_cited, series_of, symbol


def as_written(number: ApplicationNumber) -> ApplicationNumber:
    """No other spelling is known."""
    return number


def read(*written: str) -> list[Cited]:
    """What these citations cite."""
    found = [read_cited(cited(one), as_written) for one in written]
    return [one for one in found if one is not None]


def same(*written: str) -> bool:
    """Whether these are one document, where nothing else is cited."""
    found = read(*written)
    return len(set(map(identities(found), found))) == 1


@pytest.mark.parametrize(
    "written",
    [
        ("EP.1000000.A1", "EP.1000000.B1", "EP.1000000"),
        ("US.2005123456.A1", "US.20050123456.A1", "US.2005123456"),
        ("DE.10012345.A1", "DE.10012345.C2"),
        ("JP.2001234567.A", "JP.2001234567"),
        ("JP.H0512345.U", "JP.H0512345"),
        ("AU.2014203317.A1", "AU.2014203317.B2"),
        ("CN.101234567.A", "CN.101234567.B"),
    ],
)
def test_one_number_is_one_document(written: tuple[str, ...]) -> None:
    """Whichever kind code stands behind it, with it or without, in any spelling of the office."""
    assert same(*written)


@pytest.mark.parametrize(
    "written",
    [
        ("EP.1000000.A1", "EP.1000001.A1"),
        ("EP.1000000.A1", "JP.1000000.A"),
        ("JP.3000001.U", "JP.3000001.B2"),
        ("JP.S6312345.A", "JP.S6312345.B"),
        ("KR.940012345.A", "KR.940012345.B1"),
        ("AU.640000.A", "AU.640000.B"),
        ("FR.95123.A", "FR.95123.E"),
        ("US.400000.A", "US.400000.S"),
        ("DE.1234567.A", "DE.1234567.U"),
    ],
)
def test_series_that_count_apart_are_not_joined(written: tuple[str, str]) -> None:
    """The same digits in another series are another document; without a kind code they are neither."""
    assert not same(*written)
    one, other = written
    bare = ".".join(one.split(".")[:2])
    if bare == ".".join(other.split(".")[:2]):
        found = read(one, other, bare)
        assert len(set(map(identities(found), found))) == 3


numbers = st.sampled_from(("JP.1", "JP.2", "EP.1")).flatmap(
    lambda number: st.sampled_from((number, *(f"{number}.{kind}" for kind in ("A1", "B1", "U", "Y2"))))
)
texts = st.sampled_from(("Handbook", "handbook.", "hand book", "Hand-book", "Hand–book"))


@given(st.lists(numbers | texts, min_size=1), st.randoms())
def test_identity_does_not_hang_on_order(written: list[str], order: Random) -> None:
    """And the same citation always cites the same."""
    found = read(*written)
    shuffled = list(found)
    order.shuffle(shuffled)
    one, other = identities(found), identities(shuffled)
    assert [one(c) for c in found] == [other(c) for c in found]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Handbook of Irrigation, ch. 4", "HANDBOOK OF  IRRIGATION,\nCH. 4."),
        ("‘Valves’ – a review, pp. 12–15", "'Valves' - a review, pp. 12-15"),
        ("Ｖａｌｖｅｓ 2", "valves 2"),
        ("Straße", "STRASSE"),
    ],
)
def test_equal_words_are_one_text(one: str, other: str) -> None:
    """But for case, spacing, shapes of characters, and punctuation at the end."""
    assert plain(one) == plain(other)
    assert same(one, other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Handbook of C", "Handbook of C++"),
        ("vol. 1, p. 23", "vol. 12, p. 3"),
        ("Smith 1.2", "Smith 12"),
        ("pages 1-2", "pages 1 2"),
        ("Müller: valves", "Muller: valves"),
        ("Handbook", "Handbok"),
        ("D1", "D1 and D2"),
        ("...", ";;"),
    ],
)
def test_nothing_is_guessed(one: str, other: str) -> None:
    """What only looks alike stays apart."""
    assert plain(one) != plain(other)
    assert not same(one, other)


@given(st.text(max_size=80))
def test_plain_words_are_plain(text: str) -> None:
    """Once folded, a text stays as it is."""
    assert plain(plain(text)) == plain(text)


def test_a_citation_that_says_nothing_cites_nothing() -> None:
    """Neither does one of blanks."""
    assert read_cited(Citation(), as_written) is None
    assert read_cited(Citation(text=" \n "), as_written) is None


def test_an_application_is_known_by_the_familys_spelling() -> None:
    """Two spellings of one application are one document."""
    here = parse_docdb("US.200260396363.P")
    found = [
        one
        for spelt in ("US.200260396363.P", "US.60396363.P")
        if (one := read_cited(Citation(application=parse_docdb(spelt)), lambda _: here)) is not None
    ]
    assert {identities(found)(one) for one in found} == {Identity("application", "US", here.docdb)}


def test_a_publication_that_no_grammar_reads_stays_as_it_is() -> None:
    """Its office and number are kept, so that it is still one row."""
    odd = Publication(office="X1", number="?", kind="A")
    one = read_cited(Citation(publication=odd), as_written)
    assert one == Cited(odd, None, None)
    assert series_of(odd) == "A"


@pytest.mark.parametrize(
    ("written", "printed"),
    [
        ("B28B 1/29", "B28B 1/29"),
        ("b28b1/29", "B28B 1/29"),
        ("B28B   1/29", "B28B 1/29"),
        ("B28B 001/29", "B28B 1/29"),
        ("H04L0012/5601", "H04L 12/5601"),
        ("B28B", "B28B"),
        ("2B022AA01", "2B022AA01"),
        ("A01G25/16,301@A", "A01G25/16,301@A"),
        ("  F-term   x ", "F-term x"),
    ],
)
def test_symbols_are_printed_one_way(written: str, printed: str) -> None:
    """As IPC and CPC print them; what is no such symbol keeps its words."""
    assert symbol(written) == printed
    assert symbol(printed) == printed
