"""Rows of a document list: pairs, groups, dates, lengths, ids."""

from __future__ import annotations

from datetime import date

import pytest

from connectors.errors import ConnectorError, Malformed, NotHeld
from connectors.global_dossier.documents import rendition_parts
from connectors.global_dossier.explain import NotAvailable
from connectors.global_dossier.parse import parse_document_list
from connectors.numbers.identity import ApplicationNumber

US = ApplicationNumber("US", "201816123456")
JP = ApplicationNumber("JP", "2017187096")
CN = ApplicationNumber("CN", "201080063196")


def shown(dossier):
    """Each document as its title and the ids of its renditions."""
    return [(one.title, [rendition.id for rendition in one.renditions]) for one in dossier.documents]


def test_pairs_by_id(document_list, row) -> None:
    """An original and its translation are one document, led by the original, where the first row stands."""
    rows = [
        row("A_1", desc="Claims (TRANSLATED)", code="A63", groups="1,4"),
        row("A_1_JP", desc="Claims (ORIGINAL)", code="A63-JP", groups="unknown"),
        row("B_2", desc="Written Opinion (TRANSLATED)", code="A53", groups="4"),
    ]
    dossier = parse_document_list(document_list("JP", "2017187096.A", rows), JP)
    assert shown(dossier) == [("Claims", ["A_1_JP", "A_1"]), ("Written Opinion", ["B_2"])]
    claims, opinion = dossier.documents
    assert [(one.kind, one.language) for one in claims.renditions] == [
        ("original", "ja"),
        ("translation", "en"),
    ]
    assert [one.kind for one in opinion.renditions] == ["translation"]
    assert (claims.code, claims.category, claims.groups) == ("A63", "claims", ("1", "4"))


def test_pairs_without_common_ids(document_list, row) -> None:
    """Rows whose ids say nothing are paired in their order, where code, description and day are the same."""
    rows = [
        row("X1", desc="First notice (ORIGINAL)", code="210401-CN"),
        row("X2", desc="First notice (ORIGINAL)", code="210401-CN"),
        row("Y1", desc="First notice (TRANSLATED)", code="210401"),
        row("Y2", desc="First notice (TRANSLATED)", code="210401"),
        row("Z1", desc="First notice (ORIGINAL)", code="210401-CN", date="01/02/2019"),
    ]
    dossier = parse_document_list(document_list("CN", "201080063196.A", rows), CN)
    assert shown(dossier) == [
        ("First notice", ["X1", "Y1"]),
        ("First notice", ["X2", "Y2"]),
        ("First notice", ["Z1"]),
    ]
    assert dossier.documents[0].language == "zh"


def test_no_guessed_pairs(document_list, row) -> None:
    """Two originals and one translation are three documents: which belong together is not known."""
    rows = [
        row("X1", desc="Notice (ORIGINAL)", code="1-CN"),
        row("X2", desc="Notice (ORIGINAL)", code="1-CN"),
        row("Y1", desc="Notice (TRANSLATED)", code="1"),
    ]
    dossier = parse_document_list(document_list("CN", "201080063196.A", rows), CN)
    assert [ids for _, ids in shown(dossier)] == [["X1"], ["X2"], ["Y1"]]


def test_a_list_without_one_usable_id_is_malformed(document_list, row) -> None:
    """It is no empty list: what the service has would be lost without a word."""
    rows = [row("../../a"), row("b/c")]
    with pytest.raises(Malformed, match="no document of the list has an id"):
        parse_document_list(document_list("US", "201816123456.A", rows), US)
    some = parse_document_list(document_list("US", "201816123456.A", [*rows, row("D1")]), US)
    assert [document.id for document in some.documents] == ["D1"]


def test_a_document_in_two_groups_is_one(document_list, row) -> None:
    """A row that comes twice, in the list and among the office actions, is one document with all groups."""
    rows = [row("D1", groups="2,101"), row("D1", groups="101,102")]
    body = document_list("US", "201816123456.A", rows, officeActionDocs=[row("D1", groups="21"), row("D2")])
    dossier = parse_document_list(body, US)
    assert [one.id for one in dossier.documents] == ["D1", "D2"]
    assert dossier.documents[0].groups == ("2", "101", "102", "21")


def test_days_and_lengths(document_list, row) -> None:
    """A time of day does not change the day, no length is not zero, a day that does not exist is none."""
    rows = [
        row("D1", date="09/06/2018 15:08:25", pages=0),
        row("D2", date=None, pages="7") | {"legalDate": 1536246505000},
        row("D3", date="02/30/2018"),
        row("D4", date=None),
        row("D5", date=None) | {"legalDate": 10**300},
    ]
    dossier = parse_document_list(document_list("US", "201816123456.A", rows), US)
    found = {one.id: (one.date, one.page_count) for one in dossier.documents}
    assert found == {
        "D1": (date(2018, 9, 6), None),
        "D2": (date(2018, 9, 6), 7),
        "D3": (None, None),
        "D4": (None, None),
        "D5": (None, None),
    }


def test_a_translation_of_another_length_keeps_it(document_list, row) -> None:
    """The length is part of a content's address: a rendition that differs from its document carries its
    own.
    """
    rows = [
        row("A_1", desc="Claims (TRANSLATED)", code="A63", pages=9),
        row("A_1_KR", desc="Claims (ORIGINAL)", code="A63-KR", pages=4),
    ]
    number = ApplicationNumber("KR", "20080107376")
    (document,) = parse_document_list(document_list("KR", "20080107376.A", rows), number).documents
    assert [one.id for one in document.renditions] == ["A_1_KR", "A_1~9"]
    assert rendition_parts("A_1_KR", document) == ("A_1_KR", 4)
    assert rendition_parts("A_1~9", document) == ("A_1", 9)


