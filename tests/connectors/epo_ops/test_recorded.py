"""Recorded answers of OPS, replayed over sockets or read: every member, citation and number comes through."""

from __future__ import annotations

import os
from datetime import date
from pathlib import Path

import pytest

from connectors.epo_ops.biblio import parse_biblio
from connectors.epo_ops.family import parse_family
from connectors.epo_ops.number_service import original_reference, parse_conversion
from connectors.epo_ops.register import parse_register
from connectors.numbers.identity import ApplicationNumber, Number, Reading

FOLDER = Path(os.environ["CASEGATE_PAYLOADS"], "epo_ops")
EP = ApplicationNumber("EP", "99203729")
MEMBERS = {"EP.99203729.A", "AT.99203729.T", "DE.69905327.T", "NL.1010536.A", "US.20685698.A"}


def names(pattern: str) -> list[str]:
    """The recordings of a pattern."""
    return sorted(path.name for path in FOLDER.glob(pattern))


FAMILIES, BIBLIOS = names("family-*.xml"), names("published-data-*.xml") + names("fixture_published*.xml")
CONVERSIONS = names("number-service-*.xml")
REGISTERS = names("register-*.xml")


def test_there_are_recordings() -> None:
    """The folder holds what these tests are about."""
    assert (len(FAMILIES), len(BIBLIOS), len(CONVERSIONS), len(REGISTERS)) >= (3, 20, 7, 5)


@pytest.mark.parametrize("name", FAMILIES)
async def test_a_family_comes_through(name, connector, replay_office) -> None:
    """All publications of the recorded families are there, in five members; AT and EP stay apart."""
    replay_office.replays("/3.2/rest-services/family/publication/docdb/EP.1000000.A1", FOLDER / name)
    family = await connector.find_family(Number("publication", "EP", "1000000", "A1"))
    numbers = {member.number.docdb: member for member in family.members}
    assert set(numbers) == {
        "EP.99203729.A",
        "AT.99203729.T",
        "DE.69905327.T",
        "NL.1010536.A",
        "US.20685698.A",
    }
    assert sum(len(member.publications) for member in family.members) == 6
    assert [one.kind for one in numbers["EP.99203729.A"].publications] == ["A1", "B1"]
    for member in family.members:
        assert [(one.number.docdb, one.relation) for one in member.priorities] == [
            ("NL.1010536.A", "priority")
        ]
        assert member.filing_date is not None
    assert replay_office.heads[1]["Authorization"] == "Bearer token-1"
    assert replay_office.forms == [{"grant_type": "client_credentials"}]


@pytest.mark.parametrize("name", [*FAMILIES, "fixture_family_family_input.xml"])
def test_no_publication_is_lost(name) -> None:
    """Each recorded family-member is a publication of one of our members."""
    body = (FOLDER / name).read_bytes()
    members = parse_family(body, Number("publication", "EP", "1000000", "A1")).members
    assert sum(len(one.application.publications) for one in members) == body.count(b"<ops:family-member ")
    assert {one.simple_id for one in members} == {"19768124"}


@pytest.mark.parametrize("name", BIBLIOS)
def test_bibliographic_data_come_through(name) -> None:
    """One application each, with all its claims (most in EPODOC only), citations and its publication."""
    body = (FOLDER / name).read_bytes()
    (found,) = parse_biblio(body)
    application = found.application
    assert application.filing_date is not None
    assert len(application.publications) == 1
    assert len(application.priorities) == body.count(b"<priority-claim ")
    assert len(found.citations) == body.count(b"<citation ")
    assert all(claim.date is not None for claim in application.priorities)


def test_numbers_of_biblio_are_those_of_the_documents() -> None:
    """The identity is the DOCDB number of the answer, whatever formats stand beside it."""
    found = {}
    for name in BIBLIOS:
        number = parse_biblio((FOLDER / name).read_bytes())[0].application.number
        found.setdefault(name.split("-")[4] if "docdb" in name else name, number.docdb)
    assert found["WO2010050748A2"] == "KR.2009006271.W"
    assert found["TWD163326S"] == "TW.102306223.F"
    assert found["US6103599"] == "US.8993198.A"
    assert found["fixture_published_test_biblio_example_4.xml"] == "US.94268010.A"


def test_claims_in_epodoc_only() -> None:
    """Claims without a DOCDB number are normalised: old US serials, PCT numbers, provisionals."""
    (found,) = parse_biblio((FOLDER / "fixture_published_test_biblio_example_2.xml").read_bytes())
    assert [one.number.docdb for one in found.application.priorities] == [
        "US.39636302.P",
        "US.29132002.A",
        "US.0321714.W",
    ]


def test_citations_as_recorded() -> None:
    """Category, claims, passage and phase of a European search report; literature of a US one."""
    ep = next(name for name in BIBLIOS if "EP1000000" in name)
    (found,) = parse_biblio((FOLDER / ep).read_bytes())
    first = found.citations[0]
    assert first.publication is not None
    assert (first.publication.office, first.publication.number) == ("DE", "3546191")
    assert (first.categories, first.claims, first.passages) == (
        ("A",),
        ("1-3,8",),
        ("* the whole document *",),
    )
    assert first.phase == "national-search-report"
    us = next(name for name in BIBLIOS if "US11403667" in name)
    (found,) = parse_biblio((FOLDER / us).read_bytes())
    literature = [one for one in found.citations if one.text]
    assert len(literature) == 4
    assert not any(one.text.startswith("-") for one in literature)
    assert {one.phase for one in found.citations} == {"applicant", "national-search-report"}


