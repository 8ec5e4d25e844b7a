"""One application's dossier; and one document of it, found again from its id by any replica."""

from __future__ import annotations

import asyncio

import msgspec
from msgspec.structs import replace

from connectors.model import Document, Dossier
from connectors.numbers.identity import ApplicationNumber, Number, NumberError, parse_docdb
from gateway.admit import Admitted, admit
from gateway.asks import FileOperation, unanswered
from gateway.clock import Clock, today
from gateway.errors import BadQuestion, NotFound
from gateway.flights.asking import Asking
from gateway.flights.turns import Urgency
from gateway.plan import Question, asked_of, holders
from gateway.present.answer import DocumentOut, DossierAnswer
from gateway.present.documents import MergedDossier, merge_dossier
from gateway.present.ids import DocumentId, parse_document_id, parse_rendition_id
from gateway.present.present import complete, outcomes_out
from gateway.questions.audiences import EVERYBODY, known_to
from gateway.questions.families import absence
from gateway.questions.proving import shown_lately
from gateway.questions.pursuit import Known, pursue
from gateway.requesters import Requester
from gateway.world import Provider, World

_NO_SUCH = "There is no document with this id, or it may not be seen."


class FoundDocument(msgspec.Struct, frozen=True):
    """A document that the requester may see, and how to open each of its renditions.

    ``open``: everybody may see it, as far as is known.
    """

    application: ApplicationNumber
    document: DocumentOut
    sources: tuple[tuple[str, Provider, Document, str], ...]
    """(rendition id, provider, that provider's document, native rendition id), the first is the default."""
    open: bool = False


async def get_dossier(
    text: str,
    requester: Requester,
    world: World,
    flights: Asking,
    clock: Clock,
    wait_seconds: float,
    *,
    confidential: bool = False,
    urgency: Urgency = Urgency.EXAMINER,
) -> DossierAnswer:
    """The dossier of one application, by its DOCDB number, with what was cited and how it is classified.

    Citations that come by a call of their own are added to a document list; alone they are no dossier. A
    ``confidential`` number goes to its own office's own service only.

    Raises:
        BadQuestion: the number is not of the form ``EP.99203729.A``.
        NotFound: nobody who could know has it, or it may not be seen.
        NobodyAnswered: nothing is known and some who could know failed.
    """
    try:
        number = parse_docdb(text)
    except NumberError as error:
        raise BadQuestion(str(error), code="number-unreadable") from error
    world = world.alone([number]) if confidential else world
    question = _question(number, requester, clock, ("dossier", "citations"))
    deadline = _deadline(wait_seconds)
    known = await pursue(question, world, flights, deadline, urgency=urgency)
    kept = await shown_lately(number, known, question, world, flights, deadline, urgency)
    known = known | kept
    admitted = admit(known.values(), question, world)
    merged = _merged(admitted, number, world)
    if merged is None:
        raise absence(known.values(), question, world)
    outcomes = tuple(outcome for outcome in admitted.outcomes if outcome.ask not in kept)
    return DossierAnswer(
        dossier=merged.dossier,
        outcomes=outcomes_out(outcomes),
        conflicts=merged.conflicts,
        complete=complete(outcomes),
    )


