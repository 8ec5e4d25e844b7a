"""The OPD-API's families, document lists, citations and classifications to the model."""

from __future__ import annotations

from datetime import date

import pytest

from connectors.errors import Malformed
from connectors.model import Citation, Classification, Publication, Rendition
from connectors.numbers.identity import ApplicationNumber
from connectors.opd.parse import parse_cite_class, parse_doc_list, parse_family_list

JP = ApplicationNumber("JP", "2015500001")


def el(name: str, *inner: str, **attributes: str) -> str:
    """An element; an underscore in its name stands for a hyphen."""
    name = name.replace("_", "-")
    written = "".join(f" {key}={value!r}" for key, value in attributes.items())
    return f"<{name}{written}>{''.join(inner)}</{name}>"


def xml(inner: str) -> bytes:
    """An XML envelope with status 100."""
    head = "<statusCode>100</statusCode><errorMessage/><remainAccessCount>9</remainAccessCount>"
    return f'<api-data xmlns="https://www.jpo.go.jp">{head}{inner}</api-data>'.encode()


def listed(rows: str, bibliographic: str = "") -> bytes:
    """A document list."""
    return xml(el("document_list_data", el("bibliographic", bibliographic), el("document_lists", rows)))


def side(name: str, native: str, description: str = "") -> str:
    """The original or the translation of a row."""
    return el(name, el("document_description", description), id=native)


def number(name: str, docdb: str, day: str = "", **attributes: str) -> str:
    """A numbered and dated thing."""
    return el(name, el("document_number", docdb), el("date", day), **attributes)


def both(native: str, group: str) -> str:
    """A row with both sides."""
    original = side("original", f"{native}_JP", "拒絶理由通知書")
    translated = side("translated", native, "Notice of Reasons for Refusal")
    return el("document_list", el("legal_date", "20200721"), original, translated, group=group)


def test_one_row_is_one_document_in_two_forms():
    """Original first, in the office's language; the English description is the title."""
    (document,) = parse_doc_list(listed(both("Notice_061", "21")), JP, 0).documents
    assert (document.id, document.title) == ("Notice_061_JP", "Notice of Reasons for Refusal")
    assert (document.date, document.language, document.groups) == (date(2020, 7, 21), "ja", ("21",))
    assert document.category == "examination-report"
    assert document.renditions == (
        Rendition(id="Notice_061_JP", kind="original", language="ja"),
        Rendition(id="Notice_061_JP~zip", kind="original", language="ja", format="zip"),
        Rendition(id="Notice_061", kind="translation", language="en"),
    )


def test_a_group_that_is_unknown_is_none():
    """One Portal Dossier has a word for documents of no group."""
    rows = both("N1", "unknown") + both("N1", "5") + both("N2", "Unknown")
    documents = parse_doc_list(listed(rows), JP, 0).documents
    assert [one.groups for one in documents] == [("5",), ()]


def test_rows_of_several_groups_are_one_document():
    """The same document under two groups, or under a list of groups, is listed once with all of them."""
    rows = both("N1", "2") + both("N1", "21, 101") + both("N2", "2")
    documents = parse_doc_list(listed(rows), JP, 0).documents
    assert [(one.id, one.groups) for one in documents] == [("N1_JP", ("2", "21", "101")), ("N2_JP", ("2",))]


@pytest.mark.parametrize(
    ("sides", "expected"),
    [
        (side("translated", "T", "Claims"), ("T", "Claims", "en", 1)),
        (side("original", "O", "請求項"), ("O", "請求項", "ja", 2)),
        (side("original", "O") + side("translated", "O"), ("O", "O", "ja", 2)),
        (side("original", "Search_Report_0612_JP"), ("Search_Report_0612_JP", "Search Report", "ja", 2)),
        (side("original", "../x") + side("translated", "T"), ("T", "T", "en", 1)),
        (side("original", "A") + side("original", "B"), ("A", "A", "ja", 2)),
        ("<original/>", None),
        ("", None),
    ],
)
def test_rows_with_one_side_only(sides, expected):
    """One side is enough; without a usable id there is no document; a title can come from the id's words."""
    documents = parse_doc_list(listed(el("document_list", sides, group="2")), JP, 0).documents
    told = [(one.id, one.title, one.language, len(one.renditions)) for one in documents]
    assert told == ([] if expected is None else [expected])


@pytest.mark.parametrize(
    ("office", "language"), [("KR", "ko"), ("CN", "zh"), ("EP", "en"), ("US", "en"), ("BR", None)]
)
def test_originals_are_in_the_offices_language(office, language):
    """The API says only 'original'; the language follows from the office, where there is one."""
    body = listed(el("document_list", side("original", "O")))
    (document,) = parse_doc_list(body, ApplicationNumber(office, "2015500001"), 0).documents
    assert document.language == language


def test_a_category_can_come_from_the_id():
    """A description in the office's language only: the English words of the id tell what it is."""
    body = listed(el("document_list", side("original", "Written_Amendment_0612_JP", "謎")))
    (document,) = parse_doc_list(body, JP, 0).documents
    assert (document.title, document.category) == ("謎", "amendment")


def named(title: str, *applicants: str) -> str:
    """Title and applicants."""
    names = "".join(el("applicant", el("last_name", one)) for one in applicants)
    return el("invention_title", title) + names


