"""Ids that any replica resolves, from any native id."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connectors.numbers.identity import parse_docdb
from gateway.present.ids import (
    DocumentId,
    document_ids,
    parse_document_id,
    parse_rendition_id,
    rendition_ids,
)

EP = parse_docdb("EP.99203729.A")
natives = st.text(st.characters(exclude_categories=("Cs",)), min_size=1) | st.from_regex(
    r"[\w.~-]{1,20}", fullmatch=True
)


@given(natives)
def test_what_goes_out_comes_back(native: str) -> None:
    """Whatever an office calls its documents; and an id fits into a URL's path as it is."""
    document, rendition = document_ids("ip5", EP)(native), rendition_ids("ip5")(native)
    assert parse_document_id(document) == DocumentId("ip5", EP, native)
    assert parse_rendition_id(rendition) == ("ip5", native)
    assert re.fullmatch(r"[A-Za-z0-9._~-]+", document + rendition)


@given(st.text() | st.from_regex(r"[a-z0-9-]{1,8}~[A-Z]{2}\.[0-9]{1,8}\.A~~?[\w=+/~-]{0,12}", fullmatch=True))
def test_an_id_is_read_one_way_or_not_at_all(text: str) -> None:
    """Never raises; what is read is written the same again, so that one document has one id."""
    found = parse_document_id(text)
    assert found is None or document_ids(found.provider, found.application)(found.native) == text
    rendition = parse_rendition_id(text)
    assert rendition is None or rendition_ids(rendition[0])(rendition[1]) == text


def test_a_safe_native_id_stays_readable() -> None:
    """The rest stands in base64url behind one more tilde."""
    assert document_ids("ip5", EP)("0001_a~b.c") == "ip5~EP.99203729.A~0001_a~b.c"
    assert document_ids("ip5", EP)("é") == "ip5~EP.99203729.A~~w6k"
    assert document_ids("ip5", EP)("~x") == "ip5~EP.99203729.A~~fng"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "ip5",
        "ip5~EP.1.A",
        "ip5~EP.1.A~",
        "ip5~EP.1.A~~w6k=",
        "ip5~EP.1.A~~YQ",
        "ip5~EP.1.A~~____",
        "ip5~EP.1.A~é",
        "ip5~EP.1.A~a b",
        "ip5~EP.1~x",
        "IP5~EP.1.A~x",
        "~EP.1.A~x",
    ],
)
def test_what_is_no_id_is_none(text: str) -> None:
    """Among them base64 that nobody needs, padding, and bytes that are no text."""
    assert parse_document_id(text) is None
