"""Runs the provider kit: serves a folder as an option-7b endpoint, or writes its index."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path

import msgspec

from connectors.endpoint import ApiKey
from connectors.kit.folder import FolderHoldings
from connectors.kit.listener import Listener
from connectors.kit.service import BASE, service
from connectors.kit.sheets import ApplicationSheet

INDEX = "index.json"


class Index(msgspec.Struct, frozen=True, rename="camel"):
    """The index of a folder: what it holds, each document's ``file`` relative to the index itself."""

    version: int
    applications: tuple[ApplicationSheet, ...]


async def serve_folder(
    folder: Path,
    *,
    host: str = "127.0.0.1",
    port: int = 0,
    office: str | None = None,
    api_key: ApiKey | None = None,
    ready: Callable[[str, tuple[str, ...]], None] = lambda url, remarks: None,
) -> None:
    """Serves a folder until it is cancelled.

    ``ready`` is called once, with the URL to configure at a gateway and the remarks on the folder.

    Raises:
        NotADirectoryError: there is no such folder.
        OSError: the port cannot be had.
    """
    holdings = FolderHoldings(folder, office=office)
    remarks = await holdings.get_remarks()
    async with Listener(service(holdings, api_key=api_key, office=office), host=host, port=port) as listener:
        ready(listener.origin + BASE, remarks)
        await asyncio.Event().wait()


async def write_index(folder: Path, *, office: str | None = None) -> Path:
    """Writes ``index.json`` into a folder and gives its path; replaced whole, never half written.

    An application whose file is withheld is left out, and so is a document that is shown to nobody: an index
    may lie on an ordinary web server.
    """
    shelves = await FolderHoldings(folder, office=office).get_shelves()
    written = Index(
        version=1,
        applications=tuple(
            _indexed(shelf.sheet, shelf.name)
            for shelf in shelves
            if shelf.sheet is not None and not shelf.sheet.withheld
        ),
    )
    target = folder / INDEX
    partial = target.with_suffix(".json.part")
    partial.write_bytes(msgspec.json.format(msgspec.json.encode(written), indent=2) + b"\n")
    partial.replace(target)
    return target


def _indexed(sheet: ApplicationSheet, name: str) -> ApplicationSheet:
    documents = []
    for document in sheet.documents:
        says = document if document.access_category is not None else sheet
        if says.access_category == "restricted" and not says.access_office_bag:
            continue
        documents.append(msgspec.structs.replace(document, file=f"{name}/{document.file}"))
    return msgspec.structs.replace(sheet, documents=tuple(documents))
