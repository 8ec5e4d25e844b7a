"""The answer about the citations of a family, as it goes out and as its schema is made from."""

from __future__ import annotations

from datetime import date

from connectors.contract import Scope
from gateway.present.answer import (
    Answer,
    Availability,
    CitedPublicationOut,
    ConflictOut,
    NumberOut,
    OutcomeOut,
    QueryOut,
)


class CitingOut(Answer, frozen=True):
    """One application against which a document is cited: by whom, when, and as what."""

    application_number: NumberOut
    office: str
    kind: str | None
    phase: str | None
    categories: tuple[str, ...]
    claims: tuple[str, ...]
    passages: tuple[str, ...]
    date: date | None
    providers: tuple[str, ...]


class CitedDocumentOut(Answer, frozen=True):
    """One cited document with everyone who cites it: a publication, an application, or literature."""

    publication: CitedPublicationOut | None
    application_number: NumberOut | None
    text: str | None
    member: str | None
    cited_by: tuple[str, ...]
    only_cited_by: str | None
    citings: tuple[CitingOut, ...]


class CitingMemberOut(Answer, frozen=True):
    """An application of the family: whether its citations were obtained, and how many documents those are."""

    application_number: NumberOut
    office: str
    availability: Availability
    cited: int
    unique: int


class CitingOfficeOut(Answer, frozen=True):
    """How many documents an office cites against the family, and how many of them no other office does."""

    office: str
    cited: int
    unique: int


class CitingFamilyOut(Answer, frozen=True):
    """The family whose citations these are."""

    scope: Scope
    id: str
    members: tuple[CitingMemberOut, ...]
    offices: tuple[CitingOfficeOut, ...]


class FamilyClassificationOut(Answer, frozen=True):
    """One classification symbol, and which applications of the family it is given to."""

    scheme: str
    symbol: str
    members: tuple[str, ...]
    providers: tuple[str, ...]


class CitationsAnswer(Answer, frozen=True):
    """The answer to a question about the citations of a family."""

    query: QueryOut
    family: CitingFamilyOut
    citations: tuple[CitedDocumentOut, ...]
    classifications: tuple[FamilyClassificationOut, ...]
    outcomes: tuple[OutcomeOut, ...]
    conflicts: tuple[ConflictOut, ...]
    complete: bool
