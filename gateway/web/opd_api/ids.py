"""Document ids of the OPD-API: ``provider~nativeId``, since the path names the application already.

A row of a document list has an id for the original and one for the translation. The id of any rendition but
the first is the same with a mark of that rendition and a dot in front, ``3f9a1c02.ip5~E540``; a provider's id
has no dot.
"""

from __future__ import annotations

import hashlib

import msgspec

from connectors.model import Document
from connectors.numbers.identity import ApplicationNumber
from gateway.present.ids import DocumentId, parse_document_id, parse_rendition_id, rendition_ids


class WireId(msgspec.Struct, frozen=True):
    """What an id names: the document, and a rendition of it; ``mark`` is ``None`` for the first."""

    document: DocumentId
    mark: str | None


def on_the_wire(document: Document) -> Document:
    """The document with the ids by which its renditions are asked for."""
    named = parse_document_id(document.id)
    if named is None:
        raise AssertionError("a document goes out under an id of ours")
    own = rendition_ids(named.provider)(named.native)
    renditions = tuple(
        msgspec.structs.replace(one, id=own if place == 0 else f"{mark(one.id)}.{own}")
        for place, one in enumerate(document.renditions)
    )
    return msgspec.structs.replace(document, id=own, renditions=renditions)


def parse_id(text: str, application: ApplicationNumber) -> WireId | None:
    """Reads an id; ``None`` when it is none."""
    provider, tilde, _ = text.partition("~")
    marked, dot, _ = provider.partition(".")
    own = text[len(marked) + 1 :] if tilde and dot else text
    named = parse_rendition_id(own)
    if named is None:
        return None
    return WireId(DocumentId(named[0], application, named[1]), marked if dot else None)


def mark(rendition: str) -> str:
    """The mark of a rendition."""
    return hashlib.blake2b(rendition.encode(), digest_size=4).hexdigest()
