"""The family rule of a provider, over whatever knows its applications.

Simple family: the applications with the same roots. Roots are the foreign and first priorities that stand at
the end of the chain of continuations, divisions and PCT phases; an application that claims nothing is its own
root. Extended family: what is linked by any claim, transitively (EPO definitions).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from typing import Protocol

from connectors.contract import Scope
from connectors.errors import NotHeld
from connectors.model import Application
from connectors.numbers.identity import ApplicationNumber, Number


class Register(Protocol):
    """Applications, found by every number that leads to them."""

    def application(self, number: ApplicationNumber) -> Application | None:
        """One application, ``None`` when it is not known here."""
        ...

    def published(self, office: str, number: str) -> Collection[ApplicationNumber]:
        """The applications with a publication of this office and number."""
        ...

    def claimants(self, number: ApplicationNumber) -> Collection[ApplicationNumber]:
        """The applications that claim this one."""
        ...


class MemoryRegister:
    """A register of applications that are all at hand."""

    def __init__(self, applications: Mapping[ApplicationNumber, Application]) -> None:
        self._applications = applications
        self._published: dict[tuple[str, str], list[ApplicationNumber]] = defaultdict(list)
        self._claimants: dict[ApplicationNumber, list[ApplicationNumber]] = defaultdict(list)
        for number, application in applications.items():
            for publication in application.publications:
                self._published[publication.office, publication.number].append(number)
            for claim in application.priorities:
                self._claimants[claim.number].append(number)

    def application(self, number: ApplicationNumber) -> Application | None:
        """One application, ``None`` when it is not known here."""
        return self._applications.get(number)

    def published(self, office: str, number: str) -> Collection[ApplicationNumber]:
        """The applications with a publication of this office and number."""
        return self._published.get((office, number), ())

    def claimants(self, number: ApplicationNumber) -> Collection[ApplicationNumber]:
        """The applications that claim this one."""
        return self._claimants.get(number, ())


def family(register: Register, number: Number, scope: Scope) -> tuple[Application, ...]:
    """The family of a number, sorted by application number.

    Raises:
        NotHeld: no application is found by the number.
    """
    walk = _Walk(register)
    seeds = walk.found_by(number)
    if not seeds:
        raise NotHeld(f"{number.docdb} is not known here")
    members = walk.linked(seeds) if scope == "extended" else walk.alike(seeds)
    return tuple(members[one] for one in sorted(members))


class _Walk:
    """One question's way through a register; each application is looked up once."""

    def __init__(self, register: Register) -> None:
        self._register = register
        self._seen: dict[ApplicationNumber, Application | None] = {}

    def found_by(self, number: Number) -> set[ApplicationNumber]:
        """The applications that the number names, or that claim it."""
        application = number.application
        if application is None:
            return set(self._register.published(number.office, number.number))
        named = {application} if self._known(application) is not None else set()
        if number.type == "priority" or application.kind == "W":
            named |= set(self._register.claimants(application))
        return named

    def linked(self, seeds: set[ApplicationNumber]) -> dict[ApplicationNumber, Application]:
        """The known applications that any claim leads to, in either direction."""
        return self._reached(seeds, down=True)

    def alike(self, seeds: set[ApplicationNumber]) -> dict[ApplicationNumber, Application]:
        """The known applications that have the roots of one of the seeds.

        Whoever has a root has come to it by claims, so that all of them are found upwards from the roots.
        """
        wanted = {self._roots(seed) for seed in seeds}
        above = self._reached({root for roots in wanted for root in roots}, down=False)
        return {number: one for number, one in above.items() if self._roots(number) in wanted}

    def _reached(self, seeds: set[ApplicationNumber], *, down: bool) -> dict[ApplicationNumber, Application]:
        found: dict[ApplicationNumber, Application] = {}
        passed: set[ApplicationNumber] = set()
        waiting = list(seeds)
        while waiting:
            number = waiting.pop()
            if number in passed:
                continue
            passed.add(number)
            waiting.extend(self._register.claimants(number))
            application = self._known(number)
            if application is not None:
                found[number] = application
                if down:
                    waiting.extend(claim.number for claim in application.priorities)
        return found

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
            application = self._known(current)
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
                if claim.relation != "pct-phase" or self._known(claim.number) is not None
            ]
        return tuple(claim.number for claim in claims)

    def _known(self, number: ApplicationNumber) -> Application | None:
        if number not in self._seen:
            self._seen[number] = self._register.application(number)
        return self._seen[number]
