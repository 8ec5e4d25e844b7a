"""Protocols by name: the built-in ones, a third party's, and what is no protocol."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from connectors.catalogue import protocols, wire
from connectors.client import Network
from connectors.contract import Connector

ACME = """
from connectors.catalogue import Wire
from connectors.errors import NotHeld


class AcmeConnector:
    def __init__(self, endpoint, client):
        self.endpoint, self.client = endpoint, client

    async def find_family(self, number, scope="simple"):
        raise NotHeld("nothing here")

    async def get_dossier(self, number):
        raise NotHeld("nothing here")

    async def get_citations(self, number):
        raise NotHeld("nothing here")

    def open_content(self, number, document, rendition, span=None):
        raise NotHeld("nothing here")

    async def get_coverages(self):
        return ()

    async def ping(self):
        return None

    async def aclose(self):
        await self.client.aclose()


def open_connector(endpoint, network):
    return AcmeConnector(endpoint, network.client(endpoint))


WIRE = Wire("acme", frozenset({"family"}), open_connector)
NOTHING = object()
"""


@pytest.fixture
def third_party(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A distribution of a third party: one module, and an entry point that names it."""
    (tmp_path / "acme_wire_of_the_test.py").write_text(ACME, "utf-8")
    info = tmp_path / "acme_wire-1.0.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: acme-wire\nVersion: 1.0\n", "utf-8")
    (info / "entry_points.txt").write_text(
        "[casegate.connectors]\nacme = acme_wire_of_the_test:WIRE\nodd = acme_wire_of_the_test:NOTHING\n",
        "utf-8",
    )
    monkeypatch.syspath_prepend(str(tmp_path))


def test_the_built_in_protocols():
    """``case`` and ``opd`` are there, each with its own wire; the names are sorted."""
    assert {"case", "opd"} <= set(protocols())
    assert [wire(name).protocol for name in ("case", "opd")] == ["case", "opd"]
    assert list(protocols()) == sorted(protocols())


@pytest.mark.usefixtures("third_party")
async def test_a_third_protocol_is_one_file(make_endpoint):
    """A module and an entry point add a protocol; nothing of ours changes."""
    assert "acme" in protocols()
    network = Network()
    connector = wire("acme").open(make_endpoint("https://office.example", protocol="acme"), network)
    assert isinstance(connector, Connector)
    await network.aclose()


@pytest.mark.usefixtures("third_party")
def test_what_is_no_wire_is_refused():
    """An unknown name says what there is; an entry point that is no wire says so."""
    with pytest.raises(LookupError, match=r"acme, case, .*odd, opd"):
        wire("gopher")
    with pytest.raises(LookupError, match="is no Wire"):
        wire("odd")


def test_the_catalogue_loads_no_protocol():
    """Naming the protocols imports neither HTTP nor XML: the command line starts without them."""
    code = (
        "import sys, connectors.catalogue, connectors.contract, connectors.guard;"
        "connectors.catalogue.protocols();"
        "print([name for name in ('aiohttp', 'httpx', 'lxml', 'connectors.client') if name in sys.modules])"
    )
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert told.stdout.strip() == "[]"
