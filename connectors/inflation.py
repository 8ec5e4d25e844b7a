"""Bounded decoding of an answer's content coding: nothing, or one layer of gzip, never more.

A 662-byte body coded twice can inflate to hundreds of megabytes, so stacked codings and codings that were not
asked for are refused, output comes in small pieces, and its ratio to the input is bounded.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterator, Mapping

from connectors.errors import Malformed

RATIO = 100
_FREE = 1 << 20
_PIECE = 1 << 16


def coding(headers: Mapping[str, str]) -> str | None:
    """The one content coding of an answer: ``gzip`` or ``None``.

    Raises:
        Malformed: several codings, or one that was not asked for.
    """
    getall = getattr(headers, "getall", None)
    values: list[str] = getall("Content-Encoding", []) if getall else [headers.get("Content-Encoding", "")]
    named = [word for value in values for part in value.split(",") if (word := part.strip().lower())]
    named = [word for word in named if word != "identity"]
    if not named:
        return None
    if named in (["gzip"], ["x-gzip"]):
        return "gzip"
    raise Malformed("bad_encoding: the answer is coded in a way that was not asked for")


class Inflation:
    """Decodes one gzip member piece by piece."""

    def __init__(self) -> None:
        self._inflater = zlib.decompressobj(wbits=31)
        self._consumed = 0
        self._produced = 0

    def pieces(self, data: bytes) -> Iterator[bytes]:
        """The decoded bytes that ``data`` brings, at most 64 KiB at a time.

        Raises:
            Malformed: not gzip, damaged, followed by something else, or inflating beyond 100 to 1.
        """
        self._consumed += len(data)
        more = bool(data)
        while more:
            if data and self._inflater.eof:
                raise Malformed("bad_encoding: something follows the compressed answer")
            try:
                piece = self._inflater.decompress(data, _PIECE)
            except zlib.error:
                raise Malformed("bad_encoding: the compressed answer is damaged") from None
            self._produced += len(piece)
            if self._produced > _FREE + RATIO * self._consumed:
                raise Malformed("too_large: the compressed answer inflates without end")
            data = self._inflater.unconsumed_tail or self._inflater.unused_data
            more = bool(data) or len(piece) == _PIECE
            if piece:
                yield piece

    def finish(self) -> None:
        """Checks that the member was complete.

        Raises:
            Malformed: it was cut off.
        """
        if not self._inflater.eof:
            raise Malformed("truncated: the compressed answer was cut off")
