"""Which documents of different providers are the same: by an id that an office gave, or by their place."""

from __future__ import annotations

import pytest
from worlds import document

from connectors.model import Document
from connectors.numbers.identity import parse_docdb
from gateway.copies import matched, telling

EP = parse_docdb("EP.99203729.A")
GIVEN, ANOTHER, THIRD = "E54041789216DSU", "E54041789217DSU", "E54041789218DSU"


def groups(*lists: list[Document]) -> set[frozenset[tuple[int, str]]]:
    """Which documents are one, each told by its list and its id."""
    return {frozenset((of, one.id) for of, one in group) for group in matched(EP, lists)}


def apart(*lists: list[Document]) -> set[frozenset[tuple[int, str]]]:
    """Every document by itself."""
    return {frozenset({(of, one.id)}) for of, documents in enumerate(lists) for one in documents}


@pytest.mark.parametrize(
    "native",
    [
        "Abstract_51702045047_JP",
        GIVEN,
        "JLR4KX2ERXEAPX3",
        "EBOJJXREDHXBS13",
        "LJSTQZCFGREENX2",
        "5f3c9a1e-7b2d-4c8e-9f10-2a3b4c5d6e7f",
        "092018108765432100",
    ],
)
def test_an_id_that_an_office_gave_is_told(native: str) -> None:
    """By letters and digits that nobody else would hit on."""
    assert telling(native, EP)


@pytest.mark.parametrize(
    "native",
    [
        "",
        "1",
        "A1B2C3D",
        "00000012",
        "00001234",
        "document0012",
        "document-00000012.pdf",
        "DOCUMENT0000012",
        "000000000012345",
        "EP9920372900012",
        "annex-2-page-3",
        "search-report",
        "Searchreport",
        "Claims_20110203",
        "EP99203729-0001",
        "EP.99203729.A-12",
        "拒絶理由通知書拒絶理由通知書",
    ],
)
def test_an_id_that_anybody_may_have_made_is_not(native: str) -> None:
    """Short ones, words, counts, days and the application's own number."""
    assert not telling(native, EP)


@pytest.mark.parametrize(("code", "day"), [(None, "2011-02-03"), ("X1", None), (None, None)])
def test_the_same_id_makes_one_of_copies_without_code_or_date(code: str | None, day: str | None) -> None:
    """Whichever of the two lists does not say it."""
    bare, full = document(GIVEN, code, day), document(GIVEN)
    assert groups([bare], [full]) == groups([full], [bare]) == {frozenset({(0, GIVEN), (1, GIVEN)})}
    short = [document("12", code, day)], [document("12")]
    assert groups(*short) == apart(*short)


def test_dates_that_contradict_each_other_keep_apart() -> None:
    """And what has no date belongs to neither of them."""
    lists = [[document(GIVEN, None, day)] for day in ("2011-02-03", "2011-02-04", None)]
    assert groups(*lists) == apart(*lists)
    again = [*lists, [document(GIVEN, None, "2011-02-04")], [document(GIVEN, None, None)]]
    assert {frozenset(of for of, _ in group) for group in groups(*again)} == {
        frozenset({0}),
        frozenset({1, 3}),
        frozenset({2, 4}),
    }


def test_an_id_says_more_than_a_place_in_a_list() -> None:
    """Two of one code and day, in another order or with one left out."""
    ours, theirs = [document(GIVEN), document(ANOTHER)], [document(ANOTHER), document(GIVEN)]
    assert groups(ours, theirs) == {frozenset({(0, id), (1, id)}) for id in (GIVEN, ANOTHER)}
    assert groups(ours, theirs[:1]) == {frozenset({(0, GIVEN)}), frozenset({(0, ANOTHER), (1, ANOTHER)})}


def test_both_rules_together_make_one() -> None:
    """A copy with the id, and one with the code and day of that copy."""
    lists = [[document(GIVEN, None)], [document(GIVEN)], [document("x")]]
    assert groups(*lists) == {frozenset({(0, GIVEN), (1, GIVEN), (2, "x")})}


def test_nothing_of_one_list_is_made_one() -> None:
    """Neither by an id that stands there twice, nor by way of the others."""
    twice = [document(GIVEN, None), document(GIVEN, None)], [document(GIVEN, None)]
    assert sorted(len(group) for group in matched(EP, twice)) == [1, 1, 1]
    first = [document(GIVEN, None), document(ANOTHER, None)]
    second = [document(GIVEN, "X1")]
    third = [document(THIRD, "X1"), document(ANOTHER, "X1")]
    for found in (groups(first, second, third), groups(third, second, first)):
        for group in found:
            assert len({of for of, _ in group}) == len(group)
        assert {len(group) for group in found} == {2, 3}
