"""Asks an OPD hub, which speaks for several offices, in the JPO's OPD-API."""

from __future__ import annotations

import time
from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager, contextmanager
from urllib.parse import quote

from connectors.belonging import check_family
from connectors.catalogue import Wire
from connectors.client import Client, Explain, Network, Reply
from connectors.contract import ContentStream, Operation, Scope, Span
from connectors.endpoint import Endpoint
from connectors.errors import ConnectorError, NoSuchPart, NotHeld, PartlyThrottled, Throttled, Unsupported
from connectors.gate import Gate
from connectors.model import Coverage, Document, Dossier, Family
from connectors.numbers.identity import ApplicationNumber, Number
from connectors.offload import off_loop
from connectors.opd.envelope import NothingThere, NotUnderstood, peek_status, status_error
from connectors.opd.parse import parse_cite_class, parse_doc_list, parse_family_list
from connectors.opd.vocabulary import OK, PACKED
from connectors.reply import refusal, retry_after
from connectors.serving import serves

_ROOT = "/opdapi/patent/v1"
_ACCEPT = {"Accept": "application/xml, application/json;q=0.9"}
_OPERATIONS: Mapping[Operation, str] = {
    "family": "family_list",
    "dossier": "global_doc_list",
    "citations": "global_cite_class",
    "content": "global_doc_cont",
}
_PACKED_CONTENT = "jp_doc_cont"
_ANY_KIND = "*"
CROWDED_SECONDS = 12.0
"""When to come back to a crowded hub that does not say when: its fair use is five questions a minute."""


