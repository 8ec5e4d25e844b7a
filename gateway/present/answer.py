"""The answer as it goes out: the JSON of ``/api/v1``, in lowerCamelCase, and the source of its schema."""

from __future__ import annotations

from datetime import UTC, date, datetime
from functools import lru_cache
from typing import Any, Literal

import msgspec

from connectors.contract import Operation, Scope
from connectors.model import Category, Direction, NoticeKind, Relation, RenditionKind, Status, Visibility
from connectors.numbers.identity import ApplicationNumber, CheckDigit, Number, NumberType, Reading
from connectors.numbers.writing import display, st13
from gateway.asks import OutcomeCode

Availability = Literal[
    "available", "unavailable", "withheld", "not-covered", "not-providing", "not-participating"
]  # fmt: skip


class Answer(msgspec.Struct, frozen=True, kw_only=True, rename="camel", gc=False):
    """Base of everything that goes out."""


class NumberOut(Answer, frozen=True):
    """An application number: DOCDB identity, the one form shown to people, and ST.13 where it is certain."""

    office: str
    number: str
    kind: str
    docdb: str
    display: str
    st13: str | None


class PublicationOut(Answer, frozen=True):
    """One publication; ``number`` in DOCDB spelling, ``kind`` an ST.16 code."""

    office: str
    number: str
    kind: str | None
    date: date | None
    display: str

    @property
    def grants(self) -> bool:
        """Whether it is a granted patent (ST.16: B and C; of the USPTO until 2000 A, and S, P, E)."""
        return (self.kind or "").startswith(("B", "C")) or (self.office == "US" and self.kind in _US_PATENTS)


_US_PATENTS = ("A", "E", "E1", "P", "P2", "P3", "S", "S1")


class PriorityOut(Answer, frozen=True):
    """One claim to an earlier application."""

    office: str
    number: str
    kind: str
    date: date | None
    docdb: str
    display: str
    relation: Relation


class ReportsOut(Answer, frozen=True):
    """Whether search and examination reports are in the file, and the newest date of one."""

    search: bool
    examination: bool
    latest: date | None


class ProvenanceOut(Answer, frozen=True):
    """By which provider a member or a dossier is known, and since when this is known."""

    provider: str
    protocol: str
    retrieved_at: str | None


class MemberOut(Answer, frozen=True):
    """An application of the family.

    ``provenance``: the providers that list it. ``validation_of``: the European application that it validates.
    """

    application_number: NumberOut
    filing_date: date | None
    title: str | None
    applicants: tuple[str, ...]
    status: Status
    publications: tuple[PublicationOut, ...]
    priorities: tuple[PriorityOut, ...]
    availability: Availability
    reports: ReportsOut
    provenance: tuple[ProvenanceOut, ...] = ()
    validation_of: str | None = None


class FamilyOut(Answer, frozen=True):
    """The family; ``id`` is the same whenever the same facts are known."""

    scope: Scope
    id: str
    members: tuple[MemberOut, ...]


class RenditionOut(Answer, frozen=True):
    """One form in which the content can be opened."""

    id: str
    kind: RenditionKind
    language: str | None
    format: str


class DocumentProvenanceOut(Answer, frozen=True):
    """By which provider a document is known, under which native id, and since when this is known."""

    provider: str
    protocol: str
    document_id: str
    retrieved_at: str | None


class NoticeOut(Answer, frozen=True):
    """What an office wants said wherever its documents are shown, and the provider that it is said of."""

    provider: str
    kind: NoticeKind
    text: str


class DocumentOut(Answer, frozen=True):
    """Metadata of one document; ``notices`` stand here when it is told alone, else beside its dossier."""

    id: str
    code: str | None
    title: str
    category: Category
    direction: Direction
    date: date | None
    page_count: int | None
    size: int | None
    language: str | None
    groups: tuple[str, ...]
    visibility: Visibility
    renditions: tuple[RenditionOut, ...]
    provenance: tuple[DocumentProvenanceOut, ...]
    notices: tuple[NoticeOut, ...] | msgspec.UnsetType = msgspec.UNSET


