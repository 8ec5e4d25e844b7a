"""Content out of an answer while it arrives: base64 in the envelope, or a part beside it. Never held whole.

The envelope is read by a parser that is fed as bytes come; the text of the content's element is decoded as it
passes. With MTOM the element holds a reference instead, and the part of that name is the content. Content is
what its first bytes say: a ZIP of page images, a PDF, or one page.
"""

from __future__ import annotations

import binascii
from enum import Enum, auto
from urllib.parse import unquote
from xml.parsers import expat

from connectors.client import Arriving
from connectors.contract import ContentStream
from connectors.errors import Malformed, NotHeld
from connectors.patentscope.multipart import End, Head, Parts, boundary_of
from connectors.patentscope.soap import SERVICE, SOAP, fault_error, plain_error

_XOP = "http://www.w3.org/2004/08/xop/include"
_CONTENT = frozenset({f"{SERVICE} documentContent", f"{SERVICE} pageContent"})
_FAULT_TEXT = 4096
_DEEPEST = 32
_HEAD = 4096
_WHITESPACE = b" \t\r\n"
_MAGIC = (
    (b"PK\x03\x04", "application/zip"),
    (b"PK\x05\x06", "application/zip"),
    (b"%PDF-", "application/pdf"),
    (b"II*\0", "image/tiff"),
    (b"MM\0*", "image/tiff"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"\x89PNG\r\n", "image/png"),
    (b"<?xml", "application/xml"),
)
_MAGIC_BYTES = max(len(magic) for magic, _ in _MAGIC)


class Base64:
    """Decodes base64 piece by piece; white space does not count."""

    def __init__(self) -> None:
        self._rest = b""
        self._ended = False

    def feed(self, data: bytes) -> bytes:
        """The bytes that ``data`` completes.

        Raises:
            Malformed: this is no base64.
        """
        data = self._rest + data.translate(None, _WHITESPACE)
        whole = len(data) & ~3
        self._rest = data[whole:]
        if not whole:
            return b""
        if self._ended:
            raise Malformed("bad_payload: something follows the end of the content")
        try:
            decoded = binascii.a2b_base64(data[:whole], strict_mode=True)
        except binascii.Error:
            raise Malformed("bad_payload: the content is not coded as it should be") from None
        self._ended = data[whole - 1 : whole] == b"="
        return decoded

    def finish(self) -> None:
        """Checks that nothing is missing.

        Raises:
            Malformed: the content was cut off.
        """
        if self._rest:
            raise Malformed("truncated: the content was cut off")


class Envelope:
    """Reads the envelope of an answer as it comes. ``reference`` names the part that holds the content."""

    def __init__(self) -> None:
        self.reference: str | None = None
        self._head = b""
        self._path: list[str] = []
        self._coded = bytearray()
        self._contents = 0
        self._fault: list[str] | None = None
        self._fault_code = ""
        self._base64 = Base64()
        parser = expat.ParserCreate("utf-8", " ")
        parser.buffer_text = True
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._text
        parser.StartDoctypeDeclHandler = self._doctype
        self._parser = parser

    def feed(self, data: bytes, last: bool = False) -> bytes:
        """The content that ``data`` brings; ``last`` says that nothing follows.

        Raises:
            ConnectorError: the answer says that there is none, or cannot be trusted as an answer.
        """
        if len(self._head) < _HEAD:
            self._head += data[: _HEAD - len(self._head)]
        try:
            self._parser.Parse(data, last)
        except (expat.ExpatError, _NoEnvelope):
            raise plain_error(self._head) or Malformed(
                "bad_payload: the answer is no envelope in UTF-8, or was cut off"
            ) from None
        coded, self._coded = bytes(self._coded), bytearray()
        decoded = self._base64.feed(coded)
        if last:
            self._base64.finish()
        return decoded

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        if not self._path and name != f"{SOAP} Envelope":
            raise _NoEnvelope
        if len(self._path) >= _DEEPEST:
            raise Malformed("bad_payload: the answer is nested too deeply")
        if self._path and self._path[-1] in _CONTENT:
            href = attributes.get("href", "")
            if name != f"{_XOP} Include" or not href.startswith("cid:") or self.reference is not None:
                raise Malformed("bad_payload: the content is not where it should be")
            self.reference = unquote(href.removeprefix("cid:"))
        if name in _CONTENT:
            self._contents += 1
            if self._contents > 1:
                raise Malformed("bad_payload: the answer holds several contents")
        if name == f"{SOAP} Fault" and self._fault is None:
            self._fault = []
        self._path.append(name)

    def _end(self, name: str) -> None:
        self._path.pop()
        if name == f"{SOAP} Fault" and self._fault is not None:
            raise fault_error(" ".join(self._fault), self._fault_code)

    def _text(self, text: str) -> None:
        if self._fault is not None:
            if self._path[-1] == "faultcode":
                self._fault_code = text.strip().rpartition(":")[2]
            if sum(map(len, self._fault)) < _FAULT_TEXT:
                self._fault.append(text)
        elif self._path[-1] in _CONTENT:
            self._coded += text.encode()

    def _doctype(self, *declared: object) -> None:
        raise Malformed("bad_payload: the answer declares a document type")


