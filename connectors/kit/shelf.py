"""Reads one application's folder: file names, ``dossier.json`` and ``index.csv`` to an application sheet.

A file is described by its name, ``2021-03-04_EXRP_Examination report.pdf`` (date, code, title; date and
code may be missing), by a row of ``index.csv``, or by a document of ``dossier.json``; the last one that
speaks of a file says all about it. Links and hidden files are not looked at.
"""

from __future__ import annotations

import csv
import io
import os
import re
import unicodedata
from collections.abc import Iterable, Mapping
from datetime import date
from difflib import get_close_matches
from pathlib import Path

import msgspec

from connectors.errors import NotHeld
from connectors.kit.content import read_beneath
from connectors.kit.sheets import (
    ApplicationSheet,
    DocumentSheet,
    Held,
    SheetError,
    access_of,
    document_id,
    held_from,
    parse_application,
)
from connectors.numbers.identity import ApplicationNumber, NumberError
from connectors.numbers.reading import ambiguous, read

SHEET, TABLE = "dossier.json", "index.csv"
MEDIA_TYPES: Mapping[str, str] = {
    "pdf": "application/pdf",
    "tif": "image/tiff",
    "tiff": "image/tiff",
    "xml": "application/xml",
    "txt": "text/plain; charset=utf-8",
    "zip": "application/zip",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}
"""What is served of a folder, by file name suffix; other files are left alone."""
_UNDECODED = re.compile("[\ud800-\udfff]")
"""What stands in a name for bytes that are not UTF-8 (PEP 383)."""
_DESCRIPTION_BYTES = 16 * 1024 * 1024
_NAME = re.compile(
    r"(?:(?P<date>\d{4}-\d{2}-\d{2})[_ ]+)?(?:(?P<code>[A-Z0-9][A-Z0-9./-]{0,19})_)?(?P<title>.+)"
)
_COLUMNS = {
    "file", "title", "code", "date", "pages", "direction", "language", "groups", "id", "accessCategory",
    "accessOfficeBag",
}  # fmt: skip


class Shelf(msgspec.Struct, frozen=True):
    """One application's folder as read: its sheet with every document filled in, or why it is not served.

    ``files`` leads from the id of a document to its file name. ``remarks`` are sentences for the office.
    ``closed`` is the application that the name of a folder with a fault says: a further folder of it, which
    may say less of who may see it, is not to take its place.
    """

    name: str
    sheet: ApplicationSheet | None = None
    held: Held | None = None
    files: Mapping[str, str] = {}
    remarks: tuple[str, ...] = ()
    closed: ApplicationNumber | None = None


def read_shelf(root: Path, name: str, office: str | None = None) -> Shelf:
    """Reads the folder ``name`` of ``root``. Never raises for what is in it: faults become remarks.

    ``office`` is assumed where the folder's name has no office code.
    """
    try:
        return _read(root, name, office)
    except csv.Error as problem:
        fault = f"{TABLE}: {problem}"
    except (SheetError, NotHeld, OSError, UnicodeError) as problem:
        fault = str(problem)
    return Shelf(name, remarks=(f"{name}: not served: {fault}",), closed=_said_by(name, office))


def _read(root: Path, name: str, office: str | None) -> Shelf:
    with os.scandir(root / name) as entries:
        sizes = {
            entry.name: entry.stat(follow_symlinks=False).st_size
            for entry in entries
            if entry.is_file(follow_symlinks=False)
        }
    plain = sorted(sizes)
    sheet = ApplicationSheet()
    if SHEET in plain:
        try:
            sheet = parse_application(read_beneath(root, (name, SHEET), _DESCRIPTION_BYTES))
        except SheetError as problem:
            raise SheetError(f"{SHEET}: {problem}") from problem
    described = _by_file(TABLE, _tabled(root, name)) if TABLE in plain else {}
    described |= _by_file(SHEET, map(_whole, sheet.documents))
    files = [file for file in plain if is_document(file)]
    if (foreign := next(filter(_UNDECODED.search, files), None)) is not None:
        raise SheetError(f"the name of {foreign!r} is not written in UTF-8: rename the file")
    missing = {file: document for file, document in described.items() if file not in files}
    if any(access_of(document) is not None for document in missing.values()):
        raise SheetError(f"who may see {min(missing)} is said, but it is not there: a mistyped name?")
    remarks = tuple(f"{name}: {file} is described but not there" for file in missing)
    number = number_of(name, sheet.number, office)
    documents = tuple(_with_id(described.get(file) or named(file), number, sizes[file]) for file in files)
    sheet = msgspec.structs.replace(sheet, number=number.docdb, documents=documents)
    return Shelf(name, sheet, held_from(sheet), {one.id or "": one.file or "" for one in documents}, remarks)


def number_of(name: str, stated: str | None = None, office: str | None = None) -> ApplicationNumber:
    """The application number that the sheet states, or else the folder's name.

    Raises:
        SheetError: it cannot be read, could be two numbers, or the two contradict each other.
    """
    found = application_of(name if stated is None else stated, office, f"say which as number in {SHEET}")
    if stated is not None and not _may_be(name, found, office):
        raise SheetError(f"{SHEET} is about {found.docdb}, which the folder's name does not say")
    return found


