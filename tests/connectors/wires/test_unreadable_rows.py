"""Nothing of a list is lost without a word: what is shown and what is told of make up what was sent."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from soap_answers import response

from connectors.case.encode import encode_doclist
from connectors.case.parse import parse_doclist
from connectors.case.parse import parse_family as parse_case_family
from connectors.errors import Malformed
from connectors.global_dossier.citing import parse_citations as parse_global_citations
from connectors.global_dossier.parse import parse_document_list
from connectors.global_dossier.parse import parse_family as parse_global_family
from connectors.model import Access, Application, Document, Publication
from connectors.numbers.identity import ApplicationNumber, Number
from connectors.opd.parse import parse_cite_class, parse_doc_list, parse_family_list
from connectors.patentscope.parse import StatusReport, parse_documents
from connectors.patentscope.visibility import Dates
from connectors.remembered import Remembered
from connectors.static_index.documents import citations_of, documents_of
from connectors.static_index.parse import parse_index
from connectors.static_index.table import index_of

AU, US, JP = (ApplicationNumber(one, "2015500001") for one in ("AU", "US", "JP"))
NOBODY = Access(visibility="none")

few = settings(max_examples=80)
bad_ids = st.sampled_from(["", "../x", "a b", "é", "x" * 129, None, True, 1.5])
ids = st.one_of(st.sampled_from([f"d{n}" for n in range(40)]), bad_ids)
listings = st.lists(ids, max_size=12)


def usable(native: object) -> bool:
    """Whether a document with this id can be asked for."""
    return isinstance(native, str) and native.startswith("d")


def sent(natives: list[Any]) -> tuple[int, int]:
    """How many documents a list sends that can be shown, each once, and how many that cannot."""
    return len(set(filter(usable, natives))), sum(not usable(one) for one in natives)


def read(parse: Any) -> tuple[int, int] | None:
    """How many are shown, and how many are told of; ``None`` when the whole list is refused."""
    try:
        found = parse()
    except Malformed:
        return None
    return len(found.documents), len(found.unreadable)


def agrees(natives: list[Any], parse: Any) -> bool:
    """Whether shown and told of make up what was sent, or the list is refused and none of it can be shown."""
    told = read(parse)
    return told == sent(natives) or (told is None and not sent(natives)[0])


NOTHING: list[dict[str, Any]] = [{}, {"documentIncluded": None}, {"document": {"id": "d1"}}]


@few
@given(listings, st.lists(st.sampled_from(NOTHING), max_size=2), st.booleans())
def test_the_case_profile(natives: list[Any], more: list[dict[str, Any]], passed_on: bool) -> None:
    """Rows with unusable ids and rows without a document, also where a gateway's list is remembered."""
    rows = [{"documentIncluded": {"id": one, "documentDescription": "Claims"}} for one in natives] + more
    around = {"provenanceBag": [], "completeIndicator": True} if passed_on else {}
    body = json.dumps({"documentIncludedBag": rows} | around).encode()
    remembered = Remembered()
    for memory in (None, remembered, remembered):
        told = read(lambda memory=memory: parse_doclist(body, AU, memory))
        shown, lost = sent(natives)
        assert told == (shown, lost + len(more)) or (told is None and natives and not shown)


@few
@given(st.lists(ids.filter(lambda one: one not in (None, True, 1.5)), max_size=12), st.booleans())
def test_the_opd_api(natives: list[str], in_json: bool) -> None:
    """Rows without a side that can be asked for; an element that says nothing at all is no row."""
    rows = [{"original": {"@id": one, "document-description": "Claims"}} for one in natives]
    if in_json:
        data = {"document-list-data": {"document-lists": {"document-list": [*rows, {"original": {}}]}}}
        body = json.dumps({"result": {"statusCode": "100", "data": data}}).encode()
    else:
        inner = "".join(
            f'<document-list><original id="{one}"><document-description>Claims</document-description>'
            "</original></document-list>"
            for one in natives
        )
        body = _hub(f"<document-list-data><document-lists>{inner}<document-list/></document-lists>"
                    "</document-list-data>")  # fmt: skip
    assert agrees(natives, lambda: parse_doc_list(body, JP, 0))


@few
@given(listings.map(lambda found: [one for one in found if one is not True]), listings.filter(len))
def test_global_dossier(docs: list[Any], actions: list[Any]) -> None:
    """Rows of both lists: the documents and the office actions."""
    lists = [[{"docId": one, "docDesc": "Claims"} for one in natives] for natives in (docs, actions)]
    body = json.dumps({"docs": lists[0], "officeActionDocs": lists[1]}).encode()
    assert agrees(docs + actions, lambda: parse_document_list(body, US))


