"""Who may see a document, as the office says it: nothing an office writes can widen it."""

from __future__ import annotations

import json

import pytest

from connectors.case.access import both
from connectors.case.parse import parse_doclist
from connectors.errors import Malformed
from connectors.model import Access
from connectors.numbers.identity import ApplicationNumber

AU = ApplicationNumber("AU", "2015200001")
NONE = Access(visibility="none")


def accesses(body: bytes) -> list[Access | None]:
    """What a list says about each of its documents."""
    return [one.access for one in parse_doclist(body, AU).documents]


def said(**properties: object) -> Access | None:
    """What one document's properties say."""
    body = json.dumps({"documentIncludedBag": [{"documentIncluded": {"id": "a", **properties}}]}).encode()
    return accesses(body)[0]


@pytest.mark.parametrize(
    ("properties", "access"),
    [
        ({}, None),
        ({"accessCategory": None}, None),
        ({"accessCategory": "", "accessOfficeBag": []}, None),
        ({"accessCategory": "public"}, Access(visibility="public")),
        ({"accessCategory": "offices"}, Access(visibility="offices")),
        ({"accessCategory": "restricted"}, Access(visibility="named")),
        (
            {
                "accessCategory": "restricted",
                "accessOfficeBag": ["AU", "nz", "AU", "?", {"ipOfficeCode": "CA"}, None],
            },
            Access(visibility="named", offices=("AU", "NZ", "CA")),
        ),
        ({"accessOfficeBag": ["AU"]}, Access(visibility="named", offices=("AU",))),
        (
            {"accessCategory": "public", "accessOfficeBag": ["AU"]},
            Access(visibility="named", offices=("AU",)),
        ),
        ({"accessCategory": "Public"}, NONE),
        ({"accessCategory": "everyone"}, NONE),
        ({"accessCategory": ["public"]}, NONE),
        ({"accessCategory": {"ipOfficeCode": "AU"}}, NONE),
        ({"accessCategory": True}, NONE),
        ({"accessCategory": 0}, NONE),
        ({"accessCategory": "pub\u200blic"}, NONE),
    ],
)
def test_each_statement(properties, access):
    """The three words, absence, and everything else, which is the strictest."""
    assert said(**properties) == access


def listed(*items: str) -> bytes:
    """A list with these items, written by hand."""
    return ('{"documentIncludedBag": [' + ", ".join(items) + "]}").encode()


PUBLIC = '{"documentIncluded": {"id": "b", "accessCategory": "public"}}'


@pytest.mark.parametrize(
    "item",
    [
        '{"documentIncluded": {"id": "a", "accessCategory": "restricted", "accessCategory": "public"}}',
        '{"documentIncluded": {"id": "a", "accessCategory": "public", "accessCategory": null}}',
        '{"documentIncluded": {"id": "a", "accessCategory": "restricted", "\\u0061ccessCategory": "public"}}',
        '{"documentIncluded": {"id": "a", "\\u0061ccessCategory": "restricted", "accessCategory": "public"}}',
        '{"documentIncluded": {"id": "a", "accessOfficeBag": ["AU"], "accessOfficeBag": ["NZ", "US"],'
        ' "accessCategory": "restricted"}}',
        '{"documentIncluded": {"id": "a", "accessCategory": "restricted"}, "documentIncluded": {"id": "a"}}',
        '{"documentIncluded": {"id": "a", "acc\\u0065ssCategory": "restricted"},'
        ' "documentIncluded": {"id": "a"}}',
    ],
)
def test_saying_it_twice_widens_nothing(item):
    """Two statements about one document, plain or behind escapes, are the strictest; others stand."""
    assert accesses(listed(item, PUBLIC)) == [NONE, Access(visibility="public")]
    assert accesses(listed(PUBLIC, item)) == [Access(visibility="public"), NONE]


def test_two_bags_are_no_answer():
    """Two lists in one answer: whichever one a decoder takes, the other would be lost without a word."""
    body = b'{"documentIncludedBag": [{"documentIncluded": {"id": "b", "accessCategory": "restricted"}}], '
    body += listed(PUBLIC)[1:]
    with pytest.raises(Malformed, match="stands twice"):
        accesses(body)


def test_the_same_statement_twice_is_no_conflict():
    """Repeating oneself is harmless, and so are escapes of letters elsewhere."""
    for more in ('"accessCategory": "public"', r'"title": "\u0041\u00e9"', '"title": "accessCategory"'):
        item = '{"documentIncluded": {"id": "a", "accessCategory": "public", ' + more + "}}"
        assert accesses(listed(item)) == [Access(visibility="public")]


def test_a_document_listed_twice_has_the_stricter_access():
    """The same id under two visibilities: the stricter holds, whichever came first."""
    strict = '{"documentIncluded": {"id": "b", "accessCategory": "restricted", "accessOfficeBag": ["AU"]}}'
    named = Access(visibility="named", offices=("AU",))
    assert accesses(listed(PUBLIC, strict)) == accesses(listed(strict, PUBLIC)) == [named]


def test_named_offices_of_two_statements_are_the_common_ones():
    """Two lists of named offices leave those that both name; silence adds nothing."""
    one = Access(visibility="named", offices=("AU", "NZ"))
    other = Access(visibility="named", offices=("NZ", "CA"))
    assert both(one, other) == Access(visibility="named", offices=("NZ",))
    assert both(None, one) == both(one, None) == one
    assert both(one, NONE) == both(NONE, one) == NONE
