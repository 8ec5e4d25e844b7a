"""The citations and classifications of a whole family, as one table: pure, the same in any order.

A row is a document, a citing is an application against which it is cited. What two providers state of one
citing is one when they say the same, or when one says less and contradicts nothing; what one provider states
is never joined with what it states itself.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from operator import attrgetter

import msgspec

from connectors.model import Citation, Publication
from connectors.numbers.identity import ApplicationNumber
from gateway.admit import Admitted, AdmittedDossier
from gateway.families.family import Families, Group
from gateway.plan import Question
from gateway.present.answer import (
    CitedPublicationOut,
    ConflictOut,
    OutcomeOut,
    number_out,
    publication_display,
)
from gateway.present.citations_answer import (
    CitedDocumentOut,
    CitingFamilyOut,
    CitingMemberOut,
    CitingOfficeOut,
    CitingOut,
    FamilyClassificationOut,
)
from gateway.present.cited import Cited, Identity, identities, read_cited, series_of, symbol
from gateway.present.present import Memory, complete, disbelieved, filings, hear, outcomes_out
from gateway.present.shown import shown
from gateway.world import World

_MOST_COMPARED = 64
"""Citings of one document against one application that are compared with each other."""

_encode = msgspec.json.Encoder().encode

_Parts = Mapping[ApplicationNumber, Sequence[AdmittedDossier]]


class PresentedCitations(msgspec.Struct, frozen=True):
    """What a question about citations is answered with, apart from the question itself."""

    family: CitingFamilyOut
    citations: tuple[CitedDocumentOut, ...]
    classifications: tuple[FamilyClassificationOut, ...]
    outcomes: tuple[OutcomeOut, ...]
    conflicts: tuple[ConflictOut, ...]
    complete: bool


class _Stated(msgspec.Struct, frozen=True):
    """One citation as one provider states it of one member."""

    member: ApplicationNumber
    provider: str
    cited: Cited
    citation: Citation


def present_citations(
    admitted: Admitted, families: Families, family: Group, question: Question, world: World, memory: Memory
) -> PresentedCitations:
    """Who cited what against the family, as this requester may know it."""
    members = shown(family, admitted, families, world)
    parts: dict[ApplicationNumber, list[AdmittedDossier]] = defaultdict(list)
    for number, found in admitted.dossiers.items():
        parts[families.canonical(number)] += found
    told, filed = memory.told(admitted, families, world), filings(admitted, families, world)
    applications = {n: memory.application(n, told, filed.get(n, ()), families) for n in members}
    heard = hear(admitted, families, family, question, world, "citations")
    published = {n: merged.application.publications for n, merged in applications.items()}
    rows = _rows(_stated(members, parts, families), members, published)
    by_member = _counts(rows, attrgetter("application_number.docdb"))
    by_office = _counts(rows, attrgetter("office"))
    conflicts = [one for merged in applications.values() for one in merged.conflicts]
    return PresentedCitations(
        family=CitingFamilyOut(
            scope=question.scope,
            id=family.id,
            members=tuple(
                CitingMemberOut(
                    application_number=number_out(number),
                    office=citing_office(number),
                    availability=heard.availability(number, bool(parts.get(number)), world),
                    cited=by_member[number.docdb][0],
                    unique=by_member[number.docdb][1],
                )
                for number in members
            ),
            offices=tuple(
                CitingOfficeOut(office=office, cited=counted, unique=alone)
                for office, (counted, alone) in sorted(by_office.items())
            ),
        ),
        citations=rows,
        classifications=_classifications(members, parts),
        outcomes=outcomes_out(heard.outcomes),
        conflicts=(*conflicts, *disbelieved(family)),
        complete=complete(heard.outcomes),
    )


def citing_office(number: ApplicationNumber) -> str:
    """The office under which a citing counts: ``WO`` for an international application."""
    return "WO" if number.kind == "W" else number.office


def _stated(members: Sequence[ApplicationNumber], parts: _Parts, families: Families) -> list[_Stated]:
    return [
        _Stated(number, part.provider.id, cited, citation)
        for number in members
        for part in parts.get(number, ())
        for citation in part.dossier.citations
        if (cited := read_cited(citation, families.canonical)) is not None
    ]


def _rows(
    stated: Sequence[_Stated],
    members: Sequence[ApplicationNumber],
    published: Mapping[ApplicationNumber, Sequence[Publication]],
) -> tuple[CitedDocumentOut, ...]:
    """One row for each cited document, by office and number; literature last, by its words."""
    identity = identities(one.cited for one in stated)
    by_document: dict[Identity, list[_Stated]] = defaultdict(list)
    for one in stated:
        by_document[identity(one.cited)].append(one)
    place = {number: position for position, number in enumerate(members)}
    own = _members_publications(published)
    return tuple(_row(by_document[key], place, own) for key in sorted(by_document, key=_document_order))


def _document_order(identity: Identity) -> tuple[int, Identity]:
    return ("publication", "application", "literature").index(identity.sort), identity


def _row(
    stated: Sequence[_Stated],
    place: Mapping[ApplicationNumber, int],
    own: Mapping[tuple[str, str], Mapping[str | None, ApplicationNumber]],
) -> CitedDocumentOut:
    cited = stated[0].cited
    by_member: dict[ApplicationNumber, list[_Stated]] = defaultdict(list)
    for one in stated:
        by_member[one.member].append(one)
    citings = tuple(
        citing
        for number in sorted(by_member, key=place.__getitem__)
        for citing in _citings(by_member[number])
    )
    offices = tuple(sorted({citing.office for citing in citings}))
    member = cited.application if cited.application in place else None
    if cited.publication is not None:
        member = _own(cited.publication, own)
    return CitedDocumentOut(
        publication=_publication([one.cited.publication for one in stated if one.cited.publication]),
        application_number=None if cited.application is None else number_out(cited.application),
        text=None if cited.text is None else min((one.cited.text or "" for one in stated), key=_fullest),
        member=None if member is None else member.docdb,
        cited_by=offices,
        only_cited_by=offices[0] if len(offices) == 1 else None,
        citings=citings,
    )


def _fullest(text: str) -> tuple[int, str]:
    return -len(text), text


def _publication(cited: Sequence[Publication]) -> CitedPublicationOut | None:
    """The publication as all who cite it agree; a kind code or date about which they differ is left out."""
    if not cited:
        return None
    kinds = {one.kind for one in cited if one.kind is not None}
    dates = {one.date for one in cited if one.date is not None}
    office, number, kind = cited[0].office, cited[0].number, kinds.pop() if len(kinds) == 1 else None
    return CitedPublicationOut(
        office=office,
        number=number,
        kind=kind,
        date=dates.pop() if len(dates) == 1 else None,
        display=publication_display(office, number, kind),
    )


def _members_publications(
    published: Mapping[ApplicationNumber, Sequence[Publication]],
) -> dict[tuple[str, str], dict[str | None, ApplicationNumber]]:
    """The family's own publications by office and number, then by series."""
    own: dict[tuple[str, str], dict[str | None, ApplicationNumber]] = defaultdict(dict)
    for number, publications in published.items():
        for one in publications:
            own[one.office, one.number].setdefault(series_of(one), number)
    return own


