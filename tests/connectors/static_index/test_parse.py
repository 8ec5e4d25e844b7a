"""Indexes as offices write them and as they should not: rows, visibility, bounds."""

from __future__ import annotations

import json

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from connectors.errors import Malformed
from connectors.model import Access
from connectors.numbers.identity import ApplicationNumber
from connectors.static_index import parse
from connectors.static_index.documents import citations_of, documents_of
from connectors.static_index.parse import parse_index

OWN = ApplicationNumber("NZ", "773158", "A")
NONE = Access(visibility="none")


def index(*applications, **more):
    """An index as bytes; what is bytes already stands in it as it is."""
    rows = [one if isinstance(one, bytes) else json.dumps(one).encode() for one in applications]
    head = json.dumps({"version": 1} | more).encode()
    return head[:-1] + b', "applications": [' + b",".join(rows) + b"]}"


def documents(body):
    """The documents of the application by id."""
    return {own: filed.document for own, filed in documents_of(parse_index(body).entries[OWN]).by_id.items()}


@pytest.mark.parametrize(
    ("said", "access"),
    [
        ({}, None),
        ({"accessCategory": None}, None),
        ({"accessCategory": "public"}, Access(visibility="public")),
        ({"accessCategory": "offices"}, Access(visibility="offices")),
        ({"accessCategory": "restricted"}, NONE),
        (
            {"accessCategory": "restricted", "accessOfficeBag": ["au", "CA", "everyone"]},
            Access(visibility="named", offices=("AU", "CA")),
        ),
        ({"accessOfficeBag": ["AU"]}, Access(visibility="named", offices=("AU",))),
        (
            {"accessCategory": "public", "accessOfficeBag": ["AU"]},
            Access(visibility="named", offices=("AU",)),
        ),
        ({"accessOfficeBag": ["everyone"]}, Access(visibility="named")),
        ({"accessCategory": "everybody"}, NONE),
        ({"accessCategory": "Public"}, NONE),
        ({"accessCategory": 7}, NONE),
        ({"accessCategory": "public", "accessOfficeBag": "AU"}, NONE),
        ({"accessCategry": "restricted"}, NONE),
        ({"AccessCategory": "restricted", "accessCategory": "public"}, NONE),
    ],
)
def test_who_may_see_a_document(application, document, said, access):
    """The words of the profile; whatever else is said closes the document."""
    assert documents(index(application(document("a.pdf", **said))))["nz-a.pdf"].access == access


@pytest.mark.parametrize(
    "row",
    [
        b'{"file":"a.pdf","title":"t","id":"x","accessCategory":"restricted","accessCategory":"public"}',
        b'{"file":"a.pdf","title":"t","id":"x","accessOfficeBag":["AU"],"accessOfficeBag":[],"accessCategory":"public"}',
        b'{"file":"a.pdf","title":"t","id":"x","accessC\\u0061tegory":"restricted","accessCategory":"public"}',
    ],
)
def test_a_word_said_twice_closes(application, row):
    """Equal keys, openly or behind escapes: the last one does not win."""
    body = json.dumps(application()).encode().replace(b'"documents": []', b'"documents": [' + row + b"]")
    assert documents(index(body))["x"].access == NONE


def test_an_application_speaks_for_its_documents(application, document):
    """What a document does not say its application says."""
    rows = (document("a.pdf"), document("b.pdf", accessCategory="public"))
    found = documents(index(application(*rows, accessCategory="restricted")))
    assert [one.access.visibility for one in found.values()] == ["none", "public"]


@pytest.mark.parametrize(
    "change",
    [
        (b'"status"', b'"withheld":true,"withheld":false,"status"'),
        (b'"status"', b'"accessCategory":"restricted","accessCategory":"public","status"'),
        (b'"status"', b'"withhelt":true,"status"'),
        (b'"status"', b'"withheld":"yes","status"'),
        (b'"status"', b'"\\u0077ithheld":true,"withheld":false,"status"'),
        (b'"status"', b'"documents":[{"file":"a.pdf","title":"t","accessCategory":"restricted"}],"status"'),
        (b'"status"', b'"accessCategory":"anybody","status"'),
    ],
)
def test_a_doubt_about_an_application_closes_its_file(application, document, change):
    """The application is still listed; its file is not open."""
    body = json.dumps(application(document("a.pdf", accessCategory="public"))).encode()
    entry = parse_index(index(body.replace(*change, 1))).entries[OWN]
    assert entry.withheld
    assert entry.application.title == "Irrigation valve"


def test_an_application_that_stands_twice(application, document):
    """Its first row's facts, all documents, the same one under the stricter word; closed if either is."""
    one = application(document("a.pdf", accessCategory="public"), document("b.pdf"))
    other = application(
        document("a.pdf", accessCategory="offices"), document("c.pdf"), titles={"en": "Other"}
    )
    body = index(one, other)
    assert {own: found.access for own, found in documents(body).items()} == {
        "nz-a.pdf": Access(visibility="offices"),
        "nz-b.pdf": None,
        "nz-c.pdf": None,
    }
    assert parse_index(body).entries[OWN].application.title == "Irrigation valve"
    assert parse_index(index(one, other | {"withheld": True})).entries[OWN].withheld


