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
from collections.abc import Iterable, Mapping

import msgspec

from connectors.errors import Malformed
from connectors.static_index.parse import VERSION

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
_COUNTS = frozenset({"pages", "size"})
_LIST = re.compile(r"\s*;\s*")
_CODES = re.compile(r"[\s;,]+")


def index_of(body: bytes) -> bytes:
    """The index in JSON that a table says.

    Raises:
        Malformed: no table in UTF-8, or with a column that is not known: it may be a mistyped word about who
            may see what.
    """
    try:
        return msgspec.json.encode(
            {"version": VERSION, "applications": _applications(body.decode("utf-8-sig"))}
        )
    except (UnicodeError, csv.Error):
        raise Malformed("bad_payload: the index is no table in UTF-8") from None


def _applications(table: str) -> list[dict[str, object]]:
    heading = table.partition("\n")[0]
    if heading.lstrip().startswith("<"):
        raise Malformed("html_instead_of_data: the office answered a page instead of data")
    delimiter = ";" if ";" in heading and "," not in heading else ","
    rows = csv.DictReader(io.StringIO(table, newline=""), delimiter=delimiter, strict=True)
    columns = [column.strip() for column in rows.fieldnames or ()]
    if not _COLUMNS.issuperset(columns) or "application" not in columns or len(set(columns)) < len(columns):
        raise Malformed("bad_payload: the index has other columns than a table may have")
    rows.fieldnames = columns
    found: dict[str, dict[str, object]] = {}
    documents: dict[str, list[object]] = {}
    closed: dict[str, object] = {"withheld": True} if "withheld" in columns else {}
    doubtful: dict[str, dict[str, object]] = {}
    for row in rows:
        if None in row or None in row.values():
            written = (row["application"] or "").strip()
            documents.setdefault(written, []).append(None)
            doubtful[written] = closed
            continue
        said = {column: value.strip() for column, value in row.items() if value.strip()}
        if (written := said.get("application")) is None:
            continue
        facts = found.setdefault(written, {"number": written})
        for name, value in _facts(said):
            facts.setdefault(name, value)
        if said.get("withheld", "no").lower() not in _NO:
            facts["withheld"] = True
        if "file" in said or "title" in said:
            documents.setdefault(written, []).append(_document(said))
    return [
        facts | {"documents": documents.get(written, [])} | doubtful.get(written, {})
        for written, facts in found.items()
    ]


def _facts(said: Mapping[str, str]) -> Iterable[tuple[str, object]]:
    """What a row says of its application."""
    if (title := said.get("applicationTitle")) is not None:
        yield "titles", {"": title}
    for name in ("filingDate", "status"):
        if name in said:
            yield name, said[name]
    if "applicants" in said:
        yield "applicants", _LIST.split(said["applicants"])
    if "publications" in said:
        yield "publications", [_publication(one) for one in _LIST.split(said["publications"]) if one]
    if "priorities" in said:
        yield "priorities", [_priority(one) for one in _LIST.split(said["priorities"]) if one]


def _document(said: Mapping[str, str]) -> dict[str, object]:
    document: dict[str, object] = {name: said[name] for name in DOCUMENT_COLUMNS if name in said}
    document.setdefault("title", said.get("file", "").rpartition("/")[2])
    for name in _COUNTS & document.keys():
        value = said[name]
        document[name] = int(value) if value.isascii() and value.isdigit() and len(value) < 16 else None
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