def _own(
    cited: Publication, own: Mapping[tuple[str, str], Mapping[str | None, ApplicationNumber]]
) -> ApplicationNumber | None:
    """The member of which this is a publication; of an unknown series only when there is but one."""
    known = own.get((cited.office, cited.number), {})
    series = series_of(cited)
    if series in known:
        return known[series]
    if None in known:
        return known[None]
    return next(iter(known.values())) if series is None and len(set(known.values())) == 1 else None


def _citings(stated: Sequence[_Stated]) -> list[CitingOut]:
    """What is stated of one document against one application, each distinct statement once."""
    said: dict[CitingOut, set[str]] = defaultdict(set)
    for one in stated:
        said[_citing(one)].add(one.provider)
    if 1 < len(said) <= _MOST_COMPARED:
        said = _absorbed(said)
    found = [msgspec.structs.replace(c, providers=tuple(sorted(names))) for c, names in said.items()]
    return sorted(found, key=lambda citing: (citing.date or date.max, citing.phase or "", _encode(citing)))


def _citing(stated: _Stated) -> CitingOut:
    citation = stated.citation
    return CitingOut(
        application_number=number_out(stated.member),
        office=citing_office(stated.member),
        kind=None if stated.cited.publication is None else stated.cited.publication.kind,
        phase=citation.phase,
        categories=tuple(sorted(set(citation.categories))),
        claims=citation.claims,
        passages=citation.passages,
        date=citation.date,
        providers=(),
    )


_SAID = ("kind", "phase", "categories", "claims", "passages", "date")


def _absorbed(said: Mapping[CitingOut, set[str]]) -> dict[CitingOut, set[str]]:
    """The citings without those that another provider states more fully.

    One that could be part of several fuller ones stays by itself, since which of them it is, is not known; so
    do two of one provider that could be part of the same.
    """
    fuller = {
        one: [other for other, names in said.items() if not names & said[one] and _says_less(one, other)]
        for one in said
    }
    parts: dict[CitingOut, list[CitingOut]] = defaultdict(list)
    for one, others in fuller.items():
        fullest = [other for other in others if not fuller[other]]
        if len(fullest) == 1:
            parts[fullest[0]].append(one)
    kept = {one: set(names) for one, names in said.items()}
    for whole, less in parts.items():
        for one in less:
            if not any(said[one] & said[other] for other in less if other is not one):
                kept[whole] |= kept.pop(one)
    return kept


def _says_less(one: CitingOut, other: CitingOut) -> bool:
    """Whether everything that the first says, the second says too, and more."""
    less = False
    for field in _SAID:
        mine, its = getattr(one, field), getattr(other, field)
        if mine == its:
            continue
        if mine not in (None, ()):
            return False
        less = True
    return less


def _counts(
    rows: Iterable[CitedDocumentOut], who: Callable[[CitingOut], str]
) -> defaultdict[str, tuple[int, int]]:
    """How many documents each one cites, and how many of them nobody else does."""
    found: defaultdict[str, tuple[int, int]] = defaultdict(lambda: (0, 0))
    for row in rows:
        by = {who(citing) for citing in row.citings}
        for one in by:
            cited, alone = found[one]
            found[one] = cited + 1, alone + (len(by) == 1)
    return found


def _classifications(
    members: Sequence[ApplicationNumber], parts: _Parts
) -> tuple[FamilyClassificationOut, ...]:
    """Every symbol with the members that carry it, by scheme and symbol."""
    found: dict[tuple[str, str], dict[ApplicationNumber, set[str]]] = defaultdict(lambda: defaultdict(set))
    for number in members:
        for part in parts.get(number, ()):
            for one in part.dossier.classifications:
                found[one.scheme, symbol(one.symbol)][number].add(part.provider.id)
    return tuple(
        FamilyClassificationOut(
            scheme=scheme,
            symbol=written,
            members=tuple(number.docdb for number in by_member),
            providers=tuple(sorted(set().union(*by_member.values()))),
        )
        for (scheme, written), by_member in sorted(found.items())
    )
