"""What a provider has: the one seam between a service of the kit and an office's own systems.

An office with a document management system implements ``Holdings`` over it (four coroutines) and serves it
with ``connectors.kit.service``; ``MemoryHoldings`` has everything at hand, ``connectors.kit.folder`` reads a
folder of documents.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from typing import Protocol

import msgspec

from connectors.contract import Scope
from connectors.errors import NotHeld, Withheld
from connectors.kit.content import Content
from connectors.kit.sheets import Held
from connectors.model import Application, Coverage, Document, Dossier, Rendition
from connectors.numbers.identity import ApplicationNumber, Number


class Holdings(Protocol):
    """What a provider has. Every method raises ``NotHeld`` for what it does not have."""

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
        self._register = Register(applications)

    async def find_family(self, number: Number, scope: Scope) -> tuple[Application, ...]:
        """The applications known here that belong to the family of a number."""
        return self._register.family(number, scope)

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
        """What is held of each office: first and last filing date, and how many applications."""
        offices: dict[str, list[Application]] = defaultdict(list)
        for held in self._held.values():
            offices["WO" if held.number.kind == "W" else held.number.office].append(held.application)
        found = []
        for office, applications in sorted(offices.items()):
            dates = sorted(one.filing_date for one in applications if one.filing_date is not None)
            found.append(
                Coverage(
                    office=office,
                    start=dates[0] if dates else None,
                    end=dates[-1] if dates else None,
                    applications=len(applications),
                )
            )
        return tuple(found)


class Register:
    """Applications indexed by every number they can be found by, and the family rule of a provider.

    Simple family: the applications with the same roots. Roots are the foreign and first priorities that
    stand at the end of the chain of continuations, divisions and PCT phases; an application that claims
    nothing is its own root. Extended family: what is linked by any claim, transitively (EPO definitions).
    """

    def __init__(self, applications: Mapping[ApplicationNumber, Application]) -> None:
        self._applications = applications
        self._published: dict[tuple[str, str], list[ApplicationNumber]] = defaultdict(list)
        self._claimants: dict[ApplicationNumber, list[ApplicationNumber]] = defaultdict(list)
        self._rooted: dict[frozenset[ApplicationNumber], list[ApplicationNumber]] = defaultdict(list)
        for number, application in applications.items():
            for publication in application.publications:
                self._published[publication.office, publication.number].append(number)
            for claim in application.priorities:
                self._claimants[claim.number].append(number)
            self._rooted[self._roots(number)].append(number)

    def family(self, number: Number, scope: Scope) -> tuple[Application, ...]:
        """The family of a number, sorted by application number.

        Raises:
            NotHeld: no application is found by the number.
        """
        seeds = self._found_by(number)
        if not seeds:
            raise NotHeld(f"{number.docdb} is not known here")
        members = self._linked(seeds) if scope == "extended" else self._alike(seeds)
        return tuple(self._applications[member] for member in sorted(members))

    def _found_by(self, number: Number) -> set[ApplicationNumber]:
        """The applications that the number names, or that claim it."""
        application = number.application
        if application is None:
            return set(self._published.get((number.office, number.number), ()))
        named = {application} & self._applications.keys()
        if number.type == "priority" or application.kind == "W":
            named |= set(self._claimants.get(application, ()))
        return named

    def _alike(self, seeds: set[ApplicationNumber]) -> set[ApplicationNumber]:
        return {member for seed in seeds for member in self._rooted[self._roots(seed)]}

    def _linked(self, seeds: set[ApplicationNumber]) -> set[ApplicationNumber]:
        reached: set[ApplicationNumber] = set()
        waiting = list(seeds)
        while waiting:
            number = waiting.pop()
            if number in reached:
                continue
            reached.add(number)
            waiting.extend(self._claimants.get(number, ()))
            application = self._applications.get(number)
            if application is not None:
                waiting.extend(claim.number for claim in application.priorities)
        return reached & self._applications.keys()

    def _roots(self, number: ApplicationNumber) -> frozenset[ApplicationNumber]:
        """The priorities at the end of an application's chain; a cycle of claims ends where it closes."""
        roots: set[ApplicationNumber] = set()
        seen: set[ApplicationNumber] = set()
        waiting = [number]
        while waiting:
            current = waiting.pop()
            if current in seen:
                continue
            seen.add(current)
            application = self._applications.get(current)
            claims = self._followed(application) if application else ()
            waiting.extend(claims)
            if not claims:
                roots.add(current)
        return frozenset(roots or {min(seen)})

    def _followed(self, application: Application) -> tuple[ApplicationNumber, ...]:
        """The claims that lead on to the roots: an international application counts by its own claims when
        it is known, and not at all when it is unknown but other priorities are claimed."""
        claims = [claim for claim in application.priorities if claim.number != application.number]
        if any(claim.relation != "pct-phase" for claim in claims):
            claims = [
                claim
                for claim in claims
                if claim.relation != "pct-phase" or claim.number in self._applications
            ]
        return tuple(claim.number for claim in claims)
