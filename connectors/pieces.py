"""The bytes of an answer as they arrive, in as large pieces as there are; an answer in crumbs is refused.

HTTP/1.1 lets a server cut its answer into chunks of one byte each. Every chunk costs the reader as much as a
large one, so that eight mebibytes of such crumbs would keep a processor busy for seconds.
"""

from __future__ import annotations

import aiohttp

from connectors.errors import Malformed

CRUMB_BYTES = 64
"""What chunks have to hold on average."""

FREE_CHUNKS = 16_384
"""So many chunks may be of any size: small answers that are written piece by piece."""


class Pieces:
    """Reads one answer's body, undecoded."""

    def __init__(self, response: aiohttp.ClientResponse) -> None:
        self._content = response.content
        self._chunked = "chunked" in response.headers.get("Transfer-Encoding", "").lower()
        self._chunks = 0
        self._bytes = 0

    async def read(self) -> bytes:
        """All that has arrived since, at least a byte; nothing at the end.

        Raises:
            Malformed: it comes in crumbs.
            OSError, ValueError, aiohttp.ClientError: it does not come (``connectors.failures.FOREIGN``).
        """
        if not self._chunked:
            return await self._content.readany()
        data, ended = await self._content.readchunk()
        while ended and not data:
            data, ended = await self._content.readchunk()
        if data:
            # The ends of the chunks that wait behind the first are counted where the library keeps them.
            self._chunks += ended + len(getattr(self._content, "_http_chunk_splits", None) or ())
            data += self._content.read_nowait()
            self._bytes += len(data)
            if self._chunks > FREE_CHUNKS and self._bytes < CRUMB_BYTES * self._chunks:
                raise Malformed("protocol_error: the answer comes in crumbs of a few bytes each")
        return data
