"""The dossier of one application from everything that was obtained of it.

Which documents of different providers are copies of one is said in ``gateway.copies``. Nothing is lost: what
cannot be matched stands for itself.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import date
from operator import attrgetter
from typing import Any

import msgspec
from msgspec.structs import replace

from connectors.model import Citation, Document, Notice, RelayedSource, Rendition
from connectors.numbers.identity import ApplicationNumber
from gateway.admit import AdmittedDossier, trust
from gateway.copies import matched
from gateway.present.answer import (
    CitationOut,
    CitedPublicationOut,
    ClassificationOut,
    ConflictOut,
    DocumentOut,
    DocumentProvenanceOut,
    DossierOut,
    NoticeOut,
    ProvenanceOut,
    RenditionOut,
    instant,
    number_out,
    publication_display,
)
from gateway.present.ids import document_ids, rendition_ids
from gateway.present.members import conflict
from gateway.visibility import words
from gateway.world import Provider, World

Moment = Callable[[AdmittedDossier | RelayedSource], str | None]
"""What tells when a part, or what a gateway passed on in it, was retrieved."""


def retrieved(told: AdmittedDossier | RelayedSource) -> str | None:
    """When this was retrieved, as it goes out; a gateway need not say."""
    return None if told.retrieved_at is None else instant(told.retrieved_at)


class _Source:
    """One provider's part of a dossier, and what is the same for all its documents."""

    def __init__(self, part: AdmittedDossier, host: Provider | None, moment: Moment) -> None:
        provider = part.provider
        self.part = part
        self.id = provider.id
        self.protocol = provider.endpoint.protocol
        self.moment = moment
        self.retrieved_at = moment(part)
        self.document_id = document_ids(provider.id, part.number)
        speaking = (provider,) if host is None or host.id == provider.id else (provider, host)
        self.word = words(*speaking, statuses=part.statuses)
        self._rendition_id = rendition_ids(provider.id)
        self._renditions: dict[int, tuple[RenditionOut, ...]] = {}

    def told(self, document: Document) -> DocumentOut:
        """The document as it is known from here alone."""
        return DocumentOut(
            id=self.document_id(document.id),
            code=document.code,
            title=document.title,
            category=document.category,
            direction=document.direction,
            date=document.date,
            page_count=document.page_count,
            size=document.size,
            language=document.language,
            groups=document.groups,
            visibility=self.word(document),
            renditions=self._renditions.get(id(document.renditions)) or self._made(document.renditions),
            provenance=(
                DocumentProvenanceOut(
                    provider=self.id,
                    protocol=self.protocol,
                    document_id=document.id,
                    retrieved_at=self.retrieved_at,
                ),
            ),
        )

    def _made(self, renditions: tuple[Rendition, ...]) -> tuple[RenditionOut, ...]:
        """The forms in which this provider has documents; many documents share what says them."""
        made = self._rendition_id
        known = self._renditions[id(renditions)] = tuple(
            [
                RenditionOut(id=made(r.id), kind=r.kind, language=r.language, format=r.format)
                for r in renditions
            ]
        )
        return known


_Copies = list[tuple[_Source, Document]]
"""The copies of one document, the most trusted first."""


class MergedDossier(msgspec.Struct, frozen=True):
    """A dossier as it goes out, and where its sources disagree."""

    dossier: DossierOut
    conflicts: tuple[ConflictOut, ...]


def merge_dossier(
    number: ApplicationNumber, parts: Sequence[AdmittedDossier], world: World, moment: Moment = retrieved
) -> MergedDossier:
    """One dossier from the admitted parts of one application, in whatever order they came."""
    ranked = _ranked(number, parts)
    host = world.host(number.office, number.kind)
    sources = [_Source(part, host, moment) for part in ranked]
    conflicts: list[ConflictOut] = []
    if len(sources) == 1:
        documents = list(map(sources[0].told, ranked[0].dossier.documents))
    else:
        lists = [part.dossier.documents for part in ranked]
        documents = [
            _document(number, [(sources[of], copy) for of, copy in copies], conflicts)
            for copies in matched(number, lists)
        ]
    documents.sort(key=attrgetter("id"))
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
        provenance=tuple(told for source in sources for told in _provenance(source)),
        notices=_notices(ranked, host) or msgspec.UNSET,
    )
    return MergedDossier(dossier, tuple(sorted(conflicts, key=lambda c: (c.document_id or "", c.field))))


def notices_beside(
    number: ApplicationNumber, parts: Sequence[AdmittedDossier], world: World
) -> tuple[NoticeOut, ...]:
    """What is to be said beside the file that these parts make, as ``merge_dossier`` says it."""
    return _notices(_ranked(number, parts), world.host(number.office, number.kind))


