"""What a provider has: the one seam between a service of the kit and an office's own systems.

An office with a document management system implements ``Holdings`` over it (four coroutines) and serves it
with ``connectors.kit.service``; ``MemoryHoldings`` has everything at hand, ``connectors.kit.folder`` reads a
folder of documents.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from typing import Protocol

import msgspec

from connectors.contract import Scope
from connectors.errors import NotHeld, Withheld
from connectors.kit.content import Content
from connectors.kit.register import MemoryRegister, family
from connectors.kit.sheets import Held
from connectors.model import Application, Coverage, Document, Dossier, Rendition
from connectors.numbers.identity import ApplicationNumber, Number


class Holdings(Protocol):
    """What a provider has. Every method raises ``NotHeld`` for what it does not have."""

    async def look(self) -> None:
        """Looks whether what is held can be had now.

        Raises:
            Unavailable: it cannot.
        """
        ...

    async def find_family(self, number: Number, scope: Scope) -> tuple[Application, ...]:
        """The applications known here that belong to the family of a number; never empty."""
        ...

    async def get_dossier(self, number: ApplicationNumber) -> Dossier:
        """One application's dossier.

        Raises:
            Withheld: the file is not open to inspection.
        """
        ...

    async def open_content(self, document: str, rendition: str | None = None) -> Content:
        """The content of a document by its id; ``rendition`` is the id or format of one, ``None`` the first.

        Raises:
            Withheld: the file it belongs to is not open to inspection.
        """
        ...

    async def get_coverages(self) -> tuple[Coverage, ...]:
        """What is held of each office."""
        ...


class Place(msgspec.Struct, frozen=True):
    """Where a rendition stands: enough to find or make its content."""

    held: Held
    document: Document
    rendition: Rendition


OpenContent = Callable[[Place], Content]


class MemoryHoldings:
    """Holdings that are all at hand.

    ``held`` are the applications whose dossiers are served; ``known`` further applications that are only
    listed as family (a hub knows members at offices whose dossiers it does not have). ``open_content``
    makes or finds the content of a rendition, only when it is asked for.
    """

    def __init__(
        self, held: Iterable[Held], open_content: OpenContent, *, known: Iterable[Application] = ()
    ) -> None:
        self._held: dict[ApplicationNumber, Held] = {one.number: one for one in held}
        self._open = open_content
        self._documents: dict[str, tuple[Held, Document]] = {
            document.id: (one, document) for one in self._held.values() for document in one.dossier.documents
        }
        applications = {application.number: application for application in known}
        applications |= {number: one.application for number, one in self._held.items()}
        self._register = MemoryRegister(applications)

    async def look(self) -> None:
        """It is always at hand."""

    async def find_family(self, number: Number, scope: Scope) -> tuple[Application, ...]:
        """The applications known here that belong to the family of a number."""
        return family(self._register, number, scope)

    async def get_dossier(self, number: ApplicationNumber) -> Dossier:
        """One application's dossier."""
        held = self._held.get(number)
        if held is None:
            raise NotHeld(f"no file of {number.docdb} is held here")
        if held.withheld:
            raise Withheld(f"the file of {number.docdb} is not open to inspection")
        return held.dossier

    async def open_content(self, document: str, rendition: str | None = None) -> Content:
        """The content of a document, in the rendition of this id or format, or in its first."""
        if document not in self._documents:
            raise NotHeld("no such document is held here")
        held, found = self._documents[document]
        if held.withheld:
            raise Withheld(f"the file of {held.number.docdb} is not open to inspection")
        for one in found.renditions:
            if rendition is None or rendition in (one.id, one.format):
                return self._open(Place(held, found, one))
        raise NotHeld("the document is not held in this form")

    async def get_coverages(self) -> tuple[Coverage, ...]:
        """What is held of each office: how many applications, and from which filing date if all say theirs.

        There is no end: what comes tomorrow is held, too.
        """
        offices: dict[str, list[Application]] = defaultdict(list)
        for held in self._held.values():
            offices["WO" if held.number.kind == "W" else held.number.office].append(held.application)
        found = []
        for office, applications in sorted(offices.items()):
            dates = [one.filing_date for one in applications if one.filing_date is not None]
            since = min(dates) if len(dates) == len(applications) else None
            found.append(Coverage(office=office, start=since, applications=len(applications)))
        return tuple(found)
