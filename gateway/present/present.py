"""One answer from what is admitted: a union of facts, then a fold. Order of arrival changes nothing."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from datetime import datetime
from functools import partial
from math import ceil

import msgspec

from connectors.contract import Scope
from connectors.model import Application, Coverage
from connectors.numbers.identity import ApplicationNumber
from gateway.admit import Admitted, AdmittedDossier, trust
from gateway.asks import SETTLED, Ask, FileOperation, Outcome, OutcomeCode
from gateway.families.family import Families, Group, Listing
from gateway.families.grouping import group
from gateway.plan import MEMBERS, Question, asked_of, holders
from gateway.present.answer import (
    Availability,
    ConflictOut,
    FamilyOut,
    MemberOut,
    OutcomeOut,
    ProvenanceOut,
    ReportsOut,
    instant,
)
from gateway.present.coverage import outside
from gateway.present.members import Merged, Stated, conflict, member_out, merge
from gateway.present.sheets import Dated, Sheets
from gateway.present.shown import shown
from gateway.requesters import Requester
from gateway.world import Provider, World, admits

_SENTENCES: dict[OutcomeCode, str] = {
    "not_held": "It does not hold this number.",
    "withheld": "It has this file and does not open it to you.",
}
_TOO_MANY = f"A family is shown with {MEMBERS} members at most; this one has more."
_CONFIDENTIAL = "A confidential number goes to its own office only."
_WORST: tuple[OutcomeCode, ...] = (
    "internal", "malformed", "credentials", "unavailable", "timed_out", "throttled", "backoff",
    "maintenance", "suspended", "unsupported", "stale", "ok", "cached", "withheld", "not_held",
)  # fmt: skip


_NO_REPORTS = ReportsOut(search=False, examination=False, latest=None)

Covered = Callable[[Provider], Iterable[Coverage]]
"""What is known of a provider's coverage, as far as the requester may know it."""


def nothing_stated(provider: Provider) -> Iterable[Coverage]:
    """No coverage is known of anybody."""
    return ()


class Presented(msgspec.Struct, frozen=True):
    """What a family question is answered with, apart from the question itself."""

    family: FamilyOut
    dossiers: tuple[Dated, ...]
    outcomes: tuple[OutcomeOut, ...]
    conflicts: tuple[ConflictOut, ...]
    complete: bool


class Memory:
    """What was already worked out for this question, by the facts that it was worked out from.

    Facts are told apart by their identity, which they keep: they are remembered with what came of them.
    The ``sheets`` outlive the question.
    """

    def __init__(self, sheets: Sheets | None = None) -> None:
        self._sheets = Sheets() if sheets is None else sheets
        self._dossiers: dict[tuple[object, ...], Dated] = {}
        self._families: dict[tuple[Scope, int], tuple[Families, tuple[Listing, ...]]] = {}
        self._told: dict[int, _Told] = {}
        self._applications: dict[tuple[object, ...], tuple[Merged, tuple[Stated, ...]]] = {}

    def families(self, listings: tuple[Listing, ...], scope: Scope) -> Families:
        """The families of these listings; grouped once for the same listings."""
        known = self._families.get((scope, id(listings)))
        if known is None:
            known = self._families[scope, id(listings)] = group(listings, scope), listings
        return known[0]

    def told(self, admitted: Admitted, families: Families, world: World) -> _Told:
        """What the listings that these families come from state; gathered once."""
        told = self._told.get(id(families))
        if told is None:
            stated = statements(admitted, families, world)
            told = self._told[id(families)] = _Told(stated, _listed(admitted, families, world))
        return told

    def application(
        self, number: ApplicationNumber, told: _Told, filed: Iterable[Stated], families: Families
    ) -> Merged:
        """The application from what listings state of it and what its file does; merged once for the same."""
        own = tuple(filed)
        key = (number, id(families), *(id(one.application) for one in own))
        known = self._applications.get(key)
        if known is None:
            merged = merge(number, [*told.stated.get(number, ()), *own], families.canonical)
            known = self._applications[key] = merged, own
        return known[0]

    def dossier(
        self, number: ApplicationNumber, parts: Iterable[AdmittedDossier], world: World, requester: Requester
    ) -> Dated:
        """The dossier; merged once for the same admitted parts."""
        found = tuple(parts)
        key = (number, *((p.provider.id, p.operation, p.digest) for p in found))
        known = self._dossiers.get(key)
        if known is None:
            known = self._dossiers[key] = self._sheets.dossier(number, found, world, requester)
        return known


class _Told(msgspec.Struct, frozen=True):
    """What listings state of each application, and who lists it."""

    stated: dict[ApplicationNumber, list[Stated]]
    listed: dict[ApplicationNumber, tuple[ProvenanceOut, ...]]


