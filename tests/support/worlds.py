"""Worlds to ask: providers in front of offices that hold what a test gives them, answer late, or fail.

An office is a ``Connector`` like any other, so everything above it is the real thing. It counts what it is
asked and waits in the time of the running loop.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Iterable, Mapping
from contextlib import asynccontextmanager
from datetime import date
from typing import Any

from connectors.contract import ContentStream, Operation, Scope, Span
from connectors.endpoint import Endpoint, Limits
from connectors.errors import ConnectorError, NotHeld
from connectors.model import (
    Access,
    Application,
    Citation,
    Coverage,
    Document,
    Dossier,
    Family,
    PriorityClaim,
    Publication,
    Rendition,
)
from connectors.numbers.identity import ApplicationNumber, Number, parse_docdb
from gateway.agreements import Agreement
from gateway.requesters import PUBLIC, Requester
from gateway.world import Participant, Provider, Rule, World, world_of

AU, JP = Requester("AU"), Requester("JP")
REQUESTERS = (PUBLIC, AU, JP)
ALL: frozenset[Operation] = frozenset({"family", "dossier", "citations", "content"})


class Office:
    """What stands behind an endpoint: families by number, dossiers by application, contents by document id.

    ``citations`` are dossiers without documents, for the operation of that name.

    ``families`` may be a list of applications, which are then one family, found by the number of each, by
    each publication and by each priority. ``failing`` gives, per operation, the errors that the next calls
    end with; an error given as ``always`` ends every call. ``seconds`` is how long every call takes,
    ``slow`` the same for single operations.
    """

    def __init__(
        self,
        families: Mapping[Number, tuple[Application, ...]] | Iterable[Application] = (),
        dossiers: Iterable[Dossier] = (),
        contents: Mapping[str, tuple[bytes, ...]] | None = None,
        *,
        citations: Iterable[Dossier] = (),
        seconds: float = 0.0,
        slow: Mapping[str, float] | None = None,
        failing: Mapping[str, Iterable[BaseException]] | None = None,
        always: Mapping[str, BaseException] | None = None,
    ) -> None:
        self.families = dict(families) if isinstance(families, Mapping) else found_by_any(tuple(families))
        self.dossiers = {dossier.application.number: dossier for dossier in dossiers}
        self.citations = {dossier.application.number: dossier for dossier in citations}
        self.contents = dict(contents or {})
        self.seconds = seconds
        self.slow = dict(slow or {})
        self.failing = {operation: list(errors) for operation, errors in (failing or {}).items()}
        self.always = dict(always or {})
        self.coverages: tuple[Coverage, ...] = ()
        self.asked: Counter[tuple[str, object]] = Counter()
        self.under_way = 0
        self.most_under_way = 0
        self.cancelled = 0
        self.opened = 0

    def calls(self, operation: str | None = None) -> int:
        """How often it was asked, for an operation or at all."""
        return sum(times for (asked, _), times in self.asked.items() if operation in (None, asked))

    async def find_family(self, number: Number, scope: Scope = "simple") -> Family:
        """The family under this number."""
        await self._answering("family", number)
        members = self.families.get(number, ())
        if not members:
            raise NotHeld("no such number here")
        return Family(members=members)

    async def get_dossier(self, number: ApplicationNumber) -> Dossier:
        """The dossier of this application."""
        await self._answering("dossier", number)
        if number not in self.dossiers:
            raise NotHeld("no such file here")
        return self.dossiers[number]

    async def get_citations(self, number: ApplicationNumber) -> Dossier:
        """What is cited against this application."""
        await self._answering("citations", number)
        if number not in self.citations:
            raise NotHeld("no citations here")
        return self.citations[number]

    @asynccontextmanager
    async def open_content(
        self, number: ApplicationNumber, document: Document, rendition: str, span: Span | None = None
    ) -> AsyncIterator[ContentStream]:
        """The chunks of this rendition; counts what is open."""
        await self._answering("content", rendition)

        async def chunks() -> AsyncIterator[bytes]:
            for chunk in self.contents[rendition]:
                await asyncio.sleep(self.slow.get("chunk", 0.0))
                yield chunk

        self.opened += 1
        try:
            yield ContentStream("application/pdf", chunks())
        finally:
            self.opened -= 1

    async def get_coverages(self) -> tuple[Coverage, ...]:
        """What a test put into ``coverages``."""
        await self._answering("coverages", None)
        return self.coverages

    async def ping(self) -> None:
        """It is alive."""

    async def aclose(self) -> None:
        """Nothing to close."""

    async def _answering(self, operation: str, asked: object) -> None:
        self.asked[operation, asked] += 1
        self.under_way += 1
        self.most_under_way = max(self.most_under_way, self.under_way)
        try:
            await asyncio.sleep(self.slow.get(operation, self.seconds))
        except asyncio.CancelledError:
            self.cancelled += 1
            raise
        finally:
            self.under_way -= 1
        if errors := self.failing.get(operation):
            raise errors.pop(0)
        if error := self.always.get(operation):
            raise type(error)(error.detail) if isinstance(error, ConnectorError) else error


def found_by_any(members: tuple[Application, ...]) -> dict[Number, tuple[Application, ...]]:
    """One family under every number that leads to it."""
    numbers: list[Number] = []
    for member in members:
        own = member.number
        numbers.append(Number("application", own.office, own.number, own.kind))
        numbers += (
            Number("publication", p.office, p.number, k) for p in member.publications for k in (None, p.kind)
        )
        numbers += (
            Number("priority", n.office, n.number, n.kind)
            for n in (own, *(c.number for c in member.priorities))
        )
    return dict.fromkeys(numbers, members)


def provider(
    id: str,
    office: Office,
    serves: str,
    visibility: Rule | str = "public",
    *rules: Rule,
    can: Iterable[Operation] = ALL,
    **settings: Any,
) -> Provider:
    """A provider in front of an office; ``serves`` names offices with spaces between."""
    limits = Limits(**{k: settings.pop(k) for k in Limits.__struct_fields__ if k in settings})
    return Provider(
        endpoint=Endpoint(
            id=id,
            name=id.upper(),
            serves=tuple(serves.split()),
            protocol="case" if " " not in serves else "opd",
            url=f"https://{id}.example",
            capabilities=frozenset(can),
            limits=limits,
        ),
        connector=office,
        default=visibility if isinstance(visibility, Rule) else Rule(visibility),
        rules=rules,
        **settings,
    )


def world(*providers: Provider, participants: str = "", agreements: Iterable[Agreement] = ()) -> World:
    """A world of these providers; ``participants`` names further offices that take part."""
    return world_of(
        providers, (Participant(code, code) for code in participants.split()), agreements=agreements
    )


def agreement(of: Provider, *accessing: str, **facts: Any) -> Agreement:
    """An agreement of a provider with these offices that all have accepted and that never ends.

    It covers what is not published, unless said otherwise.
    """
    said: dict[str, Any] = {
        "id": f"{of.id}-{'-'.join(accessing)}",
        "begins": date(2000, 1, 1),
        "active": True,
        "terms": "1.0",
        "unpublished": True,
        "accepted_by": frozenset({*accessing, *of.endpoint.serves}),
    }
    return Agreement(provider=of.id, accessing=frozenset(accessing), **{**said, **facts})


def number(text: str) -> Number:
    """``EP.1.A`` for an application, else ``publication EP.1000000.B1`` or ``priority EP.1.A``."""
    type_of, _, rest = text.rpartition(" ")
    return Number(type_of or "application", *rest.split("."))  # type: ignore[arg-type]


def application(text: str, *claims: str, published: str | None = "2010-01-01", **facts: Any) -> Application:
    """An application that claims these, published under its own digits on this day, or not (``None``)."""
    own = parse_docdb(text)
    publications = (
        ()
        if published is None
        else (
            Publication(office=own.office, number=own.number, kind="A1", date=date.fromisoformat(published)),
        )
    )
    priorities = tuple(PriorityClaim(number=parse_docdb(claim), relation="priority") for claim in claims)
    return Application(number=own, **{"publications": publications, "priorities": priorities, **facts})


def document(id: str, code: str | None = "X1", day: str | None = "2011-02-03", **facts: Any) -> Document:
    """A document with one rendition that has the document's own id."""
    access = facts.pop("access", None)
    return Document(
        id=id,
        title=facts.pop("title", id),
        code=code,
        date=None if day is None else date.fromisoformat(day),
        renditions=facts.pop("renditions", (Rendition(id=id),)),
        access=Access(visibility=access) if isinstance(access, str) else access,
        **facts,
    )


def cited(what: str, **facts: Any) -> Citation:
    """A citation of a publication, ``EP.1000000.A1`` or ``EP.1000000``, or of literature: any other text."""
    if "." not in what or " " in what:
        return Citation(text=what, **facts)
    office, digits, *kind = what.split(".")
    return Citation(
        publication=Publication(office=office, number=digits, kind=next(iter(kind), None)), **facts
    )


def dossier(of: str | Application, *documents: Document, **facts: Any) -> Dossier:
    """The dossier of an application with these documents."""
    about = Application(number=parse_docdb(of)) if isinstance(of, str) else of
    return Dossier(application=about, documents=documents, **facts)
