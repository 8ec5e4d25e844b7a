"""The demonstration's citations: all that its offices cite, over two protocols, as one table."""

from __future__ import annotations

import csv
import io
from collections import defaultdict
from typing import Any

import pytest

from connectors.kit.demonstration import FAULTS
from connectors.kit.samples import SHOWCASE, sample_family

NUMBER = "EP 3840569"
SAMPLES = sample_family(SHOWCASE)


def expected() -> dict[str, set[str]]:
    """Each cited document with the offices that cite it: by hand, from the samples."""
    cited: dict[str, set[str]] = defaultdict(set)
    for held in SAMPLES:
        office = "WO" if held.number.kind == "W" else held.number.office
        for one in held.dossier.citations:
            named = one.publication.number if one.publication else one.text
            cited[named or ""].add(office)
    return cited


def told(answer: Any) -> dict[str, set[str]]:
    """The same, as the answer tells it."""
    return {
        row["publication"]["number"] if row["publication"] else row["text"]: set(row["citedBy"])
        for row in answer["citations"]
    }


async def test_every_citation_of_every_office_is_there(demonstration: Any) -> None:
    """In one row for each document, with the same counts in JSON and in CSV, and no document list asked."""
    gateway = await demonstration.gateway()
    answer = (await gateway.get("/api/v1/citations", number=NUMBER)).json
    assert answer["complete"] is True
    assert told(answer) == expected()
    assert {o["operation"] for o in answer["outcomes"]} == {"family", "citations"}
    counts = {o["office"]: (o["cited"], o["unique"]) for o in answer["family"]["offices"]}
    for office in {office for offices in expected().values() for office in offices}:
        by = [offices for offices in expected().values() if office in offices]
        assert counts[office] == (len(by), sum(len(offices) == 1 for offices in by))
    table = await gateway.get("/api/v1/citations", number=NUMBER, headers={"Accept": "text/csv"})
    lines = list(csv.DictReader(io.StringIO(table.body.decode(), newline="")))
    assert len(lines) == sum(len(row["citings"]) for row in answer["citations"])
    assert table.headers["Answer-Complete"] == "true"


async def test_a_dossier_has_the_citations_of_its_application(demonstration: Any) -> None:
    """And its classifications, where its provider's protocol tells them."""
    gateway = await demonstration.gateway()
    held = next(one for one in SAMPLES if one.number.office == "EP")
    answer = (await gateway.get("/api/v1/dossiers", application=held.number.docdb)).json
    assert {c["publication"]["number"] for c in answer["dossier"]["citations"]} == {
        c.publication.number for c in held.dossier.citations if c.publication
    }
    assert {(c["scheme"], c["symbol"]) for c in answer["dossier"]["classifications"]} == {
        (c.scheme, c.symbol) for c in held.dossier.classifications
    }


@pytest.mark.parametrize("demonstration", [{"il": FAULTS["il"]}], indirect=True)
async def test_an_office_that_is_down_costs_its_own_citations(demonstration: Any) -> None:
    """The others' are all there, and its member says that they could not be had."""
    gateway = await demonstration.gateway()
    answer = (await gateway.get("/api/v1/citations", number=NUMBER)).json
    availability = {m["applicationNumber"]["office"]: m["availability"] for m in answer["family"]["members"]}
    assert availability["IL"] == "unavailable"
    assert answer["complete"] is False
    assert {k: v - {"IL"} for k, v in expected().items() if v - {"IL"}} == told(answer)