def present(
    admitted: Admitted,
    families: Families,
    family: Group,
    question: Question,
    world: World,
    memory: Memory,
    covered: Covered = nothing_stated,
) -> Presented:
    """The family, its dossiers, who answered and why not, as this requester may know them."""
    told = memory.told(admitted, families, world)
    filed = filings(admitted, families, world)
    parts: dict[ApplicationNumber, list[AdmittedDossier]] = defaultdict(list)
    for number, found in admitted.dossiers.items():
        parts[families.canonical(number)] += found
    numbers = shown(family, admitted, families, world)
    dossiers = {n: memory.dossier(n, parts[n], world, question.requester) for n in numbers if parts.get(n)}
    heard = hear(admitted, families, family, question, world, "dossier")
    validates = {v.number: v.european.docdb for v in family.validations}
    conflicts: list[ConflictOut] = []
    members: list[MemberOut] = []
    for number in numbers:
        application = memory.application(number, told, filed.get(number, ()), families)
        conflicts += application.conflicts
        dossier = dossiers.get(number)
        conflicts += dossier.sheet.conflicts if dossier is not None else ()
        members.append(
            member_out(
                application.application,
                heard.availability(
                    number,
                    dossier is not None,
                    world,
                    partial(_beyond, application.application, question, world, covered),
                ),
                _NO_REPORTS if dossier is None else dossier.sheet.reports,
                told.listed[number],
                validates.get(number),
            )
        )
    conflicts += disbelieved(family)
    return Presented(
        family=FamilyOut(scope=question.scope, id=family.id, members=tuple(members)),
        dossiers=tuple(dossiers.values()),
        outcomes=outcomes_out(heard.outcomes),
        conflicts=tuple(conflicts),
        complete=complete(heard.outcomes),
    )


class Heard(msgspec.Struct, frozen=True):
    """What became of asking for the members' files: all outcomes, and the codes about each member."""

    operation: FileOperation
    outcomes: list[Outcome]
    codes: dict[ApplicationNumber, set[OutcomeCode]]

    def availability(
        self,
        number: ApplicationNumber,
        obtained: bool,
        world: World,
        beyond: Callable[[], bool] = lambda: False,
    ) -> Availability:
        """Whether what was asked of a member could be had, and if not, whose doing that is."""
        codes = self.codes.get(number, set())
        if obtained:
            return "available"
        if "withheld" in codes:
            return "withheld"
        serving = world.serving(number.office, number.kind)
        if codes - {"not_held"} or (not codes and any(one.can(self.operation) for one in serving)):
            return "not-covered" if beyond() else "unavailable"
        if codes or any(provider.hosted for provider in serving):
            return "not-covered"
        office = "WO" if number.kind == "W" else number.office
        return "not-providing" if office in world.participants else "not-participating"


def hear(
    admitted: Admitted,
    families: Families,
    family: Group,
    question: Question,
    world: World,
    operation: FileOperation,
) -> Heard:
    """Who answered about the members' files, who was not asked for them, and who lists too many."""
    codes: dict[ApplicationNumber, set[OutcomeCode]] = defaultdict(set)
    for outcome in admitted.outcomes:
        if outcome.ask.operation == operation and outcome.ask.application is not None:
            codes[families.canonical(outcome.ask.application)].add(outcome.code)
    crowded = len({member.number for listing in admitted.listings for member in listing.members}) > MEMBERS
    unasked: list[Outcome] = []
    numbers = shown(family, admitted, families, world)
    for number in numbers:
        if number not in codes:
            told = _not_asked(number, question, world, operation, crowded=crowded)
            codes[number].update(outcome.code for outcome in told)
            unasked += told
    unshown = set(family.members).difference(numbers)
    outcomes = [*admitted.outcomes, *unasked, *_not_shown(admitted, families, unshown, question)]
    return Heard(operation, outcomes, codes)


def disbelieved(family: Group) -> list[ConflictOut]:
    """The claims that were stated and are not believed."""
    return [
        conflict(q.claimant, "priorities", [(q.claim.number.docdb, [])], reason=q.reason)
        for q in family.quarantined
    ]


def complete(outcomes: Iterable[Outcome]) -> bool:
    """Whether every ask that could hold part of the answer ended for good."""
    return all(outcome.code in SETTLED for outcome in outcomes)


def outcomes_out(outcomes: Iterable[Outcome]) -> tuple[OutcomeOut, ...]:
    """One outcome for each provider, operation and application number; of several the worst is told."""
    found: dict[tuple[str, str, str], Outcome] = {}
    for outcome in outcomes:
        ask = outcome.ask
        key = (ask.provider, ask.operation, "" if ask.application is None else ask.application.docdb)
        known = found.get(key)
        if known is None or _WORST.index(outcome.code) < _WORST.index(known.code):
            found[key] = outcome
    return tuple(_outcome_out(found[key]) for key in sorted(found))


