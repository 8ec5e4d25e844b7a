"""The CASE profile's citations to the model: three alternatives, one filled."""

from __future__ import annotations

import json

import pytest

from connectors.case.citing import parse_citations
from connectors.errors import Malformed
from connectors.model import Citation, Publication
from connectors.numbers.identity import ApplicationNumber

CA = ApplicationNumber("CA", "3054009")
TOLD = {"categories": ("X", "Y"), "claims": ("1-3",), "passages": ("par. 3",)}
UNNAMED = {"ipOfficeCode": "", "applicationNumberText": ""}
RELEVANCE = {"PassageRelevance": {"citationCategoryCodes": ["X", "Y"], "patentClaimRange": ["1-3"]}}


def publication(office: str | None, number: str | None, kind: str | None) -> dict:
    """The first alternative."""
    told = {"ipOfficeCode": office, "documentNumber": number, "patentDocumentKindCode": kind}
    return {"patentCitation": {"citedPatentDocumentIdentification": told | {"patentDocumentDate": None}}}


def application(number: dict) -> dict:
    """The third alternative."""
    told = {"applicationNumber": number, "applicantFileReference": "", "applicationFilingDate": ""}
    return {"applicationCitation": {"citedApplicationIdentification": told}}


def entry(**parts: object) -> dict:
    """An entry as V.05 writes it: all three alternatives, empty where they do not apply."""
    passage = {"citedPassage": {"passageRangeBag": ["par. 3"], "passageRelevanceBag": [RELEVANCE]}}
    literature = {"nplCitation": {"nplCitationText": ""}, "citedPassageBag": [passage]}
    return publication(None, None, None) | application(UNNAMED) | literature | parts


def citations(*entries: object, number: str = "3054009") -> bytes:
    """The bytes of an answer."""
    named = {"ipOfficeCode": "CA", "applicationNumberText": number}
    return json.dumps({"applicationNumber": named, "referenceCitationBag": entries}).encode()


def test_citations_pick_the_filled_alternative():
    """Patent, application, literature; unreadable numbers are kept as text, entries of nothing counted."""
    body = citations(
        entry(**publication("US", "2015/0378098", "A1")),
        entry(**publication("??", "17", "")),
        entry(**application({"ipOfficeCode": "EP", "applicationNumberText": "99203729.1"})),
        entry(nplCitation={"nplCitationText": "(free text)"}),
        entry(),
        None,
    )
    found = parse_citations(body, CA)
    assert found.unreadable == (None,)
    assert found.citations == (
        Citation(publication=Publication(office="US", number="2015378098", kind="A1"), **TOLD),
        Citation(text="?? 17", **TOLD),
        Citation(application=ApplicationNumber("EP", "99203729"), **TOLD),
        Citation(text="(free text)", **TOLD),
    )


def test_citations_of_another_application_are_refused():
    """An answer that speaks of another application is none."""
    with pytest.raises(Malformed, match="another application"):
        parse_citations(citations(number="3054010"), CA)


def test_the_small_spelling_of_relevance_is_read_too():
    """V.05 writes ``PassageRelevance``; the regular spelling means the same."""
    small = {"passageRelevance": RELEVANCE["PassageRelevance"]}
    passage = {"citedPassage": {"passageRangeBag": None, "passageRelevanceBag": small}}
    body = citations(entry(nplCitation={"nplCitationText": "a"}, citedPassageBag=passage))
    (found,) = parse_citations(body, CA).citations
    assert (found.categories, found.claims, found.passages) == (("X", "Y"), ("1-3",), ())
