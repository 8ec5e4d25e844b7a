"""The connectors against the simulated offices: what is served is what is read."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from ipaddress import ip_network

import pytest

from connectors.catalogue import wire
from connectors.client import Network
from connectors.contract import Connector, Span
from connectors.endpoint import ApiKey, Auth, Endpoint, NoAuth, OAuth2
from connectors.errors import ConnectFailed, NotHeld, Withheld
from connectors.kit.demonstration import FAULTS, simulate_demonstration
from connectors.kit.faults import Faults
from connectors.kit.generated import OFFICES, generate_families, generated_offices
from connectors.kit.samples import SHOWCASE, office_of, sample_family
from connectors.kit.sheets import Held
from connectors.kit.simulator import SimulatedEndpoint, Simulation, simulate
from connectors.model import Document
from connectors.numbers.identity import Number

MEMBERS = [held for held in sample_family(SHOWCASE) if held.dossier.documents and not held.withheld]
ANSWERING = {key: fault for key, fault in FAULTS.items() if not fault.refuse and not fault.delay_seconds}


def endpoint(of: SimulatedEndpoint) -> Endpoint:
    """A simulated endpoint as a connector is given it."""
    protocol = wire(of.protocol)
    auth: Auth = NoAuth()
    if of.protocol == "opd":
        auth = OAuth2(grant="password", username=of.id, password=of.key)
    elif of.key is not None:
        auth = ApiKey("X-Api-Key", of.key)
    return Endpoint(of.id, of.name, of.serves, of.protocol, of.url, protocol.capabilities, auth)


@asynccontextmanager
async def connected(simulation: Simulation) -> AsyncIterator[dict[str, Connector]]:
    """A connector for each simulated provider, by the offices it serves."""
    network = Network(allow_http=True, allow_networks=[ip_network("127.0.0.0/8")])
    connectors: dict[str, Connector] = {}
    try:
        for one in simulation.endpoints:
            connector = wire(one.protocol).open(endpoint(one), network)
            connectors |= dict.fromkeys(one.serves, connector)
        yield connectors
    finally:
        for connector in set(connectors.values()):
            await connector.aclose()
        await network.aclose()


def shown(held: Held) -> set[str]:
    """The titles of a member's documents."""
    return {document.title for document in held.dossier.documents}


async def test_every_member_s_dossier_comes_over_its_provider_s_wire() -> None:
    """All documents of the showcase are read back from offices and hub, with date and category."""
    async with simulate_demonstration(faults=ANSWERING) as simulation, connected(simulation) as connectors:
        for held in MEMBERS:
            dossier = await connectors[office_of(held.number)].get_dossier(held.number)
            assert {one.title for one in dossier.documents} == shown(held)
            assert len(dossier.documents) == len(held.dossier.documents)
            assert all(one.date is not None for one in dossier.documents)
            categories = {one.category for one in dossier.documents}
            assert categories & {"search-report", "examination-report"}


async def test_what_an_office_says_of_visibility_is_read_as_it_was_said() -> None:
    """Each document of the Australian member has the access that its sheet states."""
    (held,) = (one for one in MEMBERS if one.number.docdb == "AU.2019325418.A")
    async with simulate_demonstration(faults=ANSWERING) as simulation, connected(simulation) as connectors:
        read = {one.id: one.access for one in (await connectors["AU"].get_dossier(held.number)).documents}
    assert read == {document.id: document.access for document in held.dossier.documents}


@pytest.mark.parametrize("office", ["CA", "NZ", "WO", "JP", "US"])
async def test_content_is_what_the_office_has_whole_and_in_part(office: str) -> None:
    """A document of each kind of provider is opened by each of its renditions, and a range of the first."""
    held = next(one for one in MEMBERS if office_of(one.number) == office)
    async with simulate_demonstration(faults=ANSWERING) as simulation, connected(simulation) as connectors:
        connector = connectors[office]
        document = (await connector.get_dossier(held.number)).documents[0]
        bodies = {one.id: await content(connector, held, document, one.id) for one in document.renditions}
        for rendition in document.renditions:
            assert bodies[rendition.id].startswith(b"PK" if rendition.format == "zip" else b"%PDF-")
        assert len(set(bodies.values())) == len(document.renditions)
        first = document.renditions[0].id
        assert await content(connector, held, document, first, Span(5, 24)) == bodies[first][5:25]


async def content(
    connector: Connector, held: Held, document: Document, rendition: str, span: Span | None = None
) -> bytes:
    """The content of a rendition, put together."""
    async with connector.open_content(held.number, document, rendition, span) as stream:
        return b"".join([part async for part in stream.chunks])


async def test_families_come_from_offices_and_hub_alike() -> None:
    """An office names its own members by a shared priority; the hub names the published ones everywhere."""
    priority = Number("priority", "AU", "2018903141", "A")
    async with simulate_demonstration(faults=ANSWERING) as simulation, connected(simulation) as connectors:
        found = await connectors["CA"].find_family(priority)
        assert {one.number.docdb for one in found.members} == {"CA.3109276.A"}
        assert found.members[0].priorities[0].number.docdb == "AU.2018903141.A"
        found = await connectors["EP"].find_family(Number("publication", "EP", "3840569", "A1"))
        assert {held.number for held in MEMBERS} <= {one.number for one in found.members}
        with pytest.raises(NotHeld):
            await connectors["NZ"].find_family(Number("application", "CA", "3109276", "A"))


async def test_trouble_reaches_the_connector_as_what_it_is() -> None:
    """A refused connection and a withheld file are told apart."""
    async with (
        simulate_demonstration(faults={"il": Faults(refuse=True)}) as simulation,
        connected(simulation) as connectors,
    ):
        by_office = {held.number.office: held.number for held in sample_family(SHOWCASE)}
        with pytest.raises(ConnectFailed):
            await connectors["IL"].get_dossier(by_office["IL"])
        with pytest.raises(Withheld):
            await connectors["GB"].get_dossier(by_office["GB"])


async def test_generated_members_are_found_under_their_numbers_at_every_office() -> None:
    """Each office's numbers survive the wire: dossier and family are those that were generated."""
    (family,) = generate_families(11, offices=OFFICES, documents=2)
    async with simulate(generated_offices([family])) as simulation, connected(simulation) as connectors:
        for held in family.members:
            connector = connectors[held.number.office]
            dossier = await connector.get_dossier(held.number)
            assert [one.id for one in dossier.documents] != []
            number = Number("application", held.number.office, held.number.number, held.number.kind)
            found = await connector.find_family(number)
            assert [one.number for one in found.members] == [held.number]
