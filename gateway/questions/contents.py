"""The content of a document, streamed through: opened at the office, never kept."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager

from connectors.contract import ContentStream, Span
from connectors.errors import ConnectorError, NotHeld, Throttled, TimedOut, Withheld
from gateway.errors import AllTimedOut, ContentRefused, GatewayError, NotFound
from gateway.questions.dossiers import FoundDocument


@asynccontextmanager
async def open_content(
    found: FoundDocument, rendition: str | None, span: Span | None
) -> AsyncIterator[ContentStream]:
    """Opens one rendition, the default one when none is named, at the office that holds it.

    Raises:
        NotFound: the document has no such rendition, or its office no longer gives it.
        ContentRefused: the office failed before the first byte.
    """
    source = next((s for s in found.sources if rendition in (None, s[0])), None)
    if source is None:
        raise NotFound("This document has no such rendition.", code="rendition-not-found")
    _, provider, document, native = source
    async with AsyncExitStack() as stack:
        opened = provider.connector.open_content(found.application, document, native, span)
        try:
            stream = await stack.enter_async_context(opened)
        except ConnectorError as error:
            raise _refused(provider.endpoint.name, error) from error
        yield stream


def _refused(name: str, error: ConnectorError) -> GatewayError:
    if isinstance(error, NotHeld | Withheld):
        return NotFound(
            "Its office does not give the content of this document.", code="content-not-available"
        )
    if isinstance(error, TimedOut):
        return AllTimedOut(f"{name} did not give the document in time.", code="content-timed-out")
    if isinstance(error, Throttled):
        return ContentRefused(
            f"{name} asks to come back later.", code="throttled", retry_after=error.retry_after
        )
    return ContentRefused(f"{name} did not give the document: {error.detail}", retry_after=error.retry_after)
