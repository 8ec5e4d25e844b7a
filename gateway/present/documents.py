"""The dossier of one application from everything that was obtained of it.

Documents of different providers are the same only by application, code, date and which of several of that
day; never within one provider, and never without a code. Nothing is lost: what cannot be matched stands
for itself.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, date
from typing import Any

import msgspec
from msgspec.structs import replace

from connectors.model import Citation, Document, stricter
from connectors.numbers.identity import ApplicationNumber
from gateway.admit import AdmittedDossier, DocumentKey, keys, trust
from gateway.present.answer import (
    CitationOut,
    CitedPublicationOut,
    ClassificationOut,
    ConflictOut,
    DocumentOut,
    DocumentProvenanceOut,
    DossierOut,
    ProvenanceOut,
    RenditionOut,
    number_out,
    publication_display,
)
from gateway.present.ids import document_id, rendition_id
from gateway.present.members import conflict
from gateway.visibility import word
from gateway.world import Provider, World


class _Copy(msgspec.Struct, frozen=True):
    """One provider's copy of a document."""

    part: AdmittedDossier
    document: Document
    retrieved_at: str


class MergedDossier(msgspec.Struct, frozen=True):
    """A dossier as it goes out, and where its sources disagree."""

    dossier: DossierOut
    conflicts: tuple[ConflictOut, ...]


def merge_dossier(number: ApplicationNumber, parts: Sequence[AdmittedDossier], world: World) -> MergedDossier:
    """One dossier from the admitted parts of one application, in whatever order they came."""
    ranked = _ranked(number, parts)
    host = world.host(number.office, number.kind)
    conflicts: list[ConflictOut] = []
    documents = [_document(number, copies, host, conflicts) for copies in _matched(ranked)]
    documents.sort(key=lambda document: document.id)
    documents.sort(key=lambda document: document.date or date.min, reverse=True)
    dossier = DossierOut(
        application_number=number_out(number),
        documents=tuple(documents),
        citations=_citations(ranked),
        classifications=tuple(
            ClassificationOut(scheme=scheme, symbol=symbol)
            for scheme, symbol in sorted(
                {(c.scheme, c.symbol) for part in ranked for c in part.dossier.classifications}
            )
        ),
        provenance=tuple(
            ProvenanceOut(
                provider=part.provider.id,
                protocol=part.provider.endpoint.protocol,
                retrieved_at=_retrieved(part),
            )
            for part in ranked
        ),
    )
    return MergedDossier(dossier, tuple(sorted(conflicts, key=lambda c: (c.document_id or "", c.field))))


def _ranked(number: ApplicationNumber, parts: Sequence[AdmittedDossier]) -> list[AdmittedDossier]:
    """One part of each provider, the most trusted first.

    A provider that was asked under several spellings of the number gave its file several times.
    """
    ranked: list[AdmittedDossier] = []
    for part in sorted(
        parts, key=lambda p: (trust(p.provider, number.office), p.provider.id, p.number != number, p.number)
    ):
        if ranked and ranked[-1].provider.id == part.provider.id:
            ranked[-1] = _united(ranked[-1], part)
        else:
            ranked.append(part)
    return ranked


def _united(one: AdmittedDossier, other: AdmittedDossier) -> AdmittedDossier:
    """Two answers of one provider: what the second has beyond the first is added."""
    first, second = one.dossier, other.dossier
    met = {document.id for document in first.documents}
    united = replace(
        first,
        documents=(*first.documents, *(d for d in second.documents if d.id not in met)),
        citations=first.citations + second.citations,
        classifications=first.classifications + second.classifications,
    )
    return replace(one, dossier=united)


