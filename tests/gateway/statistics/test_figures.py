"""Figures are made of the trail itself, the same whatever they are counted by, and each viewer's own."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, date, datetime
from itertools import combinations
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gateway.audit.chain import append
from gateway.audit.record import Record, moment
from gateway.statistics.figures import (
    DIMENSIONS,
    OPEN_DIMENSIONS,
    PUBLIC,
    Counting,
    Question,
    Table,
    Viewer,
    spans,
)
from gateway.store.schema import prepare

NOW = datetime(2026, 11, 22, tzinfo=UTC)
OFFICES = ("AU", "EP", "NZ")
ALL, EVERYBODY = Viewer(all=True), Viewer()


@contextmanager
def trail(records: list[Record]) -> Iterator[sqlite3.Connection]:
    """A database with these records."""
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as connection:
        prepare(connection)
        append(connection, records, NOW)
        yield connection


def counted(connection: sqlite3.Connection, viewer: Viewer, by: tuple[Any, ...], **days: date) -> Table:
    """A table of all of 2026, or of these days."""
    question = Question(days.get("first", date(2026, 1, 1)), days.get("last", date(2026, 12, 31)), by)
    counting = Counting(viewer, by, days.get("present_day", date(2027, 1, 1)))
    for span in spans(question):
        counting.add(connection, span)
    return counting.table()


office = st.sampled_from(OFFICES)
records = st.lists(
    st.builds(
        lambda kind, day, accessing, person, providing, category, code, size, open_: Record(
            kind=kind,
            at=moment(datetime(2026, day % 12 + 1, day, tzinfo=UTC)),
            operation="family" if kind == "question" else "content",
            accessing=accessing,
            person=person if accessing else None,
            role="examiner" if accessing and person else None,
            providing=providing,
            category=None if kind == "question" else category,
            door="api",
            protocol=None if kind == "question" else "opd",
            code=code,
            bytes=None if kind == "question" else size,
            open=open_,
        ),
        st.sampled_from(["content-intent", "content-outcome", "question"]),
        st.integers(1, 28),
        st.none() | office,
        st.none() | st.sampled_from(["p1", "p2"]),
        office,
        st.sampled_from(["search-report", "decision"]),
        st.sampled_from(["ok", "ok", "ok", "partial", "not-found", "aborted"]),
        st.integers(0, 9),
        st.booleans(),
    ),
    max_size=40,
)
choices = st.sampled_from([c for n in (1, 2, 3) for c in combinations(DIMENSIONS, n)] + [DIMENSIONS])


def sums(table: Table, side: str | None) -> tuple[int, int, int]:
    """Documents, families and bytes of the rows of a side."""
    rows = [row.figures for row in table.rows if row.side == side]
    return (
        sum(row.documents for row in rows),
        sum(row.families for row in rows),
        sum(row.bytes or 0 for row in rows),
    )


@given(records, choices, st.sampled_from([ALL, EVERYBODY, *map(Viewer, OFFICES)]))
@settings(max_examples=150)
def test_sums_over_anything_are_the_total(found: list[Record], by: Any, viewer: Viewer) -> None:
    """Rows add up to their totals, and totals are the same whatever is counted by."""
    if viewer == EVERYBODY:
        by = tuple(one for one in by if one in OPEN_DIMENSIONS) or ("month",)
    with trail(found) as connection:
        table, other = counted(connection, viewer, by), counted(connection, viewer, ("month",))
    assert table.totals == other.totals
    for total in table.totals:
        figures = total.figures
        assert sums(table, total.side) == (figures.documents, figures.families, figures.bytes or 0)


@given(records)
@settings(max_examples=100)
def test_figures_are_those_of_the_records(found: list[Record]) -> None:
    """Counted again, by hand: contents sent to their end, families found, bytes, people of offices."""
    with trail(found) as connection:
        (total,) = counted(connection, ALL, ("month",)).totals
    outcomes = [one for one in found if one.kind == "content-outcome"]
    counting = [one for one in found if one.kind in ("content-outcome", "question")]
    assert total.figures.documents == sum(one.code == "ok" for one in outcomes)
    assert total.figures.families == sum(
        one.kind == "question" and one.code in ("ok", "partial") for one in found
    )
    assert total.figures.bytes == sum(one.bytes or 0 for one in outcomes)
    assert total.figures.active_users == len(
        {(one.accessing, one.person) for one in counting if one.accessing and one.person}
    )


@given(records, st.sampled_from(OFFICES), choices)
@settings(max_examples=100)
def test_an_office_is_told_what_concerns_it_alone(found: list[Record], who: str, by: Any) -> None:
    """Its figures are those over a trail in which nothing else ever happened."""
    own = [one for one in found if who in (one.accessing, one.providing)]
    with trail(found) as all_, trail(own) as alone:
        assert counted(all_, Viewer(who), by) == counted(alone, Viewer(who), by)


@given(records, st.sampled_from([c for n in (1, 2) for c in combinations(OPEN_DIMENSIONS, n)]))
@settings(max_examples=100)
def test_everybody_is_told_what_everybody_may_see(found: list[Record], by: Any) -> None:
    """What is open to some only changes nothing: figures, rows, totals."""
    open_ = [one for one in found if one.open]
    with trail(found) as all_, trail(open_) as alone:
        assert counted(all_, EVERYBODY, by) == counted(alone, EVERYBODY, by)


def content(count: int, **facts: Any) -> list[Record]:
    """So many contents that were sent to their end."""
    told = {"at": "2026-03-01T00:00:00.000000Z", "code": "ok", "bytes": 10, "door": "api", "protocol": "opd"}
    one = Record(
        kind="content-outcome", operation="content", open=True, **(told | {"category": "decision"} | facts)
    )
    return [one] * count


def test_both_directions_and_people() -> None:
    """An office sees people and roles of its own; of those who read it, only the office."""
    found = content(3, accessing="AU", providing="EP", person="p1", role="examiner")
    found += content(2, accessing="AU", providing="EP", person="p2", role="clerk")
    found += content(4, accessing="NZ", providing="AU", person="kiwi", role="examiner")
    found += content(1, accessing=None, providing="AU")
    with trail(found) as connection:
        table = counted(connection, Viewer("AU"), ("accessingOffice", "role"))
    told = [(row.side, row.key, row.figures.documents, row.figures.active_users) for row in table.rows]
    assert told == [
        ("reader", ("AU", "clerk"), 2, 1),
        ("reader", ("AU", "examiner"), 3, 1),
        ("read", ("NZ", None), 4, None),
        ("read", (PUBLIC, None), 1, None),
    ]


def test_small_cells_are_hidden_from_everybody() -> None:
    """Nine of one office and three of another: no total gives the three back."""
    found = content(9, accessing="AU", providing="EP") + content(3, accessing="NZ", providing="EP")
    with trail(found) as connection:
        for by in combinations(OPEN_DIMENSIONS, 2):
            table = counted(connection, EVERYBODY, by)
            assert [row.figures.documents for row in table.rows] == [9]
            assert table.totals[0].figures.documents == 9
            assert table.totals[0].figures.bytes is None
        assert counted(connection, ALL, ("month",)).totals[0].figures.documents == 12


def test_nobody_watches_single_questions_being_counted() -> None:
    """Who looks after each one sees steps of five in the month that is not over, and its figures after it."""
    seen = []
    for count in range(21):
        found = content(count, accessing="AU", providing="EP") + content(7, at="2026-02-01T00:00:00.000000Z")
        with trail(found) as connection:
            table = counted(connection, EVERYBODY, ("month",), present_day=date(2026, 3, 31))
            later = counted(connection, EVERYBODY, ("month",), present_day=date(2026, 4, 1))
        march = {row.key: row.figures.documents for row in table.rows}.get(("2026-03",), 0)
        seen.append(march)
        assert table.totals[0].figures.documents == march + 7
        assert later.totals[0].figures.documents == 7 + (count if count >= 5 else 0)
    assert seen == [count - count % 5 for count in range(21)]


def test_days_are_counted_from_the_first_to_the_last() -> None:
    """Both inclusive, to the last microsecond, over the ends of months and of leap years."""
    instants = ["2024-02-28T23:59:59.999999Z", "2024-02-29T00:00:00.000000Z", "2024-02-29T23:59:59.999999Z"]
    instants += ["2024-03-01T00:00:00.000000Z"]
    found = [record for at in instants for record in content(1, at=at, providing="EP")]
    with trail(found) as connection:
        for first, last, count in ((28, 28, 1), (29, 29, 2), (28, 29, 3)):
            table = counted(connection, ALL, ("month",), first=date(2024, 2, first), last=date(2024, 2, last))
            assert table.totals[0].figures.documents == count
        whole = counted(connection, ALL, ("month",), first=date(2024, 2, 28), last=date(2024, 3, 1))
        assert [(row.key, row.figures.documents) for row in whole.rows] == [
            (("2024-02",), 3),
            (("2024-03",), 1),
        ]


@pytest.mark.parametrize("viewer", [ALL, EVERYBODY, Viewer("AU")])
def test_of_no_records_there_are_no_rows(viewer: Viewer) -> None:
    """And totals of nothing."""
    with trail([]) as connection:
        table = counted(connection, viewer, ("month",))
    assert table.rows == ()
    assert all(not row.figures.documents and not row.figures.families for row in table.totals)


def test_counting_does_not_touch_the_records() -> None:
    """The index alone answers, so that a year of a million records takes seconds."""
    with trail(content(3, providing="EP")) as connection:
        asked: list[str] = []
        connection.set_trace_callback(asked.append)
        counted(connection, ALL, DIMENSIONS)
        connection.set_trace_callback(None)
        plans = [
            row[3]
            for sql in asked
            if sql.startswith("SELECT")
            for row in connection.execute(f"EXPLAIN QUERY PLAN {sql}")
        ]
    assert plans
    assert all("COVERING INDEX trail_figures" in plan for plan in plans if "trail" in plan)
