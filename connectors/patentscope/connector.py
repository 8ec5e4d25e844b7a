"""Asks PATENTSCOPE's web service (SOAP), which has the files of published international applications."""

from __future__ import annotations

import time
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from datetime import UTC, date, datetime

from cachetools import TTLCache

from connectors.catalogue import Wire
from connectors.client import Client, Network, Reply
from connectors.contract import ContentStream, Scope, Span
from connectors.endpoint import Endpoint
from connectors.errors import NotHeld, Unsupported
from connectors.model import Coverage, Document, Dossier, Family
from connectors.numbers.identity import ApplicationNumber, Number
from connectors.offload import off_loop
from connectors.patentscope.content import content_of
from connectors.patentscope.parse import (
    IMAGES,
    TEXT,
    StatusReport,
    parse_documents,
    parse_pages,
    parse_status_report,
)
from connectors.patentscope.soap import HEADERS, envelope, explain
from connectors.patentscope.vocabulary import ia_number
from connectors.scalars import safe_id
from connectors.serving import serves

REMEMBERED_SECONDS = 300.0
_REMEMBERED = 256
_CONTENT = {IMAGES: "getDocumentContent", TEXT: "getDocumentOcrContent"}


class PatentscopeConnector:
    """Speaks with the service, which allows fewer than ten retrievals a minute.

    Status reports are remembered for a few minutes: finding a family and getting its dossier need the same
    one. ``wall`` is Unix time; what is public is decided by the day in UTC, which is never ahead of Geneva's.
    """

    def __init__(self, endpoint: Endpoint, client: Client, wall: Callable[[], float] = time.time) -> None:
        self._endpoint = endpoint
        self._client = client
        self._wall = wall
        self._reports: TTLCache[ApplicationNumber, StatusReport] = TTLCache(
            _REMEMBERED, REMEMBERED_SECONDS, timer=wall
        )

    async def find_family(self, number: Number, scope: Scope = "simple") -> Family:
        """The international application of its own number, with the priorities that it claims.

        Raises:
            NotHeld: the service does not have it. National applications it never has.
            Unsupported: the number is that of an international publication, which the service does not take.
            ConnectorError: any other kind of failure.
        """
        application = number.application
        if application is None and number.office in ("WO", "IB"):
            raise Unsupported("the service finds international applications by application number only")
        if application is None or not self.can_find(number):
            raise NotHeld("the service has international applications only, each under its own number")
        return Family(members=((await self._report(application)).application,))

    def can_find(self, number: Number) -> bool:
        """Whether the service is asked at all for the family of this number: no retrieval for the others."""
        return number.application is not None and ia_number(number.application) is not None

    async def get_dossier(self, number: ApplicationNumber) -> Dossier:
        """The documents of one international application, each with who may see it by the PCT's dates.

        Raises:
            NotHeld: the service does not have it.
            ConnectorError: any other kind of failure.
        """
        self._must_serve(number)
        report = await self._report(number)
        reply = await self._fetch("getAvailableDocuments", iaNumber=_ia_number(number))
        documents, unreadable = await off_loop(
            parse_documents, reply.body, _type(reply), report, self._today()
        )
        return Dossier(application=report.application, documents=documents, unreadable=unreadable)

    async def get_citations(self, number: ApplicationNumber) -> Dossier:
        """The service has search reports as documents, and no citations as data.

        Raises:
            Unsupported: always.
        """
        raise Unsupported("the service has no citations as data: see the search report itself")

    async def get_pages(self, document: Document) -> tuple[str, ...]:
        """The ids of a document's pages; each opens that page alone, as a rendition.

        Raises:
            ConnectorError: any kind of failure.
        """
        reply = await self._fetch("getDocumentTableOfContents", docId=document.id)
        return parse_pages(reply.body, _type(reply))

    def open_content(
        self, number: ApplicationNumber, document: Document, rendition: str, span: Span | None = None
    ) -> AbstractAsyncContextManager[ContentStream]:
        """Opens one form of a document, or one page by its id, decoded while it arrives; always the whole."""
        return self._open(number, document, rendition)

    async def get_coverages(self) -> tuple[Coverage, ...]:
        """The service states no coverage.

        Raises:
            Unsupported: always.
        """
        raise Unsupported("the service has no question about coverage")

    async def ping(self) -> None:
        """Asks for the description of the service, which is no retrieval.

        Raises:
            ConnectorError: it does not answer, or not with success.
        """
        await self._client.fetch("?wsdl")

    async def aclose(self) -> None:
        """Closes the connections."""
        await self._client.aclose()

    async def _report(self, number: ApplicationNumber) -> StatusReport:
        known = self._reports.get(number)
        if known is None:
            reply = await self._fetch("getIASR", iaNumber=_ia_number(number))
            known = self._reports[number] = await off_loop(
                parse_status_report, reply.body, _type(reply), number
            )
        return known

    async def _fetch(self, operation: str, **fields: str) -> Reply:
        return await self._client.fetch("", body=envelope(operation, **fields), headers=HEADERS)

    @asynccontextmanager
    async def _open(
        self, number: ApplicationNumber, document: Document, rendition: str
    ) -> AsyncIterator[ContentStream]:
        self._must_serve(number)
        if (operation := _CONTENT.get(rendition)) is not None:
            asked = envelope(operation, docId=document.id)
        elif safe_id(rendition) is not None:
            asked = envelope("getDocumentContentPage", docId=document.id, pageId=rendition)
        else:
            raise NotHeld("the document has no such form")
        async with self._client.receive("", body=asked, headers=HEADERS) as arriving:
            yield await content_of(arriving)

    def _today(self) -> date:
        return datetime.fromtimestamp(self._wall(), UTC).date()

    def _must_serve(self, number: ApplicationNumber) -> None:
        if number.kind != "W" or not serves(self._endpoint, number):
            raise Unsupported("this provider has dossiers of international applications only")


def _ia_number(number: ApplicationNumber) -> str:
    written = ia_number(number)
    if written is None:
        raise NotHeld("the service has no form for this number")
    return written


def _type(reply: Reply) -> str:
    return reply.headers.get("Content-Type", "")


def open_connector(endpoint: Endpoint, network: Network) -> PatentscopeConnector:
    """A connector for the service.

    Raises:
        ValueError: the endpoint's URL or authentication cannot be used.
    """
    return PatentscopeConnector(endpoint, network.client(endpoint, explain=explain))


WIRE = Wire("patentscope", frozenset({"family", "dossier", "content"}), open_connector, requests_per_minute=4)
"""The terms allow fewer than ten retrievals a minute from one address, of which a dossier takes two."""
