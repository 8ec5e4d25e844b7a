"""Citations and classifications of the service."""

from __future__ import annotations

import json
from datetime import date

import pytest

from connectors.errors import Malformed
from connectors.global_dossier.citing import parse_citations
from connectors.model import Classification
from connectors.numbers.identity import ApplicationNumber

US = ApplicationNumber("US", "201816123456")
WHOLE = {
    "citationList": [
        {
            "citedDocument": {
                "docCountry": "EP", "docNumber": "0680812", "kindCode": "A1", "docDateStr": "11/08/1995",
            },
            "citedIn": "Search report",
            "citedBy": "examiner",
            "relevancyText": "X, Y",
            "relevantInfos": [{"category": "A", "claims": ["1-3", "8"], "passages": "column 3"}],
        },
        {"citedDocument": {"docCountry": "??", "docNumber": "JP 5-1"}, "relevancyText": "see figure 1"},
        {"citedDocument": None},
        None,
    ],
    "nplCitationList": [{"text": "Example Journal 12 (1998), 1-5", "citedBy": "applicant"}],
    "classificationList": [
        {
            "schema": "IPC8", "section": "B", "patentClass": "28", "patentSubClass": "B",
            "mainGroup": "1", "subGroup": "29",
        },
        {"schema": "CPC", "section": "G", "patentClass": "06", "patentSubClass": "F", "mainGroup": 3},
        {"schema": None, "section": "B"},
    ],
}  # fmt: skip


def test_citations() -> None:
    """Who cited what, where, with categories, claims and passages; unreadable numbers stay as text."""
    found = parse_citations(json.dumps(WHOLE).encode(), US)
    first, second, literature = found.citations
    assert first.publication is not None
    assert (first.publication.office, first.publication.number, first.publication.kind) == (
        "EP",
        "0680812",
        "A1",
    )
    assert first.publication.date == date(1995, 11, 8)
    assert first.categories == ("X", "Y", "A")
    assert (first.claims, first.passages, first.phase) == (("1-3", "8"), ("column 3",), "Search report")
    assert (second.text, second.categories, second.passages) == ("JP 5-1", (), ("see figure 1",))
    assert (literature.text, literature.phase) == ("Example Journal 12 (1998), 1-5", "applicant")
    assert found.classifications == (
        Classification(scheme="IPC", symbol="B28B 1/29"),
        Classification(scheme="CPC", symbol="G06F 3"),
    )


@pytest.mark.parametrize(
    ("number", "where"),
    [
        (US, "US/16123456/A"),
        (ApplicationNumber("AU", "2011221359"), "CASE/AU2011221359/A"),
        (ApplicationNumber("US", "2013032081", "W"), "WIPO/PCTUS2013032081/W"),
    ],
)
async def test_where_they_are_asked_for(number, where, connector, replay_office) -> None:
    """IP5 offices by their code, others through CASE, international applications through WIPO."""
    replay_office.gives(f"/citation-classification/svc/citation/application/{where}", '{"citationList": []}')
    assert (await connector.get_citations(number)).citations == ()


@pytest.mark.parametrize(
    "body",
    [
        b"{}",
        b'{"citationList": 1}',
        b'{"citationList": [1]}',
        b"<html/>",
        b'{"citationList": [], "country": "JP", "docNumber": "2017187096.A"}',
    ],
)
def test_what_cannot_be_trusted(body) -> None:
    """Wrong shapes, and another application's citations, are malformed."""
    with pytest.raises(Malformed):
        parse_citations(body, US)