def _retrieved(part: AdmittedDossier) -> str:
    return part.retrieved_at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _matched(ranked: Sequence[AdmittedDossier]) -> Iterable[list[_Copy]]:
    """The copies of each document, the most trusted first."""
    if len(ranked) == 1:
        retrieved = _retrieved(ranked[0])
        return [[_Copy(ranked[0], document, retrieved)] for document in ranked[0].dossier.documents]
    by_key: dict[DocumentKey, list[_Copy]] = {}
    alone: list[list[_Copy]] = []
    for part in ranked:
        retrieved = _retrieved(part)
        for key, document in zip(keys(part.dossier.documents), part.dossier.documents, strict=True):
            copy = _Copy(part, document, retrieved)
            if document.code and document.date:
                by_key.setdefault(key, []).append(copy)
            else:
                alone.append([copy])
    return [*by_key.values(), *alone]


def _document(
    number: ApplicationNumber, copies: list[_Copy], host: Provider | None, conflicts: list[ConflictOut]
) -> DocumentOut:
    best, part = copies[0].document, copies[0].part
    found = document_id(part.provider.id, part.number, best.id)
    if len(copies) > 1:
        conflicts += _disagreements(number, found, copies)
    visibility = word(part.provider, best)
    if host is not None and host.id != part.provider.id:
        visibility = stricter(visibility, word(host, best))

    def first(field: str, absent: Any = None) -> Any:
        return next((v for c in copies if (v := getattr(c.document, field)) != absent), absent)

    return DocumentOut(
        id=found,
        code=best.code,
        title=best.title,
        category=best.category if len(copies) == 1 else first("category", "other"),
        direction=best.direction if len(copies) == 1 else first("direction", "unknown"),
        date=best.date,
        page_count=best.page_count if len(copies) == 1 else first("page_count"),
        size=best.size if len(copies) == 1 else first("size"),
        language=best.language if len(copies) == 1 else first("language"),
        groups=best.groups if len(copies) == 1 else first("groups", ()),
        visibility=visibility,
        renditions=tuple(
            RenditionOut(
                id=rendition_id(copy.part.provider.id, rendition.id),
                kind=rendition.kind,
                language=rendition.language,
                format=rendition.format,
            )
            for copy in copies
            for rendition in copy.document.renditions
        ),
        provenance=tuple(
            DocumentProvenanceOut(
                provider=copy.part.provider.id,
                protocol=copy.part.provider.endpoint.protocol,
                document_id=copy.document.id,
                retrieved_at=copy.retrieved_at,
            )
            for copy in copies
        ),
    )


def _disagreements(number: ApplicationNumber, found: str, copies: list[_Copy]) -> list[ConflictOut]:
    conflicts = []
    for field, name in (("category", "category"), ("direction", "direction"), ("page_count", "pageCount")):
        said: dict[Any, list[str]] = {}
        for copy in copies:
            value = getattr(copy.document, field)
            if value not in (None, "other", "unknown"):
                said.setdefault(value, []).append(copy.part.provider.id)
        if len(said) > 1:
            conflicts.append(conflict(number, name, said.items(), document_id=found))
    return conflicts


def _citations(ranked: Sequence[AdmittedDossier]) -> tuple[CitationOut, ...]:
    """Each distinct citation once, with the providers that state it."""
    said: dict[Citation, list[str]] = {}
    for part in ranked:
        for citation in part.dossier.citations:
            said.setdefault(citation, []).append(part.provider.id)
    out = [_citation(citation, tuple(dict.fromkeys(names))) for citation, names in said.items()]
    return tuple(sorted(out, key=msgspec.json.encode))


def _citation(citation: Citation, providers: tuple[str, ...]) -> CitationOut:
    cited = citation.publication
    return CitationOut(
        publication=None
        if cited is None
        else CitedPublicationOut(
            office=cited.office,
            number=cited.number,
            kind=cited.kind,
            date=cited.date,
            display=publication_display(cited.office, cited.number, cited.kind),
        ),
        application_number=None if citation.application is None else number_out(citation.application),
        text=citation.text,
        categories=citation.categories,
        claims=citation.claims,
        passages=citation.passages,
        phase=citation.phase,
        date=citation.date,
        providers=providers,
    )
