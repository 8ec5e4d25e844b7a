"""The project's own written form of dossiers: what a providing office, or a sample, states in JSON.

A ``FamilySheet`` is a sample family, one file each; an ``ApplicationSheet`` is one application's part of
it and, as ``dossier.json`` in an application's folder, what an office states beside its documents. Unknown
properties are refused, so that a mistyped ``accessCategory`` can never widen what is shown.

Visibility words are those of the CASE profile: ``public``, ``offices``, and ``restricted`` to the offices in
``accessOfficeBag`` (to nobody when it is empty). What is not said is left to the gateway's configuration.
"""

from __future__ import annotations

import codecs
import hashlib
import json
import uuid
from datetime import date
from typing import Literal

import msgspec

from connectors.model import (
    Access,
    Application,
    Citation,
    Classification,
    Direction,
    Document,
    Dossier,
    PriorityClaim,
    Publication,
    Relation,
    Rendition,
    Status,
)
from connectors.numbers.identity import ApplicationNumber, NumberError, parse_docdb
from connectors.scalars import safe_id

AccessCategory = Literal["public", "offices", "restricted"]


_NAMESPACE = uuid.NAMESPACE_URL.bytes


class SheetError(ValueError):
    """A sheet cannot be used; ``str()`` says where and why."""


class _Sheet(
    msgspec.Struct, frozen=True, kw_only=True, rename="camel", forbid_unknown_fields=True, omit_defaults=True
):
    """Base of what people write: lowerCamelCase, nothing unknown."""


class OriginalSheet(_Sheet, frozen=True):
    """The rendition in the office's own language, when the document itself is a translation of it."""

    language: str
    id: str | None = None


class DocumentSheet(_Sheet, frozen=True):
    """One document: ``code`` as the office writes it, ``pages`` and ``size`` (bytes) when known.

    ``file`` names its file in the application's folder; samples have none, their content is generated.
    Without a ``title`` the file's name says it.
    """

    title: str = ""
    code: str | None = None
    date: date | None = None
    pages: int | None = None
    size: int | None = None
    direction: Direction = "unknown"
    language: str | None = None
    groups: tuple[str, ...] = ()
    file: str | None = None
    id: str | None = None
    original: OriginalSheet | None = None
    access_category: AccessCategory | None = None
    access_office_bag: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        """Refuses what names no document at all."""
        if not (self.title or self.file):
            raise ValueError("a document has a title or a file")


class PrioritySheet(_Sheet, frozen=True):
    """One claim to an earlier application, by its DOCDB number."""

    number: str
    date: date | None = None
    relation: Relation = "priority"


class ApplicationSheet(_Sheet, frozen=True):
    """One application: bibliographic facts, and its documents.

    ``number`` is DOCDB-dotted and may be left out where a folder's name says it. ``withheld`` closes the
    whole file. ``accessCategory`` holds for each document that says nothing itself.
    """

    number: str | None = None
    filing_date: date | None = None
    titles: dict[str, str] = {}
    applicants: tuple[str, ...] = ()
    status: Status = "unknown"
    publications: tuple[Publication, ...] = ()
    priorities: tuple[PrioritySheet, ...] = ()
    withheld: bool = False
    access_category: AccessCategory | None = None
    access_office_bag: tuple[str, ...] = ()
    documents: tuple[DocumentSheet, ...] = ()
    citations: tuple[Citation, ...] = ()
    classifications: tuple[Classification, ...] = ()


class FamilySheet(_Sheet, frozen=True):
    """A sample family. ``sources`` says where its facts come from and what is invented."""

    family: str
    sources: str
    applications: tuple[ApplicationSheet, ...]


class Held(msgspec.Struct, frozen=True):
    """One application as a provider holds it: its dossier, and whether the whole file is closed."""

    dossier: Dossier
    withheld: bool = False

    @property
    def application(self) -> Application:
        """The bibliographic facts."""
        return self.dossier.application

    @property
    def number(self) -> ApplicationNumber:
        """The identity of the application."""
        return self.dossier.application.number


def parse_family(data: bytes) -> FamilySheet:
    """What stands in the file of a sample family.

    Raises:
        SheetError: the text is no family sheet.
    """
    try:
        return msgspec.json.decode(data, type=FamilySheet)
    except msgspec.DecodeError as problem:
        raise SheetError(str(problem)) from problem


def parse_application(data: bytes) -> ApplicationSheet:
    """What stands in a ``dossier.json``.

    Raises:
        SheetError: the text is no application sheet, or says a name twice in one object.
    """
    text = data.removeprefix(codecs.BOM_UTF8)
    try:
        sheet = msgspec.json.decode(text, type=ApplicationSheet)
    except msgspec.DecodeError as problem:
        raise SheetError(str(problem)) from problem
    json.loads(text, object_pairs_hook=_once)
    return sheet


