"""Recorded answers of the EPO and the USPTO: every spelling of one document reads as the same number."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from lxml import etree

from connectors.numbers.identity import ApplicationNumber
from connectors.numbers.reading import read, read_application, read_publication
from connectors.numbers.writing import epodoc

FOLDER = Path(os.environ["CASEGATE_PAYLOADS"])
Spelt = tuple[str, str, str, str]
"""Country, number, kind and date of one document-id, empty where absent."""
Reference = tuple[str, tuple[tuple[str, Spelt], ...]]
"""What is referred to (application, publication, priority) and its spellings by notation."""

_BROKEN = etree.XMLParser(recover=True, resolve_entities=False, no_network=True)


def references() -> list[Reference]:
    """Every reference with more than one spelling in the recorded answers of OPS."""
    found: set[Reference] = set()
    for path in sorted((FOLDER / "epo_ops").glob("*.xml")):
        root = etree.fromstring(path.read_bytes(), _BROKEN)
        for element in root.iter("{*}application-reference", "{*}publication-reference", "{*}priority-claim"):
            spelt: dict[str, Spelt] = {}
            for one in element.iter("{*}document-id"):
                parts = [
                    (one.findtext(f"{{*}}{tag}") or "").strip()
                    for tag in ("country", "doc-number", "kind", "date")
                ]
                spelt.setdefault(one.get("document-id-type") or "", (parts[0], parts[1], parts[2], parts[3]))
            spelt.pop("", None)
            if len(spelt) > 1:
                found.add((etree.QName(element).localname, tuple(sorted(spelt.items()))))
    return sorted(found)


def applications() -> list[dict[str, Any]]:
    """Every application of the recorded Global Dossier families that DOCDB's spelling is given for."""
    found: dict[str, dict[str, Any]] = {}

    def walk(node: Any) -> Iterator[dict[str, Any]]:
        if isinstance(node, dict):
            if "appNum" in node and isinstance(node.get("docNum"), dict):
                yield node
            for value in node.values():
                yield from walk(value)
        elif isinstance(node, list):
            for value in node:
                yield from walk(value)

    for path in sorted((FOLDER / "uspto_global_dossier").glob("family-*.json")):
        for one in walk(json.loads(path.read_text())):
            if one["docNum"].get("format") != "original":
                found[f"{one['docNum']['country']} {one['appNum']}"] = one
    return list(found.values())


def filings() -> list[tuple[str, int, bool]]:
    """US numbers of the recorded files of the USPTO: number, filing year, whether it is a national phase."""
    found: dict[str, tuple[int, bool]] = {}

    def note(number: Any, filed: Any, phase: bool = False) -> None:
        if isinstance(number, str) and re.fullmatch(r"[0-9]{8}", number) and filed:
            year = int(re.findall(r"(?:19|20)[0-9]{2}", filed)[0])
            found[number] = (year, phase) if phase else found.get(number, (year, False))

    def walk(node: Any) -> None:
        if isinstance(node, dict):
            filed = node.get("parentApplicationFilingDate")
            phase = node.get("claimParentageTypeCode") == "NST"
            note(node.get("applId"), node.get("appFilingDate"))
            note(node.get("parentApplicationNumberText"), filed)
            note(node.get("childApplicationNumberText") if phase else None, filed, phase)
        for value in node.values() if isinstance(node, dict) else node if isinstance(node, list) else ():
            walk(value)

    for path in sorted([*(FOLDER / "uspto_odp").glob("*.json"), *(FOLDER / "uspto_peds").glob("*.json")]):
        if not path.name.endswith(".meta.json"):
            walk(json.loads(path.read_text()))
    return sorted((number, year, phase) for number, (year, phase) in found.items())


def day(text: str) -> date | None:
    """A date of OPS (20041228), or none."""
    return datetime.strptime(text, "%Y%m%d").date() if text else None  # noqa: DTZ007


@pytest.mark.parametrize("reference", references(), ids=lambda one: one[1][0][1][1])
def test_all_spellings_of_ops_are_one_number(reference: Reference) -> None:
    """DOCDB, EPODOC and original spelling of one document in an answer of OPS name the same number."""
    what, pairs = reference
    spelt = dict(pairs)
    if what == "publication-reference":
        country, number, kind, _ = spelt["docdb"]
        stated = read_publication(country, number, kind=kind)
        assert (stated.office, stated.number) == (country, number)
        assert read(spelt["epodoc"][1], type="publication")[0].number.number == number
        return
    filed = day(spelt["epodoc"][3])
    from_epodoc = read(spelt["epodoc"][1], type="priority")[0].number.application
    assert from_epodoc is not None
    if "docdb" in spelt:
        country, number, kind, _ = spelt["docdb"]
        assert from_epodoc == ApplicationNumber(country, number, kind)
        assert read_application(country, number, kind=kind, filed=filed) == from_epodoc
        assert epodoc(from_epodoc, filed) == spelt["epodoc"][1]
    if "original" in spelt:
        assert (
            read_application(from_epodoc.office, spelt["original"][1], kind=from_epodoc.kind, filed=filed)
            == from_epodoc
        )


@pytest.mark.parametrize("stated", applications(), ids=lambda one: str(one["appNum"]))
def test_global_dossier_numbers_are_docdb_numbers(stated: dict[str, Any]) -> None:
    """The native number of Global Dossier reads as the DOCDB number that stands beside it."""
    number = read_application(stated["countryCode"], stated["appNum"], kind=stated["docNum"]["kindCode"])
    assert (number.office, number.number) == (stated["docNum"]["country"], stated["docNum"]["docNumber"])


@pytest.mark.parametrize(("number", "year", "phase"), filings())
def test_the_filing_year_of_a_us_number_is_thought_of(number: str, year: int, phase: bool) -> None:
    """Without the year it is the first reading; a national phase is filed before it is numbered."""
    years = [one.year for one in read(f"US {number[:2]}/{number[2:]}", type="application") if one.year]
    assert year in (years if phase else years[:1])
    assert len(set(years)) <= 5


def test_a_national_phase_stands_in_the_recorded_files() -> None:
    """The test above is about one at least, and about many others."""
    assert ("15123456", 2015, True) in filings()
    assert len(filings()) > 20