@few
@given(st.lists(st.one_of(st.sampled_from([f"d{n}" for n in range(40)]), st.just("../x")), max_size=8))
def test_patentscope(natives: list[str]) -> None:
    """Rows whose document cannot be asked for, each with who may see it by its type."""
    rows = "".join(f'<doc docId="{one}" docType="ISR"/>' for one in natives)
    dates = Dates(published=date(2010, 1, 1), priority=date(2008, 1, 1))
    report = StatusReport(Application(number=ApplicationNumber("SG", "2009000062", "W")), dates)
    body = response("getAvailableDocuments", rows)
    try:
        shown, lost = parse_documents(body, "text/xml", report, date(2026, 1, 1))
    except Malformed:
        assert natives
        assert not sent(natives)[0]
        return
    assert (len(shown), len(lost)) == sent(natives)
    assert {row.access for row in lost if row is not None} <= {Access(visibility="public")}


def test_a_hubs_second_side_is_told() -> None:
    """A row pairs one original with one translation: another original is a document that nobody would see."""
    body = _hub('<document-list-data><document-lists><document-list><original id="d1"/><original id="d2"/>'
                "</document-list></document-lists></document-list-data>")  # fmt: skip
    found = parse_doc_list(body, JP, 0)
    assert ([one.id for one in found.documents], found.unreadable) == (["d1"], (None,))


def test_two_lists_of_a_hub_are_no_answer() -> None:
    """Of two lists in one answer only the first was read."""
    lists = "<document-lists><document-list/></document-lists>" * 2
    with pytest.raises(Malformed, match="stands twice"):
        parse_doc_list(_hub(f"<document-list-data>{lists}</document-list-data>"), JP, 0)


def test_what_a_row_describes_is_known_but_for_its_id() -> None:
    """By that it is decided who is told of it, as of a document."""
    row = Document(
        id="a b",
        title="Search report",
        code="ESR",
        date=date(2020, 2, 3),
        access=Access(visibility="offices"),
    )
    good = msgspec.structs.replace(row, id="ab", access=None)
    (lost,) = parse_doclist(encode_doclist(AU, [row, good], total=2), AU).unreadable
    assert lost is not None
    assert (lost.id, lost.title, lost.code, lost.date) == ("", "Search report", "ESR", row.date)
    assert (lost.category, lost.access) == ("search-report", row.access)


@pytest.mark.parametrize(
    ("row", "access"),
    [
        ('{"documentIncluded":{"id":"a b","accessCategory":"public","accessCategory":"restricted"}}', NOBODY),
        (
            '{"documentIncluded":{"id":"a b","\\u0061ccessCategory":"offices","accessCategory":"public"}}',
            NOBODY,
        ),
        ('{"document":{"id":"a","accessCategory":"restricted"}}', NOBODY),
        ('{"documentIncluded":{"id":"b","accessCategory":"offices"},"documentIncluded":{"id":"c"}}', NOBODY),
        ('{"documentIncluded":{"id":"b"},"documentIncluded":{"id":"c"}}', None),
        ('{"document":{"id":"a"}}', None),
    ],
)
def test_where_visibility_is_in_doubt_a_row_is_for_nobody(row: str, access: Access | None) -> None:
    """What was not decoded may say that few may see it."""
    body = f'{{"documentIncludedBag":[{row},{{"documentIncluded":{{"id":"good"}}}}]}}'.encode()
    (lost,) = parse_doclist(body, AU).unreadable
    assert (None if lost is None else lost.access) == access


def application(**said: Any) -> dict[str, Any]:
    """A row of an index."""
    return {"number": "NZ.773158.A", "titles": {"en": "Valve"}, "documents": []} | said


@pytest.mark.parametrize(
    ("row", "inherited", "access"),
    [
        ({"file": "../a.pdf", "title": "t", "accessCategory": "offices"}, None, Access(visibility="offices")),
        ({"file": "a.pdf", "title": "t", "id": "a b"}, "offices", Access(visibility="offices")),
        ({"file": "a.pdf", "title": "t", "date": "14.12.2022"}, None, None),
        ({"file": "a.pdf", "title": "t", "date": "x", "accessCategory": "public"}, "offices",
         Access(visibility="public")),
        ({"file": "a.pdf", "title": 7, "accessCategory": "Public"}, None, NOBODY),
        ({"file": "a.pdf", "title": 7, "acessCategory": "public"}, None, NOBODY),
        ([1], "offices", NOBODY),
    ],
)  # fmt: skip
def test_rows_of_an_index(row: Any, inherited: str | None, access: Access | None) -> None:
    """A path, an id or a value that cannot be used; who may see it where that can be read."""
    said = {} if inherited is None else {"accessCategory": inherited}
    index = {"version": 1, "applications": [application(documents=[row, {"title": "good"}], **said)]}
    (entry,) = parse_index(json.dumps(index).encode()).entries.values()
    files = documents_of(entry)
    (lost,) = files.unreadable
    assert len(files.by_id) == 1
    assert lost is not None
    assert (lost.id, lost.access) == ("", access)