def _outcome_out(outcome: Outcome) -> OutcomeOut:
    ask = outcome.ask
    return OutcomeOut(
        provider=ask.provider,
        operation=ask.operation,
        application_number=None if ask.application is None else ask.application.docdb,
        code=outcome.code,
        elapsed_ms=round(outcome.seconds * 1000),
        attempts=outcome.attempts,
        age_seconds=int(outcome.age_seconds),
        retry_after_seconds=None
        if outcome.retry_after_seconds is None
        else ceil(outcome.retry_after_seconds),
        detail=_SENTENCES.get(outcome.code, outcome.detail),
    )


def statements(admitted: Admitted, families: Families, world: World) -> dict[ApplicationNumber, list[Stated]]:
    """Everything that listings state of each application, whichever spelling it came under."""
    stated: dict[ApplicationNumber, list[Stated]] = defaultdict(list)
    for listing in admitted.listings:
        provider = world.providers[listing.provider]
        for application in listing.members:
            number = families.canonical(application.number)
            stated[number].append(Stated(trust(provider, number.office), provider.id, application))
    return stated


def filings(admitted: Admitted, families: Families, world: World) -> dict[ApplicationNumber, list[Stated]]:
    """Everything that their own files state of applications."""
    stated: dict[ApplicationNumber, list[Stated]] = defaultdict(list)
    for named, parts in admitted.dossiers.items():
        for part in parts:
            application = part.dossier.application
            if application != Application(number=application.number):
                number = families.canonical(named)
                rank = trust(part.provider, number.office)
                stated[number].append(Stated(rank, part.provider.id, application))
    return stated


def _listed(
    admitted: Admitted, families: Families, world: World
) -> dict[ApplicationNumber, tuple[ProvenanceOut, ...]]:
    """The providers that list each application, the most trusted first, and when each last said so."""
    answered = {
        (outcome.ask.provider, outcome.ask.number): outcome.part.retrieved_at
        for outcome in admitted.outcomes
        if outcome.ask.operation == "family" and outcome.part is not None
    }
    times: dict[ApplicationNumber, dict[str, datetime]] = defaultdict(dict)
    for listing in admitted.listings:
        said = answered[listing.provider, listing.asked]
        for member in listing.members:
            known = times[families.canonical(member.number)]
            known[listing.provider] = max(said, known.get(listing.provider, said))
    made: dict[tuple[str, datetime], ProvenanceOut] = {}

    def out(id: str, said: datetime) -> ProvenanceOut:
        found = made.get((id, said))
        if found is None:
            protocol = world.providers[id].endpoint.protocol
            found = made[id, said] = ProvenanceOut(provider=id, protocol=protocol, retrieved_at=instant(said))
        return found

    return {
        number: tuple(
            out(id, known[id])
            for id in sorted(known, key=lambda id: (trust(world.providers[id], number.office), id))
        )
        for number, known in times.items()
    }


def _not_asked(
    number: ApplicationNumber, question: Question, world: World, operation: FileOperation, *, crowded: bool
) -> list[Outcome]:
    """What is told of a member of whose file nothing was heard, where nobody is asked for it.

    Where the office has a service of its own, that one is named, unless it is open and has no such files.
    """
    host, serving = world.host(number.office, number.kind), world.serving(number.office, number.kind)
    if host is not None and (host.can(operation) or not admits(host.default, question.requester)):
        serving = (host,) if any(provider.can(operation) for provider in serving) else ()
    told = []
    for provider in serving:
        if not provider.can(operation) and provider is not host:
            continue
        for ask in asked_of(number, (provider,), operation):
            if not admits(provider.default, question.requester):
                told.append(Outcome(ask, "withheld"))
            elif question.confidential:
                told.append(Outcome(ask, "unsupported", detail=_CONFIDENTIAL))
            elif crowded:
                told.append(Outcome(ask, "unsupported", detail=_TOO_MANY))
    return told


def _not_shown(
    admitted: Admitted, families: Families, unshown: set[ApplicationNumber], question: Question
) -> list[Outcome]:
    """What is told of the providers that list members beyond those that one answer shows."""
    return [
        Outcome(
            Ask(listing.provider, "family", listing.asked, question.scope), "unsupported", detail=_TOO_MANY
        )
        for listing in admitted.listings
        if unshown and any(families.canonical(member.number) in unshown for member in listing.members)
    ]


def _beyond(application: Application, question: Question, world: World, covered: Covered) -> bool:
    """Whether everybody who could have this file is known to state that they do not reach that far."""
    number = application.number
    could = holders(number, world, question.requester)
    return bool(could) and all(outside(number, application.filing_date, covered(one)) for one in could)
