"""The members of a family: one application from everything that is stated of it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from datetime import date
from functools import lru_cache
from typing import Any

import msgspec

from connectors.model import Application, PriorityClaim, Publication, Status
from connectors.numbers.identity import ApplicationNumber
from gateway.present.answer import (
    Availability,
    ConflictOut,
    ConflictValueOut,
    MemberOut,
    PriorityOut,
    ProvenanceOut,
    PublicationOut,
    ReportsOut,
    number_out,
    publication_display,
)

_NOISE = re.compile(r"[\W_]+")


class Stated(msgspec.Struct, frozen=True):
    """What one provider states of an application; the lower ``trust``, the more it counts."""

    trust: int
    provider: str
    application: Application


class Merged(msgspec.Struct, frozen=True):
    """One application from all statements, and where they disagree."""

    application: Application
    conflicts: tuple[ConflictOut, ...]


Canonical = Callable[[ApplicationNumber], ApplicationNumber]

_encode = msgspec.json.Encoder().encode


def merge(number: ApplicationNumber, stated: Iterable[Stated], canonical: Canonical) -> Merged:
    """One application from statements: per field the most trusted that says something; all values kept.

    Statements of the providing office itself come first, then of a hub that speaks for it, then of others;
    among equals by provider id. Publications and priorities are united, claimed numbers under the one
    spelling that ``canonical`` knows; a publication without a kind is one with the same number and a kind.
    """
    ranked = _ranked(stated)
    conflicts: list[ConflictOut] = []

    def choose(
        field: str, value: Callable[[Application], Any], same: Callable[[Any], Any] = lambda v: v
    ) -> Any:
        said: dict[Any, tuple[Any, list[str]]] = {}
        for application, providers in ranked:
            if (stated_value := value(application)) not in (None, (), "", "unknown"):
                said.setdefault(same(stated_value), (stated_value, []))[1].extend(providers)
        if len(said) > 1:
            conflicts.append(conflict(number, field, said.values()))
        return next(iter(said.values()))[0] if said else None

    publications = _publications(number, ranked, conflicts)
    application = Application(
        number=number,
        filing_date=choose("filingDate", lambda a: a.filing_date),
        title=choose("title", lambda a: a.title, _plain),
        applicants=choose("applicants", lambda a: a.applicants, lambda v: frozenset(map(_plain, v))) or (),
        status=choose("status", lambda a: a.status) or "unknown",
        publications=publications,
        priorities=_priorities(number, ranked, canonical, conflicts),
    )
    return Merged(application, tuple(conflicts))


def conflict(
    number: ApplicationNumber,
    field: str,
    said: Iterable[tuple[Any, list[str]]],
    *,
    document_id: str | None = None,
    reason: str | None = None,
) -> ConflictOut:
    """A disagreement as it goes out."""
    return ConflictOut(
        application_number=number.docdb,
        document_id=document_id,
        field=field,
        values=tuple(ConflictValueOut(value=value, providers=tuple(dict.fromkeys(n))) for value, n in said),
        reason=reason,
    )


def member_out(
    application: Application,
    availability: Availability,
    reports: ReportsOut,
    provenance: tuple[ProvenanceOut, ...],
    validates: str | None,
) -> MemberOut:
    """A member as it goes out, with the ``reports`` that its dossier shows."""
    publications = tuple(
        PublicationOut(
            office=p.office,
            number=p.number,
            kind=p.kind,
            date=p.date,
            display=publication_display(p.office, p.number, p.kind),
        )
        for p in application.publications
    )
    return MemberOut(
        application_number=number_out(application.number),
        filing_date=application.filing_date,
        title=application.title,
        applicants=application.applicants,
        status=_status(application.status, publications, reports),
        publications=publications,
        priorities=tuple(
            PriorityOut(
                office=c.number.office,
                number=c.number.number,
                kind=c.number.kind,
                date=c.date,
                docdb=c.number.docdb,
                display=number_out(c.number).display,
                relation=c.relation,
            )
            for c in application.priorities
        ),
        availability=availability,
        reports=reports,
        provenance=provenance,
        validation_of=validates,
    )


_Ranked = list[tuple[Application, list[str]]]
"""What is stated, each statement once with the providers that make it, the most trusted first."""


def _ranked(stated: Iterable[Stated]) -> _Ranked:
    """The same order in whatever order statements came; of the same trust in the order of their encoding."""
    makers: dict[bytes, set[tuple[int, str]]] = {}
    statements: dict[bytes, Application] = {}
    for one in stated:
        encoded = _encode(one.application)
        statements.setdefault(encoded, one.application)
        makers.setdefault(encoded, set()).add((one.trust, one.provider))
    ordered = sorted((sorted(ranks), encoded) for encoded, ranks in makers.items())
    return [(statements[encoded], [provider for _, provider in ranks]) for ranks, encoded in ordered]


@lru_cache(maxsize=4_096)
def _plain(text: str) -> str:
    return _NOISE.sub(" ", text).strip().casefold()


def _publications(
    number: ApplicationNumber, ranked: _Ranked, conflicts: list[ConflictOut]
) -> tuple[Publication, ...]:
    said: dict[tuple[str, str, str | None], dict[date, list[str]]] = {}
    for application, providers in ranked:
        for publication in application.publications:
            key = (publication.office, publication.number, publication.kind)
            dates = said.setdefault(key, {})
            if publication.date is not None:
                dates.setdefault(publication.date, []).extend(providers)
    kinds: dict[tuple[str, str], list[str]] = {}
    for office, digits, kind in said:
        if kind is not None:
            kinds.setdefault((office, digits), []).append(kind)
    merged = []
    for (office, digits, kind), dates in said.items():
        if kind is None and (office, digits) in kinds:
            continue
        if not dates and kinds.get((office, digits)) == [kind]:
            dates = said.get((office, digits, None), dates)
        if len(dates) > 1:
            conflicts.append(conflict(number, "publications.date", dates.items()))
        merged.append(Publication(office=office, number=digits, kind=kind, date=next(iter(dates), None)))
    return tuple(sorted(merged, key=lambda p: (p.date or date.max, p.office, p.number, p.kind or "")))


def _priorities(
    number: ApplicationNumber, ranked: _Ranked, canonical: Canonical, conflicts: list[ConflictOut]
) -> tuple[PriorityClaim, ...]:
    said: dict[ApplicationNumber, PriorityClaim] = {}
    dates: dict[ApplicationNumber, dict[date, list[str]]] = {}
    for application, providers in ranked:
        for claim in application.priorities:
            claimed = canonical(claim.number)
            known = said.get(claimed)
            if known is None or known.relation == "unknown" != claim.relation:
                said[claimed] = claim
            if claim.date is not None:
                dates.setdefault(claimed, {}).setdefault(claim.date, []).extend(providers)
    merged = []
    for claimed, claim in said.items():
        found = dates.get(claimed, {})
        if len(found) > 1:
            conflicts.append(conflict(number, "priorities.date", found.items()))
        merged.append(PriorityClaim(number=claimed, date=next(iter(found), None), relation=claim.relation))
    return tuple(sorted(merged, key=lambda c: (c.date or date.max, c.number)))


def _status(stated: Status, publications: Sequence[PublicationOut], reports: ReportsOut) -> Status:
    """What a provider states, else what publications and reports show."""
    if stated != "unknown":
        return stated
    if any(publication.grants for publication in publications):
        return "granted"
    if reports.examination:
        return "examination"
    if publications:
        return "published"
    return "unknown"
