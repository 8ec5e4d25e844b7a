"""The content of a document, streamed through: opened at the office, never kept."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager

from msgspec.structs import replace

from connectors.contract import ContentStream, Span
from connectors.errors import ConnectorError, NoSuchPart, NotHeld, Throttled, TimedOut, Withheld
from gateway.errors import (
    AllTimedOut,
    ContentBusy,
    ContentRefused,
    GatewayError,
    NotFound,
    RangeNotSatisfiable,
)
from gateway.flights.asking import Asking
from gateway.flights.turns import Urgency
from gateway.questions.dossiers import FoundDocument
from gateway.requesters import Requester
from gateway.world import Provider

BUSY_SECONDS = 5.0
"""When it makes sense to try again for a place."""

Place = Callable[[Provider], AbstractAsyncContextManager[None]]
"""Waits for a turn and a place for one document of a provider, and holds the place.

``Throttled`` when the turn would come too late, ``TimeoutError`` when no place comes free."""


def places(flights: Asking, requester: Requester, urgency: Urgency = Urgency.EXAMINER) -> Place:
    """Turns and places for this requester, among everybody whose documents come through these flights."""
    return lambda provider: flights.stream(provider, requester, urgency)


@asynccontextmanager
async def open_content(
    found: FoundDocument, rendition: str | None, span: Span | None, place: Place | None = None
) -> AsyncIterator[ContentStream]:
    """Opens one rendition, the default one when none is named, at the office that holds it.

    Its first bytes have come when it is given, within the provider's time; a failure after them is raised,
    as the connector's error, where the chunks are read.

    Raises:
        NotFound: the document has no such rendition, or its office no longer gives it.
        RangeNotSatisfiable: its office says that there is no such part of it.
        ContentRefused: the office failed before the first byte.
        ContentBusy: no place came free in time.
    """
    source = next((s for s in found.sources if rendition in (None, s[0])), None)
    if source is None:
        raise NotFound("This document has no such rendition.", code="rendition-not-found")
    _, provider, document, native = source
    if (refusal := provider.kept_back("content", native)) is not None:
        raise _refused(provider.endpoint.name, refusal, span)
    async with AsyncExitStack() as stack:
        if place is not None:
            try:
                await stack.enter_async_context(place(provider))
            except TimeoutError:
                raise ContentBusy(
                    f"As many documents of {provider.endpoint.name} are on their way as may be.",
                    retry_after=BUSY_SECONDS,
                ) from None
            except Throttled as error:
                raise _refused(provider.endpoint.name, error, span) from error
        opened = provider.connector.open_content(found.application, document, native, span)
        try:
            async with asyncio.timeout(provider.endpoint.limits.timeout_seconds):
                stream = await stack.enter_async_context(opened)
                chunks = aiter(stream.chunks)
                first = await _first(chunks)
        except ConnectorError as error:
            raise _refused(provider.endpoint.name, error, span, document.size) from error
        except TimeoutError:
            raise _refused(provider.endpoint.name, TimedOut("no first byte in time"), span) from None
        yield replace(stream, chunks=_Begun(first, chunks))


async def _first(chunks: AsyncIterator[bytes]) -> bytes:
    """The first bytes; none at all when the content is empty."""
    async for chunk in chunks:
        if chunk:
            return chunk
    return b""


class _Begun:
    """Chunks, the first of which was read already."""

    def __init__(self, first: bytes, rest: AsyncIterator[bytes]) -> None:
        self._first = first
        self._rest = rest

    def __aiter__(self) -> _Begun:
        return self

    async def __anext__(self) -> bytes:
        if self._first:
            first, self._first = self._first, b""
            return first
        return await anext(self._rest)


def _refused(name: str, error: ConnectorError, span: Span | None, size: int | None = None) -> GatewayError:
    if isinstance(error, NotHeld | Withheld):
        return NotFound(
            "Its office does not give the content of this document.", code="content-not-available"
        )
    if span is not None and isinstance(error, NoSuchPart):
        total = size if error.total is None else error.total
        return RangeNotSatisfiable(f"{name} says that the document has no such part.", total=total)
    if isinstance(error, TimedOut):
        return AllTimedOut(f"{name} did not give the document in time.", code="content-timed-out")
    if isinstance(error, Throttled):
        return ContentRefused(
            f"{name} asks to come back later: {error.detail}", code="throttled", retry_after=error.retry_after
        )
    return ContentRefused(f"{name} did not give the document: {error.detail}", retry_after=error.retry_after)
