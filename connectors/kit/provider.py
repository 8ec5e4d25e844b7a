"""Runs the provider kit: serves a folder as an option-7b endpoint, or writes its index."""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections.abc import Awaitable, Callable
from pathlib import Path

import msgspec

from connectors.endpoint import ApiKey
from connectors.errors import Unavailable
from connectors.gateway_token import GatewayCheck
from connectors.kit.folder import FolderHoldings
from connectors.kit.listener import Listener
from connectors.kit.service import BASE, service
from connectors.kit.sheets import ApplicationSheet, access_of

INDEX = "index.json"
LOOK_SECONDS = 1.0


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
    index: Path | None = None,
    api_key: ApiKey | None = None,
    gateways: GatewayCheck | None = None,
    ready: Callable[[str, tuple[str, ...]], None] = lambda url, remarks: None,
    remark: Callable[[tuple[str, ...]], None] = lambda remarks: None,
    progress: Callable[[int], None] = lambda documents: None,
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    clock: Callable[[], float] = time.monotonic,
) -> None:
    """Serves a folder until it is cancelled; between questions it looks at the folder every second.

    ``api_key`` and ``gateways`` are what a question has to prove itself by. ``ready`` is called once, with
    the URL to configure at a gateway and the remarks on the folder; ``remark`` is given those that are new
    whenever there are any. ``index`` and ``progress`` are those of ``FolderHoldings``.

    Raises:
        NotADirectoryError: there is no such folder.
        OSError: the folder cannot be read, the index not be written, or the port not be had.
    """
    holdings = FolderHoldings(folder, office=office, index=index, progress=progress, clock=clock)
    try:
        await holdings.open()
        remarks = await holdings.get_remarks()
        app = service(holdings, api_key=api_key, gateways=gateways, office=office)
        async with Listener(app, host=host, port=port) as listener:
            ready(listener.origin + BASE, remarks)
            while True:
                await sleep(LOOK_SECONDS)
                with contextlib.suppress(Unavailable):
                    await holdings.look()
                    told, remarks = frozenset(remarks), await holdings.get_remarks()
                    if new := tuple(one for one in remarks if one not in told):
                        remark(new)
    finally:
        await holdings.aclose()


async def write_index(
    folder: Path,
    *,
    office: str | None = None,
    index: Path | None = None,
    tell: Callable[[tuple[str, ...]], None] = lambda remarks: None,
) -> Path:
    """Writes ``index.json`` into a folder and gives its path; replaced whole, never half written.

    ``tell`` is given the remarks on what is not in it, and why.

    It is an ``Index``, written application by application, so that memory stays small.
    An application whose file is withheld is left out, and so is a document that is shown to nobody: an index
    may lie on an ordinary web server.
    """
    holdings = FolderHoldings(folder, office=office, index=index)
    target = folder / INDEX
    partial = target.with_suffix(".json.part")
    try:
        await holdings.open()
        with partial.open("wb") as written:
            written.write(b'{\n  "version": 1,\n  "applications": [')
            separator = b"\n    "
            async for name, sheet in holdings.sheets():
                if not sheet.withheld:
                    text = msgspec.json.format(msgspec.json.encode(_indexed(sheet, name)), indent=2)
                    written.write(separator + text.replace(b"\n", b"\n    "))
                    separator = b",\n    "
            written.write(b"]\n}\n" if separator == b"\n    " else b"\n  ]\n}\n")
        partial.replace(target)
        tell(await holdings.get_remarks())
    finally:
        await holdings.aclose()
        partial.unlink(missing_ok=True)
    return target


def _indexed(sheet: ApplicationSheet, name: str) -> ApplicationSheet:
    documents = []
    for document in sheet.documents:
        access = access_of(document, sheet)
        if access is not None and access.visibility == "none":
            continue
        documents.append(msgspec.structs.replace(document, file=f"{name}/{document.file}"))
    return msgspec.structs.replace(sheet, documents=tuple(documents))
