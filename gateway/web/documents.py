"""``/documents/{id}`` and its content: metadata, and the bytes streamed through, never kept."""

from __future__ import annotations

from collections.abc import Mapping

import structlog
from aiohttp import web

from connectors.contract import ContentStream
from connectors.errors import ConnectorError
from gateway.audit.record import Door
from gateway.errors import NotFound
from gateway.present.answer import RenditionOut
from gateway.questions.contents import places
from gateway.questions.dossiers import FoundDocument, find_document
from gateway.web.doorway import abort
from gateway.web.entrance import Entry, enter
from gateway.web.etag import document_body
from gateway.web.filenames import content_disposition, file_name
from gateway.web.keys import CLOCK
from gateway.web.limiting import begin_stream, claim
from gateway.web.parameters import CONFIDENTIAL, RENDITION
from gateway.web.ranges import asked_span, content_range
from gateway.web.recording import deliveries, recorded
from gateway.web.replies import json_reply
from gateway.web.standing import about, hold
from gateway.web.streams import write

PARAMETERS = (CONFIDENTIAL,)
CONTENT_PARAMETERS = (RENDITION, CONFIDENTIAL)

MEDIA_TYPES: Mapping[str, str] = {
    "gif": "image/gif",
    "jp2": "image/jp2",
    "jpeg": "image/jpeg",
    "jpg": "image/jpeg",
    "pdf": "application/pdf",
    "png": "image/png",
    "tif": "image/tiff",
    "tiff": "image/tiff",
    "txt": "text/plain",
    "xml": "application/xml",
    "zip": "application/zip",
}
"""What the content of a rendition's format is said to be before it was opened."""

_PRIVATE: Mapping[str, str] = {
    "Cache-Control": "private, no-store",
    "Content-Security-Policy": "sandbox",
    "Vary": "Authorization, Range",
    "X-Accel-Buffering": "no",
    "X-Content-Type-Options": "nosniff",
}

_log = structlog.get_logger("casegate.web")


async def get_document(request: web.Request) -> web.Response:
    """The metadata of one document."""
    entry = await enter(request, PARAMETERS, in_turn=True)
    with recorded(request, entry, "document") as asked:
        found = await _find(request, entry)
        asked.read(found)
        return json_reply(request, entry, document_body(found.document))


async def get_content(request: web.Request) -> web.StreamResponse:
    """The content of one document, opened at its office now; for HEAD only what its metadata says of it."""
    entry = await enter(request, CONTENT_PARAMETERS, in_turn=True)
    wanted = entry.given.get(RENDITION)
    with recorded(request, entry, "content", refusals_only=True) as asked:
        asked.wants(request.match_info["id"])
        found = await _find(request, entry)
        rendition = _rendition(found, wanted)
    return await send_content(request, entry, found, rendition)


async def send_content(
    request: web.Request,
    entry: Entry,
    found: FoundDocument,
    rendition: RenditionOut,
    door: Door = "api",
) -> web.StreamResponse:
    """Streams one rendition of a document through, or the part that is asked for; for HEAD nothing is opened.

    Every door sends content by this: it is recorded before its first byte leaves.

    Raises:
        GatewayError: it cannot be had, or has no such part.
    """
    about(request, found.application)
    headers = dict(_PRIVATE) | entry.preference()
    headers["Content-Disposition"] = content_disposition(
        file_name(found.application, found.document, rendition.format)
    )
    if request.method == "HEAD":
        with recorded(request, entry, "document", door) as asked:
            asked.read(found)
            return await _described(request, found, rendition, headers)
    begin_stream(request)
    span = None if "If-Range" in request.headers else asked_span(request.headers.get("Range"))
    place = places(claim(request), entry.requester, entry.urgency)
    async with deliveries(request, entry, door).open(found, rendition.id, span, place) as stream:
        return await _passed_on(request, stream, headers)


async def _find(request: web.Request, entry: Entry) -> FoundDocument:
    return await find_document(
        request.match_info["id"],
        entry.requester,
        entry.setup.world,
        claim(request),
        request.app[CLOCK],
        entry.wait_seconds,
        confidential=entry.given.get(CONFIDENTIAL) or False,
        urgency=entry.urgency,
    )


def _rendition(found: FoundDocument, wanted: str | None) -> RenditionOut:
    """The rendition that is asked for, or the first that can be opened."""
    openable = {source[0] for source in found.sources}
    for rendition in found.document.renditions:
        if rendition.id in openable and wanted in (None, rendition.id):
            return rendition
    raise NotFound("This document has no such rendition.", code="rendition-not-found")


async def _described(
    request: web.Request, found: FoundDocument, rendition: RenditionOut, headers: Mapping[str, str]
) -> web.StreamResponse:
    """The header fields of the whole content, not opened; the length only where its provider says it."""
    response = web.StreamResponse(headers=headers)
    response.content_type = MEDIA_TYPES.get(rendition.format.lower(), "application/octet-stream")
    _, _, document, native = next(source for source in found.sources if source[0] == rendition.id)
    if document.size is not None and document.renditions[0].id == native:
        response.content_length = document.size
    await response.prepare(request)
    return response


async def _passed_on(
    request: web.Request, stream: ContentStream, headers: Mapping[str, str]
) -> web.StreamResponse:
    """Passes chunk after chunk on as the client takes them.

    The status line leaves with the first chunk. A failure after that breaks the connection: an answer that
    ended like a whole one would be taken for it.
    """
    ranged = content_range(stream)
    response = web.StreamResponse(status=200 if ranged is None else 206, headers=headers)
    response.content_type = stream.media_type
    if ranged is not None:
        response.headers["Content-Range"] = ranged
    if stream.length is not None:
        response.content_length = stream.length
    hold(request)
    await response.prepare(request)
    sent = 0
    try:
        async for chunk in stream.chunks:
            sent += len(chunk)
            await write(request, response, chunk)
    except ConnectorError as error:
        _log.warning("content_broken", code=error.code, bytes=sent)
        abort(request)
        raise ConnectionResetError("the office did not give the whole content") from error
    await response.write_eof()
    return response