@pytest.mark.parametrize(
    "row", ["NZ 773158,b.pdf", "NZ 773158,b.pdf,t,2020-01-01,more", "NZ 773158,b,t,soon"]
)
def test_rows_of_a_table(row: str) -> None:
    """Too few cells, too many, a date that is none: a document of its application that cannot be shown."""
    table = f"application,file,title,date\n{row}\nNZ 773158,a.pdf,Report,2020-01-01\n"
    (entry,) = parse_index(index_of(table.encode()), "NZ").entries.values()
    files = documents_of(entry)
    assert (len(files.by_id), len(files.unreadable)) == (1, 1)


PUBLISHED = {"ipOfficeCode": "AU", "publicationNumber": "2015500001", "publicationDate": "2016-01-01"}


def test_members_without_a_readable_number() -> None:
    """Told by what they were published as; of one that shows no publication nothing is told."""
    shown = {"applicationIdentification": {"applicationNumber": {
        "ipOfficeCode": "AU", "applicationNumberText": "2015500001"}}}  # fmt: skip
    bad = {"applicationIdentification": {"applicationNumber": {"applicationNumberText": "?"}}}
    out = {"patentPublicationIdentificationBag": [{"patentPublicationIdentification": PUBLISHED}]}
    members = [shown, bad, bad | out | {"accessCategory": "offices"}]
    body = json.dumps({"patentFamilyMemberBag": [{"patentFamilyMember": one} for one in members]}).encode()
    for memory in (None, Remembered()):
        found = parse_case_family(body, memory)
        (lost,) = found.unreadable
        assert len(found.members) == 1
        assert lost.publications == (Publication(office="AU", number="2015500001", date=date(2016, 1, 1)),)
        assert lost.access == Access(visibility="offices")


def test_members_of_hubs_without_a_readable_number() -> None:
    """In the OPD-API and in Global Dossier, where nothing says who may know of them."""
    number = "<application-number><document-number>{}</document-number></application-number>".format
    published = "<publication-number><document-number>{}</document-number></publication-number>".format
    rows = "".join(
        f"<family-list>{number(own)}{published(as_)}</family-list>"
        for own, as_ in (("JP.2015500001.A", "JP.2015508823.A"), ("?", "US.9459406.B2"))
    )
    family = parse_family_list(
        _hub(f"<family-list-data><family-lists>{rows}</family-lists></family-list-data>"), 0
    )
    (lost,) = family.unreadable
    assert (len(family.members), lost.publications[0].number) == (1, "9459406")
    publications = [{"pubCountry": "US", "pubNum": "9459406", "kindCode": "B2"}]
    members = [
        {"appNum": "16123456", "countryCode": "US", "kindCode": "A"},
        {"appNum": "?", "pubList": publications},
    ]
    body = json.dumps({"country": "US", "id": "16123456", "list": members}).encode()
    found = parse_global_family(body, Number("application", "US", "201816123456", "A"))
    assert [one.publications[0].number for one in found.unreadable] == ["9459406"]


def test_citations_that_do_not_say_what_is_cited() -> None:
    """Counted in every wire; what says nothing at all is none."""
    body = _hub("<citation-and-classification-data><citation><patent-literatures><patent-literature>"
                "<cited-in>SEA</cited-in></patent-literature><patent-literature/></patent-literatures></citation>"
                "</citation-and-classification-data>")  # fmt: skip
    assert parse_cite_class(body, JP, 0).unreadable == (None,)
    rows = [{"text": "A book"}, {"citedIn": "SEA"}, {}, None]
    found = parse_global_citations(json.dumps({"citationList": rows}).encode(), US)
    assert (len(found.citations), found.unreadable) == (1, (None,))
    index = {"version": 1, "applications": [application(citations=[{"text": "A book"}, {"text": 7}, {}])]}
    (entry,) = parse_index(json.dumps(index).encode()).entries.values()
    cited, unreadable = citations_of(entry)
    assert (len(cited), unreadable) == (1, (None, None))


def _hub(inner: str) -> bytes:
    head = "<statusCode>100</statusCode>"
    return f'<api-data xmlns="https://www.jpo.go.jp">{head}{inner}</api-data>'.encode()
