"""Asks one provider in the WIPO CASE profile (option 7b: an office's own endpoint)."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import AbstractAsyncContextManager
from urllib.parse import quote

import msgspec

from connectors.belonging import check_family, check_year
from connectors.case.access import both
from connectors.case.citing import parse_citations
from connectors.case.identifiers import PARAMETERS, identifying
from connectors.case.parse import DoclistPage, parse_coverages, parse_doclist, parse_error, parse_family
from connectors.case.preference import preference
from connectors.case.relayed import MOST_NOTICES
from connectors.catalogue import Wire
from connectors.client import Client, Network
from connectors.contract import ContentStream, Scope, Span
from connectors.endpoint import Endpoint
from connectors.errors import Malformed, NotHeld, ServerFault, Unsupported
from connectors.model import (
    Application,
    Coverage,
    Document,
    Dossier,
    Family,
    Notice,
    RelayedOutcome,
    RelayedSource,
)
from connectors.numbers.identity import ApplicationNumber, Number
from connectors.remembered import Remembered
from connectors.serving import serves

MAX_DOCUMENTS = 10_000
MAX_PAGES = 100
_SHARE = 0.4
"""The part of this provider's time that one answer may take (``Prefer: wait``, RFC 7240): a gateway then
answers with what it has while there is time for a second question. Offices pass over it."""


class CaseConnector:
    """Speaks the CASE profile with one provider."""

    def __init__(self, endpoint: Endpoint, client: Client, remembered: Remembered) -> None:
        self._endpoint = endpoint
        self._client = client
        self._remembered = remembered
        seconds = max(1, int(endpoint.limits.timeout_seconds * _SHARE))
        self._headers = {"Prefer": f"wait={seconds}"}

    async def find_family(self, number: Number, scope: Scope = "simple") -> Family:
        """The family of an application, publication or priority number, as this provider knows it.

        An office that knows a foreign number may list its own members only, which do not name it.

        Raises:
            NotHeld: the provider does not know the number, or lists nothing for it.
            Malformed: among others, when a family is certainly not that of a number of its own.
            ConnectorError: any other kind of failure.
        """
        return await self._family(number, scope, self._headers)

    async def find_family_before_files(
        self, number: Number, scope: Scope, offices: tuple[str, ...]
    ) -> Family:
        """The same, for somebody who asks for its members' document lists next; a gateway is told so."""
        prefer = f"{self._headers['Prefer']}, {preference(offices)}"
        return await self._family(number, scope, {"Prefer": prefer})

    async def _family(self, number: Number, scope: Scope, headers: Mapping[str, str]) -> Family:
        query = (*identifying(PARAMETERS[number.type], number), ("familyCategory", scope))
        reply = await self._client.fetch("/families", query=query, headers=headers)
        family = await self._remembered.read(parse_family, reply.body, self._remembered)
        if family.members:
            check_year(family.members, number)
            check_family(family.members, number, () if self._endpoint.gateway else self._endpoint.serves)
            return family
        if family.relayed:
            raise ServerFault("incomplete: the gateway lists no family and could not ask everyone")
        raise NotHeld("the office lists no family for this number")

    async def get_dossier(self, number: ApplicationNumber) -> Dossier:
        """The whole document list of one application, all pages of it.

        Raises:
            Malformed: among others, when pages repeat themselves or never end.
            ConnectorError: any other kind of failure.
        """
        self._must_serve(number)
        page = await self._page(number, 0)
        rows = len(page.documents) + len(page.unreadable)
        if rows <= MAX_DOCUMENTS and (page.total is None or page.items >= page.total):
            return page.dossier
        documents: dict[str, Document] = {}
        relayed: dict[RelayedOutcome, None] = {}
        sources: dict[RelayedSource, None] = {}
        unreadable: tuple[Document | None, ...] = ()
        notices: dict[Notice, None] = {}
        offset = 0
        for _ in range(MAX_PAGES):
            if offset:
                page = await self._page(number, offset)
            known = len(documents)
            for document in page.documents:
                if (earlier := documents.get(document.id)) is not None:
                    stricter = both(earlier.access, document.access)
                    document = msgspec.structs.replace(earlier, access=stricter)
                documents[document.id] = document
            relayed |= dict.fromkeys(page.relayed)
            sources |= dict.fromkeys(page.sources)
            unreadable += page.unreadable
            notices |= dict.fromkeys(page.notices)
            offset += page.items
            if len(documents) + len(unreadable) > MAX_DOCUMENTS:
                break
            if page.total is None or offset >= page.total:
                return Dossier(
                    application=page.application or Application(number=number),
                    documents=tuple(documents.values()),
                    access=page.access,
                    relayed=tuple(relayed),
                    sources=tuple(sources),
                    unreadable=unreadable,
                    notices=tuple(notices)[:MOST_NOTICES],
                )
            if page.items == 0 or (page.documents and len(documents) == known):
                raise Malformed("no_progress: the document list ends or repeats before its announced length")
            if page.total > MAX_DOCUMENTS:
                break
        raise Malformed(f"too_large: the document list is longer than {MAX_DOCUMENTS} documents")

    async def get_citations(self, number: ApplicationNumber) -> Dossier:
        """What was cited against one application: a dossier with citations only.

        Raises:
            ConnectorError: any kind of failure.
        """
        self._must_serve(number)
        query = identifying(PARAMETERS["application"], number)
        reply = await self._client.fetch("/applications/citations", query=query, headers=self._headers)
        return await self._remembered.read(parse_citations, reply.body, number)

    def open_content(
        self, number: ApplicationNumber, document: Document, rendition: str, span: Span | None = None
    ) -> AbstractAsyncContextManager[ContentStream]:
        """Opens one rendition of a document as a stream; ``number`` is not sent."""
        chosen = next((one for one in document.renditions if one.id == rendition), None)
        query = () if chosen is None or chosen == document.renditions[0] else ((_RENDITION, rendition),)
        return self._client.stream(f"/documents/{quote(document.id, safe='~')}", query=query, span=span)

    async def get_coverages(self) -> tuple[Coverage, ...]:
        """What the office holds and since when, as ``/coverages`` says it.

        Raises:
            NotHeld: the office does not say.
            ConnectorError: any other kind of failure.
        """
        reply = await self._client.fetch("/coverages")
        return await self._remembered.read(parse_coverages, reply.body)

    async def ping(self) -> None:
        """Asks for ``/health``.

        Raises:
            ConnectorError: it does not answer, or not with success.
        """
        await self._client.fetch("/health")

    async def aclose(self) -> None:
        """Closes the connections."""
        await self._client.aclose()

    async def _page(self, number: ApplicationNumber, offset: int) -> DoclistPage:
        query = list(identifying(PARAMETERS["application"], number))
        if offset:
            query.append(("offset", str(offset)))
        try:
            reply = await self._client.fetch("/doclists", query=query, headers=self._headers)
        except Unsupported as refused:
            # It can be asked for its own files: that it cannot read this is no word on whether it has one.
            raise Malformed(refused.detail) from refused
        return await self._remembered.read(parse_doclist, reply.body, number, self._remembered)

    def _must_serve(self, number: ApplicationNumber) -> None:
        if not serves(self._endpoint, number):
            raise Unsupported(f"this provider has no dossiers of {number.office}")


_RENDITION = "documentFormatCategory"


def open_connector(endpoint: Endpoint, network: Network) -> CaseConnector:
    """A connector for one endpoint.

    Raises:
        ValueError: the endpoint's URL or authentication cannot be used.
    """
    return CaseConnector(endpoint, network.client(endpoint, explain=parse_error), network.remembered)


WIRE = Wire("case", frozenset({"family", "dossier", "citations", "content"}), open_connector)
