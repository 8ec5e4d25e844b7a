"""Records of the trail at a terminal."""

from __future__ import annotations

import sqlite3
import sys
from collections.abc import Iterator
from datetime import datetime
from itertools import islice

import msgspec

from gateway.audit.record import moment
from gateway.audit.views import MOST, NEVER, RecordOut, Side, View, everything
from gateway.cli.printing import columns, escaped, line, output


def print_records(
    connection: sqlite3.Connection,
    office: str | None,
    side: Side,
    span: tuple[datetime | None, datetime | None],
    *,
    as_json: bool,
) -> None:
    """Prints records, a thousand at a time, so that it does not matter how many there are."""
    since, until = "" if span[0] is None else moment(span[0]), NEVER if span[1] is None else moment(span[1])
    if office is None:
        found = everything(connection, since, until)
    else:
        found = _pages(connection, View(office, side, since, until))
    while records := tuple(islice(found, MOST)):
        if as_json:
            for record in records:
                sys.stdout.write(escaped(msgspec.json.encode(record).decode()) + "\n")
            continue
        table = columns("At", "What", "How", "Accessing", "Person", "Application", "Document", "Bytes")
        table.columns[0].no_wrap = table.columns[5].no_wrap = True
        for one in records:
            table.add_row(*map(line, _cells(one)))
        output().print(table)


def _pages(connection: sqlite3.Connection, view: View) -> Iterator[RecordOut]:
    page = view.page(connection, MOST)
    yield from page.records
    while page.next is not None:
        page = view.page(connection, MOST, page.next)
        yield from page.records


def _cells(one: RecordOut) -> tuple[str, ...]:
    what = f"{one.kind} {one.operation or ''}".strip()
    if one.kind.startswith("content-"):
        what = one.kind.removeprefix("content-")
    elif one.kind == "question":
        what = one.operation or ""
    application = one.application_number or str(one.detail.get("number") or "")
    return (
        one.at[:19].replace("T", " "),
        what,
        one.code or "",
        one.accessing_office or ("public" if one.door is not None else "-"),
        one.requestor_id or "",
        "(confidential)" if one.confidential and not application else application,
        (one.document_id or "").rpartition("~")[2],
        "" if one.bytes is None else str(one.bytes),
    )
