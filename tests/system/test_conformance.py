"""A gateway is a provider too: its own CASE profile keeps the rules that offices are examined by."""

from __future__ import annotations

from typing import Any

import pytest
from replicas import KEY

from connectors.conformance.asking import open_asker
from connectors.conformance.examination import examine
from connectors.guard import LOOPBACK
from connectors.numbers.identity import parse_docdb


@pytest.mark.parametrize("number", ["AU.2019325418.A", "EP.99203729.A", "NZ.773158.A", "AU.2019050912.W"])
async def test_a_gateway_passes_the_conformance_of_offices(demonstration: Any, number: str) -> None:
    """Asked for applications of offices and of a hub, with a key, a gateway fails no check."""
    gateway = await demonstration.gateway()
    url = f"{gateway.url}/case-api/v1"
    credentials = {"Authorization": f"Bearer {KEY}"}
    async with open_asker(url, credentials=credentials, networks=LOOPBACK) as asker:
        report = await examine(
            asker,
            url,
            number=parse_docdb(number),
            withheld=parse_docdb("GB.2102345.A"),
            proven=True,
        )
    assert {one.check: one.detail for one in report.findings if one.result == "fail"} == {}
    passed = {one.check for one in report.findings if one.result == "pass"}
    assert len(passed) >= 36
    assert {"errors-withheld", "visibility-closed", "hostile-path", "content-range"} <= passed
