"""The CASE profile's document lists to the model: as offices write them, and as they should not."""

from __future__ import annotations

import json
from datetime import date

import pytest

from connectors.case.parse import parse_doclist
from connectors.errors import Malformed
from connectors.model import Rendition
from connectors.numbers.identity import ApplicationNumber

CA = ApplicationNumber("CA", "3054009")
DOCUMENT = {
    "id": "nz100000000787609-0bb4fa31-4159-4e30-a12c-ed193ec8c779",
    "languageCode": "en",
    "sourceSystemIdentifier": "WIPO CASE",
    "documentName": "CA3054009-20230905.pdf",
    "documentDescription": "Examination Report for Acceptance",
    "documentFormatCategory": "pdf",
    "documentKindCategory": None,
    "documentCodeCategory": "EXRP",
    "documentDate": "2022-10-28",
    "documentLocationURI": None,
    "documentSizeQuantity": "71680",
    "documentPageQuantity": "1",
    "documentLanguageSource": "original",
    "documentOrigin": "outgoing",
    "documentGroupCategory": ["unknown"],
    "nplIndicator": False,
}


def doclist(*documents: dict, total: object = None, number: object = None) -> bytes:
    """The bytes of a document list."""
    return json.dumps(
        {
            "requestorIId": None,
            "applicationNumber": number or {"ipOfficeCode": "CA", "applicationNumberText": "3054009"},
            "documentTotalQuantity": len(documents) if total is None else total,
            "documentIncludedBag": [{"documentIncluded": one} for one in documents],
        }
    ).encode()


def only(**changes: object):
    """The one document of a list, with some properties changed."""
    (document,) = parse_doclist(doclist(DOCUMENT | changes), CA).documents
    return document


def test_a_list_as_published():
    """The published form of V.05: numbers as text, null for absent, unknown properties."""
    page = parse_doclist(doclist(DOCUMENT, total="14"), CA)
    (document,) = page.documents
    assert (page.items, page.total) == (1, 14)
    assert (document.id, document.title) == (DOCUMENT["id"], "Examination Report for Acceptance")
    assert (document.code, document.category, document.direction) == (
        "EXRP",
        "examination-report",
        "outgoing",
    )
    assert (document.date, document.page_count, document.size) == (date(2022, 10, 28), 1, 71680)
    assert (document.language, document.groups, document.access) == ("en", ("unknown",), None)
    assert document.renditions == (Rendition(id="pdf", kind="original", language="en", format="pdf"),)


@pytest.mark.parametrize("nothing", [None, ""])
def test_null_and_empty_mean_absent(nothing):
    """Whatever is null or empty is not said; the title falls back to name, code, id."""
    bare = dict.fromkeys(DOCUMENT, nothing) | {"id": "x1", "accessCategory": nothing}
    document = only(**bare)
    assert (document.title, document.code, document.date, document.size) == ("x1", None, None, None)
    assert (document.language, document.groups, document.access, document.direction) == (
        None,
        (),
        None,
        "unknown",
    )
    assert only(documentDescription=nothing).title == "CA3054009-20230905.pdf"


@pytest.mark.parametrize(
    ("changes", "name", "value"),
    [
        ({"documentSizeQuantity": 71680}, "size", 71680),
        ({"documentSizeQuantity": "-1"}, "size", None),
        ({"documentSizeQuantity": 1.5}, "size", None),
        ({"documentPageQuantity": True}, "page_count", None),
        ({"documentPageQuantity": "12 pages"}, "page_count", None),
        ({"documentDate": 20221028}, "date", date(2022, 10, 28)),
        ({"documentDate": "2024-02-30"}, "date", None),
        ({"documentDate": "0000-00-00"}, "date", None),
        ({"documentDate": "9999-12-31"}, "date", None),
        ({"documentDate": "2022-10-28T00:00:00+14:00"}, "date", None),
        ({"documentDate": "28.10.2022"}, "date", None),
        ({"documentDescription": 42}, "title", "42"),
        ({"documentGroupCategory": "2"}, "groups", ("2",)),
        ({"documentGroupCategory": [2, None, "101", "2"]}, "groups", ("2", "101")),
        ({"languageCode": "EN-us"}, "language", "en-us"),
        ({"languageCode": "e\u202en"}, "language", None),
        ({"documentDescription": "Ex\u0000am\u001b[2J \u202etxt\u200b\nend"}, "title", "Exam[2J txt end"),
        ({"documentDescription": "審査\u3000報告"}, "title", "審査 報告"),
    ],
)
def test_each_value_is_read_leniently_or_not_at_all(changes, name, value):
    """Wrong types are converted where that is certain, absent otherwise; controls never reach a title."""
    assert getattr(only(**changes), name) == value