def _notices(ranked: Iterable[AdmittedDossier], host: Provider | None) -> tuple[NoticeOut, ...]:
    """What is to be said beside documents: what their office wants said, by whatever route they came.

    Operators write it down, and answers state it; of a gateway's, whose notices it passed on.
    """
    told: dict[NoticeOut, None] = {}

    def say(provider: str, notices: Iterable[Notice]) -> None:
        for one in notices:
            whose = provider if one.provider is None else f"{provider}/{one.provider}"
            told[NoticeOut(provider=whose, kind=one.kind, text=one.text)] = None

    if host is not None:
        say(host.id, host.notices)
    for part in ranked:
        say(part.provider.id, (*part.provider.notices, *part.dossier.notices))
    return tuple(told)


def _ranked(number: ApplicationNumber, parts: Sequence[AdmittedDossier]) -> list[AdmittedDossier]:
    """One part of each provider, the most trusted first.

    A provider that was asked under several spellings of the number gave its file several times; one that was
    asked for citations too gave these apart.
    """

    def place(part: AdmittedDossier) -> tuple[object, ...]:
        own = trust(part.provider, number.office), part.provider.id
        return *own, part.operation != "dossier", part.number != number, part.number

    ranked: list[AdmittedDossier] = []
    for part in sorted(parts, key=place):
        if ranked and ranked[-1].provider.id == part.provider.id:
            ranked[-1] = _united(ranked[-1], part)
        else:
            ranked.append(part)
    return ranked


def _provenance(source: _Source) -> Iterable[ProvenanceOut]:
    """Where a part is known from; of a gateway's, whose answers it passed on, each by the way to it."""
    yield ProvenanceOut(provider=source.id, protocol=source.protocol, retrieved_at=source.retrieved_at)
    for one in source.part.dossier.sources:
        yield ProvenanceOut(
            provider=f"{source.id}/{one.provider}",
            protocol=one.protocol,
            retrieved_at=source.moment(one),
        )


def _united(one: AdmittedDossier, other: AdmittedDossier) -> AdmittedDossier:
    """Two answers of one provider: what the second has beyond the first is added."""
    first, second = one.dossier, other.dossier
    met = {document.id for document in first.documents}
    united = replace(
        first,
        documents=(*first.documents, *(d for d in second.documents if d.id not in met)),
        citations=first.citations + second.citations,
        classifications=first.classifications + second.classifications,
        sources=tuple(dict.fromkeys(first.sources + second.sources)),
        notices=tuple(dict.fromkeys(first.notices + second.notices)),
    )
    return replace(one, dossier=united)


def _document(number: ApplicationNumber, copies: _Copies, conflicts: list[ConflictOut]) -> DocumentOut:
    """One document: as its most trusted copy has it, what that does not say from the others."""
    told = [source.told(copy) for source, copy in copies]
    if len(told) == 1:
        return told[0]
    conflicts += _disagreements(number, told[0].id, copies)
    return replace(
        told[0],
        renditions=tuple(form for one in told for form in one.renditions),
        provenance=tuple(known for one in told for known in one.provenance),
        **_unsaid(told),
    )


_UNSAID: dict[str, Any] = {
    "code": None, "category": "other", "direction": "unknown", "date": None, "page_count": None,
    "size": None, "language": None, "groups": (),
}  # fmt: skip
"""Of each field what says nothing; another copy then fills it in."""

_COMPARED = {"code": "code", "category": "category", "direction": "direction", "page_count": "pageCount"}
"""The fields about which copies can disagree, with their names in the answer."""

_compared = attrgetter(*_COMPARED)


def _unsaid(copies: list[DocumentOut]) -> dict[str, Any]:
    """What only others than the first of these copies say."""
    missing = {}
    for field, unsaid in _UNSAID.items():
        if getattr(copies[0], field) == unsaid:
            said = next((v for copy in copies if (v := getattr(copy, field)) != unsaid), unsaid)
            if said != unsaid:
                missing[field] = said
    return missing


def _disagreements(number: ApplicationNumber, found: str, copies: _Copies) -> list[ConflictOut]:
    conflicts: list[ConflictOut] = []
    if len({_compared(document) for _, document in copies}) == 1:
        return conflicts
    for field, name in _COMPARED.items():
        said: dict[Any, list[str]] = {}
        for source, document in copies:
            if (value := getattr(document, field)) != _UNSAID[field]:
                said.setdefault(value, []).append(source.id)
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
