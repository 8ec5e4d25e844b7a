"""The citations of a family as CSV: one line for each citing, for spreadsheets and scripts (RFC 4180)."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator

from gateway.present.citations_answer import CitationsAnswer, CitedDocumentOut, CitingOut

COLUMNS = (
    "cited", "citedOffice", "citedNumber", "citedKind", "citedDate", "member", "citedBy", "onlyCitedBy",
    "applicationNumber", "office", "kind", "phase", "categories", "claims", "passages", "date", "providers",
)  # fmt: skip
"""The first line. Names are those of the JSON; ``cited`` is the document as it is shown to people."""

_BETWEEN = "; "
_ACTIVE = frozenset("=+-@\t\r\n＝＋－＠")
"""First characters that make a spreadsheet take a cell for a formula (OWASP, CSV injection)."""


def citations_csv(answer: CitationsAnswer) -> bytes:
    """The table in UTF-8, lines ended by CRLF; a document cited twice has two lines."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for row in answer.citations:
        document = tuple(_document(row))
        for citing in row.citings:
            writer.writerow(map(cell, (*document, *_citing(citing))))
    return out.getvalue().encode(errors="replace")


def cell(value: object) -> str:
    """A value as no spreadsheet takes it for a formula: what begins like one has an apostrophe before it."""
    text = "" if value is None else str(value)
    return f"'{text}" if text.lstrip(" ")[:1] in _ACTIVE and text.strip(" ") else text


def _document(row: CitedDocumentOut) -> Iterator[object]:
    publication, application = row.publication, row.application_number
    if publication is not None:
        yield publication.display
        yield from (publication.office, publication.number, publication.kind, publication.date)
    elif application is not None:
        yield from (application.display, application.office, application.number, application.kind, None)
    else:
        yield from (row.text, None, None, None, None)
    yield from (row.member, _joined(row.cited_by), row.only_cited_by)


def _citing(citing: CitingOut) -> Iterator[object]:
    yield from (citing.application_number.docdb, citing.office, citing.kind, citing.phase)
    yield from map(_joined, (citing.categories, citing.claims, citing.passages))
    yield citing.date
    yield _joined(citing.providers)


def _joined(values: Iterable[str]) -> str:
    return _BETWEEN.join(values)
