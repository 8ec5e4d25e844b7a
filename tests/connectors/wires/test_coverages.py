"""What providers state of their own coverage."""

from __future__ import annotations

from datetime import date

import msgspec
import pytest
from aiohttp import web

from connectors.case import encode
from connectors.catalogue import protocols, wire
from connectors.errors import ConnectorError, Malformed, NotHeld, ServerFault, Unsupported
from connectors.model import Coverage

STATED = (
    Coverage(office="AU", start=date(2013, 1, 1), end=date(2025, 5, 1), applications=42),
    Coverage(office="NZ"),
)


@pytest.fixture
def connect(office, network, make_endpoint):
    """A connector of the CASE profile to an office that answers everything alike."""

    async def start(body: bytes, status: int = 200):
        async def serve(request: web.Request) -> web.StreamResponse:
            asked.append(request.raw_path)
            return web.Response(body=body, status=status, content_type="application/json")

        asked: list[str] = []
        return wire("case").open(make_endpoint(f"{await office(serve)}/v1"), network), asked

    return start


async def test_an_office_states_what_it_holds_since_when(connect) -> None:
    """One question, and what it says of each office; nothing at all is an answer."""
    connector, asked = await connect(encode.encode_coverages(STATED))
    assert await connector.get_coverages() == STATED
    assert asked == ["/v1/coverages"]
    silent, _ = await connect(b"{}")
    assert await silent.get_coverages() == ()


@pytest.mark.parametrize(
    ("status", "body", "kind"),
    [
        (404, b"", NotHeld),
        (503, b"", ServerFault),
        (200, b"<html>", Malformed),
        (200, b'{"coverageBag": 1}', Malformed),
        (200, b'{"coverageBag": [', Malformed),
        (200, b"[" * 100_000, Malformed),
    ],
)
async def test_what_is_no_statement_is_a_failure_of_a_known_kind(connect, status, body, kind) -> None:
    """Never an invented coverage."""
    connector, _ = await connect(body, status)
    with pytest.raises(kind) as caught:
        await connector.get_coverages()
    assert isinstance(caught.value, ConnectorError)


async def test_what_cannot_be_read_is_left_out_and_the_rest_stands(connect) -> None:
    """A coverage of no office says nothing; a date that is none is not said."""
    bag = [{"coverage": {"ipOfficeCode": "??"}}, None, {"coverage": None}]
    bag += [{"coverage": {"ipOfficeCode": "AU", "startDate": "once", "applicationTotalQuantity": -1}}]
    connector, _ = await connect(msgspec.json.encode({"coverageBag": bag}))
    assert await connector.get_coverages() == (Coverage(office="AU"),)


@pytest.mark.parametrize("protocol", sorted({"opd", "global-dossier"} & set(protocols())))
async def test_other_protocols_have_no_such_question(protocol, network, make_endpoint) -> None:
    """They say so without asking anybody."""
    connector = wire(protocol).open(make_endpoint("http://127.0.0.1:9"), network)
    with pytest.raises(Unsupported):
        await connector.get_coverages()
