"""Answers in several parts (``multipart/related``, RFC 2387), split while they arrive. Pure.

The service's SOAP stack sends the envelope as the first part and content as further ones (MTOM), even where
there is nothing but the envelope.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from email.errors import HeaderParseError
from email.message import Message

import msgspec

from connectors.errors import Malformed

_HEADER_BYTES = 16 * 1024
_PREAMBLE_BYTES = 4 * 1024
_LINE_BYTES = 256
_MOST_PARTS = 64
_PLAIN = frozenset({"", "7bit", "8bit", "binary"})


class Head(msgspec.Struct, frozen=True):
    """A part begins; ``id`` is its Content-ID without brackets, ``base64`` whether its bytes are coded so."""

    id: str
    base64: bool


class End(msgspec.Struct, frozen=True):
    """A part has ended, whole."""


def boundary_of(content_type: str) -> bytes | None:
    """What separates the parts of an answer of this ``Content-Type``; ``None`` when it has no parts.

    Raises:
        Malformed: it has parts, and does not say what separates them.
    """
    if content_type.partition(";")[0].strip().lower() != "multipart/related":
        return None
    message = Message()
    message["Content-Type"] = content_type
    try:
        said = message.get_boundary()
    except (HeaderParseError, ValueError, TypeError):
        said = None
    if not said or len(said) > 70 or not (said.isascii() and said.isprintable()):
        raise Malformed("bad_payload: the answer's parts are not told apart")
    return said.encode()


def root_of(body: bytes, content_type: str) -> bytes:
    """The envelope of a whole answer: its first part, or all of it when it has no parts.

    Raises:
        Malformed: the first part is not there, or not whole.
    """
    boundary = boundary_of(content_type)
    if boundary is None:
        return body
    root = b""
    for event in Parts(boundary).feed(body):
        match event:
            case Head(base64=True):
                raise Malformed(
                    "bad_encoding: the answer's envelope is coded in a way that was not asked for"
                )
            case End():
                return root
            case bytes():
                root += event
    raise Malformed("truncated: the answer's first part was cut off")


class Parts:
    """Splits the parts of one answer, never more than a few KiB behind what was fed."""

    def __init__(self, boundary: bytes) -> None:
        self._delimiter = b"\r\n--" + boundary
        self._buffer = bytearray(b"\r\n")
        self._step = self._preamble
        self._heads = 0
        self._over = False

    def feed(self, data: bytes) -> Iterator[Head | bytes | End]:
        """What ``data`` brings: heads, bytes of the part whose head came last, ends.

        Raises:
            Malformed: these are no parts as they should be.
        """
        self._buffer += data
        while not self._over:
            event, more = self._step()
            if event is not None:
                yield event
            if not more:
                return

    def _preamble(self) -> tuple[Head | bytes | End | None, bool]:
        found = self._buffer.find(self._delimiter)
        if found < 0:
            if len(self._buffer) > _PREAMBLE_BYTES:
                raise Malformed("bad_payload: the answer's parts do not begin")
            return None, False
        del self._buffer[: found + len(self._delimiter)]
        self._step = self._delimited
        return None, True

    def _delimited(self) -> tuple[Head | bytes | End | None, bool]:
        """Behind a delimiter: another part, or two hyphens and the end of all."""
        if self._buffer.startswith(b"--"):
            self._over = True
            return None, False
        line = self._buffer.find(b"\r\n")
        if line < 0:
            if len(self._buffer) > _LINE_BYTES:
                raise Malformed("bad_payload: the answer's parts are not told apart")
            return None, False
        if self._buffer[:line].strip(b" \t"):
            raise Malformed("bad_payload: the answer's parts are not told apart")
        del self._buffer[:line]
        self._step = self._headers
        return None, True

    def _headers(self) -> tuple[Head | bytes | End | None, bool]:
        end = self._buffer.find(b"\r\n\r\n")
        if end < 0 or end > _HEADER_BYTES:
            if len(self._buffer) > _HEADER_BYTES:
                raise Malformed("too_large: the headers of a part of the answer do not end")
            return None, False
        self._heads += 1
        if self._heads > _MOST_PARTS:
            raise Malformed("too_large: the answer has too many parts")
        head = _head(bytes(self._buffer[:end]))
        del self._buffer[: end + 2]
        self._step = self._first
        return head, True

    def _first(self) -> tuple[Head | bytes | End | None, bool]:
        """Behind the headers: their last line break may belong to a delimiter, when the part is empty."""
        if len(self._buffer) < len(self._delimiter):
            return None, False
        if not self._buffer.startswith(self._delimiter):
            del self._buffer[:2]
        self._step = self._body
        return None, True

    def _body(self) -> tuple[Head | bytes | End | None, bool]:
        found = self._buffer.find(self._delimiter)
        if found == 0:
            del self._buffer[: len(self._delimiter)]
            self._step = self._delimited
            return End(), True
        ready = found if found > 0 else len(self._buffer) - len(self._delimiter) + 1
        if ready <= 0:
            return None, False
        part = bytes(self._buffer[:ready])
        del self._buffer[:ready]
        return part, found > 0


def _head(lines: bytes) -> Head:
    named: Mapping[str, str] = {
        name.strip().lower(): value.strip()
        for line in lines.decode("latin-1").split("\r\n")
        for name, _, value in (line.partition(":"),)
    }
    coding = named.get("content-transfer-encoding", "").lower()
    if coding != "base64" and coding not in _PLAIN:
        raise Malformed("bad_encoding: a part of the answer is coded in a way that was not asked for")
    return Head(named.get("content-id", "").removeprefix("<").removesuffix(">"), coding == "base64")
