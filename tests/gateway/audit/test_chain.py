"""The chain: each record's hash covers all before it, whoever wrote them, and no record is ever changed."""

from __future__ import annotations

import json
import sqlite3
import subprocess
import sys
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tampering import connect, grow, some_record

from gateway.audit.chain import append, head_of
from gateway.audit.record import COLUMNS, Record, canonical, columns_of, parse_body
from gateway.audit.verification import verify

NOW = datetime(2026, 11, 22, 4, 31, 38, tzinfo=UTC)
TEXT = st.text(max_size=8)


def test_the_hash_covers_the_one_before_and_the_body(tmp_path: Path) -> None:
    """SHA-256 of both, from 32 zero bytes on; anybody can compute it from what is stored."""
    connection = connect(tmp_path / "a.db")
    grow(connection, 0, 20)
    last = bytes(32)
    for body, hash_ in connection.execute("SELECT body, hash FROM trail ORDER BY seq"):
        last = sha256(last + body).digest()
        assert hash_ == last
    assert head_of(connection).hash == last
    connection.close()


def test_a_chain_begins_with_a_random_name(tmp_path: Path) -> None:
    """So that no two trails are taken for one another."""
    names = set()
    for name in ("a", "b"):
        connection = connect(tmp_path / f"{name}.db")
        grow(connection, 0, 1)
        body = connection.execute("SELECT body FROM trail WHERE seq = 1").fetchone()[0]
        names.add(json.loads(body)["detail"]["chain"])
        connection.close()
    assert len(names) == 2


def test_records_are_never_changed_nor_deleted(tmp_path: Path) -> None:
    """The database itself refuses."""
    connection = connect(tmp_path / "a.db")
    grow(connection, 0, 5)
    with pytest.raises(sqlite3.IntegrityError, match="never changed"):
        connection.execute("UPDATE trail SET code = 'ok'")
    with pytest.raises(sqlite3.IntegrityError, match="never deleted"):
        connection.execute("DELETE FROM trail WHERE seq = 5")
    connection.close()


def test_a_record_and_what_it_records_share_a_transaction(tmp_path: Path) -> None:
    """What is rolled back leaves no record, and the chain goes on as if it had not been."""
    connection = connect(tmp_path / "a.db")
    grow(connection, 0, 5)
    before = head_of(connection)
    connection.execute("BEGIN IMMEDIATE")
    append(connection, [some_record(9)], NOW)
    connection.execute("ROLLBACK")
    assert head_of(connection) == before
    grow(connection, 5, 5)
    assert not verify(connection).findings
    connection.close()


def test_an_instant_that_is_missing_is_that_of_the_writing(tmp_path: Path) -> None:
    """In UTC, with microseconds, as text that sorts by time."""
    connection = connect(tmp_path / "a.db")
    append(connection, [Record(kind="operator", operation="reload")], NOW)
    assert connection.execute("SELECT at FROM trail").fetchall() == [("2026-11-22T04:31:38.000000Z",)] * 2
    connection.close()


def test_several_processes_write_one_chain(tmp_path: Path) -> None:
    """Four processes, each with transactions of its own, at the same time: one unbroken chain of all."""
    path = tmp_path / "shared.db"
    connect(path).close()
    script = (
        "import sys, sqlite3; from tampering import grow;"
        "c = sqlite3.connect(sys.argv[1], isolation_level=None, timeout=60); grow(c, int(sys.argv[2]), 70)"
    )
    support = str(Path(__file__).parents[2] / "support")
    writers = [
        subprocess.Popen(
            [sys.executable, "-c", f"import sys; sys.path.append({support!r}); {script}", str(path), str(n)]
        )
        for n in range(0, 400, 100)
    ]
    assert [writer.wait() for writer in writers] == [0] * 4
    connection = connect(path)
    found = verify(connection)
    assert (found.count, found.findings) == (1 + 4 * 70, ())
    connection.close()


@given(
    st.builds(
        Record,
        kind=st.sampled_from(["question", "key"]),
        at=TEXT,
        ref=st.none() | st.integers(1, 2**53),
        person=st.none() | TEXT,
        document=st.none() | TEXT,
        open=st.none() | st.booleans(),
        bytes=st.none() | st.integers(0, 2**53),
        detail=st.dictionaries(TEXT, st.none() | TEXT | st.booleans() | st.integers(0, 9)),
    )
)
def test_a_record_is_read_back_as_it_was_written(record: Record) -> None:
    """One form in bytes for one record, whatever a pseudonym has in it; no line ends in it."""
    body = canonical(record)
    assert parse_body(body) == record
    assert canonical(parse_body(body)) == body
    assert b"\n" not in body
    assert len(columns_of(record)) == len(COLUMNS)


def test_the_body_is_canonical() -> None:
    """Members by name, no blanks, nothing that is unset."""
    record = Record(kind="question", at="2026", operation="family", detail={"z": 1, "a": "é"})
    assert canonical(record).decode() == (
        '{"at":"2026","detail":{"a":"é","z":1},"kind":"question","operation":"family"}'
    )


def test_reading_goes_on_while_others_write(tmp_path: Path) -> None:
    """A verification sees one moment: what is written meanwhile neither breaks it nor waits for it."""
    path = tmp_path / "a.db"
    writing = connect(path)
    writing.execute("PRAGMA journal_mode = WAL")
    grow(writing, 0, 30)
    reading = connect(path)
    reading.execute("BEGIN")
    assert verify(reading).count == 31
    grow(writing, 30, 30)
    assert verify(reading).count == 31
    reading.execute("ROLLBACK")
    assert verify(reading).count == 61
    writing.close()
    reading.close()
