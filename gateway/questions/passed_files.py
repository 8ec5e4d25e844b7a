"""One application's file as it is passed on: documents and citations with who may see them. Pure."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from datetime import date
from operator import attrgetter

import msgspec
from msgspec.structs import replace

from connectors.model import Access, Application, Citation, Classification, Document, Notice, Rendition
from connectors.numbers.identity import ApplicationNumber
from gateway.admit import AdmittedDossier, outcomes_of, seen_of, trust
from gateway.asks import FileOperation, Outcome
from gateway.plan import Question, holders
from gateway.present.answer import NoticeOut, RenditionOut
from gateway.present.documents import merge_dossier, notices_beside
from gateway.present.ids import document_ids, rendition_ids
from gateway.present.members import Stated, merge
from gateway.proof import proof_of, told_to
from gateway.questions.audiences import EVERYBODY, OFFICES, Audience, Told, asking, known_to
from gateway.world import World

FILE_OPERATIONS: tuple[FileOperation, ...] = ("dossier", "citations")

_encode = msgspec.json.Encoder().encode


class Seen(msgspec.Struct, frozen=True):
    """One application's file as an audience sees it: nothing, if it may not know of the application."""

    audience: Audience
    outcomes: tuple[Outcome, ...]
    parts: tuple[AdmittedDossier, ...]

    @property
    def identity(self) -> tuple[object, ...]:
        """Tells what is seen from anything else that could be."""
        return tuple((part.provider.id, part.number, part.operation, part.digest) for part in self.parts)

    @property
    def documents(self) -> set[tuple[str, str]]:
        """Provider and native id of each document."""
        return {(part.provider.id, one.id) for part in self.parts for one in part.dossier.documents}

    @property
    def applications(self) -> dict[str, Application]:
        """What each provider says of the application."""
        return {part.provider.id: part.dossier.application for part in self.parts}

    @property
    def citations(self) -> dict[Citation, None]:
        """What was cited, each once."""
        return dict.fromkeys(one for part in self.parts for one in part.dossier.citations)

    @property
    def classifications(self) -> dict[Classification, None]:
        """The classification symbols, each once."""
        return dict.fromkeys(one for part in self.parts for one in part.dossier.classifications)

    @property
    def told(self) -> Told:
        """What this audience is told of the asks, and which providers this came from."""
        return Told(self.audience.access, self.outcomes, {part.provider.id for part in self.parts})


def files_of(
    number: ApplicationNumber, known: Collection[Outcome], question: Question, world: World
) -> list[Seen]:
    """One application's file as each audience would see it, the asking one first, everybody last.

    Nobody sees anything of an application that he may not know of. Where everybody is told as much as the
    asking office, so is everyone between them.
    """

    def seen(audience: Audience) -> Seen:
        asked = {
            (provider.id, operation)
            for operation in FILE_OPERATIONS
            for provider in holders(number, world, audience.eyes, operation)
        }
        looking = replace(question, requester=audience.eyes)
        told = told_to(known_to(audience, known, question.requester, world), audience.eyes, world)
        outcomes = [
            outcome
            for outcome in told
            if outcome.ask.application == number and (outcome.ask.provider, outcome.ask.operation) in asked
        ]
        proof = proof_of(told, looking, world, about=number)
        parts = seen_of(number, outcomes, looking, proof)
        said = outcomes_of(number, outcomes, parts, proof, named=number in proof.published)
        return Seen(audience, tuple(said), parts)

    own = seen(asking(question.requester))
    if own.audience == EVERYBODY:
        return [own]
    widest = seen(EVERYBODY)
    between = [] if (widest.identity, widest.outcomes) == (own.identity, own.outcomes) else [seen(OFFICES)]
    return [own, *between, widest]


def opened_for(files: Sequence[Seen]) -> Access:
    """The widest audience to which some provider opens this file at all."""
    return next(file.audience.access for file in reversed(files) if file.parts)


def about_of(files: Sequence[Seen], number: ApplicationNumber) -> Application | None:
    """What the file itself says of its application, for the widest audience that is told the same."""
    own = files[0].applications
    access = next(file.audience.access for file in reversed(files) if file.applications == own)
    stated = [
        Stated(trust(part.provider, number.office), part.provider.id, part.dossier.application)
        for part in files[0].parts
    ]
    told = merge(number, stated, lambda named: named).application
    return None if told == Application(number=number) else replace(told, access=access)


