"""Which documents of a family a bundle takes, and in which form."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import get_args

import msgspec

from connectors.model import Category
from connectors.numbers.identity import ApplicationNumber, parse_docdb
from gateway.present.answer import DocumentOut, FamilyAnswer, NoticeOut, RenditionOut
from gateway.present.manifest import BundledDocumentOut, BundledMemberOut
from gateway.questions.dossiers import FoundDocument

REPORTS: tuple[Category, ...] = ("search-report", "examination-report")
"""What is taken when nothing else is said."""

ALL = "all"
_WORDS: tuple[Category, ...] = get_args(Category)


class Chosen(msgspec.Struct, frozen=True):
    """A document that is wanted, and the application in whose dossier it stands."""

    application: ApplicationNumber
    document: DocumentOut

    def listed(self) -> BundledDocumentOut:
        """How the manifest lists it before anything has come of it."""
        document = self.document
        return BundledDocumentOut(
            id=document.id,
            application_number=self.application.docdb,
            code=document.code,
            title=document.title,
            category=document.category,
            direction=document.direction,
            date=document.date,
            language=document.language,
        )


def parse_categories(text: str) -> tuple[Category, ...]:
    """Reads ``search-report,examination-report``; ``all`` is none in particular.

    Raises:
        ValueError: one is not a category; the message says which there are.
    """
    named = [word for part in text.split(",") if (word := part.strip().lower())]
    wrong = [word for word in named if word != ALL and word not in _WORDS]
    if wrong or not named:
        what = f"{wrong[0][:40]!r} is no category" if wrong else "no category is named"
        raise ValueError(f"{what}; there are {ALL}, {', '.join(_WORDS)}")
    return () if ALL in named else tuple(word for word in _WORDS if word in named)


def parse_language(text: str) -> str:
    """Reads the language that is wanted.

    Raises:
        ValueError: it is none; the message says what would be.
    """
    code = text.strip().lower()
    if not (code.isascii() and code.isalpha() and len(code) == 2):
        raise ValueError(f"{text[:20]!r} is not a language of ISO 639-1 such as en")
    return code


def choose(answer: FamilyAnswer, categories: Collection[Category]) -> Iterator[Chosen]:
    """The documents of these categories, or all, in the order of the answer."""
    for dossier in answer.dossiers:
        application = parse_docdb(dossier.application_number.docdb)
        for document in dossier.documents:
            if not categories or document.category in categories:
                yield Chosen(application, document)


def members_of(answer: FamilyAnswer) -> tuple[BundledMemberOut, ...]:
    """The members, as a manifest lists them."""
    return tuple(
        BundledMemberOut(
            application_number=member.application_number.docdb,
            display=member.application_number.display,
            availability=member.availability,
        )
        for member in answer.family.members
    )


def notices_of(answer: FamilyAnswer) -> tuple[NoticeOut, ...]:
    """What offices want said beside their documents, each once."""
    return tuple(dict.fromkeys(notice for file in answer.dossiers for notice in file.notices or ()))


def form_of(found: FoundDocument, language: str | None) -> RenditionOut | None:
    """The rendition to take: the first that can be opened, or the first of those in this language."""
    openable = {source[0] for source in found.sources}
    forms = [one for one in found.document.renditions if one.id in openable]
    spoken = [one for one in forms if language is not None and one.language == language]
    return next(iter(spoken or forms), None)
