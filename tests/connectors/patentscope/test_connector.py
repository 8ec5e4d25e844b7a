"""The connector against a running service: families, dossiers, what it does not have, how little it asks."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from soap_answers import RELATED, REPORT, multipart, response

from connectors.catalogue import wire
from connectors.errors import ConnectorError, Malformed, NotHeld, Unsupported
from connectors.model import Document
from connectors.numbers.identity import ApplicationNumber, Number
from connectors.patentscope.connector import REMEMBERED_SECONDS

OWN = ApplicationNumber("SG", "2009000062", "W")
ASKED = Number("application", "SG", "2009000062", "W")


def test_the_protocol_is_installed():
    """The entry point leads to a wire that is asked for families, dossiers and content."""
    found = wire("patentscope")
    assert (found.protocol, found.capabilities) == ("patentscope", {"family", "dossier", "content"})


async def test_an_international_application_is_a_family_of_itself(connector, service):
    """It comes with what joins it to others: publication, priorities, filing date."""
    family = await connector.find_family(ASKED)
    (member,) = family.members
    assert member.number == OWN
    assert member.filing_date.isoformat() == "2009-02-20"
    assert member.title == "MESENCHYMAL STEM CELL PARTICLES"
    assert member.applicants == ("AGENCY FOR SCIENCE",)
    (publication,) = member.publications
    assert (publication.office, publication.number, publication.kind) == ("WO", "2009105044", "A1")
    (claim,) = member.priorities
    assert (claim.number.docdb, claim.date.isoformat(), claim.relation) == (
        "US.6667108.P",
        "2008-02-22",
        "priority",
    )
    assert service.asked == [("getIASR", {"iaNumber": "SG2009000062"})]
    assert service.heads[0]["Content-Type"].startswith("text/xml")
    assert service.heads[0]["SOAPAction"] == '""'
    assert service.heads[0]["Authorization"].startswith("Basic ")


async def test_the_documents_of_a_published_application(connector):
    """Each document has a title, a category and the forms in which it can be had."""
    dossier = await connector.get_dossier(OWN)
    assert dossier.application.title == "MESENCHYMAL STEM CELL PARTICLES"
    found = {one.code: one for one in dossier.documents}
    assert {code: one.category for code, one in found.items()} == {
        "DECLA": "formality",
        "PDOC": "priority-document",
        "ISR": "search-report",
        "RO135": "formality",
        "IPRP2": "examination-report",
        "WOSA": "written-opinion",
        "PAMPH": "application",
        "RO101": "application",
    }
    assert found["PDOC"].title == "Priority document 61/066,671"
    assert found["RO135"].title == "Form PCT/RO/135"
    assert [one.id for one in found["PAMPH"].renditions] == ["pdf", "zip"]
    assert [one.format for one in found["ISR"].renditions] == ["zip"]
    assert found["PAMPH"].date.isoformat() == "2009-08-27"
    assert found["ISR"].date is None
    assert {one.access.visibility for one in dossier.documents} == {"public"}


async def test_dossier_and_family_share_one_report(connector, service, wall):
    """Within five minutes the report is asked for once; after them again."""
    await connector.find_family(ASKED)
    await connector.get_dossier(OWN)
    await connector.get_dossier(OWN)
    operations = [operation for operation, _ in service.asked]
    assert operations == ["getIASR", "getAvailableDocuments", "getAvailableDocuments"]
    wall.now += timedelta(seconds=REMEMBERED_SECONDS + 1)
    await connector.find_family(ASKED)
    assert [operation for operation, _ in service.asked][3:] == ["getIASR"]


async def test_what_is_public_follows_the_day(connector, wall):
    """The same file on different days: nothing before publication, the examination's file after 30 months."""
    seen = {}
    for day in ("2009-08-26", "2009-08-27", "2010-08-22", "2010-08-23"):
        wall.now = datetime.fromisoformat(f"{day}T12:00:00").replace(tzinfo=UTC)
        documents = (await connector.get_dossier(OWN)).documents
        seen[day] = {one.code for one in documents if one.access.visibility == "public"}
    everything = {one.code for one in documents}
    assert seen == {
        "2009-08-26": set(),
        "2009-08-27": everything - {"IPRP2"},
        "2010-08-22": everything - {"IPRP2"},
        "2010-08-23": everything,
    }


