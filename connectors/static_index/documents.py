"""What stands under one application of an index, read when it is asked for. Pure.

A document's ``file`` is a path below the index, with ``/`` between its parts, not percent-encoded. A path
that could lead anywhere else is no path, and its row cannot be shown.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator

import msgspec
from msgspec import Raw

from connectors.case.access import both
from connectors.codes.categories import classify
from connectors.kit.sheets import DocumentSheet, document_id
from connectors.model import Access, Citation, Classification, Document, Rendition
from connectors.numbers.identity import ApplicationNumber, NumberError, parse_docdb
from connectors.scalars import count, language_code, safe_id, text
from connectors.static_index.parse import (
    Entry,
    cleaned,
    dated,
    publication_of,
    read,
    read_known,
    read_rows,
)
from connectors.static_index.statement import CLOSED, DOCUMENT_WORDS, doubtful, said

_DOCUMENT = msgspec.json.Decoder(DocumentSheet)
_PROPERTIES = msgspec.json.Decoder(dict[str, Raw])
_CITATION = msgspec.json.Decoder(Citation)
_CLASSIFICATION = msgspec.json.Decoder(Classification)
_KNOWN = frozenset(DocumentSheet.__struct_encode_fields__)
_ACCESS = frozenset({"accessCategory", "accessOfficeBag"})
_SUFFIXES = frozenset({"pdf", "tif", "tiff", "xml", "txt", "zip", "docx", "png", "jpg", "jpeg", "gif", "jp2"})
_LONGEST_PATH = 1024


class Filed(msgspec.Struct, frozen=True):
    """A document and the parts of its file's path; no parts when the index names no file."""

    document: Document
    path: tuple[str, ...] = ()


class Files(msgspec.Struct, frozen=True):
    """The documents of an application by their ids; and its rows that cannot be shown, as in
    ``Dossier.unreadable``.
    """

    by_id: dict[str, Filed]
    unreadable: tuple[Document | None, ...] = ()


def documents_of(entry: Entry) -> Files:
    """The documents of an application, each once, under the strictest that is said of it."""
    number = entry.application.number
    found: dict[str, Filed] = {}
    unreadable: list[Document | None] = []
    for statement in entry.statements:
        for row in read_rows(statement.documents):
            filed = filed_of(row, number, statement.access)
            if filed is None or not (own := filed.document.id):
                unreadable.append(
                    _described(row, number, statement.access) if filed is None else filed.document
                )
                continue
            if (known := found.get(own)) is not None:
                access = both(known.document.access, filed.document.access)
                document = msgspec.structs.replace(known.document, access=access)
                filed = msgspec.structs.replace(known, document=document)
            found[own] = filed
    return Files(found, tuple(unreadable))


def citations_of(entry: Entry) -> tuple[tuple[Citation, ...], tuple[None, ...]]:
    """What was cited against an application; and the rows of which that cannot be told, as in
    ``Dossier.unreadable``.
    """
    found = list(_each_citation(entry))
    read_ones = dict.fromkeys(one for one in found if one is not None)
    return tuple(read_ones), (None,) * found.count(None)


def classifications_of(entry: Entry) -> tuple[Classification, ...]:
    """How an application is classified."""
    rows = (row for statement in entry.statements for row in read_rows(statement.classifications))
    read_ones = (one for row in rows if (one := read(_CLASSIFICATION, row)) is not None)
    return tuple(
        dict.fromkeys(
            Classification(scheme=scheme, symbol=symbol)
            for one in read_ones
            if (scheme := text(one.scheme)) is not None and (symbol := text(one.symbol)) is not None
        )
    )


def citation_of(row: Raw) -> Citation | None:
    """A citation; ``None`` when its row does not say exactly one thing that is cited."""
    one = read(_CITATION, row)
    if one is None:
        return None
    publication = None if one.publication is None else publication_of(one.publication)
    application = None if one.application is None else _application(one.application)
    literature = text(one.text)
    if sum(cited is not None for cited in (publication, application, literature)) != 1:
        return None
    return Citation(
        publication=publication,
        application=application,
        text=literature,
        categories=cleaned(one.categories),
        claims=cleaned(one.claims),
        passages=cleaned(one.passages),
        phase=text(one.phase),
        date=dated(one.date),
    )