def documents_of(number: ApplicationNumber, files: Sequence[Seen], world: World) -> tuple[Document, ...]:
    """The documents under the ids that this gateway gives them, newest first.

    Each is for the widest audience that sees all copies of it, since what each says has gone into it. The
    only rendition of a document goes by its format.
    """
    parts = files[0].parts
    if len(parts) == 1:
        return tuple(_of_one(parts[0], files))
    access = _audience(files)
    return tuple(
        Document(
            id=one.id,
            title=one.title,
            code=one.code,
            category=one.category,
            direction=one.direction,
            date=one.date,
            page_count=one.page_count,
            size=one.size,
            language=one.language,
            groups=one.groups,
            renditions=_renditions(one.renditions, lambda id: id),
            access=access([(known.provider, known.document_id) for known in one.provenance]),
        )
        for one in merge_dossier(number, parts, world).dossier.documents
    )


def _of_one(part: AdmittedDossier, files: Sequence[Seen]) -> list[Document]:
    """The documents of the only provider that has any: there is nothing to merge."""
    provider, seen = part.provider.id, part.dossier.documents
    made, rendition = document_ids(provider, part.number), rendition_ids(provider)
    widest = files[-1]
    if len(widest.parts) == 1 and widest.parts[0].dossier.documents is seen:
        accesses = [widest.audience.access] * len(seen)
    else:
        access = _audience(files)
        accesses = [access([(provider, one.id)]) for one in seen]
    documents = [
        Document(
            id=made(one.id),
            title=one.title,
            code=one.code,
            category=one.category,
            direction=one.direction,
            date=one.date,
            page_count=one.page_count,
            size=one.size,
            language=one.language,
            groups=one.groups,
            renditions=_renditions(one.renditions, rendition),
            access=shown_to,
        )
        for one, shown_to in zip(seen, accesses, strict=True)
    ]
    documents.sort(key=attrgetter("id"))
    documents.sort(key=lambda document: document.date or date.min, reverse=True)
    return documents


def _renditions(
    forms: Sequence[Rendition] | Sequence[RenditionOut], made: Callable[[str], str]
) -> tuple[Rendition, ...]:
    """The renditions of one document; ``made`` is what makes the ids of several from their own."""
    if len(forms) == 1:
        only = forms[0]
        return (Rendition(id=only.format, kind=only.kind, language=only.language, format=only.format),)
    return tuple(
        [
            Rendition(id=made(form.id), kind=form.kind, language=form.language, format=form.format)
            for form in forms
        ]
    )


def _audience(files: Sequence[Seen]) -> Callable[[Iterable[tuple[str, str]]], Access]:
    """What tells the widest audience that sees all of some copies, given by provider and native id."""
    widest_first = [(file.audience.access, file.documents) for file in reversed(files)]
    own = files[0].audience.access

    def access(copies: Iterable[tuple[str, str]]) -> Access:
        wanted = set(copies)
        return next((one for one, seen in widest_first if wanted <= seen), own)

    return access


def notices_of(number: ApplicationNumber, files: Sequence[Seen], world: World) -> tuple[Notice, ...]:
    """What is to be said beside the file, each for the widest audience that is told it with the file."""
    said: dict[NoticeOut, Access] = {}
    for file in files:
        if file.parts:
            said |= dict.fromkeys(notices_beside(number, file.parts, world), file.audience.access)
    return tuple(
        Notice(kind=one.kind, text=one.text, provider=one.provider.partition("/")[0], access=access)
        for one, access in said.items()
    )


class Cited(msgspec.Struct, frozen=True):
    """What was cited against an application and how it is classified; ``access`` is who may see all of it."""

    citations: tuple[Citation, ...]
    classifications: tuple[Classification, ...]
    access: Access


def citations_of(files: Sequence[Seen]) -> Cited:
    """Every citation and classification once, for the widest audience that sees them all."""
    own = files[0]
    access = next(
        file.audience.access
        for file in reversed(files)
        if file.parts and file.citations == own.citations and file.classifications == own.classifications
    )
    return Cited(
        citations=tuple(sorted(own.citations, key=_encode)),
        classifications=tuple(sorted(own.classifications, key=lambda one: (one.scheme, one.symbol))),
        access=access,
    )
