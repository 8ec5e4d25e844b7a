"""A gateway as a provider of another, in one process: the wire's bytes are written, and read again."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from asking import flights
from virtual_time import LoopClock

from connectors.case import encode
from connectors.case.citing import parse_citations
from connectors.case.parse import parse_doclist, parse_family
from connectors.contract import ContentStream, Scope, Span
from connectors.errors import NotHeld, Unsupported, Withheld
from connectors.gateways import FarFault
from connectors.model import Application, Coverage, Document, Dossier, Family
from connectors.numbers.identity import ApplicationNumber, Number
from gateway.clock import today
from gateway.errors import NotFound
from gateway.questions.relaying import Asker, Closed, Silent, find_members, get_file
from gateway.requesters import Requester
from gateway.world import World

WAIT_SECONDS = 4.0


class PassedOn:
    """A connector to the gateway over this world, asked as ``requester``; notes what it is asked."""

    def __init__(self, world: World, requester: Requester) -> None:
        self._world = world
        self._requester = requester
        self.asked: list[str] = []

    async def find_family(self, number: Number, scope: Scope = "simple") -> Family:
        """The family, as the wire carries it."""
        async with self._asking(number.docdb) as asker:
            found = await find_members(asker, (number,), scope)
        family = parse_family(encode.encode_family(found.asked, found.members, scope, relay=found.relay))
        if not family.members:
            raise NotHeld("nothing is listed")
        return family

    async def get_dossier(self, number: ApplicationNumber) -> Dossier:
        """The document list, as the wire carries it."""
        async with self._asking(number.docdb) as asker:
            file = await get_file(asker, [number])
        body = encode.encode_doclist(
            number,
            file.documents(),
            total=len(file.documents()),
            about=file.about,
            access=file.opened_for,
            relay=file.relay,
        )
        page = parse_doclist(body, number)
        return Dossier(
            application=page.application or Application(number=number),
            documents=page.documents,
            notices=page.notices,
            access=page.access,
            relayed=page.relayed,
            sources=page.sources,
        )

    async def get_citations(self, number: ApplicationNumber) -> Dossier:
        """The citations, as the wire carries them."""
        async with self._asking(number.docdb) as asker:
            file = await get_file(asker, [number], "citations")
        cited = file.citations()
        body = encode.encode_citations(
            number, cited.citations, cited.classifications, access=cited.access, relay=file.relay
        )
        return parse_citations(body, number)

    def open_content(
        self, number: ApplicationNumber, document: Document, rendition: str, span: Span | None = None
    ) -> ContentStream:
        """No content here."""
        raise Unsupported("no content here")

    async def get_coverages(self) -> tuple[Coverage, ...]:
        """Nothing is stated."""
        raise Unsupported("no coverage here")

    async def ping(self) -> None:
        """It is alive."""

    async def aclose(self) -> None:
        """Nothing to close."""

    @asynccontextmanager
    async def _asking(self, what: str) -> AsyncIterator[Asker]:
        self.asked.append(what)
        under_way = flights(fresh=0, stale=0)
        world = self._world.on(today(LoopClock())).without_gateways
        try:
            yield Asker(self._requester, world, under_way, LoopClock(), WAIT_SECONDS)
        except Closed as error:
            raise Withheld(error.detail) from error
        except NotFound as error:
            raise NotHeld(error.detail) from error
        except Silent as error:
            raise FarFault(error.relay.outcomes) from error
        finally:
            await under_way.aclose()
