"""Asks the USPTO's Global Dossier service, which has the dossiers of several offices."""

from __future__ import annotations

import time
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager
from urllib.parse import quote

from cachetools import TTLCache

from connectors.catalogue import Wire
from connectors.client import Client, Network
from connectors.contract import ContentStream, Scope, Span
from connectors.endpoint import Endpoint
from connectors.errors import ConnectorError, NotHeld, ServerFault, Unsupported
from connectors.global_dossier.citing import parse_citations
from connectors.global_dossier.content import checked
from connectors.global_dossier.documents import rendition_parts
from connectors.global_dossier.explain import (
    NotAvailable,
    not_available,
    not_participating,
    out,
    parse_error,
)
from connectors.global_dossier.numbers import (
    CASE,
    IP5,
    WIPO,
    Listing,
    address,
    content_spellings,
    listing,
)
from connectors.global_dossier.parse import Members, parse_document_list, parse_family, parse_offices
from connectors.global_dossier.service import ServiceState, parse_hours, parse_status
from connectors.global_dossier.sharing import Sharing
from connectors.model import Coverage, Document, Dossier, Family
from connectors.numbers.identity import ApplicationNumber, Number
from connectors.offload import off_loop
from connectors.serving import serves

_ACCEPT = {"Accept": "application/json"}
STATE_SECONDS = 300.0
"""How long what the service says of an office's part is believed."""


