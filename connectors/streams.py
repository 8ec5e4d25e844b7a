"""The content of a document on its way through: what it is, which part of it, and its bounded chunks."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from itertools import chain

import aiohttp

from connectors.contract import Span
from connectors.errors import Malformed, TimedOut
from connectors.failures import FOREIGN, translate
from connectors.inflation import Inflation
from connectors.pieces import Pieces

OCTETS = "application/octet-stream"
SLOWEST_BYTES_PER_SECOND = 1024
SLOW_SECONDS = 30.0

_MEDIA_TYPES = {
    "application/pdf": "application/pdf",
    "application/x-pdf": "application/pdf",
    "application/xml": "application/xml",
    "application/zip": "application/zip",
    "application/x-zip-compressed": "application/zip",
    "image/gif": "image/gif",
    "image/jp2": "image/jp2",
    "image/jpeg": "image/jpeg",
    "image/png": "image/png",
    "image/tif": "image/tiff",
    "image/tiff": "image/tiff",
    "text/plain": "text/plain",
    "text/xml": "application/xml",
}
_HTML = frozenset({"text/html", "application/xhtml+xml"})
_RANGE = re.compile(r"bytes ([0-9]{1,15})-([0-9]{1,15})/(\*|[0-9]{1,15})")


def media_type(header: str) -> str:
    """The media type under which content is passed on: of a short list, else ``application/octet-stream``.

    Raises:
        Malformed: it is a web page, such as a log-in page, where a document was asked for.
    """
    essence = header.partition(";")[0].strip().lower()
    if essence in _HTML:
        raise Malformed("html_instead_of_data: the office answered a web page instead of a document")
    return _MEDIA_TYPES.get(essence, OCTETS)


def answered_span(header: str, asked: Span | None) -> tuple[Span, int | None]:
    """The part that a 206 answer gives, and the size of the whole if said.

    Raises:
        Malformed: no part was asked for, or this is another one.
    """
    found = _RANGE.fullmatch(header.strip())
    if found is None or asked is None:
        raise Malformed("bad_range: the office answered a part that was not asked for")
    first, last = int(found[1]), int(found[2])
    total = None if found[3] == "*" else int(found[3])
    if asked.first is None:
        expected = None if total is None or asked.last is None else max(total - asked.last, 0)
        right = (expected is None or first == expected) and (total is None or last == total - 1)
    else:
        right = first == asked.first and (asked.last is None or last <= asked.last)
        if total is not None and last != total - 1:
            right = right and last == asked.last
    if first > last or (total is not None and last >= total) or not right:
        raise Malformed("bad_range: the office answered another part than was asked for")
    return Span(first, last), total


class Chunks:
    """The bytes of one response, read once, never more than a buffer of them held.

    Ends without an exception only when everything came: as many bytes as were announced, and a compressed
    answer to its end. An office that sends less than 1 KiB a second over 30 seconds of waiting is given up.
    """

    def __init__(
        self,
        response: aiohttp.ClientResponse,
        clock: Callable[[], float],
        *,
        inflation: Inflation | None,
        expected: int | None,
    ) -> None:
        self._arriving = Pieces(response)
        self._clock = clock
        self._inflation = inflation
        self._expected = expected
        self._pieces: Iterator[bytes] = iter(())
        self._received = 0
        self._window_seconds = 0.0
        self._window_bytes = 0

    def __aiter__(self) -> Chunks:
        return self

    async def __anext__(self) -> bytes:
        while (piece := next(self._pieces, None)) is None:
            data = await self._read()
            if not data:
                self._finish()
                raise StopAsyncIteration
            if self._inflation is None:
                return data
            self._pieces = self._inflation.pieces(data)
        return piece

    def push_back(self, data: bytes) -> None:
        """Gives ``data`` again as the next chunk."""
        self._pieces = chain((data,), self._pieces)

    async def _read(self) -> bytes:
        since = self._clock()
        try:
            data = await self._arriving.read()
        except FOREIGN as error:
            raise translate(error) from error
        self._received += len(data)
        self._window_bytes += len(data)
        self._window_seconds += self._clock() - since
        if self._window_seconds >= SLOW_SECONDS:
            if self._window_bytes < SLOWEST_BYTES_PER_SECOND * self._window_seconds and data:
                raise TimedOut("too_slow: the office sends less than 1 KiB a second")
            self._window_seconds, self._window_bytes = 0.0, 0
        return data

    def _finish(self) -> None:
        if self._inflation is not None:
            self._inflation.finish()
        if self._expected is not None and self._received != self._expected:
            raise Malformed("truncated: the office sent another number of bytes than it announced")