@pytest.mark.parametrize(
    ("number", "kind"),
    [
        (Number("application", "EP", "99203729", "A"), NotHeld),
        (Number("priority", "US", "6667108", "P"), NotHeld),
        (Number("publication", "EP", "1000000", "A1"), NotHeld),
        (Number("publication", "WO", "2009105044", "A1"), Unsupported),
        (Number("application", "SG", "X", "W"), NotHeld),
    ],
)
async def test_what_the_service_cannot_have_is_not_asked_for(connector, service, number, kind):
    """National numbers it never has, those of publications it does not take: no retrieval is spent."""
    assert connector.can_find(ASKED)
    assert not connector.can_find(number)
    with pytest.raises(kind):
        await connector.find_family(number)
    assert service.asked == []


async def test_what_is_not_its_business(connector, service):
    """National dossiers, citations and coverage: told without a question."""
    with pytest.raises(Unsupported):
        await connector.get_dossier(ApplicationNumber("SG", "10201900001", "A"))
    with pytest.raises(Unsupported):
        await connector.get_citations(OWN)
    with pytest.raises(Unsupported):
        await connector.get_coverages()
    assert service.asked == []


async def test_an_application_without_documents(connector, service):
    """A list that is empty is a dossier without documents; pages are listed by their ids."""
    service.gives_instead("getAvailableDocuments", response("getAvailableDocuments", ""))
    service.gives(
        "getDocumentTableOfContents",
        response("getDocumentTableOfContents", "<content>000001.tif</content><content>../x</content>"),
    )
    assert (await connector.get_dossier(OWN)).documents == ()
    assert await connector.get_pages(Document(id="id1", title="t")) == ("000001.tif",)


async def test_a_sign_of_life_costs_no_retrieval(connector, service):
    """The description of the service is asked for."""
    await connector.ping()
    assert service.asked == [("/servicesPatentScope?wsdl", {})]


@pytest.mark.parametrize(
    "body",
    [
        response("getIASR", REPORT.replace("PCT/SG2009/000062", "PCT/SG2009/000063")),
        response("getIASR", REPORT.replace("PCT/SG2009/000062", "nonsense")),
        response("getIASR", REPORT.replace("application-reference", "other-reference")),
        response("getIASR", "<wo-international-application-status/>"),
        response("getIASR", ""),
        response("getAvailableDocuments", ""),
        response("getIASR", REPORT)[:-40],
        b"<!DOCTYPE S:Envelope [<!ENTITY a 'b'>]>" + response("getIASR", REPORT),
        response("getIASR", REPORT).decode().encode("utf-16"),
        b"<html><body>Welcome</body></html>",
        b"",
        b"\0" * 100,
    ],
)
async def test_what_cannot_be_trusted_is_malformed(connector, service, body):
    """Another's report, none, one cut off, a page, another charset, a DOCTYPE: never facts."""
    service.gives_instead("getIASR", body)
    with pytest.raises(Malformed):
        await connector.find_family(ASKED)


@pytest.mark.parametrize("cut", [10, 60, 200, 400, -60, -1])
async def test_parts_cut_off_are_malformed_or_whole(connector, service, cut):
    """A multipart answer that ends early is malformed; one that lacks only the last hyphen is whole."""
    service.gives_instead("getIASR", multipart(response("getIASR", REPORT))[:cut], RELATED)
    if cut == -1:
        assert (await connector.find_family(ASKED)).members[0].number == OWN
    else:
        with pytest.raises(ConnectorError):
            await connector.find_family(ASKED)