class OpdConnector:
    """Speaks the OPD-API with one hub. ``wall`` is Unix time, ``clock`` monotonic seconds.

    An operation whose requests of the day are used up is not asked again before midnight in Japan.
    """

    def __init__(
        self,
        endpoint: Endpoint,
        client: Client,
        wall: Callable[[], float] = time.time,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._endpoint = endpoint
        self._client = client
        self._wall = wall
        self._gate = Gate(clock)

    async def find_family(self, number: Number, scope: Scope = "simple") -> Family:
        """The family of a number, as the hub lists it; it knows one kind of family, whatever the scope.

        A priority number is asked for as the application it is. A publication without a kind code is asked
        for with ``*``, which clients of the API use for any kind.

        Raises:
            NotHeld: the hub does not know the number, or lists nothing for it.
            Malformed: among others, when the family is certainly that of another number.
            ConnectorError: any other kind of failure.
        """
        kind = "publication" if number.type == "publication" else "application"
        letters = number.kind or (_ANY_KIND if kind == "publication" else "A")
        reference = _segment(f"{number.office}.{number.number}.{letters}")
        reply = await self._fetch(f"{_OPERATIONS['family']}/{kind}/{reference}")
        family = await off_loop(parse_family_list, reply.body, self._wall())
        if not family.members:
            raise NotHeld("no_data: the hub lists no family for this number")
        check_family(family.members, number, () if self._endpoint.gateway else self._endpoint.serves)
        return family

    async def get_dossier(self, number: ApplicationNumber) -> Dossier:
        """The document list of one application, with its title and applicants.

        Raises:
            ConnectorError: any kind of failure.
        """
        self._must_serve(number)
        reply = await self._fetch(f"{_OPERATIONS['dossier']}/{_segment(number.docdb)}")
        return await off_loop(parse_doc_list, reply.body, number, self._wall())

    async def get_citations(self, number: ApplicationNumber) -> Dossier:
        """Citations and classifications of one application: a dossier without documents.

        Raises:
            ConnectorError: any kind of failure.
        """
        self._must_serve(number)
        reply = await self._fetch(f"{_OPERATIONS['citations']}/{_segment(number.docdb)}")
        return await off_loop(parse_cite_class, reply.body, number, self._wall())

    def open_content(
        self, number: ApplicationNumber, document: Document, rendition: str, span: Span | None = None
    ) -> AbstractAsyncContextManager[ContentStream]:
        """Opens the original or the translation of a document, or a Japanese original as its office packs it.

        Errors come disguised as success.
        """
        native = _segment(rendition.removesuffix(PACKED))
        return self._open(_operation("content", rendition), f"{_segment(number.docdb)}/{native}", span)

    def kept_back(self, operation: Operation, rendition: str = "") -> Throttled | None:
        """Why such a question is not sent now: its requests of the day are used up."""
        return self._gate.closed(_operation(operation, rendition))

    async def get_coverages(self) -> tuple[Coverage, ...]:
        """The hub states no coverage.

        Raises:
            Unsupported: always.
        """
        raise Unsupported("the protocol has no question about coverage")

    async def ping(self) -> None:
        """Asks for nothing in particular: an answer that there is no such operation is a sign of life.

        Raises:
            ConnectorError: the hub does not answer, or not as itself.
        """
        try:
            await self._fetch("")
        except (NotHeld, NothingThere, NotUnderstood):
            return

    async def aclose(self) -> None:
        """Closes the connections."""
        await self._client.aclose()

    async def _fetch(self, path: str) -> Reply:
        with self._allowed(path.partition("/")[0]):
            return await self._client.fetch(f"{_ROOT}/{path}", headers=_ACCEPT)

    @asynccontextmanager
    async def _open(self, operation: str, named: str, span: Span | None) -> AsyncIterator[ContentStream]:
        async with AsyncExitStack() as stack:
            with self._allowed(operation):
                opening = self._client.stream(f"{_ROOT}/{operation}/{named}", span=span, sniff=True)
                stream = await stack.enter_async_context(opening)
            yield stream

    @contextmanager
    def _allowed(self, operation: str) -> Iterator[None]:
        """Keeps back an operation whose day is used up, and learns when it is."""
        self._gate.enter(operation)
        try:
            yield
        except PartlyThrottled as error:
            self._gate.close(operation, error.retry_after or 0.0, error.detail)
            raise

    def _must_serve(self, number: ApplicationNumber) -> None:
        if not serves(self._endpoint, number):
            raise Unsupported(f"this hub has no dossiers of {number.office}")


def explain(wall: Callable[[], float]) -> Explain:
    """Reads the hub's own errors out of answers, which come with any HTTP status.

    What is about the number comes in an envelope, and HTTP alone says nothing of it: 404 without one is a
    wrong path, and any other refusal of the question leaves open whether the hub holds the number.
    """

    def error_of(reply: Reply) -> ConnectorError | None:
        now, status = wall(), peek_status(reply.body)
        if status == OK:
            return None
        error = _without_envelope(reply, now) if status is None else status_error(status, now)
        if isinstance(error, Throttled) and error.retry_after is None:
            said = retry_after(reply.headers, now)
            error.retry_after = CROWDED_SECONDS if said is None else said
        return error

    return error_of


def _without_envelope(reply: Reply, now: float) -> ConnectorError | None:
    error = refusal(reply, now)
    if isinstance(error, NotHeld):
        return NothingThere(f"HTTP {reply.status}")
    if isinstance(error, Unsupported) and not isinstance(error, NoSuchPart):
        return NotUnderstood(f"HTTP {reply.status}")
    return error


def _operation(operation: Operation, rendition: str) -> str:
    """What the hub calls an operation; the content of a rendition has one of two names."""
    packed = operation == "content" and rendition.endswith(PACKED)
    return _PACKED_CONTENT if packed else _OPERATIONS[operation]


def _segment(text: str) -> str:
    """A text as one segment of a path."""
    return quote(text, safe="~*")


def open_connector(endpoint: Endpoint, network: Network) -> OpdConnector:
    """A connector for one hub; its token endpoint is ``{url}/auth/token`` unless configured.

    Raises:
        ValueError: the endpoint's URL or authentication cannot be used.
    """
    client = network.client(endpoint, token_url=f"{endpoint.url}/auth/token", explain=explain(time.time))
    return OpdConnector(endpoint, client)


WIRE = Wire("opd", frozenset({"family", "dossier", "citations", "content"}), open_connector)