@pytest.mark.parametrize("name", REGISTERS)
def test_register_data_come_through(name) -> None:
    """Every recorded register answer is a record of the application it was asked about."""
    number = "99203729" if "1000000" in name or "99203729" in name else name.split("-")[3][2:]
    record = parse_register((FOLDER / name).read_bytes(), ApplicationNumber("EP", number))
    assert record.application.title
    assert record.application.applicants
    assert record.application.publications
    if "search" not in name:
        assert record.application.status in ("granted", "examination")
        assert record.examination_requested is not None


def test_register_of_the_granted_patent() -> None:
    """Status, dates, lapses, citations and the priority of EP 99203729."""
    name = next(one for one in REGISTERS if "99203729" in one)
    record = parse_register((FOLDER / name).read_bytes(), EP)
    assert (record.application.status, record.language) == ("granted", "nl")
    assert (record.first_report, record.opposition_period_over) == (date(2002, 4, 23), date(2003, 11, 13))
    assert ("AT", date(2003, 2, 12)) in record.lapsed
    assert [one.number.docdb for one in record.application.priorities] == ["NL.1010536.A"]
    assert [one.publication.number for one in record.citations] == ["0680812", "9400663", "3546191"]


def test_register_of_a_pct_phase() -> None:
    """A Euro-PCT application names its international application; that one's publication is not its own."""
    name = next(one for one in REGISTERS if "14731659" in one)
    application = parse_register(
        (FOLDER / name).read_bytes(), ApplicationNumber("EP", "14731659")
    ).application
    assert [(one.number.docdb, one.relation) for one in application.priorities] == [
        ("EP.2014063108.W", "pct-phase"),
        ("DE.102013212167.A", "priority"),
    ]
    assert [one.office for one in application.publications] == ["EP"]


async def test_citations_of_an_ep_application(connector, replay_office) -> None:
    """Bibliographic data and register together: status of the one, citations with passages of the other."""
    biblio = next(name for name in BIBLIOS if "docdb-EP1000000" in name)
    register = next(name for name in REGISTERS if "99203729" in name)
    replay_office.replays(
        "/3.2/rest-services/published-data/application/docdb/EP.99203729.A/biblio", FOLDER / biblio
    )
    replay_office.replays(
        "/3.2/rest-services/register/application/epodoc/EP99203729/biblio", FOLDER / register
    )
    dossier = await connector.get_citations(EP)
    assert dossier.application.status == "granted"
    assert [one.passages for one in dossier.citations] == [("* the whole document *",)] * 3
    assert {one.scheme for one in dossier.classifications} == {"IPC", "CPC"}
    assert [one.relation for one in dossier.application.priorities] == ["priority"]
    assert [one.kind for one in dossier.application.publications] == ["A1", "B1"]


@pytest.mark.parametrize("name", CONVERSIONS)
def test_conversions_come_through(name) -> None:
    """Every recorded conversion gives the number of its file in the format it was asked in."""
    target = name.split("__")[0].rsplit("-", 1)[1]
    found = parse_conversion((FOLDER / name).read_bytes(), target)
    assert found.format == target
    assert found.messages
    assert found.converted == ("US14123456" not in name)
    assert (found.reading is None) == (target == "original" or not found.converted)


async def test_a_conversion_over_the_wire(connector, replay_office) -> None:
    """Special characters stand in brackets, a PCT number as it is; messages come with their meaning."""
    root = "/3.2/rest-services/number-service/application/original"
    us, pct = (next(one for one in CONVERSIONS if part in one) for part in ("US.-08", "PCT-GB02"))
    replay_office.replays(f"{root}/US.(08/921,321).A.19970829/epodoc", FOLDER / us)
    replay_office.replays(f"{root}/PCT/GB02/04635.20021011/docdb", FOLDER / pct)
    text = original_reference("US", "08/921,321", "A", date(1997, 8, 29))
    found = await connector.convert(text, "application", "original", "epodoc")
    assert (found.number, found.reading) == ("US19970921321", ApplicationNumber("US", "92132197"))
    text = original_reference(None, "PCT/GB02/04635", filed=date(2002, 10, 11))
    found = await connector.convert(text, "application", "original", "docdb")
    assert found.reading == ApplicationNumber("GB", "0204635", "W")
    assert [(one.code, one.gravity) for one in found.messages] == [
        ("pBRE002", "warning"),
        ("pBRE015", "warning"),
    ]


@pytest.mark.parametrize(
    ("name", "written", "number", "path", "agrees"),
    [
        ("application-original-JP*", "2006-147056", "application JP.2006147056.A",
         "application/original/JP.(2006-147056).A", True),
        ("application-original-PCT*", "PCT/GB02/04635", "application GB.0204635.W",
         "application/original/PCT/GB02/04635", True),
        ("publication-original-US*", "14123456", "publication US.14123456",
         "publication/original/US.14123456", False),
    ],
)  # fmt: skip
async def test_readings_are_confirmed(name, written, number, path, agrees, connector, replay_office) -> None:
    """What the service said of numbers that we read from the same texts: they are the same."""
    (recorded,) = names(f"number-service-{name}-docdb__*.xml")
    replay_office.replays(f"/3.2/rest-services/number-service/{path}/docdb", FOLDER / recorded)
    type, _, docdb = number.partition(" ")
    read = Number(type, *docdb.split("."))
    said = await connector.confirm(Reading(read, 1.0, written=written))
    assert said.number == (read if agrees else None)
    assert said.messages