class _NoEnvelope(Exception):
    """What came is XML and no envelope, such as a page."""


class _Place(Enum):
    """Where in an answer of several parts the reading is."""

    ENVELOPE = auto()
    BETWEEN = auto()
    CONTENT = auto()


class Unwrapping:
    """The content out of the bytes of an answer, with parts or without."""

    def __init__(self, content_type: str) -> None:
        boundary = boundary_of(content_type)
        self._parts = None if boundary is None else Parts(boundary)
        self._envelope = Envelope()
        self._attached: Base64 | None = None
        self._place = _Place.ENVELOPE
        self.over = False

    def feed(self, data: bytes) -> bytes:
        """The content that ``data`` brings; ``over`` says that all of it has come, whatever may follow.

        Raises:
            ConnectorError: the answer says that there is none, or cannot be trusted as an answer.
        """
        if self._parts is None:
            return self._envelope.feed(data)
        found = b""
        for event in self._parts.feed(data):
            match event:
                case Head():
                    self._enter(event)
                case End():
                    found += self._leave()
                    if self.over:
                        break
                case _ if self._place is _Place.ENVELOPE:
                    found += self._envelope.feed(event)
                case _ if self._place is _Place.CONTENT:
                    found += event if self._attached is None else self._attached.feed(event)
        return found

    def finish(self) -> None:
        """Checks, at the end of the answer, that it was complete.

        Raises:
            ConnectorError: it was not.
        """
        if self.over:
            return
        if self._parts is not None:
            raise Malformed("truncated: the content was cut off, or is not in the answer")
        self._envelope.feed(b"", last=True)
        if self._envelope.reference is not None:
            raise Malformed("bad_payload: the content is not in the answer")

    def _enter(self, head: Head) -> None:
        if self._place is _Place.ENVELOPE:
            if head.base64:
                raise Malformed("bad_encoding: the envelope is coded in a way that was not asked for")
        elif head.id == self._envelope.reference:
            self._place = _Place.CONTENT
            self._attached = Base64() if head.base64 else None

    def _leave(self) -> bytes:
        rest = b""
        if self._place is _Place.ENVELOPE:
            rest = self._envelope.feed(b"", last=True)
            self._place = _Place.BETWEEN
            self.over = self._envelope.reference is None
        elif self._place is _Place.CONTENT:
            if self._attached is not None:
                self._attached.finish()
            self.over = True
        return rest


class Content:
    """The content of an answer as an iterator of its bytes, one buffer of the wire at a time."""

    def __init__(self, arriving: Arriving) -> None:
        self._chunks = arriving.chunks
        self._unwrapping = Unwrapping(arriving.headers.get("Content-Type", ""))
        self._begun = b""

    def __aiter__(self) -> Content:
        return self

    async def __anext__(self) -> bytes:
        if self._begun:
            begun, self._begun = self._begun, b""
            return begun
        while not self._unwrapping.over:
            data = await anext(self._chunks, b"")
            if not data:
                self._unwrapping.finish()
                break
            if piece := self._unwrapping.feed(data):
                return piece
        raise StopAsyncIteration

    async def begin(self) -> str:
        """Reads the first bytes, which come again as the first chunk, and says what they begin.

        Raises:
            NotHeld: there is no content.
            Malformed: it is nothing that the service has.
        """
        begun = bytearray()
        while len(begun) < _MAGIC_BYTES and (piece := await anext(self, b"")):
            begun += piece
        self._begun = bytes(begun)
        if not begun:
            raise NotHeld("the service has no content of this document in this form")
        for magic, media_type in _MAGIC:
            if begun.startswith(magic):
                return media_type
        raise Malformed("wrong_format: the content is neither images nor PDF")


async def content_of(arriving: Arriving) -> ContentStream:
    """The content of an answer as a stream. The service knows no ranges and says no lengths.

    Raises:
        ConnectorError: there is none, or its beginning cannot be trusted.
    """
    content = Content(arriving)
    return ContentStream(await content.begin(), content)