BROKEN_ROWS = [
    None, 7, "text", [], {}, {"title": 5, "file": "x.pdf"}, {"title": "t", "file": 5}, {"file": "x.pdf"},
    {"title": "t", "file": "x.pdf", "id": "a/b"}, {"title": "t", "file": "x.pdf", "id": ".."},
    {"title": "t", "file": "x.pdf", "date": "2020-13-45"}, {"title": "t", "file": "x.pdf", "pages": "four"},
]  # fmt: skip


@pytest.mark.parametrize("row", BROKEN_ROWS)
def test_one_broken_document_is_left_out(application, document, row):
    """The others stand."""
    found = documents(index(application(document("a.pdf"), row, document("b.pdf"))))
    assert list(found) == ["nz-a.pdf", "nz-b.pdf"]


@pytest.mark.parametrize(
    "row",
    [
        None, 7, [], {}, {"number": "NZ.1.A", "documents": 5}, {"number": 5}, {"number": "1"},
        {"number": "hello"}, {"number": "NZ.1.A", "titles": "x"},
        {"number": "NZ.1.A", "filingDate": "soon"},
    ],
)  # fmt: skip
def test_one_broken_application_is_left_out(application, row):
    """The others stand; an index of nothing else is malformed."""
    assert list(parse_index(index(row, application())).entries) == [OWN]
    with pytest.raises(Malformed):
        parse_index(index(row))


def test_numbers_may_be_written_as_people_do(application):
    """Any form that can be read one way only; a claim that cannot be is left out."""
    claims = [{"number": "AU 2018903141"}, {"number": "nonsense"}, {"number": "PCT/AU2019/050912"}]
    entries = parse_index(index(application(number="773158", priorities=claims)), "NZ").entries
    (entry,) = entries.values()
    assert entry.application.number == OWN
    assert [one.number.docdb for one in entry.application.priorities] == [
        "AU.2018903141.A",
        "AU.2019050912.W",
    ]


def test_text_is_cleaned(application, document):
    """Control characters and text that runs backwards do not come through."""
    row = document(
        "a.pdf", title="Re\u202eport\r\n", code="EX\x07RP", language="english!", groups=["1", "\n"]
    )
    body = index(application(row, applicants=["A\u0000B", " "], titles={"en": "\u200b"}))
    found = documents(body)["nz-a.pdf"]
    assert (found.title, found.code, found.language, found.groups) == ("Report", "EXRP", None, ("1",))
    application = parse_index(body).entries[OWN].application
    assert (application.applicants, application.title) == (("AB",), None)


@pytest.mark.parametrize(
    "body",
    [
        b"", b"[]", b"null", b"{}", b'{"version": 1}', b"<html></html>",
        b'{"version": 2, "applications": []}', b'{"version": 1, "applications": {}}',
        b'{"version": 1, "applications": 5}', b'{"version":1,"applicat',
        b'{"version": 1, "applications": [], "applications": []}', b"\xff\xfe{}", b"[" * 100_000,
        b'{"version": 1, "applications": ' + b"[" * 100_000, b'{"version": NaN, "applications": []}',
        b'{"version": 1, "applications": [], "x": "' + b"y" * (2 << 20) + b'"}',
        '{"version": 1, "applications": []}'.encode("utf-16"),
        b'{"version": 1, "applications": [], "\\u0061pplications": []}',
    ],
)  # fmt: skip
def test_what_is_no_index_is_malformed(body):
    """Nothing, pages, other versions, other types, two lists, too deep, another charset, cut off."""
    with pytest.raises(Malformed):
        parse_index(body)


def test_an_empty_index_is_one():
    """An office may have nothing yet; a byte order mark does not matter."""
    assert parse_index(b'\xef\xbb\xbf{"version": 1, "applications": []}').entries == {}


@pytest.mark.parametrize("bound", ["MAX_APPLICATIONS", "MAX_DOCUMENTS", "MAX_CLAIMS"])
def test_an_index_is_bounded(application, document, monkeypatch, bound):
    """Applications, documents and claims are counted before anything is kept."""
    rows = [
        application(document("a.pdf"), document("b.pdf"), number=f"NZ.{place}.A")
        for place in range(700_001, 700_004)
    ]
    assert len(parse_index(index(*rows)).entries) == 3
    monkeypatch.setattr(parse, bound, 2)
    with pytest.raises(Malformed, match="too_large"):
        parse_index(index(*rows))


LEAVES = st.sampled_from(
    [None, True, -5, 10**20, "", "public", "NZ.1.A", "2020-01-01", "x\u202e", [], {}, ["a", 1]]
)
KEYS = st.sampled_from(
    ["number", "documents", "titles", "publications", "priorities", "withheld", "accessCategory", "citations",
     "file", "title", "id", "date", "accessOfficeBag", "original", "nonsense"]
)  # fmt: skip
INNER = st.lists(st.dictionaries(KEYS, LEAVES, max_size=4), max_size=3)
ROWS = st.lists(st.dictionaries(KEYS, LEAVES | INNER, max_size=6), max_size=3)


@given(ROWS)
def test_any_rows_are_read_or_left_out(rows):
    """Whatever stands in a row, the application beside it is read."""
    good = {"number": "NZ.773158.A", "documents": [{"title": "t", "file": "a.pdf", "id": "a"}]}
    found = parse_index(msgspec.json.encode({"version": 1, "applications": [*rows, good]}))
    assert "a" in documents_of(found.entries[OWN]).by_id
    for entry in found.entries.values():
        documents_of(entry)
        citations_of(entry)