class GlobalDossierConnector:
    """Speaks with the Global Dossier service. ``clock`` is monotonic seconds."""

    def __init__(
        self, endpoint: Endpoint, client: Client, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._endpoint = endpoint
        self._client = client
        self._sharing = Sharing(client)
        self._states: TTLCache[str, ServiceState] = TTLCache(len(IP5), STATE_SECONDS, timer=clock)

    async def find_family(self, number: Number, scope: Scope = "simple") -> Family:
        """The family of an application, publication or patent; the service knows one kind, whatever the
        scope.

        Raises:
            NotHeld: the service does not know the number, or has no form for it.
            ConnectorError: any other kind of failure.
        """
        found = await self._family(number)
        members = tuple(member.application for member in found.members)
        return Family(members=members, unreadable=found.unreadable)

    async def get_dossier(self, number: ApplicationNumber) -> Dossier:
        """The document list of one application, with its title and applicants.

        The five IP5 offices' lists are asked for directly. Where that fails, and for all others, the family
        says how the service itself writes the application, often with the list in it.

        Raises:
            NotHeld: the service does not know the application, or the office shows nothing through it.
            NotAvailable: the office takes part, and there is no list now.
            ConnectorError: any other kind of failure.
        """
        self._must_serve(number)
        tried = None
        if number.office in IP5 and number.kind != "W":
            tried = listing(number)
            try:
                return await self._document_list(tried, number)
            except NotHeld:
                pass
            except NotAvailable as missing:
                raise out(await self._state(number.office)) from missing
            except ServerFault as fault:
                raise await self._fault_of(number.office, fault) from fault
        return await self._by_family(number, tried)

    async def get_citations(self, number: ApplicationNumber) -> Dossier:
        """Citations and classifications of one application: a dossier without documents.

        Raises:
            ConnectorError: any kind of failure.
        """
        self._must_serve(number)
        own = address(_asked(number))
        if own.office in (WIPO, CASE):
            where = Listing(own.office, own.number.replace("/", ""), number.kind)
        else:
            where = listing(number)
        reply = await self._client.fetch(
            _path("/citation-classification/svc/citation/application", *where), headers=_ACCEPT
        )
        return await off_loop(parse_citations, reply.body, number)

    def open_content(
        self, number: ApplicationNumber, document: Document, rendition: str, span: Span | None = None
    ) -> AbstractAsyncContextManager[ContentStream]:
        """Opens one rendition of a document; what is no PDF is never passed on."""
        return self._open(number, document, rendition, span)

    async def get_coverages(self) -> tuple[Coverage, ...]:
        """The service states no coverage.

        Raises:
            Unsupported: always.
        """
        raise Unsupported("the service has no question about coverage")

    async def ping(self) -> None:
        """Asks for the offices that provide through WIPO CASE, the smallest answer there is.

        Raises:
            ConnectorError: the service does not answer, or not as itself.
        """
        await self.providing_offices()

    async def providing_offices(self) -> frozenset[str]:
        """The offices (ST.3) that provide dossiers through WIPO CASE.

        Raises:
            ConnectorError: any kind of failure.
        """
        reply = await self._client.fetch("/patent-family/svc/wipo/providingoffices", headers=_ACCEPT)
        return parse_offices(reply.body)

    async def service_state(self, office: str) -> ServiceState:
        """Whether an IP5 office's part of the service is up; if not, its hours, where they can be had.

        Raises:
            ConnectorError: any kind of failure.
        """
        status = await self._client.fetch(_path("/outage/svc/serviceStatus", office), headers=_ACCEPT)
        up = parse_status(status.body)
        if up:
            return ServiceState(office, up)
        try:
            hours = await self._client.fetch(_path("/outage/svc/serviceHours", office), headers=_ACCEPT)
            return ServiceState(office, up, parse_hours(hours.body))
        except ConnectorError:
            return ServiceState(office, up)

    async def aclose(self) -> None:
        """Closes the connections."""
        await self._sharing.aclose()
        await self._client.aclose()

    async def _family(self, asked: Number) -> Members:
        path = _path("/patent-family/svc/family", *address(asked))
        reply = await self._sharing.fetch(path)
        return await off_loop(parse_family, reply.body, asked)

    async def _document_list(self, where: Listing, number: ApplicationNumber) -> Dossier:
        reply = await self._sharing.fetch(_path("/doc-list/svc/doclist", *where))
        return await off_loop(parse_document_list, reply.body, number)

    async def _by_family(self, number: ApplicationNumber, tried: Listing | None) -> Dossier:
        """The dossier by way of the family, which tells apart why there is none."""
        found = await self._family(_asked(number))
        member = next((one for one in found.members if one.application.number == number), None)
        if member is None:
            raise NotHeld("the service does not know this application")
        if member.dossier is not None:
            return member.dossier
        if member.listing is not None and member.listing != tried:
            try:
                return await self._document_list(member.listing, number)
            except (NotHeld, NotAvailable):
                pass
        if number.office in IP5 and number.kind != "W":
            raise out(await self._state(number.office))
        if member.ip5 or number.kind == "W" or number.office in await self.providing_offices():
            raise not_available()
        raise not_participating()

    async def _fault_of(self, office: str, fault: ServerFault) -> ConnectorError:
        """Whose fault it is that a list cannot be had: that of the office's part, if the service says so.

        The service answers 500 or 504 when it cannot reach an office; the other offices are well then.
        """
        state = await self._state(office)
        return out(state) if state.up is False else fault

    async def _state(self, office: str) -> ServiceState:
        """What the service says of an office's part, asked for at most once in a while."""
        state = self._states.get(office)
        if state is None:
            try:
                state = await self.service_state(office)
            except ConnectorError:
                state = ServiceState(office)
            self._states[office] = state
        return state

    @asynccontextmanager
    async def _open(
        self, number: ApplicationNumber, document: Document, rendition: str, span: Span | None
    ) -> AsyncIterator[ContentStream]:
        """The first spelling of the application under which the service finds the document."""
        self._must_serve(number)
        native, pages = rendition_parts(rendition, document)
        *others, last = content_spellings(number)
        async with AsyncExitStack() as stack:
            for spelling in others:
                try:
                    stream = await self._enter(stack, number.office, spelling, native, pages, span)
                except NotHeld:
                    await stack.aclose()
                else:
                    break
            else:
                stream = await self._enter(stack, number.office, last, native, pages, span)
            yield stream

    async def _enter(
        self, stack: AsyncExitStack, office: str, spelling: str, native: str, pages: int, span: Span | None
    ) -> ContentStream:
        path = _path("/doc-content/svc/doccontent", office, spelling, native, str(pages), "PDF")
        from_start = span is None or span.first == 0
        opening = self._client.stream(path, span=span, sniff=from_start)
        return await checked(await stack.enter_async_context(opening))

    def _must_serve(self, number: ApplicationNumber) -> None:
        if not serves(self._endpoint, number):
            raise Unsupported(f"this provider has no dossiers of {number.office}")


def _asked(number: ApplicationNumber) -> Number:
    return Number("application", number.office, number.number, number.kind)


def _path(service: str, *segments: str) -> str:
    """The path of a question: each part percent-encoded as one segment."""
    return "/".join((service, *(quote(segment, safe="~") for segment in segments)))


def open_connector(endpoint: Endpoint, network: Network) -> GlobalDossierConnector:
    """A connector for the service.

    Raises:
        ValueError: the endpoint's URL or authentication cannot be used.
    """
    return GlobalDossierConnector(endpoint, network.client(endpoint, explain=parse_error))


WIRE = Wire("global-dossier", frozenset({"family", "dossier", "citations", "content"}), open_connector)
