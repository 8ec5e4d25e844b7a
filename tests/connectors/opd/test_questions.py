"""The references of the OPD-API, as clients write them."""

from __future__ import annotations

import pytest

from connectors.numbers.identity import Number, parse_docdb
from connectors.opd.questions import BadReference, read_application, read_number


def test_references_are_read_to_numbers() -> None:
    """Letters of any case; a kind ``*`` is the usual one of an application and any of a publication."""
    assert read_application("jp.2015500001.a") == parse_docdb("JP.2015500001.A")
    assert read_application("JP.2015500001.*") == parse_docdb("JP.2015500001.A")
    assert read_number("publication", "EP.1000000.A1") == Number("publication", "EP", "1000000", "A1")
    assert read_number("publication", "EP.1000000.*") == Number("publication", "EP", "1000000", None)
    assert read_number("application", "US.201816123456.A") == Number("application", "US", "201816123456", "A")


@pytest.mark.parametrize(
    ("kind", "reference", "status"),
    [
        ("application", "JP2015500001", "204"),
        ("application", "JP.2015500001", "204"),
        ("application", "JP.2015500001.A;B", "208"),
        ("application", "JP.2015,500001.A", "208"),
        ("application", "JP.2015\t500001.A", "208"),
        ("application", "JP." + "1" * 95 + ".A", "204"),
        ("claim", "JP.2015500001.A", "204"),
    ],
)
def test_what_is_no_reference_is_refused_in_the_api_s_words(kind: str, reference: str, status: str) -> None:
    """204 for a bad parameter, 208 for characters that are not allowed."""
    with pytest.raises(BadReference) as refused:
        read_number(kind, reference)
    assert refused.value.status_code == status
