"""What a bundle of documents holds and what it lacks: the ``manifest.json`` that lies in every bundle."""

from __future__ import annotations

from datetime import date

from connectors.contract import Scope
from connectors.model import Category, Direction
from gateway.present.answer import Answer, Availability, NoticeOut, OutcomeOut, QueryOut

NAME = "manifest.json"


class GapOut(Answer, frozen=True):
    """Why something is missing: a stable word, a sentence, and when it makes sense to ask again."""

    code: str
    detail: str
    retry_after_seconds: int | None


class BundledDocumentOut(Answer, frozen=True):
    """One document that was chosen. ``gap`` is ``None`` exactly when the whole of it lies at ``entry``.

    ``bytes`` and ``sha256`` are of what lies there, which is only the beginning when it is ``truncated``.
    """

    id: str
    application_number: str
    code: str | None
    title: str
    category: Category
    direction: Direction
    date: date | None
    language: str | None
    rendition: str | None = None
    entry: str | None = None
    bytes: int | None = None
    sha256: str | None = None
    truncated: bool = False
    gap: GapOut | None = None


class BundledMemberOut(Answer, frozen=True):
    """One application of the family, and whether its document list could be had."""

    application_number: str
    display: str
    availability: Availability


class BundledNumberOut(Answer, frozen=True):
    """What one number led to. ``problem`` says why it led to no family.

    ``omitted`` counts the documents beyond those that one bundle lists. ``notices``: what offices want said
    beside their documents. ``complete``: everybody who could know has answered, and every chosen document is
    there whole.
    """

    text: str
    query: QueryOut | None = None
    family_id: str | None = None
    members: tuple[BundledMemberOut, ...] = ()
    documents: tuple[BundledDocumentOut, ...] = ()
    omitted: int = 0
    notices: tuple[NoticeOut, ...] = ()
    outcomes: tuple[OutcomeOut, ...] = ()
    problem: GapOut | None = None
    complete: bool = False


class ManifestOut(Answer, frozen=True):
    """The whole manifest. ``categories`` is empty when all were asked for; ``created_at`` is UTC."""

    created_at: str
    categories: tuple[Category, ...]
    scope: Scope
    language: str | None
    numbers: tuple[BundledNumberOut, ...]
    complete: bool