class CitedPublicationOut(Answer, frozen=True):
    """The patent document that is cited."""

    office: str
    number: str
    kind: str | None
    date: date | None
    display: str


class CitationOut(Answer, frozen=True):
    """One cited document, with who cited it where; ``text`` for what is no readable patent number."""

    publication: CitedPublicationOut | None
    application_number: NumberOut | None
    text: str | None
    categories: tuple[str, ...]
    claims: tuple[str, ...]
    passages: tuple[str, ...]
    phase: str | None
    date: date | None
    providers: tuple[str, ...]


class ClassificationOut(Answer, frozen=True):
    """One classification symbol under its scheme."""

    scheme: str
    symbol: str


class DossierOut(Answer, frozen=True):
    """One application's file: documents newest first; ``notices`` where an office wants something said."""

    application_number: NumberOut
    documents: tuple[DocumentOut, ...]
    citations: tuple[CitationOut, ...]
    classifications: tuple[ClassificationOut, ...]
    provenance: tuple[ProvenanceOut, ...]
    notices: tuple[NoticeOut, ...] | msgspec.UnsetType = msgspec.UNSET


class OutcomeOut(Answer, frozen=True):
    """What became of one ask: who answered, in what time, and why not."""

    provider: str
    operation: Operation
    application_number: str | None
    code: OutcomeCode
    elapsed_ms: int
    attempts: int
    age_seconds: int
    retry_after_seconds: int | None
    detail: str | None


class ConflictValueOut(Answer, frozen=True):
    """One of the values that sources state, and which of them state it."""

    value: Any
    providers: tuple[str, ...]


class ConflictOut(Answer, frozen=True):
    """Sources that disagree about one field: all values, the one that is shown first."""

    application_number: str
    document_id: str | None
    field: str
    values: tuple[ConflictValueOut, ...]
    reason: str | None = None


class ReadAsOut(Answer, frozen=True):
    """One reading of the number that was asked for."""

    type: NumberType
    office: str
    number: str
    kind: str | None
    docdb: str
    display: str
    st13: str | None
    score: float
    check_digit: CheckDigit
    reasons: tuple[str, ...]


class QueryOut(Answer, frozen=True):
    """The question as it was written, and how it was read."""

    text: str
    read_as: tuple[ReadAsOut, ...]


class FamilyAnswer(Answer, frozen=True):
    """The answer to a family question."""

    query: QueryOut
    family: FamilyOut
    dossiers: tuple[DossierOut, ...]
    outcomes: tuple[OutcomeOut, ...]
    conflicts: tuple[ConflictOut, ...]
    complete: bool


class DossierAnswer(Answer, frozen=True):
    """The answer to a dossier question."""

    dossier: DossierOut
    outcomes: tuple[OutcomeOut, ...]
    conflicts: tuple[ConflictOut, ...]
    complete: bool


def instant(moment: datetime) -> str:
    """An instant as it goes out: UTC with ``Z``, to the second."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


@lru_cache(maxsize=16_384)
def number_out(number: ApplicationNumber) -> NumberOut:
    """An application number as it goes out."""
    return NumberOut(
        office=number.office,
        number=number.number,
        kind=number.kind,
        docdb=number.docdb,
        display=display(number),
        st13=st13(number),
    )


@lru_cache(maxsize=16_384)
def publication_display(office: str, number: str, kind: str | None) -> str:
    """A publication number as it is shown to people."""
    return display(Number("publication", office, number, kind))


def read_as_out(reading: Reading) -> ReadAsOut:
    """A reading as it goes out."""
    number, application = reading.number, reading.number.application
    return ReadAsOut(
        type=number.type,
        office=number.office,
        number=number.number,
        kind=number.kind,
        docdb=number.docdb,
        display=display(number),
        st13=None if application is None else st13(application),
        score=round(reading.score, 3),
        check_digit=reading.check_digit,
        reasons=reading.reasons,
    )