def path_of(file: str) -> tuple[str, ...] | None:
    """The parts of a path below the index; ``None`` when it leads elsewhere or could be read in two ways."""
    parts = tuple(file.split("/"))
    if not file or len(file) > _LONGEST_PATH or not file.isprintable() or "\\" in file:
        return None
    if any(part in ("", ".", "..") for part in parts):
        return None
    return parts


def suffix_of(path: tuple[str, ...]) -> str:
    """The format of a file by its name; ``bin`` when it has none that is known."""
    suffix = path[-1].rpartition(".")[2].lower() if path and "." in path[-1] else ""
    return suffix if suffix in _SUFFIXES else "bin"


def filed_of(row: Raw, number: ApplicationNumber, inherited: Access | None) -> Filed | None:
    """A document, without an id when it cannot be shown; ``None`` when its row cannot be read."""
    sheet = read(_DOCUMENT, row)
    closed = doubtful(bytes(row), DOCUMENT_WORDS)
    if sheet is None:
        closed = True
        sheet = read_known(_DOCUMENT, row, _KNOWN, _ACCESS)
    if sheet is None:
        return None
    path = () if sheet.file is None else path_of(sheet.file)
    own = id_of(sheet, number) if sheet.title else None
    access = CLOSED if closed else said(sheet.access_category, sheet.access_office_bag) or inherited
    if own is None or path is None:
        return Filed(_document("", number, sheet, (), access))
    return Filed(_document(own, number, sheet, path, access), path)


def id_of(sheet: DocumentSheet, number: ApplicationNumber) -> str | None:
    """What a document is known by: its id, or one that its file gives it; ``None``: an id that is none."""
    return safe_id(sheet.id or document_id(number, *_naming(sheet)))


def _described(row: Raw, number: ApplicationNumber, inherited: Access | None) -> Document | None:
    """What can be read of a row that has a value of a wrong form; ``None`` when nothing can.

    It is for nobody where the row, or its application if the row cannot be read at all, says who may see it
    in a way that cannot be read.
    """
    properties = read(_PROPERTIES, row)
    if properties is None:
        return None if inherited is None else _closed()
    kept = {name: value for name, value in properties.items() if name in _KNOWN and _fits(name, value)}
    sheet = read(_DOCUMENT, msgspec.json.encode({"title": "-"} | kept))
    if sheet is None:
        return _closed()
    narrowed = kept.keys() & _ACCESS != properties.keys() & _ACCESS or not properties.keys() <= _KNOWN
    closed = narrowed or doubtful(bytes(row), DOCUMENT_WORDS)
    access = CLOSED if closed else said(sheet.access_category, sheet.access_office_bag) or inherited
    return _document("", number, sheet, (), access)


def _fits(name: str, value: Raw) -> bool:
    return read(_DOCUMENT, msgspec.json.encode({"title": "-"} | {name: value})) is not None


def _closed() -> Document:
    return Document(id="", title="", access=CLOSED)


def _naming(sheet: DocumentSheet) -> tuple[str, ...]:
    """The facts that a document without an id is known by: its file, or else all that names it."""
    if sheet.file is not None:
        return (unicodedata.normalize("NFC", sheet.file),)
    return (str(sheet.date), sheet.code or "", sheet.title)


def _document(
    own: str, number: ApplicationNumber, sheet: DocumentSheet, path: tuple[str, ...], access: Access | None
) -> Document:
    code = text(sheet.code)
    title = text(sheet.title) or code or own
    groups = cleaned(sheet.groups)
    office = "WO" if number.kind == "W" else number.office
    means = classify(office, code, title, groups=groups, direction=sheet.direction)
    language = language_code(sheet.language)
    suffix = suffix_of(path)
    rendition = Rendition(
        id=suffix,
        kind="original" if sheet.original is None else "translation",
        language=language,
        format=suffix,
    )
    return Document(
        id=own,
        title=title,
        code=code,
        category=means.category,
        direction=means.direction,
        date=dated(sheet.date),
        page_count=count(sheet.pages),
        size=count(sheet.size),
        language=language,
        groups=groups,
        renditions=(rendition,) if path else (),
        access=access,
    )


def _each_citation(entry: Entry) -> Iterator[Citation | None]:
    """The citations that say exactly one thing that is cited; ``None`` for each other one."""
    for statement in entry.statements:
        for row in read_rows(statement.citations):
            yield citation_of(row)


def _application(one: ApplicationNumber) -> ApplicationNumber | None:
    try:
        return parse_docdb(one.docdb)
    except NumberError:
        return None