async def find_document(
    text: str,
    requester: Requester,
    world: World,
    flights: Asking,
    clock: Clock,
    wait_seconds: float,
    *,
    confidential: bool = False,
    urgency: Urgency = Urgency.EXAMINER,
) -> FoundDocument:
    """A document by its id: the dossier is got again, visibility decided again, the document found in it.

    ``confidential`` as for ``get_dossier``.

    Raises:
        NotFound: no such document, or it may not be seen.
        NobodyAnswered: its dossier cannot be got now.
    """
    wanted = parse_document_id(text)
    if confidential and wanted is not None:
        world = world.alone([wanted.application])
    if wanted is None or wanted.provider not in world.providers:
        raise NotFound(_NO_SUCH)
    question = _question(wanted.application, requester, clock)

    number = wanted.application
    holding = asked_of(number, holders(number, world, requester))
    by_status = any(provider.by_status for provider in world.serving(number.office, number.kind))

    def found(known: Known) -> FoundDocument | None:
        return found_in(admit(known.values(), question, world), wanted, world)

    def enough(known: Known) -> bool:
        """Every route to the document is known; whose family it belongs to need not be.

        Where rules ask how far the application has come, all who might say it are heard.
        """
        return not by_status and holding <= known.keys() and found(known) is not None

    deadline = _deadline(wait_seconds)
    known = await pursue(question, world, flights, deadline, enough, urgency)
    document = found(known)
    if document is None:
        lately = await shown_lately(number, known, question, world, flights, deadline, urgency)
        known = known | lately
        document = found(known)
    if document is None:
        admitted = admit(known.values(), question, world)
        if not_in_it(admitted, wanted, world):
            raise NotFound(_NO_SUCH)
        raise absence(known.values(), question, world)
    return replace(document, open=seen_by_all(known, question, wanted, world))


def seen_by_all(known: Known, question: Question, wanted: DocumentId, world: World) -> bool:
    """Whether everybody would be shown a document that the question's requester is shown."""
    if question.requester.office is None:
        return True
    told = known_to(EVERYBODY, known.values(), question.requester, world)
    return (
        found_in(admit(told, replace(question, requester=EVERYBODY.eyes), world), wanted, world) is not None
    )


def not_in_it(admitted: Admitted, wanted: DocumentId, world: World) -> bool:
    """Whether the file that an id names is known whole, so that nobody else could have the document.

    Where rules ask how far the application has come, somebody who has not answered might yet say it.
    """
    number, provider = wanted.application, world.providers[wanted.provider]
    parts = admitted.dossiers.get(number, ())
    files = [outcome for outcome in admitted.outcomes if outcome.ask.operation == "dossier"]
    return (
        any(part.provider is provider and part.operation == "dossier" for part in parts)
        and not unanswered(files)
        and not any(one.by_status for one in (provider, *world.serving(number.office, number.kind)))
    )


def found_in(admitted: Admitted, wanted: DocumentId, world: World) -> FoundDocument | None:
    """The document that an id names, in what is admitted of its dossier."""
    merged = _merged(admitted, wanted.application, world)
    if merged is None:
        return None
    for document in merged.dossier.documents:
        if any(p.provider == wanted.provider and p.document_id == wanted.native for p in document.provenance):
            told = replace(document, notices=merged.dossier.notices)
            return FoundDocument(wanted.application, told, _sources(document, admitted, wanted.application))
    return None


def _question(
    number: ApplicationNumber,
    requester: Requester,
    clock: Clock,
    wants: tuple[FileOperation, ...] = ("dossier",),
) -> Question:
    asked = Number("application", number.office, number.number, number.kind)
    return Question((asked,), requester, today(clock), dossier=number, wants=wants)


def _deadline(wait_seconds: float) -> float:
    return asyncio.get_running_loop().time() + wait_seconds


def _merged(admitted: Admitted, number: ApplicationNumber, world: World) -> MergedDossier | None:
    parts = admitted.dossiers.get(number, ())
    listed = any(part.operation == "dossier" for part in parts)
    return merge_dossier(number, parts, world) if listed else None


def _sources(
    document: DocumentOut, admitted: Admitted, number: ApplicationNumber
) -> tuple[tuple[str, Provider, Document, str], ...]:
    dossiers: dict[str, tuple[Provider, Dossier]] = {
        part.provider.id: (part.provider, part.dossier)
        for part in admitted.dossiers.get(number, ())
        if part.operation == "dossier"
    }
    natives = {p.provider: p.document_id for p in document.provenance}
    sources = []
    for rendition in document.renditions:
        named = parse_rendition_id(rendition.id)
        if named is None or named[0] not in dossiers:
            continue
        provider, dossier = dossiers[named[0]]
        for own in dossier.documents:
            if own.id == natives[provider.id] and any(r.id == named[1] for r in own.renditions):
                sources.append((rendition.id, provider, own, named[1]))
                break
    return tuple(sources)
