from __future__ import annotations

import asyncio
import json
import os
from pathlib import Path

import aiohttp
import pytest

from connectors.kit.demonstration import write_folder
from connectors.kit.provider import serve_folder, write_index
from connectors.kit.samples import SHOWCASE, sample_sheet


async def test_a_folder_is_served_until_the_service_is_stopped(tmp_path: Path) -> None:
    """The service says where it is; the documents of the folder come from there, and the port is freed."""
    write_folder(tmp_path, [sample_sheet(SHOWCASE)], "NZ")
    url: asyncio.Future[str] = asyncio.get_running_loop().create_future()
    serving = asyncio.create_task(serve_folder(tmp_path, ready=lambda found, remarks: url.set_result(found)))
    async with aiohttp.ClientSession() as session:
        async with session.get(f"{await url}/doclists?applicationIdentifier=NZ773158") as answer:
            listed = [one["documentIncluded"] for one in (await answer.json())["documentIncludedBag"]]
        for document in listed:
            async with session.get(f"{await url}/documents/{document['id']}") as answer:
                assert len(await answer.read()) == int(document["documentSizeQuantity"])
        assert len(listed) == 10
        serving.cancel()
        with pytest.raises(asyncio.CancelledError):
            await serving
        with pytest.raises(aiohttp.ClientConnectionError):
            await session.get(await url)


async def test_the_index_lists_what_may_lie_on_a_web_server(tmp_path: Path) -> None:
    """The index names every document with its file and visibility, without what is shown to nobody."""
    write_folder(tmp_path, [sample_sheet(SHOWCASE)], "NZ")
    write_folder(tmp_path, [sample_sheet(SHOWCASE)], "GB")
    write_folder(tmp_path, [sample_sheet(SHOWCASE)], "AU")
    target = await write_index(tmp_path)
    index = json.loads(target.read_bytes())
    assert target == tmp_path / "index.json"
    assert index["version"] == 1
    applications = {one["number"]: one for one in index["applications"]}
    assert set(applications) == {"NZ.773158.A", "AU.2019325418.A", "AU.2022241503.A", "AU.2018903141.A"}
    listed = applications["AU.2019325418.A"]["documents"]
    assert "Search strategy" not in {one["title"] for one in listed}
    assert all((tmp_path / one["file"]).stat().st_size == one["size"] for one in listed)
    assert all(one["id"] for one in listed)
    assert "index.json.part" not in {one.name for one in os.scandir(tmp_path)}


async def test_the_index_is_no_part_of_what_is_served(tmp_path: Path) -> None:
    """Writing the index again gives the same index: it does not list itself."""
    write_folder(tmp_path, [sample_sheet(SHOWCASE)], "NZ")
    first = (await write_index(tmp_path)).read_bytes()
    assert (await write_index(tmp_path)).read_bytes() == first
