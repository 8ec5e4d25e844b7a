"""Every line of the corpus of URLs, through every way out, over real sockets: what connects is counted."""

from __future__ import annotations

import json
import os
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any, NamedTuple

import msgspec
import pytest
from outside import PUBLIC, Names, Office, connections, office_at, reply
from pydantic import ValidationError

import connectors.catalogue
from connectors.client import Network
from connectors.conformance.asking import asker_over
from connectors.contract import Operation
from connectors.endpoint import Endpoint, OAuth2, Secret
from connectors.errors import ConnectorError, Malformed
from connectors.numbers.identity import parse_docdb
from connectors.urls import PORTS, UnsafeURL
from gateway.registrations.bodies import read_body
from gateway.registrations.refusals import BodyInvalid
from gateway.registrations.submission import Submission
from gateway.settings.ground import Ground
from gateway.settings.models import OfficeSettings

FOLDER = Path(os.environ["CASEGATE_PAYLOADS"]).parent / "hostile"
ALL: frozenset[Operation] = frozenset({"family", "dossier", "citations", "content"})


class Line(NamedTuple):
    """One line: what is to become of a URL, and at which stage."""

    id: str
    verdict: str
    stage: str
    url: str
    dns: str

    @property
    def answers(self) -> list[list[str]]:
        """What successive lookups of its name give."""
        return [
            []
            if answer in ("", "NXDOMAIN", "-")
            else [one.rpartition("CNAME:")[2] for one in answer.split(",")]
            for answer in self.dns.split(";")
        ]


def lines(*stages: str) -> list[Line]:
    """The lines of the corpus at some stages."""
    text = (FOLDER / "ssrf_urls.tsv").read_text("utf-8")
    rows = [row.split("\t") for row in text.splitlines() if row and not row.startswith("#")]
    read = [
        Line(id, verdict, stage, url.encode("ascii").decode("unicode_escape").replace("<empty>", ""), dns)
        for id, verdict, stage, url, dns, *_ in rows
    ]
    return [line for line in read if line.stage in stages]


PARSED, DIALLED, REDIRECTED = lines("parse"), lines("addr"), lines("redirect")
LINKED = lines("payload")
HOSTS = [line.url.split("/")[2].partition(":")[0] for line in (*DIALLED, *REDIRECTED, *LINKED)]


@pytest.fixture
async def office(tmp_path: Path) -> AsyncIterator[Office]:
    """An office that answers for every name of the corpus."""
    async with office_at(HOSTS, tmp_path) as office:
        yield office


def endpoint(url: str, auth: Any = None) -> Endpoint:
    """A provider at a URL."""
    made = Endpoint("x", "Office", ("AU",), "case", url.rstrip("/"), ALL)
    return made if auth is None else Endpoint("x", "Office", ("AU",), "case", url.rstrip("/"), ALL, auth)


async def _by_client(network: Network, url: str) -> None:
    await network.client(endpoint(url)).fetch("/x")


async def _by_stream(network: Network, url: str) -> None:
    async with network.client(endpoint(url)).stream("/x") as stream:
        async for _ in stream.chunks:
            pass


async def _by_token(network: Network, url: str) -> None:
    auth = OAuth2("client_credentials", token_url=url, client_id="id", client_secret=Secret("s"))
    await network.client(endpoint("https://stable.office.example", auth)).fetch("/x")


async def _by_control(network: Network, url: str) -> None:
    await network.control.get(url)


async def _by_asker(network: Network, url: str) -> None:
    async with asker_over(network, url) as asker:
        exchange = await asker.ask("/x")
    if exchange.failure is not None:
        raise ConnectorError(exchange.failure)
    if exchange.status != 200:
        raise Malformed(f"HTTP {exchange.status}")


WAYS = [_by_client, _by_stream, _by_token, _by_control, _by_asker]


@pytest.mark.parametrize("line", PARSED, ids=[line.id for line in PARSED])
async def test_what_may_not_be_registered_is_refused_before_anything_is_looked_up(line: Line) -> None:
    """By every way out: no lookup and no connection."""
    assert line.verdict == "deny"
    names = Names([PUBLIC])
    with connections() as connected:
        for way in WAYS:
            network = Network(resolver=names)
            with pytest.raises((UnsafeURL, ConnectorError)):
                await way(network, line.url)
            await network.aclose()
    assert (names.lookups, connected) == ([], [])


GROUND = Ground(
    directory=Path("/"),
    environ={},
    profile="production",
    protocols=("case",),
    wire=connectors.catalogue.wire,
    ports=PORTS,
)


