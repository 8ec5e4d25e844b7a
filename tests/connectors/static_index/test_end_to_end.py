"""From a folder of documents to a family at a gateway's connector, by way of any web server."""

from __future__ import annotations

import asyncio
import contextlib
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from connectors.catalogue import wire
from connectors.client import Network
from connectors.contract import Connector
from connectors.endpoint import Endpoint
from connectors.errors import NotHeld
from connectors.kit.demonstration import write_folder
from connectors.kit.samples import SHOWCASE, sample_sheet
from connectors.numbers.identity import ApplicationNumber, Number

AU = ApplicationNumber("AU", "2019325418", "A")


@asynccontextmanager
async def any_web_server(folder: Path) -> AsyncIterator[str]:
    """``python -m http.server`` over a folder, on a free port; gives its URL."""
    serving = await asyncio.create_subprocess_exec(
        sys.executable, "-u", "-m", "http.server", "0", "--bind", "127.0.0.1", cwd=folder,
        stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.DEVNULL,
    )  # fmt: skip
    assert serving.stdout is not None
    try:
        said = (await serving.stdout.readline()).decode()
        yield f"http://127.0.0.1:{int(said.partition(' port ')[2].split()[0])}"
    finally:
        with contextlib.suppress(ProcessLookupError):
            serving.terminate()
        await serving.communicate()


async def index(folder: Path) -> None:
    """``casegate provider index FOLDER``."""
    program = "from gateway.cli.main import main; main()"
    running = await asyncio.create_subprocess_exec(
        sys.executable, "-c", program, "provider", "index", str(folder),
        stdout=asyncio.subprocess.DEVNULL, stderr=asyncio.subprocess.PIPE,
    )  # fmt: skip
    _, said = await running.communicate()
    assert running.returncode == 0, said.decode()


def sizes(folder: Path) -> dict[int, bytes]:
    """The documents of a folder by their sizes."""
    return {path.stat().st_size: path.read_bytes() for path in folder.glob("*/*.pdf")}


@pytest.fixture
def connect(loopback_network: Network) -> Callable[[str], Connector]:
    """Makes connectors of an office at this URL."""

    def build(url: str) -> Connector:
        protocol = wire("static-index")
        endpoint = Endpoint("au", "AU", ("AU", "NZ"), "static-index", url, protocol.capabilities)
        return protocol.open(endpoint, loopback_network)

    return build


async def test_a_folder_with_an_index_is_a_provider(
    tmp_path: Path, connect: Callable[[str], Connector]
) -> None:
    """The kit writes the index, a plain web server serves it, the connector shows what there is."""
    for office in ("AU", "NZ"):
        write_folder(tmp_path, [sample_sheet(SHOWCASE)], office)
    await index(tmp_path)
    held = sizes(tmp_path)
    async with any_web_server(tmp_path) as url:
        connector = connect(url)
        await connector.ping()
        family = await connector.find_family(Number("priority", "AU", "2018903141", "A"))
        assert {"AU.2019325418.A", "NZ.773158.A"} <= {one.number.docdb for one in family.members}
        assert all(one.title for one in family.members)
        dossier = await connector.get_dossier(AU)
        assert {"search-report", "examination-report"} & {one.category for one in dossier.documents}
        assert "Search strategy" not in {one.title for one in dossier.documents}
        for document in dossier.documents:
            async with connector.open_content(AU, document, document.renditions[0].id) as stream:
                assert stream.media_type == "application/pdf"
                assert b"".join([chunk async for chunk in stream.chunks]) == held[document.size or 0]
        with pytest.raises(NotHeld):
            await connector.find_family(Number("application", "EP", "99203729", "A"))
        await connector.aclose()


async def test_who_may_see_a_document_comes_through(
    tmp_path: Path, connect: Callable[[str], Connector]
) -> None:
    """What the folder's descriptions say of each document is what the connector reads."""
    write_folder(tmp_path, [sample_sheet(SHOWCASE)], "AU")
    await index(tmp_path)
    sheet = next(one for one in sample_sheet(SHOWCASE).applications if one.number == AU.docdb)
    stated = {one.title: one.access_category or sheet.access_category for one in sheet.documents}
    async with any_web_server(tmp_path) as url:
        connector = connect(url)
        documents = (await connector.get_dossier(AU)).documents
        await connector.aclose()
    words = {"restricted": "named", "public": "public", "offices": "offices"}
    assert len({stated[one.title] for one in documents}) > 1
    for one in documents:
        said = stated[one.title]
        assert (one.access.visibility if one.access else None) == (words[said] if said else None)
