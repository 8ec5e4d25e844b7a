"""What every connector offers, whatever its wire: the contract between the gateway and a protocol.

A connector is a plain class with these methods; what connectors share they hold (a ``Client``), they do
not inherit. It raises ``ConnectorError`` and nothing else, takes no timeout, no requester and no logger,
and is safe to cancel at any await. Callers own time.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager
from typing import Literal, Protocol, runtime_checkable

import msgspec

from connectors.errors import Throttled
from connectors.model import Coverage, Document, Dossier, Family
from connectors.numbers.identity import ApplicationNumber, Number, Reading

Operation = Literal["family", "dossier", "citations", "content"]
Scope = Literal["simple", "extended"]
Gravity = Literal["note", "warning", "error"]


class Span(msgspec.Struct, frozen=True):
    """A byte range, ``first`` to ``last`` inclusive; ``last=None``: to the end, ``first=None``: a suffix."""

    first: int | None
    last: int | None = None

    @property
    def header(self) -> str:
        """The span as a value of the ``Range`` header (RFC 9110, section 14.1.2)."""
        if self.first is None:
            return f"bytes=-{self.last}"
        return f"bytes={self.first}-{'' if self.last is None else self.last}"


class ContentStream(msgspec.Struct, frozen=True):
    """The content of a document on its way: never stored, read once.

    ``length`` is the number of bytes of this stream, ``total`` that of the whole document, each ``None``
    when the office does not say. ``span`` is what the office really gave (``None``: the whole). Reading
    ``chunks`` to its end without an exception means that the stream was complete.
    """

    media_type: str
    chunks: AsyncIterator[bytes]
    length: int | None = None
    total: int | None = None
    span: Span | None = None


@runtime_checkable
class Connector(Protocol):
    """Speaks one provider's protocol and answers in our model."""

    async def find_family(self, number: Number, scope: Scope = "simple") -> Family:
        """The family of a number as this provider knows it.

        Raises:
            NotHeld: the provider does not know the number.
            ConnectorError: any other kind of failure.
        """
        ...

    async def get_dossier(self, number: ApplicationNumber) -> Dossier:
        """The whole document list of one application, all pages of it.

        Raises:
            NotHeld: the provider has no file of this application.
            Withheld: it has, and does not open it.
            ConnectorError: any other kind of failure.
        """
        ...

    async def get_citations(self, number: ApplicationNumber) -> Dossier:
        """What was cited against one application and how it is classified: a dossier without documents.

        Raises:
            NotHeld: the provider knows of none.
            ConnectorError: any other kind of failure.
        """
        ...

    def open_content(
        self, number: ApplicationNumber, document: Document, rendition: str, span: Span | None = None
    ) -> AbstractAsyncContextManager[ContentStream]:
        """Opens one rendition of a document as a stream; a bad office raises on entry or while reading."""
        ...

    async def get_coverages(self) -> tuple[Coverage, ...]:
        """What the provider says it holds of each office, and since when; empty when it states nothing.

        Raises:
            Unsupported: its protocol has no such question.
            ConnectorError: any other kind of failure.
        """
        ...

    async def ping(self) -> None:
        """Asks the provider for the cheapest sign of life its protocol has."""
        ...

    async def aclose(self) -> None:
        """Closes what the connector holds; idempotent."""
        ...


@runtime_checkable
class Selective(Protocol):
    """A connector that finds families by some numbers only, and says by which without asking anybody."""

    def can_find(self, number: Number) -> bool:
        """Whether the family of this number can be asked for; else ``find_family`` is unsupported."""
        ...


@runtime_checkable
class Gated(Protocol):
    """A connector that sends nothing which its provider is known to refuse, and says so without asking."""

    def kept_back(self, operation: Operation, rendition: str = "") -> Throttled | None:
        """Why such a question is not sent now, and for how long; ``None`` when it would be.

        ``rendition`` is that of a document whose content is to be opened.
        """
        ...


@runtime_checkable
class Foretelling(Protocol):
    """A connector that can tell a gateway what it is asked next, so that this begins with it at once."""

    async def find_family_before_files(
        self, number: Number, scope: Scope, offices: tuple[str, ...]
    ) -> Family:
        """As ``find_family``, for somebody who asks for the files of these offices' members next."""
        ...


class Message(msgspec.Struct, frozen=True):
    """What a number service says about a number: its code, how grave it is, and what it means."""

    code: str
    gravity: Gravity
    meaning: str


class Confirmation(msgspec.Struct, frozen=True):
    """What a number service makes of a number that was read from a text.

    ``number`` is the DOCDB form that it gives, part by part as it writes it, and ``None`` when it did not
    convert the number; ``messages`` say why.
    """

    number: Number | None = None
    messages: tuple[Message, ...] = ()


@runtime_checkable
class NumberService(Protocol):
    """A connector whose provider also converts numbers, and so can confirm how one was read."""

    async def confirm(self, reading: Reading) -> Confirmation:
        """What the provider makes of a number as its office writes it, without the year that was assumed.

        Raises:
            Unsupported: the provider has no form for this number.
            ConnectorError: any other kind of failure.
        """
        ...