@pytest.mark.parametrize("bad", ["", None, "../x", "a/b", "%2e", "x" * 129, "a b", "a\r\nb", {"$ref": "x"}])
def test_ids_that_cannot_be_asked_for(bad, document_list, row) -> None:
    """A row whose id cannot stand in a path is left out, the others stay; an id of no scalar is malformed."""
    body = document_list("US", "201816123456.A", [row(bad), row("D1")])
    if isinstance(bad, dict):
        with pytest.raises(Malformed):
            parse_document_list(body, US)
    else:
        assert [one.id for one in parse_document_list(body, US).documents] == ["D1"]


def test_shareable_is_no_visibility(document_list, row) -> None:
    """``shareable`` is the website's sharing feature: it says nothing about access, whatever it says."""
    rows = [row("D1") | {"shareable": True}, row("D2") | {"shareable": "none"}]
    dossier = parse_document_list(document_list("US", "201816123456.A", rows), US)
    assert [one.access for one in dossier.documents] == [None, None]


def test_empty_is_an_answer(document_list) -> None:
    """An empty list is a dossier without documents; no list at all is none."""
    assert parse_document_list(document_list("US", "201816123456.A", []), US).documents == ()


@pytest.mark.parametrize(
    ("body", "error"),
    [
        (b"null", NotAvailable),
        (b'{"docs": null, "message": null}', NotAvailable),
        (b'{"docs": null, "message": "Document List is not available"}', NotAvailable),
        (b'{"docs": null, "message": "Application number provided was not found"}', NotHeld),
        (b'{"message": "Unable to convert DocDb Number: US.1.A"}', NotHeld),
    ],
)
def test_no_list(body, error) -> None:
    """What came in place of a list decides whether there is none now or none at all, and is not repeated."""
    with pytest.raises(error) as caught:
        parse_document_list(body, US)
    assert "convert" not in caught.value.detail


@pytest.mark.parametrize(
    ("country", "number", "accepted"),
    [
        ("SG", "PCTSG2009000062.W", True),
        ("WO", "PCTSG2009000062.W", True),
        ("WO", "PCT/SG2009/000062", True),
        ("WO", "PCTSG0900062.W", True),
        ("WO", "PCTUS2009000062.W", False),
        ("WO", "2009000062.W", False),
        ("US", "PCTSG2009000062.W", False),
    ],
)
def test_an_international_list_may_stand_under_the_international_bureau(
    country, number, accepted, document_list, row
) -> None:
    """Families list international applications under WO or under their receiving office, and lists do too."""
    body = document_list(country, number, [row("D1")])
    asked = ApplicationNumber("SG", "2009000062", "W")
    if accepted:
        assert [one.id for one in parse_document_list(body, asked).documents] == ["D1"]
    else:
        with pytest.raises(Malformed, match="wrong_application"):
            parse_document_list(body, asked)


@pytest.mark.parametrize(
    ("country", "number"),
    [
        ("US", "201716999999.A"),
        ("JP", "2017187096.A"),
        ("JP", None),
        ("US", "?"),
    ],
)
def test_the_list_of_another_application(country, number, document_list) -> None:
    """A list that states another application is never taken for this one's."""
    with pytest.raises(Malformed, match="wrong_application"):
        parse_document_list(document_list(country, number), US)


def test_the_list_of_a_utility_model(document_list) -> None:
    """Korean patents and utility models share their digits: the kind tells them apart."""
    with pytest.raises(Malformed, match="wrong_application"):
        parse_document_list(document_list("KR", "20080107376.U"), ApplicationNumber("KR", "20080107376", "A"))


@pytest.mark.parametrize("number", ["201816123456.A", "201816123456", "16123456.A", "16123456", None])
def test_the_list_of_this_application(number, document_list) -> None:
    """Its own number may stand in either spelling, with or without its kind, or not at all."""
    assert len(parse_document_list(document_list("US", number), US).documents) == 1


def test_the_european_list_of_a_national_part(document_list) -> None:
    """The Austrian part of a European patent is answered with the European list: it has none of its own."""
    with pytest.raises(NotHeld):
        parse_document_list(document_list("EP", "99203729.A"), ApplicationNumber("AT", "99203729", "T"))


def test_cut_anywhere(document_list) -> None:
    """A list cut at any byte is malformed, never half a dossier and never a crash."""
    body = document_list("US", "201816123456.A")
    for end in range(len(body)):
        with pytest.raises(ConnectorError) as caught:
            parse_document_list(body[:end], US)
        assert caught.value.code == "malformed"


@pytest.mark.parametrize(
    "body",
    [
        b"<html><body>Service error</body></html>",
        '{"docs": [], "title": "Gerät"}'.encode("latin-1"),
        '{"docs": []}'.encode("utf-16"),
        b'{"docs": {}}',
        b'{"docs": [[]]}',
        b'{"docs": [1]}',
        b'{"title": "x"}',
        b"[]",
        b'"docs"',
        b'{"docs": [' + b"[" * 100_000,
        b'{"docs": [NaN]}',
        b'{"docs": []} {}',
        b"<!DOCTYPE x [<!ENTITY y 'z'>]><x>&y;</x>",
    ],
)
def test_what_cannot_be_a_list(body) -> None:
    """Web pages, other encodings, wrong types and other shapes are malformed."""
    with pytest.raises(Malformed):
        parse_document_list(body, US)
