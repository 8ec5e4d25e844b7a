"""The operations of the CASE profile, answered by the gateway's own questions.

What is known here at first hand is told; a gateway among the providers is not asked. Every document and
member says who may see it, so that another gateway can pass it on and never widens it.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Iterator
from contextlib import AbstractContextManager, contextmanager

import msgspec
from aiohttp import web

from connectors.case import encode
from connectors.case.preference import preferred
from connectors.case.questions import (
    BadParameter,
    count_of,
    family_category,
    kind_code,
    one_identifier,
    readings,
    wanted,
)
from connectors.case.relayed import Relay
from connectors.model import Application, Document, RelayedOutcome
from connectors.numbers.identity import ApplicationNumber, Number
from connectors.scalars import safe_id
from gateway.errors import BadQuestion, NobodyAnswered, NotFound
from gateway.present.answer import RenditionOut
from gateway.present.ids import parse_document_id
from gateway.questions.coverages import pass_on_coverages
from gateway.questions.dossiers import FoundDocument
from gateway.questions.relaying import Asker, File, Silent, find_content, find_members, get_file
from gateway.web.case_api.kept import KEPT, Written
from gateway.web.documents import send_content
from gateway.web.entrance import Entry, let_in
from gateway.web.keys import CLOCK, CURRENT, DRAINING
from gateway.web.passing import asker_of
from gateway.web.recording import Asked, recorded
from gateway.web.refusals import Leaving
from gateway.web.showing import KEY_HEADER, shown

PAGE = 5_000
"""Documents of one page of a list, unless fewer are asked for: about 2 MiB."""

MOST_APPLICATIONS = 20
"""Applications whose bibliographic data one question asks for."""

_APPLICATION = "applicationIdentifier"
_RENDITION = "documentFormatCategory"


class Visit(msgspec.Struct, frozen=True):
    """A request that was let in."""

    entry: Entry
    asker: Asker

    def answer(self, body: bytes) -> web.Response:
        """The answer with this body."""
        headers = self.entry.headers() | {"Vary": f"Authorization, {KEY_HEADER}"}
        return web.Response(body=body, content_type="application/json", headers=headers)

    def recorded(
        self, request: web.Request, operation: str, *, refusals_only: bool = False
    ) -> AbstractContextManager[Asked]:
        """Notes its question in the trail."""
        return recorded(request, self.entry, operation, "case-api", refusals_only=refusals_only)


async def enter(request: web.Request) -> Visit:
    """Lets a request in, by ``Authorization`` or, without one, by the key in ``X-Api-Key``.

    Raises:
        Unauthorised: the credentials are not accepted, or there are none where they are needed.
        BadQuestion: there are two credentials, or a header field is wrong.
    """
    setup = request.app[CURRENT].setup
    credentials = shown(request, by_header=True)
    identity = await setup.access.identify(credentials, request.app[CLOCK].now().timestamp())
    entry = let_in(request, setup, identity)
    return Visit(entry, asker_of(request, entry))


async def get_families(request: web.Request) -> web.Response:
    """``/families``: the members of a number's family."""
    visit = await enter(request)
    with _reading():
        name, text, kind = one_identifier(request.query)
        scope = family_category(request.query)
        numbers = readings(name, text, kind, letters=kind_code(request.query))
    with visit.recorded(request, "family") as asked:
        asked.number, asked.providing = text, numbers[0].office
        ahead = preferred(request.headers.getall("Prefer", []))
        found = await find_members(visit.asker, numbers, scope, ahead)
        asked.members(found)
        return visit.answer(encode.encode_family(found.asked, found.members, scope, relay=found.relay))


async def get_doclists(request: web.Request) -> web.Response:
    """``/doclists``: an application's documents, newest first."""
    visit = await enter(request)
    with _reading():
        offset, limit = count_of(request.query, "offset", 0), count_of(request.query, "limit", PAGE)
        numbers = _applications(wanted(request.query, _APPLICATION), kind_code(request.query))
    with visit.recorded(request, "dossier") as asked:
        file = await get_file(visit.asker, numbers)
        asked.file(file)
    kept, key = request.app[KEPT], (file.identity, offset, limit)
    written = kept.get(visit.asker.world.version, key)
    if written is None:
        written = _written(file, offset, min(max(limit, 1), PAGE))
        kept.keep(key, written)
    relay = file.relay
    if written.missing:
        relay = Relay(complete=False, outcomes=(*relay.outcomes, *written.missing), sources=relay.sources)
    return visit.answer(encode.beside(written.list, relay))


