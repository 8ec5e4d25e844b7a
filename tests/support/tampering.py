"""Trails as they really grow, and random ways to tamper with the database they lie in."""

from __future__ import annotations

import random
import shutil
import sqlite3
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

from gateway.audit.chain import START, append, hash_of
from gateway.audit.checkpoints import Checkpoint, checkpoint
from gateway.audit.record import COLUMNS, Origin, Record, by, moment
from gateway.store.schema import prepare

BEGIN = datetime(2026, 1, 1, tzinfo=UTC)
OFFICES = ("AU", "NZ", "CA", None)
TABLES = {
    "trail": ("seq", *COLUMNS, "body", "hash"),
    "trail_head": ("chain", "seq", "hash"),
    "trail_checkpoints": ("seq", "at", "checkpoint"),
    "trail_signing_key": ("private", "public"),
}
FREED = ("DROP TRIGGER trail_is_never_changed", "DROP TRIGGER trail_is_never_shortened")


def some_record(place: int) -> Record:
    """A record as the doors write it; every third an intent, an outcome, a question."""
    office = OFFICES[place % 4]
    person = None if office is None else f"examiner-{place % 7}"
    origin = Origin("api", f"{place:032x}", office, office and f"cg_{office}", person, person and "examiner")
    at = moment(BEGIN + timedelta(seconds=place))
    if place % 3 == 2:
        question = Record(kind="question", at=at, providing="EP", operation="family", code="ok", elapsed_ms=9)
        return by(origin, question)
    content = Record(
        kind="content-outcome" if place % 3 else "content-intent",
        at=at,
        ref=place if place % 3 else None,
        providing="EP",
        provider="ip5",
        operation="content",
        application=f"EP.{place}.A",
        document=f"ip5~EP.{place}.A~R1",
        category="search-report",
        protocol="opd",
        code="ok" if place % 3 else None,
        bytes=place if place % 3 else None,
        open=True if place % 3 else None,
        detail={"rendition": "ip5~R1"},
    )
    return by(origin, content)


def connect(path: Path) -> sqlite3.Connection:
    """A database with its tables, in autocommit mode."""
    connection = sqlite3.connect(path, isolation_level=None)
    prepare(connection)
    return connection


def grow(connection: sqlite3.Connection, first: int, count: int) -> None:
    """Adds so many records, in several transactions."""
    for start in range(first, first + count, 7):
        records = [some_record(place) for place in range(start, min(start + 7, first + count))]
        connection.execute("BEGIN IMMEDIATE")
        append(connection, records, BEGIN)
        connection.execute("COMMIT")


def sign(connection: sqlite3.Connection) -> Checkpoint:
    """A checkpoint of how far it is now."""
    connection.execute("BEGIN IMMEDIATE")
    signed = checkpoint(connection, BEGIN)
    connection.execute("COMMIT")
    return signed


