"""An error under a good status is no answer in which nothing stands."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from connectors.case.citing import parse_citations
from connectors.case.encode import encode_family
from connectors.case.parse import parse_doclist, parse_family
from connectors.errors import Malformed
from connectors.numbers.identity import ApplicationNumber, Number
from connectors.remembered import Remembered

AU = ApplicationNumber("AU", "2015200001")
PARSERS: dict[str, Callable[[bytes], Any]] = {
    "family": parse_family,
    "remembered family": lambda body: parse_family(body, Remembered()),
    "documents": lambda body: parse_doclist(body, AU),
    "citations": lambda body: parse_citations(body, AU),
}
ERRORS = {
    "of the profile": b'{"code": "UNAVAILABLE", "message": "Come back later.", "details": []}',
    "wrapped": b'{"error": {"code": "NOT_FOUND", "message": null, "details": []}}',
    "of a proxy": b'{"message": "Forbidden"}',
    "of the OPD-API": b'{"result": {"statusCode": "303", "errorMessage": "", "data": {}}}',
}


@pytest.mark.parametrize("error", ERRORS.values(), ids=ERRORS)
@pytest.mark.parametrize("parse", PARSERS.values(), ids=PARSERS)
def test_an_error_is_no_empty_answer(parse: Callable[[bytes], Any], error: bytes) -> None:
    """Read leniently it would say that nothing is held, or that a file is empty, and that this is all."""
    with pytest.raises(Malformed, match="none to this question"):
        parse(error)


def test_a_file_without_a_word_of_it_is_none() -> None:
    """Nothing says that its documents were asked for."""
    with pytest.raises(Malformed):
        parse_doclist(b"{}", AU)


@pytest.mark.parametrize("remembered", [None, Remembered()])
def test_nothing_listed_is_an_answer(remembered: Remembered | None) -> None:
    """Whether a bag is empty, null or absent: an office that has nothing may say so in any of these ways."""
    asked = Number("application", "AU", "2015200001", "A")
    for family in (encode_family(asked, [], "simple"), b'{"patentFamilyMemberBag": null}', b"{}"):
        assert parse_family(family, remembered).members == ()
    for extra in ('"documentTotalQuantity": 0', '"documentIncludedBag": []', '"completeIndicator": true'):
        assert parse_doclist(b"{%b}" % extra.encode(), AU, remembered).documents == ()
    for citations in (b"{}", b'{"referenceCitationBag": []}', b'{"completeIndicator": true}'):
        assert parse_citations(citations, AU).citations == ()
