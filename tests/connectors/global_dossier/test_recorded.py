"""Recorded answers of the service, replayed over sockets: every member and document comes through."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from connectors.errors import ConnectorError
from connectors.numbers.identity import ApplicationNumber, Number

FOLDER = Path(os.environ["CASEGATE_PAYLOADS"], "uspto_global_dossier")
FAMILIES = sorted(path.name for path in FOLDER.glob("family-*.json") if not path.name.endswith("meta.json"))
LISTS = sorted(path.name for path in FOLDER.glob("doclist-*.json") if not path.name.endswith("meta.json"))
EP = Number("publication", "EP", "1000000", None)
US = Number("application", "US", "201816123456", "A")
JP = ApplicationNumber("JP", "2017187096")
PATHS = {
    "EP": "/patent-family/svc/family/publication/EP/1000000",
    "US": "/patent-family/svc/family/application/US/16123456",
}


def test_there_are_recordings() -> None:
    """The folder holds what these tests are about."""
    assert len(FAMILIES) >= 12
    assert len(LISTS) >= 7


@pytest.mark.parametrize("name", FAMILIES)
async def test_a_family_comes_through(name, connector, replay_office) -> None:
    """Every member of every recorded family is there, under its DOCDB number, with all its publications."""
    asked = EP if "-EP-" in name else US
    replay_office.replays(PATHS[asked.office], FOLDER / name)
    rows = json.loads((FOLDER / name).read_bytes())["list"]
    family = await connector.find_family(asked)
    assert len(family.members) == len(rows)
    for found, row in zip(family.members, rows, strict=True):
        assert found.number.office == row["countryCode"]
        assert found.number.kind == row["kindCode"]
        assert found.filing_date is not None
        assert f"{found.filing_date:%m/%d/%Y}" == row["appDateStr"]
        assert len(found.publications) == len(row["pubList"])
        assert len(found.priorities) == len(row["priorityClaimList"])
    numbers = {one.number.docdb for one in family.members}
    if asked is US:
        assert numbers == {"JP.2017187096.A", "US.201816123456.A", "US.202017130468.A"}
    else:
        expected = {"NL.1010536.A", "US.20685698.A", "AT.99203729.T", "DE.69905327.T", "EP.99203729.A"}
        assert numbers == expected
    assert replay_office.asked == [PATHS[asked.office]]


@pytest.mark.parametrize("name", LISTS)
async def test_a_document_list_comes_through(name, connector, replay_office) -> None:
    """Every row of every recorded list is a rendition of one document; Japan's rows come in pairs."""
    office = name.split("-")[1]
    number, native = (US.application, "16123456") if office == "US" else (JP, "2017187096")
    replay_office.replays(f"/doc-list/svc/doclist/{office}/{native}/A", FOLDER / name)
    rows = {row["docId"] for row in json.loads((FOLDER / name).read_bytes())["docs"]}
    dossier = await connector.get_dossier(number)
    renditions = [one for document in dossier.documents for one in document.renditions]
    assert {one.id for one in renditions} == rows
    assert len(renditions) == len(rows)
    assert all(document.date is not None for document in dossier.documents)
    if office == "JP":
        assert len(dossier.documents) == len(rows) // 2 == 12
        kinds = {tuple(one.kind for one in document.renditions) for document in dossier.documents}
        assert kinds == {("original", "translation")}
    else:
        assert len(dossier.documents) == len(rows)


async def test_categories_of_the_recorded_lists(connector, replay_office) -> None:
    """The reports and decisions of the recorded Japanese dossier are known as such."""
    name = next(one for one in LISTS if "JP" in one)
    replay_office.replays("/doc-list/svc/doclist/JP/2017187096/A", FOLDER / name)
    dossier = await connector.get_dossier(JP)
    found = {document.title: document.category for document in dossier.documents}
    assert found["Notice of Reasons for Refusal"] == "examination-report"
    assert found["Decision to Grant a Patent"] == "decision"
    assert found["Search Report by Registered Search Organization"] == "search-report"
    assert found["Written Opinion"] == "argument"
    assert found["Written Amendment"] == "amendment"
    assert dossier.application.applicants[1].startswith("TAIYO, NAKAJIMA & KATO")


@pytest.mark.parametrize("name", [one for one in FAMILIES if "20230430" in one])
async def test_an_austrian_part_does_not_get_the_european_dossier(name, connector, replay_office) -> None:
    """A recorded family shows the European list under AT too; the AT part has none, EP has all 31."""
    rows = json.loads((FOLDER / name).read_bytes())["list"]
    assert sum(row["docList"] is not None for row in rows) == 2
    replay_office.replays("/patent-family/svc/family/application/CASE/AT99203729", FOLDER / name)
    replay_office.replays("/patent-family/svc/family/application/EP/99203729", FOLDER / name)
    replay_office.gives("/patent-family/svc/wipo/providingoffices", '{"data": ["AU", "CA"]}')
    problem = (FOLDER / "ERR404__doclist-US-201816123456-A__20230120T165017.json").read_bytes()
    replay_office.gives("/doc-list/svc/doclist/EP/99203729/A", problem, 404)
    ep = await connector.get_dossier(ApplicationNumber("EP", "99203729"))
    assert len(ep.documents) == 31
    with pytest.raises(ConnectorError, match="not_participating") as caught:
        await connector.get_dossier(ApplicationNumber("AT", "99203729", "T"))
    assert caught.value.code == "not_held"


async def test_a_stack_trace_is_not_passed_on(connector, replay_office) -> None:
    """A recorded member comes with a Java stack trace instead of a list: unavailable, in our own words."""
    name = next(one for one in FAMILIES if "20230430" in one)
    where = "/patent-family/svc/family/application/US/09206856"
    replay_office.replays(where, FOLDER / name)
    problem = FOLDER / "ERR404__doclist-US-201816123456-A__20230120T165017.json"
    for native in ("09206856", "20685698"):
        replay_office.replays(f"/doc-list/svc/doclist/US/{native}/A", problem)
    with pytest.raises(ConnectorError) as caught:
        await connector.get_dossier(ApplicationNumber("US", "20685698"))
    assert caught.value.code == "unavailable"
    assert not caught.value.counts_as_failure
    assert "spring" not in caught.value.detail
    assert replay_office.asked == [
        "/doc-list/svc/doclist/US/09206856/A",
        where,
        "/doc-list/svc/doclist/US/20685698/A",
        "/outage/svc/serviceStatus/US",
    ]


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("ERR403__family-application-US-16123456__20240424T173135.json", "credentials"),
        ("ERR404__doclist-US-201816123456-A__20230120T165017.json", "not_held"),
        ("ERR503__family-publication-EP-1000000__20230429T235300.json", "unavailable"),
    ],
)
async def test_recorded_errors(name, code, connector, replay_office) -> None:
    """Each recorded error is the outcome that it means."""
    replay_office.replays(PATHS["US"], FOLDER / name)
    with pytest.raises(ConnectorError) as caught:
        await connector.find_family(US)
    assert caught.value.code == code


@pytest.mark.parametrize("page", ["<html>Not Found</html>", " <?xml version='1.0'?><Error/>"])
async def test_a_page_is_no_word_on_a_number(page, connector, replay_office) -> None:
    """404 without the service's own words is a wrong path, as of a wrong url: nobody said no."""
    replay_office.gives(PATHS["US"], page, 404)
    with pytest.raises(ConnectorError) as caught:
        await connector.find_family(US)
    assert (caught.value.code, caught.value.detail.partition(":")[0]) == ("malformed", "no_such_path")
