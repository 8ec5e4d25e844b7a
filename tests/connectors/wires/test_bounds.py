"""Few bytes can ask for much memory or time: what an answer may hold is bounded, not only how long it is."""

from __future__ import annotations

import pytest

from connectors.case.parse import parse_doclist, parse_family
from connectors.errors import Malformed
from connectors.numbers.identity import ApplicationNumber
from connectors.opd.parse import parse_doc_list, parse_family_list
from connectors.scalars import MAX_TEXT, text

AU = ApplicationNumber("AU", "2019325418")
LIST = (
    b'{"applicationNumber":{"ipOfficeCode":"AU","applicationNumberText":"2019325418"},"documentIncludedBag":['
)
HUB = b'<api-data xmlns="https://www.jpo.go.jp"><statusCode>100</statusCode>'


@pytest.mark.parametrize("item", [b"{}", b"[]", b"0"], ids=["objects", "lists", "numbers"])
def test_json_with_values_without_end_is_not_read(item: bytes) -> None:
    """Under 8 MiB, and hundreds of megabytes in memory."""
    body = b'{"patentFamilyMemberBag":[' + b",".join([item] * 500_000) + b"]}"
    with pytest.raises(Malformed, match="too_large"):
        parse_family(body)


@pytest.mark.parametrize(
    "inside",
    [
        b"<document-list-data>" + b"<a/>" * 500_000 + b"</document-list-data>",
        b"<document-list-data " + b" ".join(b'a%d="1"' % n for n in range(300_000)) + b"/>",
    ],
    ids=["elements", "attributes"],
)
def test_xml_with_elements_or_attributes_without_end_is_not_read(inside: bytes) -> None:
    """Neither the parser nor the walk over its tree is begun."""
    with pytest.raises(Malformed, match="too_large"):
        parse_doc_list(HUB + inside + b"</api-data>", AU, 0.0)


def test_an_element_with_attributes_without_end_is_not_walked() -> None:
    """Reading n attributes of one element takes n squared steps: 100,000 were a minute."""
    inside = b"<family-list-data " + b" ".join(b'a%d="1"' % n for n in range(100_000)) + b"/>"
    with pytest.raises(Malformed, match="attributes without end"):
        parse_family_list(HUB + inside + b"</api-data>", 0.0)


def test_a_list_of_which_no_document_can_be_asked_for_is_no_list() -> None:
    """All ids climb out of a path: that is no empty file. Among good ones, such an item is left out."""
    bad, good = b'{"documentIncluded":{"id":"../../x"}}', b'{"documentIncluded":{"id":"x"}}'
    with pytest.raises(Malformed, match="no document of the list has an id"):
        parse_doclist(LIST + bad + b"," + bad + b"]}", AU)
    page = parse_doclist(LIST + bad + b"," + good + b"]}", AU)
    assert [document.id for document in page.documents] == ["x"]
    assert parse_doclist(LIST + b"]}", AU).documents == ()


def test_a_title_without_end_is_cut() -> None:
    """What is shown to people is bounded in length."""
    assert text("a" * 8_000_000) == "a" * MAX_TEXT
    assert text("\u202e" + "a" * 8_000_000) == "a" * (MAX_TEXT - 1)
