"""Bodies encoded once, and the weak entity tag that stands for what they say.

The tag of a family is over the family and its dossiers without ``retrievedAt``, the conflicts, ``complete``
and the outcome codes, with ``cached`` counted as ``ok``: it is the same whenever the same facts are known, by
whatever replica, however they came and how long that took.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Collection, Iterable

import msgspec
from msgspec import Raw

from gateway.present.answer import DocumentOut, DossierAnswer, DossierOut, OutcomeOut, QueryOut
from gateway.present.citations_answer import CitationsAnswer
from gateway.present.present import Presented
from gateway.web.csv_table import citations_csv

_encode = msgspec.json.Encoder().encode
_RETRIEVED = re.compile(rb'"retrievedAt":"[^"]*"')
"""Matches no text: inside a JSON string a quotation mark is escaped."""

_FEW = 3


class Body(msgspec.Struct, frozen=True):
    """An encoded answer and the opaque part of its weak entity tag."""

    data: bytes
    tag: str


def family_body(query: QueryOut, answer: Presented) -> Body:
    """The JSON of a family answer, put together from what is written of it already."""
    family, conflicts, complete = map(_encode, (answer.family, answer.conflicts, answer.complete))
    tag = _tag(
        _without(family, {p.retrieved_at for member in answer.family.members for p in member.provenance}),
        b"".join([dated.sheet.tag for dated in answer.dossiers]),
        conflicts,
        complete,
        _codes(answer.outcomes),
    )
    data = _encode(
        {
            "query": query,
            "family": Raw(family),
            "dossiers": [Raw(dated.json) for dated in answer.dossiers],
            "outcomes": answer.outcomes,
            "conflicts": Raw(conflicts),
            "complete": answer.complete,
        }
    )
    return Body(data, tag)


def dossier_body(answer: DossierAnswer) -> Body:
    """The JSON of a dossier answer."""
    dossier = _encode(answer.dossier)
    conflicts, complete = _encode(answer.conflicts), _encode(answer.complete)
    tag = _tag(_timeless(dossier, answer.dossier), conflicts, complete, _codes(answer.outcomes))
    data = _encode(
        {
            "dossier": Raw(dossier),
            "outcomes": answer.outcomes,
            "conflicts": Raw(conflicts),
            "complete": answer.complete,
        }
    )
    return Body(data, tag)


def citations_body(answer: CitationsAnswer) -> Body:
    """The JSON of an answer about citations."""
    facts, data = _citations(answer), _encode(answer)
    return Body(data, _tag(b"json", *facts))


def citations_table(answer: CitationsAnswer) -> Body:
    """The CSV of an answer about citations; its tag is another one than that of the JSON."""
    return Body(citations_csv(answer), _tag(b"csv", *_citations(answer)))


def _citations(answer: CitationsAnswer) -> tuple[bytes, ...]:
    facts = (answer.family, answer.citations, answer.classifications, answer.conflicts, answer.complete)
    return (*map(_encode, facts), _codes(answer.outcomes))


def document_body(document: DocumentOut) -> Body:
    """The JSON of a document's metadata."""
    data = _encode(document)
    return Body(data, _tag(_RETRIEVED.sub(b"", data)))


def plain_body(answer: msgspec.Struct) -> Body:
    """The JSON of an answer that says nothing of when it was retrieved."""
    data = _encode(answer)
    return Body(data, _tag(data))


def bytes_body(data: bytes) -> Body:
    """What is encoded already."""
    return Body(data, _tag(data))


def _timeless(encoded: bytes, dossier: DossierOut) -> bytes:
    """The encoded dossier without when it was retrieved."""
    times = {p.retrieved_at for document in dossier.documents for p in document.provenance}
    return _without(encoded, times | {p.retrieved_at for p in dossier.provenance})


def _without(encoded: bytes, times: Collection[str | None]) -> bytes:
    """The encoded value without these times of retrieval, which are all it has.

    Everything that one provider answered to one ask has one time: taking out a few known times is three
    times as fast as looking for any.
    """
    if len(times) > _FEW:
        return _RETRIEVED.sub(b"", encoded)
    for time in times:
        encoded = encoded.replace(b'"retrievedAt":' + _encode(time), b"")
    return encoded


def _codes(outcomes: Iterable[OutcomeOut]) -> bytes:
    return _encode(
        [
            (o.provider, o.operation, o.application_number, "ok" if o.code == "cached" else o.code)
            for o in outcomes
        ]
    )


def _tag(*parts: bytes) -> str:
    """Identifies the parts; SHA-256 for speed, where the processor has it, not for secrecy."""
    digest = hashlib.sha256()
    for part in parts:
        digest.update(len(part).to_bytes(8, "big"))
        digest.update(part)
    return digest.hexdigest()[:32]
