"""What is wrong with an index, row by row: each fault with its line, what was written, what becomes of it.

There are no rules here: each row is read as the connector reads it, and what its readers refuse, close or
pass over is told.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

import msgspec
from msgspec import Raw

from connectors.errors import Malformed
from connectors.model import Citation, Classification, Coverage
from connectors.numbers.identity import ApplicationNumber
from connectors.scalars import count, office_code
from connectors.static_index.documents import citation_of, filed_of, id_of, path_of
from connectors.static_index.judging import (
    APPLICATION,
    DOCUMENT,
    Fault,
    fault,
    judge_access,
    judge_naming,
    judge_row,
    strays,
)
from connectors.static_index.parse import (
    UNDER,
    Entry,
    entry_of,
    parse_index,
    read,
    read_rows,
    rows_of,
    without,
)
from connectors.static_index.places import JsonText, Place, TableRow, Written
from connectors.static_index.statement import APPLICATION_WORDS, DOCUMENT_WORDS, doubt
from connectors.static_index.table import Remark, Table, TableError, encoded, read_table
from connectors.static_index.wording import shown, why, wrong

MOST_TOLD = 1000
"""Faults of one check that are told; more are counted."""

_PROPERTIES = msgspec.json.Decoder(dict[str, Raw])
_COVERAGE = msgspec.json.Decoder(Coverage)
_CITATION = msgspec.json.Decoder(Citation)
_CLASSIFICATION = msgspec.json.Decoder(Classification)
_CITED = "it says not exactly one of publication, application and text"
_TOP = ("version", "applications", "coverages")
_BYTE = re.compile(r"(.*) \(byte (\d+)\)")
_NOBODYS = ApplicationNumber("XX", "0", "A")
"""Stands for a number that cannot be read while the documents under it are looked at."""


class Listed(msgspec.Struct, frozen=True):
    """The file of a document: the parts of its path, its size if it is stated, where it is listed."""

    file: tuple[str, ...]
    size: int | None
    place: Place


class Survey(msgspec.Struct, frozen=True):
    """An index as it was looked through.

    ``untold`` counts the faults of a check beyond ``MOST_TOLD``; ``narrowed`` the documents that the
    index shows not to everybody.
    """

    faults: tuple[Fault, ...]
    untold: Mapping[str, int] = {}
    applications: int = 0
    documents: int = 0
    narrowed: int = 0
    files: tuple[Listed, ...] = ()


def survey(body: bytes, *, table: bool, office: str | None = None) -> Survey:
    """All that is wrong with an index in JSON, or as a table; ``office`` is as for ``parse_index``."""
    looking = _Looking(office, table=table)
    try:
        if table:
            looking.table(read_table(body, looking.remark))
        else:
            looking.text(body.removeprefix(b"\xef\xbb\xbf"))
    except TableError as problem:
        check = "index-names" if problem.column else "index-form"
        looking.note(fault(check, Place(problem.line, problem.column), str(problem)))
    except Malformed as problem:
        looking.note(fault("index-form", Place(1), problem.detail.partition(": ")[2] or problem.detail))
    return looking.survey()


class _Looking:
    """One look through one index."""

    def __init__(self, office: str | None, *, table: bool) -> None:
        self._office = office
        self._table = table
        self._faults: list[Fault] = []
        self._told: Counter[str] = Counter()
        self._files: dict[tuple[str, ...], Listed] = {}
        self._numbers: dict[ApplicationNumber, int] = {}
        self._ids: dict[ApplicationNumber, dict[str, int]] = {}
        self._documents = self._narrowed = 0

    def note(self, *faults: Fault) -> None:
        """Writes faults down."""
        for one in faults:
            self._told[one.check] += 1
            if self._told[one.check] <= MOST_TOLD:
                self._faults.append(one)

    def survey(self) -> Survey:
        """What was found, by lines."""
        if not self._numbers and not self._faults:
            self.note(fault("index-form", Place(1), "it lists no application", grave=False))
        untold = {check: told - MOST_TOLD for check, told in self._told.items() if told > MOST_TOLD}
        faults = tuple(sorted(self._faults, key=lambda one: one.line))
        files = tuple(self._files.values())
        return Survey(faults, untold, len(self._numbers), self._documents, self._narrowed, files)

    def remark(self, remark: Remark) -> None:
        """Writes down what the reader of a table passes over."""
        check = "rows-words" if remark.column in ("pages", "size", "withheld") else "rows-whole"
        self.note(fault(check, Place(remark.line, remark.column), remark.said))

    def table(self, table: Table) -> None:
        """Looks through a table.

        Raises:
            Malformed: it is larger than an index may be, or nothing of it can be read.
        """
        body = encoded(table)
        for row, placed in zip(rows_of(body).applications, table.places, strict=True):
            self._application(row, TableRow(placed))
        parse_index(body, self._office)

    def text(self, body: bytes) -> None:
        """Looks through a text in JSON.

        Raises:
            Malformed: it is no index, larger than one may be, or nothing of it can be read.
        """
        text = JsonText(body)
        if (problem := _broken(text)) is not None:
            self.note(problem)
            return
        rows = rows_of(body)
        whole = text.whole()
        self.note(*strays(Raw(body), _TOP, whole.place()))
        for row, at in _beside(rows.applications, whole, "applications"):
            self._application(row, at)
        coverages = read_rows(rows.coverages)
        if read(_LIST, rows.coverages) is None:
            self.note(fault("coverages", whole.place("coverages"), "it is no list (put it in [ ])"))
        for row, at in _beside(coverages, whole, "coverages"):
            one = read(_COVERAGE, row)
            if one is None or office_code(one.office) is None:
                told = why(_COVERAGE, bytes(row))
                said = wrong("coverages", told, bytes(row)).said if told else "office is no code of WIPO ST.3"
                self.note(fault("coverages", at.place(), f"{said}: it is passed over"))
            self.note(*strays(row, Coverage.__struct_encode_fields__, at.place()))
        parse_index(body, self._office)

    def _application(self, row: Raw, at: Written) -> None:
        properties = read(_PROPERTIES, row)
        if properties is None:
            self.note(fault("rows-whole", at.place(), "this is no application: it is not shown"))
            return
        under = {name: properties.pop(name) for name in UNDER if name in properties}
        found = entry_of(row, self._office)
        entry = None if found is None else found[0]
        becomes = ": the application is not shown" if entry is None else ": its file is closed"
        if said := doubt(without(row, *under.values()), APPLICATION_WORDS):
            self.note(fault("visibility-once", at.place(), said + becomes))
        faults, sheet = judge_row(APPLICATION, properties, at, self._office, becomes)
        self.note(*faults, *judge_access(sheet.access_category, sheet.access_office_bag, at.place()))
        if "number" not in properties:
            self.note(fault("rows-numbers", at.place(), "there is no number: the application is not shown"))
        if entry is not None:
            self._known(entry, at)
        self._beneath(under, at, entry)

    def _known(self, entry: Entry, at: Written) -> None:
        """What is told of an application that can be read."""
        number, place = entry.application.number, at.place()
        if number in self._numbers:
            said = f"{number.docdb} stands in line {self._numbers[number]} already: the facts there count"
            self.note(fault("rows-ids", at.place("number"), said, grave=False))
        self._numbers.setdefault(number, place.line)
        if not entry.application.publications:
            said = (
                "no publication is listed: it counts as not published, and is shown to its own office alone"
            )
            self.note(fault("rows-published", place, said, grave=False))

    def _beneath(self, under: Mapping[str, Raw], at: Written, entry: Entry | None) -> None:
        """What stands under an application."""
        for name, value in under.items():
            if read(_LIST, value) is None:
                becomes = "the application is not shown" if name == "documents" else "it is passed over"
                self.note(fault("rows-whole", at.place(name), f"it is no list (put it in [ ]): {becomes}"))
        ids = {} if entry is None else self._ids.setdefault(entry.application.number, {})
        for row, place in _beside(read_rows(under.get("documents", _NONE)), at, "documents"):
            self._document(row, place, entry, ids)
        for row, place in _beside(read_rows(under.get("citations", _NONE)), at, "citations"):
            if citation_of(row) is None:
                told = why(_CITATION, bytes(row))
                said = wrong("citations", told, bytes(row)).said if told else _CITED
                self.note(fault("rows-whole", place.place(), f"{said}: the citation is not shown"))
            self.note(*strays(row, Citation.__struct_encode_fields__, place.place()))
        for row, place in _beside(read_rows(under.get("classifications", _NONE)), at, "classifications"):
            if (told := why(_CLASSIFICATION, bytes(row))) is not None:
                said = wrong("classifications", told, bytes(row)).said
                self.note(fault("rows-whole", place.place(), f"{said}: it is passed over"))

    def _document(self, row: Raw, at: Written, entry: Entry | None, ids: dict[str, int]) -> None:
        """One document; ``ids`` leads from those of its application to their lines."""
        self._documents += 1
        properties = read(_PROPERTIES, row)
        if properties is None:
            if not self._table:
                self.note(fault("rows-whole", at.place(), "this is no document: it is not shown"))
            return
        number = _NOBODYS if entry is None else entry.application.number
        inherited = None if entry is None else entry.statements[0].access
        filed = filed_of(row, number, inherited)
        shows = filed is not None and filed.document.id
        becomes = ": the document is shown to nobody" if shows else ": the document is not shown"
        if said := doubt(bytes(row), DOCUMENT_WORDS):
            self.note(fault("visibility-once", at.place(), said + becomes))
        faults, sheet = judge_row(DOCUMENT, properties, at, self._office, becomes)
        self.note(*faults, *judge_access(sheet.access_category, sheet.access_office_bag, at.place()))
        self.note(*judge_naming(sheet, at, titled="title" in properties and bool(sheet.title)))
        if (own := id_of(sheet, number)) is not None and own in ids:
            said = f"{shown(sheet.id or sheet.file or sheet.title)} stands in line {ids[own]} already"
            self.note(fault("rows-ids", at.place("id" if sheet.id else "file"), f"{said}: it is shown once"))
        elif own is not None:
            ids[own] = at.place().line
        access = None if filed is None else filed.document.access
        self._narrowed += access is not None and access.visibility != "public"
        path = None if sheet.file is None else path_of(sheet.file)
        if path is not None and not (entry is not None and entry.withheld):
            self._files.setdefault(path, Listed(path, count(sheet.size), at.place("file")))


_LIST = msgspec.json.Decoder(list[Raw])
_NONE = Raw(b"[]")


def _beside(rows: Sequence[Raw], at: Written, name: str) -> Iterable[tuple[Raw, Written]]:
    """Each row of a list with where it stands."""
    return zip(rows, at.within(name, rows), strict=True)


def _broken(text: JsonText) -> Fault | None:
    """Where a text stops being JSON in UTF-8."""
    try:
        text.body.decode()
        msgspec.json.decode(text.body, type=Raw)
    except UnicodeDecodeError as problem:
        return fault("index-form", Place(text.line(problem.start)), "it is not UTF-8")
    except (msgspec.DecodeError, RecursionError) as problem:
        told = _BYTE.fullmatch(str(problem))
        if told is None:
            last = Place(text.line(len(text.body)))
            return fault("index-form", last, "it ends too early: a bracket or a quote is not closed")
        offset = int(told[2])
        where = f"column {text.column(offset)}: {told[1].removeprefix('JSON is malformed: ')}"
        return fault("index-form", Place(text.line(offset)), where)
    return None
