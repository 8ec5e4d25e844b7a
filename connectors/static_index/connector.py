"""Asks an office that hosts its dossiers as files: an index, and documents beside it, on any web server."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Callable, Collection
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from functools import reduce
from urllib.parse import quote, unquote

import msgspec

from connectors.case.access import both
from connectors.catalogue import Wire
from connectors.client import Client, Network
from connectors.contract import ContentStream, Scope, Span
from connectors.endpoint import Endpoint
from connectors.errors import Malformed, NotHeld, Unsupported, Withheld
from connectors.kit.register import Register, family
from connectors.kit.shelf import MEDIA_TYPES
from connectors.model import Application, Coverage, Document, Dossier, Family
from connectors.numbers.identity import ApplicationNumber, Number
from connectors.offload import LARGE_BYTES
from connectors.serving import serves
from connectors.static_index.documents import (
    Files,
    citations_of,
    classifications_of,
    documents_of,
    suffix_of,
)
from connectors.static_index.keeping import RECHECK_SECONDS, KeptIndex
from connectors.static_index.parse import Entry, Index, parse_index
from connectors.static_index.table import index_of
from connectors.streams import OCTETS

INDEX = "index.json"
MAX_STEPS = 10_000
"""Applications and claims followed for one family: an office's own part of any real one is far less."""


def is_table(name: str) -> bool:
    """Whether an index that is called so is a table."""
    return name.lower().endswith(".csv")


class StaticIndexConnector:
    """Speaks with one web server. ``clock`` is monotonic seconds."""

    def __init__(
        self,
        endpoint: Endpoint,
        client: Client,
        name: str = INDEX,
        *,
        clock: Callable[[], float] = time.monotonic,
        recheck_seconds: float = RECHECK_SECONDS,
    ) -> None:
        self._endpoint = endpoint
        self._client = client
        office = endpoint.serves[0] if len(endpoint.serves) == 1 else None

        def parse(body: bytes) -> Index:
            return parse_index(index_of(body) if is_table(name) else body, office)

        self._kept = KeptIndex(client, _path((name,)), parse, clock, recheck_seconds)

    async def find_family(self, number: Number, scope: Scope = "simple") -> Family:
        """The listed applications that belong to the family of a number.

        Raises:
            NotHeld: the index lists none.
            ConnectorError: any other kind of failure.
        """
        index = await self._kept.current()
        register = _Bounded(index.register)
        return Family(members=await asyncio.to_thread(family, register, number, scope))

    async def get_dossier(self, number: ApplicationNumber) -> Dossier:
        """The documents of one application, as the index lists them.

        Raises:
            NotHeld: the index does not list the application.
            Withheld: it does, and says that its file is closed.
            ConnectorError: any other kind of failure.
        """
        entry = await self._entry(number)
        files = await _documents(entry)
        documents = tuple(one.document for one in files.by_id.values())
        return Dossier(application=entry.application, documents=documents, unreadable=files.unreadable)

    async def get_citations(self, number: ApplicationNumber) -> Dossier:
        """Citations and classifications of one application, for who may see its file; none where the index
        states none.

        Raises:
            NotHeld: the index does not list the application.
            Withheld: it does, and says that its file is closed.
            ConnectorError: any other kind of failure.
        """
        entry = await self._entry(number)
        citations, unreadable = citations_of(entry)
        return Dossier(
            application=entry.application,
            citations=citations,
            classifications=classifications_of(entry),
            access=reduce(both, (statement.access for statement in entry.statements)),
            unreadable=unreadable,
        )

    def open_content(
        self, number: ApplicationNumber, document: Document, rendition: str, span: Span | None = None
    ) -> AbstractAsyncContextManager[ContentStream]:
        """Opens a document's file, which the index names; ranges are the web server's to give."""
        return self._open(number, document, rendition, span)

    async def get_coverages(self) -> tuple[Coverage, ...]:
        """What the index says it holds of each office; empty when it does not.

        Raises:
            ConnectorError: the index cannot be had.
        """
        return (await self._kept.current()).coverages

    async def ping(self) -> None:
        """Asks for the index, and reads none of it.

        Raises:
            ConnectorError: it is not there.
        """
        await self._kept.ping()

    async def aclose(self) -> None:
        """Closes the connections and forgets the index."""
        await self._kept.aclose()
        await self._client.aclose()

    async def _entry(self, number: ApplicationNumber) -> Entry:
        if not serves(self._endpoint, number):
            raise Unsupported(f"this provider has no dossiers of {number.office}")
        entry = (await self._kept.current()).entries.get(number)
        if entry is None:
            raise NotHeld("the office's index does not list this application")
        if entry.withheld:
            raise Withheld("the office holds the file and does not open it to inspection")
        return entry

    @asynccontextmanager
    async def _open(
        self, number: ApplicationNumber, document: Document, rendition: str, span: Span | None
    ) -> AsyncIterator[ContentStream]:
        filed = (await _documents(await self._entry(number))).by_id.get(document.id)
        if filed is None or not filed.path or rendition != suffix_of(filed.path):
            raise NotHeld("the office's index does not list this document in this form")
        async with self._client.stream(_path(filed.path), span=span) as stream:
            if stream.media_type == OCTETS:
                named = MEDIA_TYPES.get(rendition, OCTETS).partition(";")[0]
                stream = msgspec.structs.replace(stream, media_type=named)
            yield stream


class _Bounded:
    """A register that gives up on claims that lead on and on."""

    def __init__(self, register: Register) -> None:
        self._register = register
        self._steps = 0

    def application(self, number: ApplicationNumber) -> Application | None:
        """One application."""
        self._count(1)
        return self._register.application(number)

    def published(self, office: str, number: str) -> Collection[ApplicationNumber]:
        """The applications with a publication."""
        found = self._register.published(office, number)
        self._count(len(found))
        return found

    def claimants(self, number: ApplicationNumber) -> Collection[ApplicationNumber]:
        """The applications that claim one."""
        found = self._register.claimants(number)
        self._count(len(found))
        return found

    def _count(self, steps: int) -> None:
        self._steps += steps
        if self._steps > MAX_STEPS:
            raise Malformed("too_large: the claims in the office's index lead to too many applications")


async def _documents(entry: Entry) -> Files:
    """The documents of an application; read in a thread when there are very many."""
    if sum(len(one.documents) for one in entry.statements) <= LARGE_BYTES:
        return documents_of(entry)
    return await asyncio.to_thread(documents_of, entry)


def _path(parts: tuple[str, ...]) -> str:
    """A path below the index's folder: each part percent-encoded, so that it stays one."""
    return "".join(f"/{quote(part, safe='~')}" for part in parts)


def open_connector(endpoint: Endpoint, network: Network) -> StaticIndexConnector:
    """A connector for one web server: its URL names the index (``.json`` or ``.csv``), or its folder.

    Raises:
        ValueError: the endpoint's URL or authentication cannot be used.
    """
    folder, name = place_of(endpoint.url)
    client = network.client(msgspec.structs.replace(endpoint, url=folder))
    return StaticIndexConnector(endpoint, client, name)


def place_of(url: str) -> tuple[str, str]:
    """The URL of an index's folder, and what the index is called there."""
    folder, _, name = url.rpartition("/")
    return (folder, unquote(name)) if is_index(name) else (url, INDEX)


def is_index(name: str) -> bool:
    """Whether a file's name is that of an index, in JSON or as a table."""
    return name.lower().endswith(".json") or is_table(name)


WIRE = Wire("static-index", frozenset({"family", "dossier", "citations", "content"}), open_connector)