@pytest.mark.parametrize("line", [*PARSED, *DIALLED], ids=[line.id for line in (*PARSED, *DIALLED)])
def test_it_is_refused_where_it_is_written(line: Line) -> None:
    """By operators in a file, by offices in a registration; what may be written may be written in both."""
    office = {"id": "au", "name": "X", "serves": ["AU"], "protocol": "case", "url": line.url}
    body = json.dumps({**office, "contact": {"name": "X", "email": "x@office.example"}}).encode()
    if line.stage == "parse":
        with pytest.raises(ValidationError):
            OfficeSettings.model_validate(office, context=GROUND)
        with pytest.raises(BodyInvalid) as refused:
            read_body(Submission, body, GROUND)
        assert line.url in "https:///" or line.url not in refused.value.detail
    elif "/../" not in line.url:
        assert OfficeSettings.model_validate(office, context=GROUND).url == line.url.rstrip("/")
        assert read_body(Submission, body, GROUND).url == line.url.rstrip("/")


@pytest.mark.parametrize("line", DIALLED, ids=[line.id for line in DIALLED])
async def test_every_dial_is_judged_by_the_address_that_is_dialled(line: Line, office: Office) -> None:
    """A name is asked again for each of its lookups: only public addresses are dialled, allowed ones are."""
    office.answer = lambda host, target: reply(b'{"access_token": "t"}', "Connection: close")
    expected = len(line.answers) if line.verdict == "allow" else len(line.answers) - 1
    allowed = {one for answer in line.answers[:expected] for one in answer}
    for way in WAYS:
        names, reached, refused = Names(*line.answers), 0, []
        office.dialled.clear()
        with connections() as connected:
            for _ in line.answers:
                network = Network(resolver=names, open=office.open, authorities=str(office.authority))
                try:
                    await way(network, line.url)
                    reached += 1
                except ConnectorError as error:
                    refused.append(error.detail.partition(":")[0])
                await network.aclose()
        assert (way, reached) == (way, expected)
        assert set(refused) <= {"forbidden_address", "dns_error"}
        assert {address for address, _ in office.dialled} <= allowed
        assert {port for _, port in office.dialled} <= {443, 8443}
        assert set(connected) <= {("127.0.0.1", office.port)}
        assert bool(office.dialled) is bool(expected)


@pytest.mark.parametrize("line", REDIRECTED, ids=[line.id for line in REDIRECTED])
async def test_no_redirect_leads_anywhere(line: Line, office: Office) -> None:
    """One connection, to the office that redirects; the redirect is told as what it is."""
    before, _, target = line.url.partition("?302=")
    office.answer = lambda host, path: reply(b"", f"Location: {target}", status="302 Found")
    for way in WAYS:
        office.requests.clear()
        office.dialled.clear()
        network = Network(resolver=Names(*line.answers), open=office.open, authorities=str(office.authority))
        with connections() as connected, pytest.raises(ConnectorError):
            await way(network, before)
        await network.aclose()
        assert len(office.requests) == 1
        assert connected == [("127.0.0.1", office.port)]
        assert len(office.dialled) == 1


@pytest.mark.parametrize("line", LINKED, ids=[line.id for line in LINKED])
async def test_no_link_in_an_answer_leads_anywhere(line: Line, office: Office) -> None:
    """As a document's file or its id: only the office is asked, and only below its endpoint."""
    listing, _, link = line.url.partition("#href=")
    number = parse_docdb("AU.2019325418.A")
    rows = [
        {"id": "a", "title": "A", "file": link},
        {"id": link, "title": "B", "file": "b.pdf", "href": link},
    ]
    index = {"version": 1, "applications": [{"number": number.docdb, "documents": rows}]}
    office.answer = lambda host, target: reply(
        json.dumps(index).encode() if target.endswith("/index.json") else b"%PDF-1.4"
    )
    network = Network(resolver=Names(*line.answers), open=office.open, authorities=str(office.authority))
    reached = msgspec.structs.replace(endpoint(listing), protocol="static-index")
    connector = connectors.catalogue.wire("static-index").open(reached, network)
    with connections() as connected:
        for document in (await connector.get_dossier(number)).documents:
            for rendition in document.renditions:
                async with connector.open_content(number, document, rendition.id, None) as stream:
                    assert [chunk async for chunk in stream.chunks]
    await network.aclose()
    below = listing.partition("office.example")[2]
    assert office.requests
    assert all(host == "office.example" for host, _, _ in office.requests)
    assert all(target.startswith(f"{below}/") for _, target, _ in office.requests)
    assert set(connected) == {("127.0.0.1", office.port)}