@pytest.mark.parametrize(
    "native",
    [
        "../../etc/passwd",
        "a/b",
        "%2e%2e",
        "a" * 129,
        "a\r\nX: y",
        "http://127.0.0.1/",
        "{appno}",
        ".",
        "..",
        "",
        "é",
        None,
    ],
)
def test_a_document_with_an_unusable_id_is_left_out(native):
    """Ids that could leave their place in a URL are dropped; the rest of the list stands."""
    page = parse_doclist(doclist(DOCUMENT | {"id": native}, DOCUMENT), CA)
    assert [one.id for one in page.documents] == [DOCUMENT["id"]]
    assert page.items == 2


@pytest.mark.parametrize(
    ("number", "right"),
    [
        ({"ipOfficeCode": "CA", "applicationNumberText": "3,054,009"}, True),
        ({"ipOfficeCode": "CA", "applicationNumberText": "CA3054009"}, True),
        ({"ipOfficeCode": "", "applicationNumberText": None}, True),
        ({"ipOfficeCode": "CA", "applicationNumberText": "3054010"}, False),
        ({"ipOfficeCode": "US", "applicationNumberText": "3054009"}, False),
    ],
)
def test_a_list_must_be_of_the_asked_application(number, right):
    """Other spellings of the same number are fine; another application's list is refused."""
    body = doclist(DOCUMENT, number=number)
    if right:
        assert parse_doclist(body, CA).items == 1
    else:
        with pytest.raises(Malformed, match="another application"):
            parse_doclist(body, CA)


def test_type_digits_may_be_missing():
    """WIPO's own answer about KR2020090003074 names it 20090003074."""
    asked = ApplicationNumber("KR", "20090003074", "U")
    body = doclist(number={"ipOfficeCode": "KR", "applicationNumberText": "20090003074"})
    assert parse_doclist(body, asked).documents == ()


@pytest.mark.parametrize(
    ("body", "word"),
    [
        (b"<!DOCTYPE html><html><body>Log in</body></html>", "html_instead_of_data"),
        (b"  <html>", "html_instead_of_data"),
        (b"", "bad_payload"),
        (b"null", "bad_payload"),
        (b'"text"', "bad_payload"),
        (doclist(DOCUMENT)[:-20], "bad_payload"),
        (doclist(DOCUMENT) + b"{}", "bad_payload"),
        (doclist(DOCUMENT).decode().encode("utf-16"), "bad_payload"),
        (doclist(DOCUMENT).replace(b"Examination", b"\x8f\xfa\x89\xca"), "bad_payload"),
        (doclist(DOCUMENT).replace(b'"1"', b"NaN"), "bad_payload"),
        (doclist(DOCUMENT).replace(b'"1"', b"1e400"), "bad_payload"),
        (doclist(DOCUMENT).replace(b"Examination", b"\\ud800"), "bad_payload"),
        (doclist(DOCUMENT).replace(b'"1"', b"9" * 5000), "bad_payload"),
        (b'{"x":' + b"[" * 200_000 + b"]" * 200_000 + b"}", "nested too deeply"),
        (b'{"documentIncludedBag":' + b'[{"a":' * 50_000 + b"1" + b"}]" * 50_000 + b"}", "nested too deeply"),
        (b'{"documentIncludedBag": "none"}', "bad_payload"),
    ],
)
def test_what_is_no_answer_is_malformed(body, word):
    """Pages, other encodings, damage, NaN, surrogates, depth: refused with a word, never half read."""
    with pytest.raises(Malformed, match=word) as caught:
        parse_doclist(body, CA)
    assert len(caught.value.detail) <= 200


def test_a_byte_order_mark_is_tolerated():
    """UTF-8 with a BOM is still UTF-8."""
    assert parse_doclist(b"\xef\xbb\xbf" + doclist(DOCUMENT), CA).items == 1


def test_one_object_stands_for_a_list_of_one():
    """Where a list belongs, a single object is read as its only item; null items count for nothing."""
    body = json.dumps({"documentIncludedBag": {"documentIncluded": DOCUMENT}}).encode()
    assert parse_doclist(body, CA).items == 1
    body = json.dumps({"documentIncludedBag": [None, {"documentIncluded": None}, {}]}).encode()
    assert parse_doclist(body, CA).documents == ()
