"""Content on its way to who asked for it: recorded before its first byte leaves, and what became of it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import msgspec
from msgspec.structs import replace

from connectors.contract import ContentStream, Span
from connectors.errors import ConnectorError, Malformed
from connectors.numbers.identity import ApplicationNumber
from connectors.serving import holding
from gateway.audit.record import Origin, Record, by
from gateway.audit.trail import Trail
from gateway.clock import Clock
from gateway.errors import GatewayError, NotFound
from gateway.questions.contents import Place, open_content
from gateway.questions.dossiers import FoundDocument

_BROKEN = "truncated: the office gave another number of bytes than it announced"


class Deliveries(msgspec.Struct, frozen=True):
    """How content goes to one requester: every document by ``open``, none past the trail.

    ``confidential``: the numbers that it is asked by are.
    """

    trail: Trail
    clock: Clock
    origin: Origin
    confidential: bool = False

    @asynccontextmanager
    async def open(
        self, found: FoundDocument, rendition: str, span: Span | None, place: Place | None = None
    ) -> AsyncIterator[ContentStream]:
        """Opens one rendition once it is on the disk that it will; notes the outcome when the block is left.

        Chunks count as sent when the next one is asked for. A stream that gives another number of bytes than
        it announced raises ``Malformed``.

        Raises:
            Unrecorded: it cannot be recorded, and is not opened.
            GatewayError: as ``open_content``.
        """
        about = by(self.origin, _about(found, rendition, span))
        about = replace(about, confidential=self.confidential or None)
        ref = await self.trail.record(about)
        begun, sent, code = self.clock.monotonic(), _Sent(), "internal"
        try:
            async with open_content(found, rendition, span, place) as stream:
                sent.begin(stream)
                yield replace(stream, chunks=sent)
            code = sent.code
        except GatewayError as error:
            code = error.code
            raise
        except (asyncio.CancelledError, GeneratorExit, OSError):
            code = sent.failure or "aborted"
            raise
        finally:
            elapsed = round((self.clock.monotonic() - begun) * 1000)
            self.trail.note(
                replace(
                    about,
                    kind="content-outcome",
                    ref=ref,
                    code=code,
                    bytes=sent.bytes,
                    elapsed_ms=elapsed,
                    open=not self.confidential and (self.origin.accessing is None or found.open),
                )
            )


class _Sent:
    """The chunks of a stream, counted as they are taken."""

    def __init__(self) -> None:
        self.bytes = 0
        self.failure: str | None = None
        self._stream: ContentStream | None = None
        self._chunks: AsyncIterator[bytes] | None = None
        self._under_way = 0
        self._ended = False

    def begin(self, stream: ContentStream) -> None:
        """What to pass on."""
        self._stream = stream
        self._chunks = aiter(stream.chunks)

    @property
    def code(self) -> str:
        """How it went, when nothing was raised: ``part`` is what does not reach the document's end."""
        if self.failure is not None:
            return self.failure
        if not self._ended or self._stream is None:
            return "aborted"
        span, total = self._stream.span, self._stream.total
        reached = span is None or span.last is None or (total is not None and span.last + 1 >= total)
        return "ok" if reached else "part"

    def __aiter__(self) -> _Sent:
        return self

    async def __anext__(self) -> bytes:
        if self._stream is None or self._chunks is None:
            raise StopAsyncIteration
        self.bytes += self._under_way
        self._under_way = 0
        length = self._stream.length
        try:
            chunk = await anext(self._chunks)
            if length is not None and self.bytes + len(chunk) > length:
                raise Malformed(_BROKEN)
        except StopAsyncIteration:
            if length not in (None, self.bytes):
                self.failure = Malformed.code
                raise Malformed(_BROKEN) from None
            self._ended = True
            raise
        except ConnectorError as error:
            self.failure = error.code
            raise
        self._under_way = len(chunk)
        return chunk


def providing_office(number: ApplicationNumber) -> str:
    """The office whose application it is; an international one is the International Bureau's."""
    return holding(number.office, number.kind)


def _about(found: FoundDocument, rendition: str, span: Span | None) -> Record:
    """What stands in the record of an intent."""
    source = next((source for source in found.sources if source[0] == rendition), None)
    if source is None:
        raise NotFound("This document has no such rendition.", code="rendition-not-found")
    detail: dict[str, str | int | None] = {"rendition": rendition}
    if span is not None:
        detail |= {"first": span.first, "last": span.last}
    return Record(
        kind="content-intent",
        operation="content",
        providing=providing_office(found.application),
        provider=source[1].id,
        protocol=source[1].endpoint.protocol,
        application=found.application.docdb,
        document=found.document.id,
        category=found.document.category,
        detail=detail,
    )
