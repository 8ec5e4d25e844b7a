"""Whatever JSON the service answers, there is an answer about what was asked or an error of ours."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connectors.errors import ConnectorError
from connectors.global_dossier.citing import parse_citations
from connectors.global_dossier.parse import parse_document_list, parse_family, parse_offices
from connectors.global_dossier.service import parse_hours, parse_status
from connectors.numbers.identity import ApplicationNumber, Number

US = ApplicationNumber("US", "201816123456")
ASKED = Number("application", "US", "201816123456", "A")
KEYS = (
    "list", "docs", "officeActionDocs", "docList", "docNum", "country", "countryCode", "appNum", "docNumber",
    "kindCode", "docId", "docDesc", "legalDateStr", "numberOfPages", "docGroupCode", "pubList", "pubNum",
    "priorityClaimList", "applicantNames", "title", "message", "id", "citationList", "citedDocument", "data",
)  # fmt: skip
LEAVES = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=20)
    | st.sampled_from(
        ["US", "16123456", "201816123456.A", "PCT/US13/32081", "09/06/2018", "A", "Claims (ORIGINAL)"]
    )
)
ANYTHING = st.recursive(
    LEAVES,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.sampled_from(KEYS), inner, max_size=6),
    max_leaves=30,
)
PARSERS = (
    lambda body: parse_family(body, ASKED),
    lambda body: parse_document_list(body, US),
    lambda body: parse_citations(body, US),
    parse_offices,
    parse_status,
    parse_hours,
)


@given(ANYTHING)
def test_any_json(value: Any) -> None:
    """No parser raises anything but our errors, and what it gives is about the application asked for."""
    body = json.dumps(value).encode()
    for parse in PARSERS:
        try:
            found = parse(body)
        except ConnectorError:
            continue
        if hasattr(found, "application"):
            assert found.application.number == US


@given(st.binary(max_size=60))
def test_any_bytes(body: bytes) -> None:
    """Bytes that are no JSON are an error of ours, never an answer."""
    for parse in PARSERS[:4]:
        with pytest.raises(ConnectorError):
            parse(body)
