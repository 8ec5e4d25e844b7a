"""An office's own trail: everything of it, in pages, and never a record or a person of anybody else."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime

from hypothesis import given, settings
from hypothesis import strategies as st

from gateway.audit.chain import append
from gateway.audit.record import Record
from gateway.audit.views import RecordOut, Side, View, everything
from gateway.store.schema import prepare

NOW = datetime(2026, 11, 22, tzinfo=UTC)
OFFICES = ("AU", "EP", "NZ")
END = "9999"

office = st.sampled_from(OFFICES)
instants = st.sampled_from([f"2026-01-01T00:00:00.00000{place}Z" for place in range(5)])
records = st.lists(
    st.builds(
        lambda **facts: Record(
            **facts, person=f"person of {facts['accessing']}", correlation="c", credential="k"
        ),
        kind=st.sampled_from(["content-intent", "content-outcome", "question", "security", "key"]),
        at=instants,
        accessing=st.none() | office,
        providing=st.none() | office,
        operation=st.sampled_from(["family", "dossier", "document", "content", "trail"]),
        code=st.sampled_from(["ok", "partial", "not-found"]),
        confidential=st.none() | st.just(True),
        detail=st.just({"number": "what was written"}),
    ),
    max_size=30,
)


@contextmanager
def trail(found: list[Record]) -> Iterator[sqlite3.Connection]:
    """A database with these records."""
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as connection:
        prepare(connection)
        append(connection, found, NOW)
        yield connection


def pages(connection: sqlite3.Connection, view: View, limit: int) -> list[RecordOut]:
    """All records of a view, page by page."""
    page = view.page(connection, limit)
    found = list(page.records)
    while page.next is not None:
        assert len(page.records) == limit
        page = view.page(connection, limit, page.next)
        found += page.records
    return found


def concerns(record: Record, who: str, side: Side) -> bool:
    """Which records an office is shown, said again."""
    if side == "reader":
        return record.accessing == who
    read = record.kind in ("content-intent", "content-outcome")
    asked = record.kind == "question" and record.operation in ("dossier", "citations", "document")
    return record.providing == who and (read or (asked and record.code in ("ok", "partial")))


@given(records, office, st.sampled_from(["reader", "read"]), st.integers(1, 4))
@settings(max_examples=200)
def test_an_office_sees_all_of_its_own_and_nothing_else(
    found: list[Record], who: str, side: Side, limit: int
) -> None:
    """Each record once, by time, whatever the size of the pages."""
    with trail(found) as connection:
        shown = pages(connection, View(who, side, "", END), limit)
    own = sorted((one for one in found if concerns(one, who, side)), key=lambda one: one.at)
    assert [(one.at, one.kind, one.operation, one.code) for one in shown] == [
        (one.at, one.kind, one.operation, one.code) for one in own
    ]
    assert len({one.id for one in shown}) == len(shown)


@given(records, office)
@settings(max_examples=100)
def test_people_are_shown_to_their_own_office_alone(found: list[Record], who: str) -> None:
    """From the other side: the office, and nothing of who, how, or what was written."""
    with trail(found) as connection:
        own = View(who, "reader", "", END).page(connection, 100).records
        others = View(who, "read", "", END).page(connection, 100).records
    assert all(one.requestor_id == f"person of {who}" for one in own)
    for one in others:
        assert (one.requestor_id, one.requestor_role, one.credential, one.correlation_id) == (None,) * 4
        assert not one.detail


@given(records, office, st.sampled_from(["reader", "read"]), st.integers(1, 3))
@settings(max_examples=100)
def test_what_others_do_changes_nothing(found: list[Record], who: str, side: Side, limit: int) -> None:
    """Records and cursors are those of a trail in which only the office's own ever happened."""
    alone = [one for one in found if concerns(one, who, side)]

    def told(kept: list[Record]) -> list[object]:
        said: list[object] = []
        with trail(kept) as connection:
            page = View(who, side, "", END).page(connection, limit)
            while True:
                said.append([(one.at, one.kind, one.code) for one in page.records])
                said.append(page.next)
                if page.next is None:
                    return said
                page = View(who, side, "", END).page(connection, limit, page.next)

    assert told(found) == told(alone)


@given(records, instants, instants)
@settings(max_examples=100)
def test_a_span_ends_before_its_end(found: list[Record], since: str, until: str) -> None:
    """From an instant on, until before another."""
    with trail(found) as connection:
        shown = pages(connection, View("AU", "reader", since, until), 3)
    assert [one.at for one in shown] == sorted(
        one.at for one in found if one.accessing == "AU" and since <= one.at < until
    )


@given(records)
@settings(max_examples=50)
def test_operators_see_no_confidential_number(found: list[Record]) -> None:
    """They see that something was asked, and by whom."""
    with trail(found) as connection:
        shown = list(everything(connection, "", END))[1:]
    assert len(shown) == len(found)
    for one, record in zip(shown, found, strict=True):
        assert ("number" in one.detail) == (not record.confidential)


def test_an_outcome_names_its_intent() -> None:
    """By the hash under which the intent stands in the chain."""
    intent = Record(kind="content-intent", accessing="AU", at="2026-01-01")
    outcome = Record(kind="content-outcome", accessing="AU", at="2026-01-02", ref=2)
    with trail([intent, outcome]) as connection:
        first, second = View("AU", "reader", "", END).page(connection, 10).records
        (kept,) = connection.execute("SELECT hash FROM trail WHERE seq = 2").fetchone()
    assert (first.intent, second.intent, first.id) == (None, kept.hex(), kept.hex())
