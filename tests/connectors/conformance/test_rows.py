"""Rows that a gateway cannot show: its answers with them are incomplete, so they fail a check."""

from __future__ import annotations

import json
from typing import Any

import pytest

from connectors.conformance import families
from connectors.conformance.exchange import Exchange
from connectors.numbers.identity import ApplicationNumber

NUMBER = ApplicationNumber("AU", "2019325418")
CITED = {"nplCitation": {"nplCitationText": "Handbook of Drip Irrigation"}}
SILENT = {"patentCitation": None, "nplCitation": {"nplCitationText": ""}}


def answer(**bag: Any) -> Exchange:
    """An answer about the application, with a bag."""
    own = {"ipOfficeCode": "AU", "applicationNumberText": "2019325418"}
    return Exchange("/any", status=200, body=json.dumps({"applicationNumber": own} | bag).encode())


def member(text: str) -> dict[str, Any]:
    """A member of a family by its number."""
    number = {"ipOfficeCode": "AU", "applicationNumberText": text}
    published = {"ipOfficeCode": "AU", "publicationNumber": "2019325418", "patentDocumentKindCode": "A1"}
    return {
        "patentFamilyMember": {
            "applicationIdentification": {"applicationNumber": number},
            "patentPublicationIdentificationBag": [{"patentPublicationIdentification": published}],
        }
    }


@pytest.mark.parametrize(
    ("entries", "result", "detail"),
    [
        ([CITED], "pass", "1 citations"),
        ([CITED, SILENT], "fail", "entries that do not say what is cited: 1"),
        ([SILENT], "fail", "entries that do not say what is cited: 1"),
    ],
)
def test_a_citation_says_what_is_cited(entries: list[Any], result: str, detail: str) -> None:
    """In one of the three ways."""
    verdict = families.judge_citations(answer(referenceCitationBag=entries), NUMBER)
    assert (verdict.result, verdict.detail) == (result, detail)


@pytest.mark.parametrize(
    ("numbers", "result", "detail"),
    [
        (["2019325418"], "pass", "1 members"),
        (["2019325418", "no number"], "fail", "members whose number cannot be read: 1"),
        (["2019325418"] * 2, "warn", "2 members are listed, and 1 of them are different ones"),
    ],
)
def test_a_member_has_a_number_that_can_be_read(numbers: list[str], result: str, detail: str) -> None:
    """A member that is listed twice is only told."""
    verdict = families.judge_family(answer(patentFamilyMemberBag=[member(one) for one in numbers]), NUMBER)
    assert (verdict.result, verdict.detail) == (result, detail)
