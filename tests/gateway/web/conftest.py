"""A gateway over offices in memory, served on a real socket."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Iterable
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import UTC, date, datetime
from types import SimpleNamespace
from typing import Any

import aiohttp
import pytest

from connectors.contract import ContentStream, Operation, Span
from connectors.endpoint import Endpoint, Limits, Secret
from connectors.errors import NoSuchPart, NotHeld
from connectors.model import (
    Application,
    Coverage,
    Document,
    Dossier,
    Family,
    PriorityClaim,
    Publication,
    Rendition,
)
from connectors.numbers.identity import ApplicationNumber, Number, parse_docdb
from gateway.audit.trail import Trail
from gateway.flights.cache import PartCache
from gateway.flights.flights import Flights
from gateway.identity.access import Access
from gateway.identity.proxies import NO_PROXIES
from gateway.limits.limits import UNLIMITED
from gateway.setup import Current, Setup
from gateway.store.store import Store
from gateway.web.application import build_application
from gateway.web.keys import FLIGHTS
from gateway.web.server import serve
from gateway.world import Participant, Provider, Rule, world_of

AU_KEY = "a-key-of-the-australian-office"
EP, NL = "EP.99203729.A", "NL.1010536.A"
PDF = b"%PDF-1.7 " + bytes(range(256)) * 64


class StillClock:
    """A clock that stands until a test moves it."""

    def __init__(self) -> None:
        self.seconds = 1_000.0

    def now(self) -> datetime:
        """An instant that follows ``seconds``."""
        return datetime.fromtimestamp(1_767_225_600 + self.seconds, UTC)

    def monotonic(self) -> float:
        """``seconds``."""
        return self.seconds


class FakeOffice:
    """A connector over what a test puts into it; counts what happens to it.

    ``gate``, while it is set to an unset event, holds every question back.
    """

    def __init__(self) -> None:
        self.families: dict[str, tuple[Application, ...] | Exception] = {}
        self.files: dict[str, Dossier | Exception] = {}
        self.cited: dict[str, Dossier | Exception] = {}
        self.content: list[bytes | Exception] | Exception = [PDF]
        self.coverages: tuple[Coverage, ...] | Exception = ()
        self.ranges = True
        self.total: int | None = None
        self.length = True
        self.gate: asyncio.Event | None = None
        self.content_gate: asyncio.Event | None = None
        self.asked: list[str] = []
        self.begun = asyncio.Event()
        self.cancelled = self.opened = self.closed = self.chunks = 0
        self.gone = asyncio.Event()

    async def find_family(self, number: Number, scope: str = "simple") -> Family:
        """The family of any number that a test has named, as ``EP.1.A`` or ``application EP.1.A``."""
        named = f"{number.type} {number.docdb}"
        key = named if named in self.families else number.docdb
        return Family(members=await self._told("family", key, self.families))

    async def get_dossier(self, number: ApplicationNumber) -> Dossier:
        """The file of any application that a test has named."""
        return await self._told("dossier", number.docdb, self.files)

    async def get_citations(self, number: ApplicationNumber) -> Dossier:
        """What is cited against any application that a test has named."""
        return await self._told("citations", number.docdb, self.cited)

    async def _told(self, what: str, docdb: str, known: dict[str, Any]) -> Any:
        self.asked.append(f"{what} {docdb}")
        self.begun.set()
        try:
            if self.gate is not None:
                await self.gate.wait()
        except asyncio.CancelledError:
            self.cancelled += 1
            self.gone.set()
            raise
        answer = known.get(docdb, NotHeld("not here"))
        if isinstance(answer, Exception):
            raise answer
        return answer

    @asynccontextmanager
    async def open_content(
        self, number: ApplicationNumber, document: Document, rendition: str, span: Span | None = None
    ) -> AsyncIterator[ContentStream]:
        """The content, chunk by chunk; an exception among the chunks is raised in their place."""
        self.opened += 1
        try:
            yield self._stream(span)
        finally:
            self.closed += 1
            self.gone.set()

    def _stream(self, span: Span | None) -> ContentStream:
        if isinstance(self.content, Exception):
            raise self.content
        whole = sum(len(c) for c in self.content if isinstance(c, bytes))
        if span is None or not self.ranges:
            length = whole if self.length else None
            return ContentStream("application/pdf", self._pieces(self.content), length, length)
        first = whole - (span.last or 0) if span.first is None else span.first
        last = whole - 1 if span.last is None or span.first is None else min(span.last, whole - 1)
        if first >= whole:
            raise NoSuchPart("range: the office cannot give that part of the document", total=self.total)
        part = b"".join(c for c in self.content if isinstance(c, bytes))[first : last + 1]
        return ContentStream("application/pdf", self._pieces([part]), len(part), whole, Span(first, last))

    async def _pieces(self, pieces: Iterable[bytes | Exception]) -> AsyncIterator[bytes]:
        for piece in pieces:
            if isinstance(piece, Exception):
                raise piece
            self.chunks += 1
            yield piece
            if self.content_gate is not None:
                await self.content_gate.wait()

    async def get_coverages(self) -> tuple[Coverage, ...]:
        """What a test has put in."""
        if isinstance(self.coverages, Exception):
            raise self.coverages
        return self.coverages

    async def ping(self) -> None:
        """Well."""

    async def aclose(self) -> None:
        """Nothing is held."""


def ep_member(*, published: bool = True) -> Application:
    """The European application of the family."""
    return Application(
        number=parse_docdb(EP),
        filing_date=date(1999, 11, 8),
        title="Apparatus for manufacturing green bricks",
        publications=(Publication(office="EP", number="1000000", kind="A1", date=date(2000, 5, 17)),)
        if published
        else (),
        priorities=(PriorityClaim(number=parse_docdb(NL), date=date(1998, 11, 12), relation="priority"),),
    )


def nl_member() -> Application:
    """Its Dutch priority, published."""
    return Application(
        number=parse_docdb(NL),
        filing_date=date(1998, 11, 12),
        publications=(Publication(office="NL", number="1010536", kind="C2", date=date(2000, 5, 15)),),
    )


def document(native: str, code: str = "1503", **facts: Any) -> Document:
    """A document with one rendition of the same id."""
    told = {"title": "European search report", "category": "search-report", "date": date(2000, 3, 3)}
    return Document(id=native, code=code, renditions=(Rendition(id=native),), **(told | facts))


def build_provider(
    name: str,
    connector: FakeOffice,
    *serves: str,
    visibility: str = "public",
    timeout_seconds: float = 10.0,
    capabilities: frozenset[Operation] = frozenset({"family", "dossier", "content"}),
) -> Provider:
    """A provider with these capabilities."""
    endpoint = Endpoint(
        id=name,
        name=f"Office {name}",
        serves=serves,
        protocol="case",
        url=f"http://{name}.example",
        capabilities=capabilities,
        limits=Limits(timeout_seconds=timeout_seconds),
    )
    return Provider(endpoint, connector, Rule(visibility))  # type: ignore[arg-type]


class House:
    """Two offices, one hub-like and one its own: ``ep`` and ``nl``, and the gateway over them.

    ``more`` are further public ones, by the name of their provider.
    """

    def __init__(self, stack: AsyncExitStack) -> None:
        self._stack = stack
        self.clock = StillClock()
        self.ep, self.nl = FakeOffice(), FakeOffice()
        self.more: dict[str, FakeOffice] = {}
        self.anonymous = True
        self.fresh_seconds = 300.0
        self.capabilities: frozenset[Operation] = frozenset({"family", "dossier", "content"})
        self.visibility = {"ep": "public", "nl": "public"}
        self.default_seconds, self.max_seconds, self.timeout_seconds = 10.0, 60.0, 10.0
        self.limits = UNLIMITED
        self.flights: Callable[[PartCache, StillClock], Flights] = Flights
        self.proxies = NO_PROXIES
        self.ep.families = {number: (ep_member(), nl_member()) for number in (EP, "EP.1000000", NL)}
        self.nl.families = {NL: (nl_member(),)}
        self.ep.files = {
            EP: Dossier(application=ep_member(), documents=(document("R1"), document("D2", "2001")))
        }
        self.nl.files = {NL: Dossier(application=nl_member(), documents=(document("N1", "A"),))}

    def setup(self) -> Setup:
        """What is in force."""
        providers = [
            build_provider(
                name,
                connector,
                name.upper(),
                visibility=self.visibility.get(name, "public"),
                timeout_seconds=self.timeout_seconds,
                capabilities=self.capabilities,
            )
            for name, connector in {"ep": self.ep, "nl": self.nl, **self.more}.items()
        ]
        return Setup(
            world=world_of(providers, [Participant("EP", "European Patent Office", providing="yes")]),
            access=Access.of(self.anonymous, [("AU", Secret(AU_KEY))]),
            public_url="https://gateway.example",
            default_seconds=self.default_seconds,
            max_seconds=self.max_seconds,
            limits=self.limits,
            proxies=self.proxies,
        )

    async def open(self) -> SimpleNamespace:
        """One replica, served: ``url``, ``flights``, ``application``, ``stop`` and ``get``."""
        flights = self.flights(PartCache(2**20, self.fresh_seconds, 3600), self.clock)
        self._stack.push_async_callback(flights.aclose)
        store = Store(None)
        self._stack.callback(store.close)
        trail = Trail(store, self.clock)
        self._stack.push_async_callback(trail.aclose)
        application = build_application(Current(self.setup()), flights, self.clock, trail)
        stop, port = asyncio.Event(), asyncio.get_running_loop().create_future()
        task = asyncio.create_task(
            serve(application, "127.0.0.1", 0, ready=port.set_result, stop=stop, grace_seconds=0.2)
        )
        session = aiohttp.ClientSession(auto_decompress=False)

        async def close() -> None:
            await session.close()
            stop.set()
            await task

        self._stack.push_async_callback(close)
        url = f"http://127.0.0.1:{await port}"

        async def get(path: str, key: str | None = None, method: str = "GET", **headers: str) -> Any:
            sent = {name.replace("_", "-"): value for name, value in headers.items()}
            sent |= {} if key is None else {"Authorization": f"Bearer {key}"}
            async with session.request(
                method, aiohttp.client.URL(url + path, encoded=True), headers=sent, allow_redirects=False
            ) as response:
                body = await response.read()
                return SimpleNamespace(status=response.status, headers=response.headers, body=body)

        return SimpleNamespace(
            url=url,
            port=await port,
            flights=application[FLIGHTS],
            store=store,
            trail=trail,
            application=application,
            stop=stop,
            task=task,
            session=session,
            get=get,
        )


@pytest.fixture
async def house() -> AsyncIterator[House]:
    """The offices; ``open`` serves a gateway over them."""
    async with AsyncExitStack() as stack:
        yield House(stack)


@pytest.fixture
def doc() -> Callable[..., Document]:
    """``doc("R1", "1503", size=10)``: a document."""
    return document


@pytest.fixture
def au_key() -> str:
    """The key of an accessing office."""
    return AU_KEY


@pytest.fixture
def pdf() -> bytes:
    """The content of every document, unless a test says otherwise."""
    return PDF


@pytest.fixture
def member() -> Callable[..., Application]:
    """``member(published=False)``: the European application."""
    return ep_member