def _once(pairs: list[tuple[str, object]]) -> dict[str, object]:
    read = dict(pairs)
    if len(read) != len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise SheetError(f"{twice!r} stands twice in one object")
    return read


def held_from(sheet: ApplicationSheet, number: ApplicationNumber | None = None) -> Held:
    """What a sheet states, in the model. ``number`` stands in for one that the sheet does not give.

    Raises:
        SheetError: there is no number, or it is none; a document has an id that cannot be asked for, or that
            another one has; a citation does not say what is cited.
    """
    number = _number(sheet.number) if sheet.number else number
    if number is None:
        raise SheetError("the sheet gives no application number")
    documents: list[Document] = []
    named: dict[str, str] = {}
    for written in sheet.documents:
        document = _document(number, written, sheet, len(documents))
        name = written.file or written.title
        if safe_id(document.id) is None:
            raise SheetError(f"the id {document.id[:60]!r} of {name!r} cannot stand in a URL")
        fresh = {document.id, *(one.id for one in document.renditions if one.id != one.format)}
        if same := named.keys() & fresh:
            raise SheetError(f"{named[min(same)]!r} and {name!r} have one id, {min(same)}")
        named |= dict.fromkeys(fresh, name)
        documents.append(document)
    if any((one.publication, one.application, one.text or None).count(None) != 2 for one in sheet.citations):
        raise SheetError("a citation has one of publication, application and text, to say what is cited")
    application = Application(
        number=number,
        filing_date=sheet.filing_date,
        title=sheet.titles.get("en") or next(iter(sheet.titles.values()), None),
        applicants=sheet.applicants,
        status=sheet.status,
        publications=sheet.publications,
        priorities=tuple(_claim(claim) for claim in sheet.priorities),
    )
    dossier = Dossier(
        application=application,
        documents=tuple(documents),
        citations=sheet.citations,
        classifications=sheet.classifications,
        access=access_of(sheet),
    )
    return Held(dossier, sheet.withheld)


def document_id(number: ApplicationNumber, *facts: str) -> str:
    """A document id that stays the same while the facts that name the document do."""
    name = "\n".join((number.docdb, *facts))
    return f"{number.office}{number.number}-{_named_uuid(name)}".lower()


def _named_uuid(name: str) -> str:
    """``uuid.uuid5(uuid.NAMESPACE_URL, name)`` as text, at a quarter of its cost."""
    hashed = hashlib.sha1(_NAMESPACE + name.encode(), usedforsecurity=False).digest()
    value = bytearray(hashed[:16])
    value[6] = value[6] & 0x0F | 0x50
    value[8] = value[8] & 0x3F | 0x80
    text = value.hex()
    return f"{text[:8]}-{text[8:12]}-{text[12:16]}-{text[16:20]}-{text[20:]}"


def access_of(*sheets: DocumentSheet | ApplicationSheet) -> Access | None:
    """Who may see something, by the first of these that says it, in the model; ``None`` when none does.

    Offices that are named are those who may, whichever word stands beside them, as in the profile.
    """
    for sheet in sheets:
        if sheet.access_office_bag:
            return Access(visibility="named", offices=sheet.access_office_bag)
        if sheet.access_category is not None:
            return Access(
                visibility="none" if sheet.access_category == "restricted" else sheet.access_category
            )
    return None


def _number(text: str) -> ApplicationNumber:
    try:
        return parse_docdb(text)
    except NumberError as problem:
        raise SheetError(str(problem)) from problem


def _claim(claim: PrioritySheet) -> PriorityClaim:
    return PriorityClaim(number=_number(claim.number), date=claim.date, relation=claim.relation)


def _document(
    number: ApplicationNumber, written: DocumentSheet, sheet: ApplicationSheet, ordinal: int
) -> Document:
    facts = (
        (written.file,)
        if written.file
        else (str(written.date), written.code or "", written.title, str(ordinal))
    )
    own = written.id or document_id(number, *facts)
    suffix = (written.file or "").rpartition(".")[2].lower() if "." in (written.file or "") else "pdf"
    renditions = [Rendition(id=suffix, language=written.language, format=suffix)]
    if written.original is not None:
        original = Rendition(
            id=written.original.id or f"{own}_o", language=written.original.language, format=suffix
        )
        renditions = [
            original,
            Rendition(id=own, kind="translation", language=written.language, format=suffix),
        ]
    return Document(
        id=own,
        title=written.title,
        code=written.code,
        direction=written.direction,
        date=written.date,
        page_count=written.pages,
        size=written.size,
        language=written.language,
        groups=written.groups,
        renditions=tuple(renditions),
        access=access_of(written, sheet),
    )