class Original:
    """A trail with checkpoints in it, an earlier copy of it, and a checkpoint that was exported last."""

    def __init__(self, folder: Path, records: int = 60) -> None:
        self.path, self.earlier = folder / "trail.db", folder / "earlier.db"
        connection = connect(self.path)
        grow(connection, 0, records // 2)
        sign(connection)
        shutil.copy(self.path, self.earlier)
        grow(connection, records // 2, records - records // 2)
        self.exported = sign(connection)
        connection.close()

    def copy(self, to: Path) -> sqlite3.Connection:
        """A copy to tamper with, by somebody who has taken away what forbids it."""
        shutil.copy(self.path, to)
        connection = sqlite3.connect(to, isolation_level=None)
        for statement in FREED:
            connection.execute(statement)
        return connection


Tampering = Callable[[sqlite3.Connection, random.Random], str]


def change(connection: sqlite3.Connection, rng: random.Random) -> str:
    """One byte of one column of one record, head, checkpoint or key is changed, or a value set or emptied."""
    table = rng.choices(list(TABLES), weights=(85, 5, 5, 5))[0]
    column = rng.choice(TABLES[table])
    rows = connection.execute(f"SELECT rowid, {column} FROM {table}").fetchall()
    row, value = rng.choice(rows)
    new = _other(value, rng)
    if column == "seq" and isinstance(new, int):
        new += 10_000
    connection.execute(f"UPDATE {table} SET {column} = ? WHERE rowid = ?", (new, row))
    return f"{table}.{column} of {row}: {value!r} -> {new!r}"


def _other(value: object, rng: random.Random) -> object:
    """Another value: one bit, one character or one unit away."""
    if isinstance(value, bytes):
        place = rng.randrange(len(value))
        return value[:place] + bytes([value[place] ^ 1 << rng.randrange(8)]) + value[place + 1 :]
    if isinstance(value, str):
        place = rng.randrange(len(value))
        return value[:place] + rng.choice([c for c in "abcXYZ019~" if c != value[place]]) + value[place + 1 :]
    if isinstance(value, int):
        return value + rng.choice((-1, 1))
    return rng.choice(("AU", 1))


def delete(connection: sqlite3.Connection, rng: random.Random) -> str:
    """Some records in the middle, or the first, are deleted; those after it may be moved up."""
    (last,) = connection.execute("SELECT max(seq) FROM trail").fetchone()
    first, count = rng.randint(1, last - 1), rng.randint(1, 3)
    count = min(count, last - first)
    connection.execute("DELETE FROM trail WHERE seq BETWEEN ? AND ?", (first, first + count - 1))
    if moved := rng.random() < 0.5:
        for seq in range(first + count, last + 1):
            connection.execute("UPDATE trail SET seq = ? WHERE seq = ?", (seq - count, seq))
    return f"deleted {count} from {first}, moved up: {moved}"


def insert(connection: sqlite3.Connection, rng: random.Random) -> str:
    """A record is inserted, in the middle or at the end, with a hash that follows."""
    (last,) = connection.execute("SELECT max(seq) FROM trail").fetchone()
    after = rng.randint(1, last)
    for seq in range(last, after, -1):
        connection.execute("UPDATE trail SET seq = ? WHERE seq = ?", (seq + 1, seq))
    (before,) = connection.execute("SELECT hash FROM trail WHERE seq = ?", (after,)).fetchone()
    columns = ", ".join(TABLES["trail"][1:-1])
    (body,) = connection.execute("SELECT body FROM trail WHERE seq = ?", (after,)).fetchone()
    connection.execute(
        f"INSERT INTO trail (seq, {columns}, hash) SELECT ?, {columns}, ? FROM trail WHERE seq = ?",
        (after + 1, hash_of(before, body), after),
    )
    return f"inserted after {after}"


def swap(connection: sqlite3.Connection, rng: random.Random) -> str:
    """Two records change places."""
    (last,) = connection.execute("SELECT max(seq) FROM trail").fetchone()
    one, other = rng.sample(range(1, last + 1), 2)
    for old, new in ((one, -1), (other, one), (-1, other)):
        connection.execute("UPDATE trail SET seq = ? WHERE seq = ?", (new, old))
    return f"swapped {one} and {other}"


def truncate(connection: sqlite3.Connection, rng: random.Random) -> str:
    """The end is cut off; perhaps with what notes where it was, and the checkpoints after it."""
    (last,) = connection.execute("SELECT max(seq) FROM trail").fetchone()
    keep = rng.randint(0, last - 1)
    connection.execute("DELETE FROM trail WHERE seq > ?", (keep,))
    if covered := rng.random() < 0.7:
        connection.execute("DELETE FROM trail_checkpoints WHERE seq > ?", (keep,))
        connection.execute(
            "UPDATE trail_head SET seq = ?, hash = coalesce((SELECT hash FROM trail WHERE seq = ?), ?)",
            (keep, keep, START),
        )
    return f"cut off after {keep}, covered: {covered}"


def rewrite(connection: sqlite3.Connection, rng: random.Random) -> str:
    """A record is replaced and everything after it hashed anew, the head and new checkpoints with it."""
    (last,) = connection.execute("SELECT max(seq) FROM trail").fetchone()
    first = rng.randint(2, last)
    rows = connection.execute("SELECT seq, body FROM trail WHERE seq >= ? ORDER BY seq", (first,)).fetchall()
    (before,) = connection.execute("SELECT hash FROM trail WHERE seq = ?", (first - 1,)).fetchone()
    for seq, body in rows:
        new = body.replace(b'"EP"', b'"JP"') if seq == first else body
        before = hash_of(before, new)
        connection.execute(
            "UPDATE trail SET body = ?, hash = ?, providing = iif(?, 'JP', providing) WHERE seq = ?",
            (new, before, seq == first, seq),
        )
    connection.execute("UPDATE trail_head SET hash = ?", (before,))
    connection.execute("DELETE FROM trail_checkpoints WHERE seq >= ?", (first,))
    sign(connection)
    return f"written anew from {first}"


TAMPERINGS: tuple[tuple[Tampering, int], ...] = (
    (change, 60),
    (delete, 10),
    (insert, 8),
    (swap, 8),
    (truncate, 8),
    (rewrite, 6),
)
"""Each with how often it is tried among a hundred; besides these, an earlier copy may be put in place."""


def tamper(connection: sqlite3.Connection, rng: random.Random) -> str:
    """One random tampering; says which."""
    chosen = rng.choices([one for one, _ in TAMPERINGS], weights=[weight for _, weight in TAMPERINGS])[0]
    return chosen(connection, rng)
