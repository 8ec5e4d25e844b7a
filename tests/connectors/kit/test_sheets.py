from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from connectors.kit.sheets import SheetError, document_id, held_from, parse_application, parse_family
from connectors.model import Access
from connectors.numbers.identity import ApplicationNumber

NUMBER = ApplicationNumber("NZ", "773158")


def held(**properties: Any) -> Any:
    """What a sheet with these properties states."""
    return held_from(parse_application(json.dumps(properties).encode()), NUMBER)


@pytest.mark.parametrize(
    "properties",
    [
        {"acessCategory": "offices"},
        {"accessCategory": "office"},
        {"documents": [{"title": "x", "visibility": "offices"}]},
        {"documents": [{"code": "EXRP"}]},
        {"filingDate": "2024-02-30"},
        {"priorities": [{"number": "not a number"}]},
        {"number": "NZ 773158"},
    ],
)
def test_a_sheet_with_a_mistake_is_refused(properties: dict[str, Any]) -> None:
    """A mistyped property or value is an error, never a silent default that could show too much."""
    with pytest.raises(SheetError):
        held(**properties)


@pytest.mark.parametrize(
    ("sheet", "document", "access"),
    [
        ({}, {}, None),
        ({"accessCategory": "offices"}, {}, Access(visibility="offices")),
        ({"accessCategory": "offices"}, {"accessCategory": "public"}, Access(visibility="public")),
        ({}, {"accessCategory": "restricted"}, Access(visibility="none")),
        (
            {"accessCategory": "public"},
            {"accessCategory": "restricted", "accessOfficeBag": ["AU", "CA"]},
            Access(visibility="named", offices=("AU", "CA")),
        ),
        (
            {"accessCategory": "public"},
            {"accessOfficeBag": ["AU"]},
            Access(visibility="named", offices=("AU",)),
        ),
        (
            {},
            {"accessCategory": "offices", "accessOfficeBag": ["AU"]},
            Access(visibility="named", offices=("AU",)),
        ),
        ({"accessOfficeBag": ["AU"]}, {}, Access(visibility="named", offices=("AU",))),
    ],
)
def test_a_document_says_who_may_see_it_or_its_application_does(
    sheet: dict[str, Any], document: dict[str, Any], access: Access | None
) -> None:
    """What a document says of itself counts, else what its application says; silence is no statement.

    Who names offices means these, whichever word stands beside them, or none.
    """
    found = held(**sheet, documents=[{"title": "Search report", **document}])
    assert found.dossier.documents[0].access == access


def test_a_translated_document_has_its_original_first() -> None:
    """A document with an original has two renditions, the office's own one first."""
    document = {"title": "Claims", "language": "en", "id": "Claims_1", "original": {"language": "ja"}}
    first, second = held(documents=[document]).dossier.documents[0].renditions
    assert (first.kind, first.language, first.id) == ("original", "ja", "Claims_1_o")
    assert (second.kind, second.language, second.id) == ("translation", "en", "Claims_1")


def test_two_documents_with_one_id_are_refused() -> None:
    """An id leads to one document."""
    with pytest.raises(SheetError, match="have one id, same"):
        held(documents=[{"title": "A", "id": "same"}, {"title": "B", "id": "same"}])


@pytest.mark.parametrize("id", ["a/b", "a b", "x" * 129, "ä"])
def test_an_id_that_cannot_be_asked_for_is_refused(id: str) -> None:
    """A gateway could not show the document, and would have to say that the list is not whole."""
    with pytest.raises(SheetError, match="of 'A' cannot stand in a URL"):
        held(documents=[{"title": "A", "id": id}])


@pytest.mark.parametrize(
    "citation", [{}, {"text": ""}, {"text": "x", "publication": {"office": "US", "number": "9832940"}}]
)
def test_a_citation_that_does_not_say_what_is_cited_is_refused(citation: dict[str, Any]) -> None:
    """Or says it in two ways, of which only one would be told."""
    with pytest.raises(SheetError, match="a citation has one of"):
        held(citations=[citation])


def test_equal_documents_still_have_ids_of_their_own() -> None:
    """Two documents with the same facts are two documents."""
    documents = held(documents=[{"title": "Claims", "date": "2021-01-02"}] * 2).dossier.documents
    assert documents[0].id != documents[1].id


def test_an_id_depends_on_what_names_the_document_only() -> None:
    """The same facts give the same id for ever; others give another."""
    assert document_id(NUMBER, "a.pdf") == document_id(NUMBER, "a.pdf")
    assert document_id(NUMBER, "a.pdf") != document_id(NUMBER, "b.pdf")
    assert document_id(NUMBER, "a.pdf").startswith("nz773158-")


def test_a_family_sheet_is_read_whole_or_refused() -> None:
    """A family file with anything unknown in it is refused, with the place of the mistake."""
    sheet = {"family": "f", "sources": "s", "applications": [{"number": "NZ.773158.A", "titel": {}}]}
    with pytest.raises(SheetError, match=r"applications\[0\]|applications\[\.\.\.\]"):
        parse_family(json.dumps(sheet).encode())


def test_the_example_of_the_guide_is_a_description() -> None:
    """What the guide shows as ``dossier.json`` says all that it seems to say."""
    guide = (Path(__file__).parents[3] / "connectors" / "README.md").read_text("utf-8")
    example = guide.partition("```json\n")[2].partition("```")[0]
    dossier = held_from(parse_application(example.encode())).dossier
    assert len(dossier.documents) == len(dossier.classifications) == 1
    assert [bool(one.publication) for one in dossier.citations] == [True, False]


@pytest.mark.parametrize(
    "text",
    [
        '{"accessCategory": "restricted", "accessCategory": "public"}',
        '{"withheld": true, "titles": {}, "withheld": false}',
        '{"documents": [{"file": "a.pdf", "accessCategory": "offices", "accessCategory": "public"}]}',
    ],
)
def test_a_word_that_stands_twice_is_refused(text: str) -> None:
    """Which of the two is meant nobody can say, and one may show more than the other."""
    with pytest.raises(SheetError, match="stands twice in one object"):
        parse_application(text.encode())


def test_a_byte_order_mark_is_no_fault() -> None:
    """Some editors write one."""
    assert parse_application(b'\xef\xbb\xbf{"withheld": true}').withheld
