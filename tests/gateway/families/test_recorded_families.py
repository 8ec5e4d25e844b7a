"""Families as USPTO Global Dossier answered them, told one application at a time."""

from __future__ import annotations

import json
import os
from datetime import date
from pathlib import Path

import pytest

from connectors.model import Application, PriorityClaim, Publication
from connectors.numbers.identity import ApplicationNumber, Number
from gateway.families.family import Listing, find
from gateway.families.grouping import group

FOLDER = Path(os.environ["CASEGATE_PAYLOADS"], "uspto_global_dossier")
ANSWERS = [
    path
    for name in ("fixture_app.json", "family-*.json")
    for path in sorted(FOLDER.glob(name))
    if not path.name.endswith(".meta.json")
]


def american(text: str) -> date:
    """A date written month, day, year."""
    month, day, year = map(int, text.split("/"))
    return date(year, month, day)


def read(path: Path) -> list[Application]:
    """The members of one recorded answer, as the office spells them."""
    return [
        Application(
            number=ApplicationNumber(row["countryCode"], row["docNum"]["docNumber"], row["kindCode"]),
            filing_date=american(row["appDateStr"]),
            publications=tuple(
                Publication(office=it["pubCountry"], number=it["pubNum"], kind=it["kindCode"])
                for it in row["pubList"]
            ),
            priorities=tuple(
                PriorityClaim(number=ApplicationNumber(it["country"], it["docNumber"], it["kindCode"]))
                for it in row["priorityClaimList"]
            ),
        )
        for row in json.loads(path.read_bytes())["list"]
    ]


@pytest.mark.parametrize("path", ANSWERS, ids=lambda path: path.name)
@pytest.mark.parametrize("scope", ["simple", "extended"])
def test_a_recorded_family_comes_together_from_its_claims(path, scope):
    """Every application alone, without the office's own list: one family, found by any of its numbers."""
    members = read(path)
    told = [
        Listing("gd", 1, Number("application", it.number.office, it.number.number, it.number.kind), (it,))
        for it in members
    ]
    families = group(told, scope)
    (found,) = families.groups
    assert set(found.members) == {families.canonical(one.number) for one in members}
    assert found.quarantined == ()
    for one in members:
        for publication in one.publications:
            number = Number("publication", publication.office, publication.number, publication.kind)
            assert find(families, [number]) is found
