"""An index as a table (CSV) to the same in JSON. Pure.

One row a document; ``application`` says whose. What is said of the application itself may stand in any of
its rows and counts from the first that says it; a row without ``file`` and ``title`` is about nothing else.
A row of more or fewer cells than there are columns is a document of its application that cannot be read; it
may have said ``withheld`` too, where there is this column, so that the application is.
Lists in a cell are separated by ``;``. ``publications`` and ``priorities`` are DOCDB numbers, each with its
date behind it where it is known (``NZ.773158.A 2023-08-25``), a priority also with its relation.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from difflib import get_close_matches

import msgspec

from connectors.errors import Malformed
from connectors.scalars import count
from connectors.static_index.parse import (
    CLAIMS,
    MAX_APPLICATIONS,
    MAX_CLAIMS,
    MAX_DOCUMENTS,
    VERSION,
    check_size,
)

DOCUMENT_COLUMNS = (
    "file", "title", "code", "date", "pages", "size", "direction", "language", "groups", "id",
    "accessCategory", "accessOfficeBag",
)  # fmt: skip
APPLICATION_COLUMNS = (
    "application", "applicationTitle", "filingDate", "applicants", "status", "publications", "priorities",
    "withheld",
)  # fmt: skip

_COLUMNS = frozenset(DOCUMENT_COLUMNS + APPLICATION_COLUMNS)
_NO = frozenset({"false", "no", "0"})
_YES = frozenset({"true", "yes", "1", "x"})
_COUNTS = frozenset({"pages", "size"})
_CODES = re.compile(r"[\s;,]+")


class TableError(ValueError):
    """A text is no such table: ``line`` and ``column``, if it is one, say where, ``str()`` says why."""

    def __init__(self, said: str, line: int, column: str = "") -> None:
        super().__init__(said)
        self.line = line
        self.column = column


class Remark(msgspec.Struct, frozen=True):
    """A row or a cell that counts for nothing, or for more than it says, and in a sentence why."""

    line: int
    column: str
    said: str


class Placed(msgspec.Struct, frozen=True):
    """Where an application stands: the line of its first row, of each document, and of each fact its cell."""

    line: int
    facts: dict[str, tuple[int, str]] = msgspec.field(default_factory=dict)
    documents: list[int] = msgspec.field(default_factory=list)


class Table(msgspec.Struct, frozen=True):
    """A table as it is read: its applications as in JSON, and where each stands."""

    applications: list[dict[str, object]]
    places: list[Placed]


def index_of(body: bytes) -> bytes:
    """The index in JSON that a table says.

    Raises:
        Malformed: no table in UTF-8, larger than an index may be, or with a column that is not known: it may
            be a mistyped word about who may see what.
    """
    try:
        return encoded(read_table(body))
    except TableError as error:
        if error.column:
            raise Malformed("bad_payload: the index has other columns than a table may have") from None
        if body.lstrip().startswith(b"<"):
            raise Malformed("html_instead_of_data: the office answered a page instead of data") from None
        raise Malformed("bad_payload: the index is no table in UTF-8") from None


def encoded(table: Table) -> bytes:
    """A table in JSON."""
    return msgspec.json.encode({"version": VERSION, "applications": table.applications})


def read_table(body: bytes, note: Callable[[Remark], None] = lambda remark: None) -> Table:
    """A table, with where everything stands; ``note`` is told of each row and cell that is passed over.

    Raises:
        TableError: it is none, or has a column that is not known.
        Malformed: it lists more than an index may; no more of it is read.
    """
    try:
        text = body.decode("utf-8-sig")
    except UnicodeDecodeError as problem:
        line = body.count(b"\n", 0, problem.start) + 1
        raise TableError("it is not UTF-8", line) from None
    lines = _Lines(note)
    try:
        return lines.read(text)
    except csv.Error as problem:
        raise TableError(f"it cannot be read from here on: {problem}", lines.last + 1) from None


class _Lines:
    """A reading of a table; ``last`` is the last line of the last row that was read."""

    def __init__(self, note: Callable[[Remark], None]) -> None:
        self.last = 0
        self._note = note
        self._listed = self._claims = 0
        self._found: dict[str, dict[str, object]] = {}
        self._documents: dict[str, list[object]] = {}
        self._places: dict[str, Placed] = {}
        self._doubtful: dict[str, dict[str, object]] = {}

    def read(self, text: str) -> Table:
        """The whole table."""
        heading = text.partition("\n")[0]
        delimiter = ";" if ";" in heading and "," not in heading else ","
        rows = csv.DictReader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
        columns = [column.strip() for column in rows.fieldnames or ()]
        _check(columns)
        rows.fieldnames = columns
        for row in rows:
            self.last = rows.line_num
            if None in row or None in row.values():
                self._broken(row, columns)
            else:
                self._row({column: value.strip() for column, value in row.items() if value.strip()})
        return Table(
            [
                facts | {"documents": self._documents.get(written, [])} | self._doubtful.get(written, {})
                for written, facts in self._found.items()
            ],
            [self._places[written] for written in self._found],
        )

    def _broken(self, row: Mapping[str | None, object], columns: list[str]) -> None:
        """A row of another width than the table."""
        written = str(row["application"] or "").strip()
        beyond = row.get(None)
        cells = len(columns) - list(row.values()).count(None)
        cells += len(beyond) if isinstance(beyond, list) else 0
        self._list(written, None)
        closed = "withheld" in columns
        self._doubtful[written] = {"withheld": True} if closed else {}
        told = ", and the file is closed, since it may have said withheld" if closed else ""
        self._remark(
            "", f"the row has {cells} cells and the table {len(columns)} columns: it is not shown{told}"
        )

    def _row(self, said: Mapping[str, str]) -> None:
        if (written := said.get("application")) is None:
            if said:
                self._remark("application", "the row does not say whose it is: it is passed over")
            return
        place = self._place(written)
        facts = self._found.setdefault(written, {"number": written})
        place.facts.setdefault("number", (self.last, written))
        for column, name, value in _facts(said):
            if name not in facts:
                if isinstance(value, list) and name != "applicants":
                    self._claims += len(value)
                    check_size(self._claims, MAX_CLAIMS, CLAIMS)
                facts[name] = value
                place.facts[name] = (self.last, said[column])
        if (withheld := said.get("withheld", "no").lower()) not in _NO:
            facts["withheld"] = True
            if withheld not in _YES:
                self._remark("withheld", f"{said['withheld']!r} is neither yes nor no: the file is closed")
        if "file" in said or "title" in said:
            self._list(written, _document(said))
            for name in _COUNTS & said.keys():
                if count(said[name]) is None:
                    self._remark(name, f"{said[name]!r} is no count: it is passed over")

    def _list(self, written: str, document: object) -> None:
        """A row of a document, or of one that cannot be read."""
        self._listed += 1
        check_size(self._listed, MAX_DOCUMENTS, "documents")
        self._place(written).documents.append(self.last)
        self._documents.setdefault(written, []).append(document)

    def _place(self, written: str) -> Placed:
        if (place := self._places.get(written)) is None:
            check_size(len(self._places) + 1, MAX_APPLICATIONS, "applications")
            place = self._places[written] = Placed(self.last)
        return place

    def _remark(self, column: str, said: str) -> None:
        self._note(Remark(self.last, column, said))


def _check(columns: Sequence[str]) -> None:
    """Nothing, when a table may have these columns.

    Raises:
        TableError: one has no name, another name than there is, or stands there twice; or ``application``
            is missing.
    """
    if not columns or columns[0].startswith("<"):
        raise TableError("it is empty, or a page", 1)
    for place, column in enumerate(columns, 1):
        if not column:
            raise TableError(f"column {place} has no name", 1, f"column {place}")
        if any(mark in column for mark in ";\t|"):
            said = f"{column[:60]!r} are several columns: part them by commas alone, or by semicolons alone"
            raise TableError(said, 1, column[:60])
        if column not in _COLUMNS:
            raise TableError(unknown(column, _COLUMNS), 1, column[:60])
        if columns.count(column) > 1:
            raise TableError("the column stands there twice", 1, column)
    if "application" not in columns:
        raise TableError("there must be such a column, with the numbers", 1, "application")


def unknown(name: str, known: Collection[str]) -> str:
    """That there is no such name; and which one may have been meant, or which there are."""
    plain = {one.lower(): one for one in known}
    near = get_close_matches(name.lower()[:60], plain, 1, 0.7)
    hint = f"did you mean {plain[near[0]]}?" if near else f"there are {', '.join(sorted(known))}"
    return f"{name[:60]!r} is not known ({hint})"


def _facts(said: Mapping[str, str]) -> Iterable[tuple[str, str, object]]:
    """What a row says of its application: column, name in JSON, value."""
    if (title := said.get("applicationTitle")) is not None:
        yield "applicationTitle", "titles", {"": title}
    for name in ("filingDate", "status"):
        if name in said:
            yield name, name, said[name]
    if "applicants" in said:
        yield "applicants", "applicants", [one.strip() for one in said["applicants"].split(";")]
    if "publications" in said:
        found = [_publication(one) for one in items(said["publications"])]
        yield "publications", "publications", found
    if "priorities" in said:
        yield "priorities", "priorities", [_priority(one) for one in items(said["priorities"])]


def items(cell: str) -> list[str]:
    """The publications or priorities in a cell, each as it is written."""
    return [written for one in cell.split(";") if (written := one.strip())]


def _document(said: Mapping[str, str]) -> dict[str, object]:
    document: dict[str, object] = {name: said[name] for name in DOCUMENT_COLUMNS if name in said}
    document.setdefault("title", said.get("file", "").rpartition("/")[2])
    for name in _COUNTS & document.keys():
        document[name] = count(said[name])
    for name in ("groups", "accessOfficeBag"):
        if name in document:
            document[name] = [one for one in _CODES.split(said[name]) if one]
    return document


def _publication(written: str) -> dict[str, object]:
    number, day, _ = _apart(written)
    office, _, rest = number.partition(".")
    number, _, kind = rest.partition(".")
    return {"office": office, "number": number, "kind": kind or None, "date": day}


def _priority(written: str) -> dict[str, object]:
    number, day, relation = _apart(written)
    return {"number": number, "date": day, "relation": relation or "priority"}


def _apart(written: str) -> tuple[str, str | None, str | None]:
    """Number, date and what follows, with spaces between them."""
    words = [*written.split(), None, None]
    return words[0] or "", words[1], words[2]