@pytest.mark.parametrize(
    ("original", "translated", "title", "applicants"),
    [
        (named("核", "京大"), named("Nuclear", "KYOTO UNIV", "ACME"), "Nuclear", ("KYOTO UNIV", "ACME")),
        (named("核", "京大"), "", "核", ("京大",)),
        ("", "", None, ()),
    ],
)
def test_title_and_applicants(original, translated, title, applicants):
    """The translated ones where there are any."""
    told = el("original", original) + el("translated", translated)
    application = parse_doc_list(listed("", told), JP, 0).application
    assert (application.number, application.title, application.applicants) == (JP, title, applicants)


def test_an_empty_list_is_a_dossier():
    """No documents is an answer too."""
    assert parse_doc_list(xml("<document-list-data/>"), JP, 0).documents == ()
    nothing = el("document_list", side("original", "", ""))
    assert parse_doc_list(listed(nothing), JP, 0).documents == ()


def test_a_list_without_one_usable_id_is_malformed():
    """It is no empty list: what the hub has would be lost without a word. Single rows are left out."""
    bad = el("document_list", side("original", "../../a"), side("translated", "b/c"))
    with pytest.raises(Malformed, match="no document of the list has an id"):
        parse_doc_list(listed(bad), JP, 0)
    (document,) = parse_doc_list(listed(bad + both("Notice_061", "21")), JP, 0).documents
    assert document.id == "Notice_061_JP"


FAMILY = el(
    "family_lists",
    el(
        "family_list",
        number("application_number", "JP.2015500001.A", "20130107"),
        el(
            "publication_numbers",
            number("publication_number", "JP.2015508823.A", "2015-03-23"),
            number("publication_number", "JP.1.A", "20230230"),
        ),
    ),
    el(
        "family_list",
        number("application_number", "US.201314768239.A"),
        el("registration_numbers", number("registration_number", "US.9459406.B2")),
    ),
    el("family_list", number("application_number", "???")),
    el("family_list", number("application_number", "JP.2015500001.A")),
)


def test_a_family_list():
    """Members once each; publications and registrations alike; one on no day of the calendar is none."""
    first, second = parse_family_list(xml(el("family_list_data", FAMILY)), 0).members
    assert (first.number, first.filing_date) == (JP, date(2013, 1, 7))
    published = Publication(office="JP", number="2015508823", kind="A", date=date(2015, 3, 23))
    assert first.publications == (published,)
    assert second.number == ApplicationNumber("US", "201314768239")
    assert second.publications == (Publication(office="US", number="9459406", kind="B2"),)


def test_a_family_without_one_readable_number_is_malformed():
    """Rows that all cannot be read are no family; no rows are an empty one."""
    rows = el("family_lists", el("family_list", number("application_number", "?")))
    with pytest.raises(Malformed):
        parse_family_list(xml(el("family_list_data", rows)), 0)
    assert parse_family_list(xml(el("family_list_data", el("family_lists"))), 0).members == ()


def cited(docdb: str) -> bytes:
    """Citations and classifications of an application."""
    patents = (
        el("draft_date", "20150101")
        + el("cited_in", "Notice")
        + number("publication_number", "特開2001-1", format="original")
        + number("publication_number", "US.2015378098.A1", format="docdb"),
        number("publication_number", "特開2001-1"),
        "",
    )
    ipcs = el("ipcs", el("ipc", "C12N 5/10"), el("ipc", "C12N 15/09"))
    literature = (el("text", "Cell 126"), el("text"))
    return xml(
        el(
            "citation_and_classification_data",
            el("reference", number("application_number", docdb, "20130107")),
            el("classification", ipcs, el("originals", el("original", "C12N5/10", scheme="FI"))),
            el(
                "citation",
                el("patent_literatures", *(el("patent_literature", one) for one in patents)),
                el("non_patent_literatures", *(el("non_patent_literature", one) for one in literature)),
            ),
        )
    )


def test_citations_and_classifications():
    """DOCDB numbers first, others kept as text; schemes by name; when and in what it was cited."""
    dossier = parse_cite_class(cited("JP.2015500001.A"), JP, 0)
    publication = Publication(office="US", number="2015378098", kind="A1")
    assert dossier.application.filing_date == date(2013, 1, 7)
    assert dossier.citations == (
        Citation(publication=publication, phase="Notice", date=date(2015, 1, 1)),
        Citation(text="特開2001-1"),
        Citation(text="Cell 126"),
    )
    assert dossier.classifications == (
        Classification(scheme="IPC", symbol="C12N 5/10"),
        Classification(scheme="IPC", symbol="C12N 15/09"),
        Classification(scheme="FI", symbol="C12N5/10"),
    )


def test_citations_of_another_application_are_refused():
    """What speaks of another application is no answer."""
    with pytest.raises(Malformed, match="another application"):
        parse_cite_class(cited("JP.2015500002.A"), JP, 0)


def test_numbers_without_a_date_are_what_docdb_says():
    """A US number of an old series is not taken for one of a new series that looks the same."""
    number = ApplicationNumber("US", "18314305")
    reference = el("reference", el("application_number", el("document_number", number.docdb)))
    body = xml(el("citation_and_classification_data", reference))
    assert parse_cite_class(body, number, 0.0).application.number == number
    row = el("family_list", el("application_number", el("document_number", number.docdb)))
    family = xml(el("family_list_data", el("family_lists", row)))
    assert [one.number for one in parse_family_list(family, 0.0).members] == [number]