def application_of(text: str, office: str | None, remedy: str) -> ApplicationNumber:
    """The application number that a text can be read as in one way only; ``office`` as in ``number_of``.

    Raises:
        SheetError: it cannot be read, or could be two numbers: then ``remedy`` says what to do.
    """
    try:
        readings = read(text, type="application", office=office)
    except NumberError as problem:
        raise SheetError(str(problem)) from problem
    if ambiguous(readings):
        forms = " or ".join(sorted({one.number.docdb for one in readings[:3]}))
        raise SheetError(f"{text[:60]!r} could be {forms}: {remedy}")
    found = readings[0].number.application
    if found is None:
        raise SheetError(f"{text[:60]!r} is no application number")
    return found


def _said_by(name: str, office: str | None) -> ApplicationNumber | None:
    """The application that a folder's name says, if it says one."""
    try:
        return number_of(name, office=office)
    except SheetError:
        return None


def _may_be(name: str, number: ApplicationNumber, office: str | None) -> bool:
    """Whether a folder's name can be read as this number; a name that is no number says nothing."""
    try:
        readings = read(name, type="application", office=office or number.office)
    except NumberError:
        return True
    return any(one.number.application == number for one in readings)


def named(file: str) -> DocumentSheet:
    """A document as its file name describes it."""
    stem = unicodedata.normalize("NFC", file).rpartition(".")[0]
    found = _NAME.fullmatch(stem)
    if found is None:
        return DocumentSheet(file=file, title=stem or file)
    day = None
    if found["date"]:
        try:
            day = date.fromisoformat(found["date"])
        except ValueError:
            return DocumentSheet(file=file, title=stem)
    return DocumentSheet(file=file, title=found["title"].replace("_", " "), code=found["code"], date=day)


def _by_file(where: str, documents: Iterable[DocumentSheet]) -> dict[str, DocumentSheet]:
    """The documents of one description by their files; which of two counts nobody could say."""
    found: dict[str, DocumentSheet] = {}
    for document in documents:
        if document.file is None:
            raise SheetError(f"a document of {where} names no file")
        if document.file in found:
            raise SheetError(f"{where} describes {document.file} twice")
        found[document.file] = document
    return found


def _whole(document: DocumentSheet) -> DocumentSheet:
    """A document as it is described; what that leaves open is said by the name of its file.

    The code only where the title is open, too: a name may hold anything in its place.
    """
    if document.file is None or (document.title and document.date):
        return document
    name = named(document.file)
    code = document.code or (None if document.title else name.code)
    return msgspec.structs.replace(
        document, title=document.title or name.title, code=code, date=document.date or name.date
    )


def _tabled(root: Path, name: str) -> Iterable[DocumentSheet]:
    """The documents of ``index.csv``; lists in a cell are separated by spaces or semicolons.

    Cells are separated by commas, or by semicolons where the first line has these and no comma: so
    spreadsheets save where the comma is the decimal mark.
    """
    try:
        text = read_beneath(root, (name, TABLE), _DESCRIPTION_BYTES).decode("utf-8-sig")
    except UnicodeDecodeError as problem:
        raise SheetError(
            f"{TABLE} is not written in UTF-8 (byte {problem.start}): save it as that"
        ) from problem
    heading = text.partition("\n")[0]
    delimiter = ";" if ";" in heading and "," not in heading else ","
    rows = csv.DictReader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    columns = rows.fieldnames or ()
    if unknown := [column for column in columns if column not in _COLUMNS]:
        near = get_close_matches(unknown[0][:60], _COLUMNS, 1)
        hint = f"did you mean {near[0]}?" if near else f"there are {', '.join(sorted(_COLUMNS))}"
        raise SheetError(f"{TABLE}: there is no column {unknown[0][:60]!r}; {hint}")
    if len(set(columns)) < len(columns):
        raise SheetError(f"{TABLE}: a column stands twice")
    if "file" not in columns:
        raise SheetError(f"{TABLE}: a column 'file' must be there, with the names of the files")
    for row in rows:
        said: dict[str, object] = {
            key: value.strip() for key, value in row.items() if key and (value or "").strip()
        }
        if None in row or None in row.values():
            which = "more" if None in row else "fewer"
            raise SheetError(f"{TABLE}, line {rows.line_num}: {which} cells than columns")
        for bag in ("groups", "accessOfficeBag"):
            if bag in said:
                said[bag] = re.split(r"[\s;]+", str(said[bag]))
        try:
            yield _whole(msgspec.convert(said, DocumentSheet, strict=False))
        except msgspec.ValidationError as problem:
            raise SheetError(f"{TABLE}, line {rows.line_num}: {problem}") from problem


def _with_id(document: DocumentSheet, number: ApplicationNumber, size: int) -> DocumentSheet:
    """The document with its id and size filled in."""
    own = document.id or document_id(number, unicodedata.normalize("NFC", document.file or ""))
    return msgspec.structs.replace(document, id=own, size=size)


def is_document(file: str) -> bool:
    """Whether a file of this name is served; hidden ones and locks of word processors are not."""
    suffix = file.rpartition(".")[2].lower() if "." in file else ""
    return suffix in MEDIA_TYPES and not file.startswith((".", "~"))