async def get_applications(request: web.Request) -> web.Response:
    """``/applications``: bibliographic data; applications that are not known are left out."""
    visit = await enter(request)
    with _reading():
        texts = request.query.getall(_APPLICATION, [])
        if not 0 < len(texts) <= MOST_APPLICATIONS:
            raise BadParameter(f"give between one and {MOST_APPLICATIONS} times {_APPLICATION}")
        named = [_read(text, None) for text in texts]
    with visit.recorded(request, "application") as asked:
        asked.number = ", ".join(texts)
        found = await asyncio.gather(*(_bibliography(visit.asker, numbers) for numbers in named))
    applications = [application for application, _ in found if application is not None]
    relay = Relay(
        complete=all(relay.complete for _, relay in found),
        outcomes=tuple(dict.fromkeys(one for _, relay in found for one in relay.outcomes)),
        sources=tuple(dict.fromkeys(one for _, relay in found for one in relay.sources)),
    )
    if not applications and relay.complete:
        raise NotFound("None of these applications is known here, or what there is may not be seen.")
    if not applications:
        raise Silent(NobodyAnswered("Nothing is known of these applications yet."), relay)
    return visit.answer(encode.encode_applications(applications, relay=relay))


async def get_citations(request: web.Request) -> web.Response:
    """``/applications/citations``: what was cited against one application."""
    visit = await enter(request)
    with _reading():
        numbers = _applications(wanted(request.query, _APPLICATION), kind_code(request.query))
    with visit.recorded(request, "citations") as asked:
        file = await get_file(visit.asker, numbers, "citations")
        asked.file(file)
    cited = file.citations()
    return visit.answer(
        encode.encode_citations(
            file.number, cited.citations, cited.classifications, access=cited.access, relay=file.relay
        )
    )


async def get_documents(request: web.Request) -> web.StreamResponse:
    """``/documents/{id}``: content, streamed through; ``documentFormatCategory`` chooses a rendition."""
    visit = await enter(request)
    with visit.recorded(request, "content", refusals_only=True) as asked:
        asked.wants(request.match_info["id"])
        named = parse_document_id(request.match_info["id"])
        if named is None:
            raise NotFound("There is no document with this id, or it may not be seen.")
        found = await find_content(visit.asker, named)
        rendition = _rendition(found, request.query.get(_RENDITION))
    return await send_content(request, visit.entry, found, rendition, "case-api")


async def get_coverages(request: web.Request) -> web.Response:
    """``/coverages``: what the providers state of each office, and who may be told."""
    visit = await enter(request)
    asker = visit.asker
    with visit.recorded(request, "coverage"):
        coverages = await pass_on_coverages(
            asker.requester, asker.world, asker.flights, asker.clock, asker.wait_seconds
        )
    return visit.answer(encode.encode_coverages(coverages))


async def get_health(request: web.Request) -> web.Response:
    """``/health``: whether this gateway takes questions; offices do not affect it.

    Raises:
        Leaving: the process is ending.
    """
    if request.app[DRAINING].begun:
        raise Leaving("This process finishes what it has begun; ask another.")
    return web.Response(
        body=b'{"status":"ok"}', content_type="application/json", headers={"Cache-Control": "no-store"}
    )


@contextmanager
def _reading() -> Iterator[None]:
    """What is wrong with the parameters, as a question that cannot be answered."""
    try:
        yield
    except BadParameter as error:
        raise BadQuestion(str(error), code="parameter-invalid") from error


def _applications(text: str, letters: str | None) -> list[ApplicationNumber]:
    return [ApplicationNumber(one.office, one.number, one.kind or "A") for one in _read(text, letters)]


def _read(text: str, letters: str | None) -> tuple[Number, ...]:
    return readings(_APPLICATION, text, "application", letters=letters)


def _written(file: File, offset: int, limit: int) -> Written:
    """A page of the documents as they can stand on this wire; an id that is too long for it is missing."""
    documents = file.documents()
    fitting = [document for document in documents if safe_id(document.id) is not None]
    missing = {} if len(fitting) == len(documents) else _unfit(documents)
    page = fitting[offset : offset + limit]
    written = encode.encode_doclist(
        file.number, page, total=len(fitting), about=file.about, access=file.opened_for
    )
    return Written(written, tuple(missing))


def _unfit(documents: Iterable[Document]) -> dict[RelayedOutcome, None]:
    """What is told of the documents whose ids are too long, each thing once."""
    return dict.fromkeys(
        RelayedOutcome(provider=one.id.partition("~")[0], code="unsupported", access=one.access)
        for one in documents
        if safe_id(one.id) is None
    )


async def _bibliography(asker: Asker, numbers: tuple[Number, ...]) -> tuple[Application | None, Relay]:
    """The fullest statement about one application, and what stands beside it."""
    try:
        found = await find_members(asker, numbers, "simple")
    except NotFound:
        return None, Relay(complete=True)
    except Silent as error:
        return None, error.relay
    named = {number.application for number in numbers}
    return next((one for one in found.members if one.number in named), None), found.relay


def _rendition(found: FoundDocument, wanted: str | None) -> RenditionOut:
    """The rendition of this id or format, or the first that can be opened."""
    openable = {source[0] for source in found.sources}
    for rendition in found.document.renditions:
        if rendition.id in openable and wanted in (None, rendition.id, rendition.format):
            return rendition
    raise NotFound("This document has no such rendition.", code="rendition-not-found")
