"""Monthly tables of use, as WIPO CASE publishes them: who read how much of whom, and how many people."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence

import msgspec

from gateway.cli.printing import columns, heading, line, output
from gateway.statistics.figures import Dimension
from gateway.web.csv_table import cell
from gateway.web.figures_table import FiguresOut, StatisticsAnswer

PAIRS: tuple[Dimension, ...] = ("month", "accessingOffice", "providingOffice")
OFFICES: tuple[Dimension, ...] = ("month", "accessingOffice")
"""The two questions that the tables are made of."""

_SIDES = {"reader": "what your office read", "read": "what was read of your office"}
_TOTAL = "Total"


class MonthRow(msgspec.Struct, frozen=True, rename="camel"):
    """One accessing office in one month: documents by providing office, and in all; ``None`` is not told."""

    accessing_office: str
    documents: dict[str, int]
    total: int
    families: int
    active_users: int | None


class Month(msgspec.Struct, frozen=True, rename={"side": "as"}):
    """The table of one month; ``side`` is that of an office, ``None`` where there is one table for all."""

    month: str
    side: str | None
    rows: tuple[MonthRow, ...]

    @property
    def providing(self) -> list[str]:
        """The offices of whom something was read."""
        return sorted({office for row in self.rows for office in row.documents})

    def total(self) -> MonthRow:
        """The sums; people are of one office each, so that they add up too."""
        users = [row.active_users for row in self.rows]
        return MonthRow(
            accessing_office=_TOTAL,
            documents={one: sum(row.documents.get(one, 0) for row in self.rows) for one in self.providing},
            total=sum(row.total for row in self.rows),
            families=sum(row.families for row in self.rows),
            active_users=None if None in users else sum(user or 0 for user in users),
        )


def months_of(pairs: StatisticsAnswer, offices: StatisticsAnswer) -> tuple[Month, ...]:
    """The tables, newest month first, from what was counted by ``PAIRS`` and by ``OFFICES``."""
    documents: dict[tuple[str, str | None, str], dict[str, int]] = {}
    for row in pairs.rows:
        if row.documents:
            providing = documents.setdefault(_place(row), {})
            providing[_text(row.providing_office)] = row.documents
    tables: dict[tuple[str, str | None], list[MonthRow]] = {}
    for row in offices.rows:
        month, side, office = _place(row)
        tables.setdefault((month, side), []).append(
            MonthRow(
                accessing_office=office,
                documents=documents.get((month, side, office), {}),
                total=row.documents,
                families=row.families,
                active_users=row.active_users,
            )
        )
    order = sorted(tables, key=lambda at: (at[1] == "read", at[1] or ""))
    order.sort(key=lambda at: at[0], reverse=True)
    return tuple(Month(month, side, tuple(tables[month, side])) for month, side in order)


def print_months(months: Iterable[Month]) -> None:
    """One table for each month: accessing offices down, providing offices across."""
    for month in months:
        side = "" if month.side is None else f", {_SIDES[month.side]}"
        output().print(heading(f"{month.month}: documents by accessing and providing office{side}"))
        table = columns("Accessing", *month.providing, _TOTAL, "Families", "Active users")
        for column in table.columns[1:]:
            column.justify = "right"
        for row in (*month.rows, month.total()):
            cells = [row.accessing_office, *(str(row.documents.get(one, 0)) for one in month.providing)]
            cells += [str(row.total), str(row.families), _number(row.active_users)]
            table.add_row(*map(line, cells))
        output().print(table)
        output().print()


def months_csv(months: Sequence[Month]) -> str:
    """All months in one table, a column for each providing office."""
    providing = sorted({office for month in months for office in month.providing})
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(["month", "as", "accessingOffice", *providing, "documents", "families", "activeUsers"])
    for month in months:
        for row in month.rows:
            counts = [row.documents.get(one, 0) for one in providing]
            values = [month.month, month.side, row.accessing_office, *counts]
            writer.writerow(map(cell, [*values, row.total, row.families, row.active_users]))
    return out.getvalue()


def _place(row: FiguresOut) -> tuple[str, str | None, str]:
    side = None if row.side is msgspec.UNSET else str(row.side)
    return _text(row.month), side, _text(row.accessing_office)


def _text(value: object) -> str:
    return "?" if value is None or value is msgspec.UNSET else str(value)


def _number(value: int | None) -> str:
    return "-" if value is None else str(value)
