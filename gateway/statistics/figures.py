"""Counts of what was read and asked, by month, offices, category, route, role; made of the trail itself."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from typing import Literal, get_args

import msgspec

from gateway.statistics.suppression import Key, parts_of, steps_of, summed

Dimension = Literal["month", "accessingOffice", "providingOffice", "category", "route", "role"]
DIMENSIONS: tuple[Dimension, ...] = get_args(Dimension)
Side = Literal["reader", "read"]

OPEN_DIMENSIONS: tuple[Dimension, ...] = DIMENSIONS[:-1]
"""Those by which everybody may count: roles are told to their own office alone."""

PUBLIC = "public"
"""What stands for the accessing office where the public read."""

_COLUMNS: Mapping[Dimension, str] = {
    "month": "substr(at, 1, 7)",
    "accessingOffice": f"coalesce(accessing, '{PUBLIC}')",
    "providingOffice": "providing",
    "category": "category",
    "route": "door || coalesce('/' || protocol, '')",
    "role": "role",
}
_COUNTED = "kind IN ('content-outcome', 'question') AND at >= ? AND at < ?"
_DOCUMENTS = "sum(kind = 'content-outcome' AND code = 'ok')"
_FAMILIES = "sum(kind = 'question' AND operation = 'family' AND code IN ('ok', 'partial'))"
_BYTES = "sum(coalesce(bytes, 0))"


class Figures(msgspec.Struct, frozen=True):
    """``documents``: contents sent to their end. ``families``: questions that found one.

    ``bytes``: of content, whole or not. ``active_users``: people of accessing offices who asked anything,
    each counted once however often. The two are ``None`` for whom they are not.
    """

    documents: int
    families: int
    bytes: int | None = None
    active_users: int | None = None


class Row(msgspec.Struct, frozen=True):
    """The figures of one place, named by ``key`` in the order of the dimensions; of one ``side`` or both."""

    side: Side | None
    key: Key
    figures: Figures


class Viewer(msgspec.Struct, frozen=True):
    """For whom figures are: one office, everybody (no ``office``), or the operators (``all``)."""

    office: str | None = None
    all: bool = False


class Question(msgspec.Struct, frozen=True):
    """What is to be counted: the days from ``first`` to ``last``, by these dimensions."""

    first: date
    last: date
    by: tuple[Dimension, ...]


class Table(msgspec.Struct, frozen=True):
    """Rows by their keys, and their totals: one for each side."""

    rows: tuple[Row, ...]
    totals: tuple[Row, ...]


class _Counts:
    """What is counted at one place, while it is."""

    __slots__ = ("bytes", "documents", "families", "people")

    def __init__(self) -> None:
        self.documents = self.families = self.bytes = 0
        self.people: set[tuple[str, str]] = set()

    def __bool__(self) -> bool:
        return bool(self.documents or self.families or self.bytes or self.people)

    def add(self, other: _Counts) -> None:
        self.documents += other.documents
        self.families += other.families
        self.bytes += other.bytes
        self.people |= other.people

    def figures(self, *, people: bool) -> Figures:
        return Figures(self.documents, self.families, self.bytes, len(self.people) if people else None)


def spans(question: Question) -> Iterator[tuple[str, str]]:
    """The months of a question, each to be counted by itself: from an instant until before another."""
    first, end = question.first, question.last + timedelta(days=1)
    while first < end:
        following = min(end, (first.replace(day=1) + timedelta(days=32)).replace(day=1))
        yield f"{first.isoformat()}T", f"{following.isoformat()}T"
        first = following


class Counting:
    """Counts month by month, so that no single look at the database takes long; then makes a table of it.

    ``present_day``: the month that it is in is not over, and is told to everybody in steps.
    """

    def __init__(self, viewer: Viewer, by: tuple[Dimension, ...], present_day: date) -> None:
        self._viewer = viewer
        self._by = by
        self._growing = present_day.isoformat()[:7]
        self._sides: tuple[Side | None, ...] = (None,)
        if viewer.office is not None and not viewer.all:
            self._sides = ("reader", "read")
        self._counts: dict[tuple[Side | None, Key], _Counts] = {}

    @property
    def _everybody(self) -> bool:
        return self._viewer.office is None and not self._viewer.all

    def add(self, connection: sqlite3.Connection, span: tuple[str, str]) -> None:
        """Counts one month."""
        by = OPEN_DIMENSIONS if self._everybody else self._by
        for side in self._sides:
            whose, of = self._whose(side)
            columns = [self._column(one, side) for one in by]
            where = f"FROM trail WHERE {_COUNTED}{whose}"
            keys = ", ".join(columns)
            grouped = f" GROUP BY {keys}" if columns else ""
            figures = ", ".join([*columns, _DOCUMENTS, _FAMILIES, _BYTES])
            for *key, documents, families, size in connection.execute(
                f"SELECT {figures} {where}{grouped}", (*span, *of)
            ):
                counts = self._at(side, tuple(key))
                counts.documents += documents or 0
                counts.families += families or 0
                counts.bytes += size or 0
            if self._everybody or side == "read":
                continue
            named = ", ".join([*columns, "accessing", "person"])
            for *key, office, person in connection.execute(
                f"SELECT DISTINCT {named} {where} AND accessing IS NOT NULL AND person IS NOT NULL",
                (*span, *of),
            ):
                self._at(side, tuple(key)).people.add((office, person))

    def table(self) -> Table:
        """Everything that was counted, as its viewer may see it."""
        return self._open_table() if self._everybody else self._own_table()

    def _own_table(self) -> Table:
        rows, totals = [], []
        for side in self._sides:
            people, total = side != "read", _Counts()
            for (at, key), counts in self._counts.items():
                if at == side and counts:
                    total.add(counts)
                    rows.append(Row(side, key, counts.figures(people=people)))
            totals.append(Row(side, (), total.figures(people=people)))
        return Table(tuple(sorted(rows, key=_order)), tuple(totals))

    def _open_table(self) -> Table:
        counts = {key: at for (_, key), at in self._counts.items()}
        documents = steps_of(parts_of({key: at.documents for key, at in counts.items()}), self._growing)
        families = steps_of(parts_of({key: at.families for key, at in counts.items()}), self._growing)
        places = [OPEN_DIMENSIONS.index(one) for one in self._by]
        told = [summed(one, places) for one in (documents, families)]
        rows = [
            Row(None, key, Figures(told[0].get(key, 0), told[1].get(key, 0)))
            for key in {**told[0], **told[1]}
        ]
        total = Figures(sum(documents.values()), sum(families.values()))
        return Table(tuple(sorted(rows, key=_order)), (Row(None, (), total),))

    def _at(self, side: Side | None, key: Key) -> _Counts:
        return self._counts.setdefault((side, key), _Counts())

    def _whose(self, side: Side | None) -> tuple[str, Sequence[str | None]]:
        """Which records count from a side, as a condition and its parameters."""
        if side is None:
            return (" AND open = 1", ()) if self._everybody else ("", ())
        return (" AND accessing = ?" if side == "reader" else " AND providing = ?"), (self._viewer.office,)

    def _column(self, dimension: Dimension, side: Side | None) -> str:
        """What is counted by; roles are nobody's business on the other side."""
        return "NULL" if dimension == "role" and side == "read" else _COLUMNS[dimension]


def _order(row: Row) -> tuple[object, ...]:
    """By side and key, what is not known last."""
    return (row.side == "read", *((part is None, part or "") for part in row.key))
