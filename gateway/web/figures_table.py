"""Figures of use as they are told: JSON, and CSV for spreadsheets."""

from __future__ import annotations

import csv
import io
from datetime import date
from typing import Literal

import msgspec
from msgspec import UNSET, UnsetType

from gateway.statistics.figures import Dimension, Question, Row, Side, Table, Viewer
from gateway.statistics.suppression import THRESHOLD, UNDER
from gateway.web.csv_table import cell

View = Literal["public", "office", "all"]

_NAMES = {
    "side": "as",
    "accessing_office": "accessingOffice",
    "providing_office": "providingOffice",
    "active_users": "activeUsers",
}
_MEASURES = ("documents", "families", "bytes", "activeUsers")


class FiguresOut(msgspec.Struct, frozen=True, rename=_NAMES, kw_only=True):
    """The figures of one place: only what was counted by stands in it, ``null`` where it is not known.

    ``as`` is the side that they are of, where they are of one. ``accessingOffice`` is ``public`` for who
    asked without credentials. ``suppressed``: small counts of several places together, named ``under-5``.
    """

    side: Side | UnsetType = UNSET
    month: str | UnsetType | None = UNSET
    accessing_office: str | UnsetType | None = UNSET
    providing_office: str | UnsetType | None = UNSET
    category: str | UnsetType | None = UNSET
    route: str | UnsetType | None = UNSET
    role: str | UnsetType | None = UNSET
    documents: int
    families: int
    bytes: int | None
    active_users: int | None
    suppressed: bool = False


class StatisticsAnswer(msgspec.Struct, frozen=True, rename={"first": "from", "last": "to"}):
    """What was read and asked in a span of days; ``totals`` are the sums of ``rows``, but for active users.

    ``view`` is whose figures these are: everybody's, an office's own, or all. ``threshold``: smaller counts
    are not told.
    """

    first: date
    last: date
    by: tuple[Dimension, ...]
    view: View
    office: str | None
    threshold: int | None
    rows: tuple[FiguresOut, ...]
    totals: tuple[FiguresOut, ...]


def statistics_of(question: Question, viewer: Viewer, table: Table) -> StatisticsAnswer:
    """A table as it is told."""
    view: View = "all" if viewer.all else "public" if viewer.office is None else "office"
    return StatisticsAnswer(
        first=question.first,
        last=question.last,
        by=question.by,
        view=view,
        office=viewer.office if view == "office" else None,
        threshold=THRESHOLD if view == "public" else None,
        rows=tuple(_told(row, question.by) for row in table.rows),
        totals=tuple(_told(row, ()) for row in table.totals),
    )


def statistics_csv(answer: StatisticsAnswer) -> bytes:
    """The rows in UTF-8, lines ended by CRLF (RFC 4180); what begins a formula has an apostrophe first."""
    columns = ("as", *answer.by, *_MEASURES) if answer.view == "office" else (*answer.by, *_MEASURES)
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(columns)
    for row in answer.rows:
        said = msgspec.to_builtins(row)
        writer.writerow([cell(said[column]) for column in columns])
    return out.getvalue().encode(errors="replace")


def _told(row: Row, by: tuple[Dimension, ...]) -> FiguresOut:
    figures = row.figures
    said: dict[str, object] = {
        "documents": figures.documents,
        "families": figures.families,
        "bytes": figures.bytes,
        "activeUsers": figures.active_users,
        "suppressed": UNDER in row.key,
        **dict(zip(by, row.key, strict=True)),
    }
    if row.side is not None:
        said["as"] = row.side
    return msgspec.convert(said, FiguresOut)
