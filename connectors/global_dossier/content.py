"""Documents of the service, checked to be documents.

A wrong path is answered with status 200 and a plain text, so only what begins as a PDF is passed on.
"""

from __future__ import annotations

from collections.abc import AsyncIterator

import msgspec

from connectors.contract import ContentStream
from connectors.errors import Malformed, NotHeld

PDF = b"%PDF"
_HEAD_BYTES = 1024
"""A PDF may begin with a little of something else (PDF 1.7, annex H, note 13)."""


async def checked(stream: ContentStream) -> ContentStream:
    """The stream, its beginning read and found to be a PDF's; a part that begins later is passed on as it is.

    Raises:
        NotHeld: a short text says that there is no such document.
        Malformed: it is something else.
    """
    if stream.span is not None and stream.span.first:
        return stream
    wanted = _HEAD_BYTES
    if stream.span is not None and stream.span.last is not None:
        wanted = min(wanted, stream.span.last + 1)
    head = b""
    chunks = aiter(stream.chunks)
    async for chunk in chunks:
        head += chunk
        if PDF in head or len(head) >= wanted:
            break
    part = stream.span is not None and head != b"" and PDF.startswith(head)
    if PDF not in head[:_HEAD_BYTES] and not part:
        if b"not found" in head[:_HEAD_BYTES].lower():
            raise NotHeld("no_content: Global Dossier has no content of this document")
        raise Malformed("wrong_format: the office answered something else than a PDF")
    return msgspec.structs.replace(stream, media_type="application/pdf", chunks=_again(head, chunks))


async def _again(head: bytes, rest: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
    """A beginning that was read, and what follows."""
    yield head
    async for chunk in rest:
        yield chunk
