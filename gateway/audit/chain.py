"""The hash chain: each record's hash covers the hash before it, whichever process wrote that.

Records go in within a transaction of the database, after what any process has written before; so a change and
the record of it can share one: both are there, or neither.
"""

from __future__ import annotations

import hashlib
import secrets
import sqlite3
from collections.abc import Callable, Sequence
from datetime import datetime

import msgspec
from msgspec.structs import replace

from gateway.audit.record import COLUMNS, Record, canonical, columns_of, moment

START = bytes(32)
"""What stands before the first record."""

_INSERT = f"INSERT INTO trail (seq, {', '.join(COLUMNS)}, body, hash) VALUES (?{', ?' * (len(COLUMNS) + 2)})"


class Head(msgspec.Struct, frozen=True):
    """Where a chain ends: its random name, the place and the hash of its last record."""

    chain: str
    seq: int
    hash: bytes


def random_name() -> str:
    """A name for a new chain: 128 random bits."""
    return secrets.token_hex(16)


def hash_of(before: bytes, body: bytes) -> bytes:
    """The hash of a record, from the hash before it and its body."""
    return hashlib.sha256(before + body).digest()


def head_of(connection: sqlite3.Connection) -> Head | None:
    """Where the chain ends; ``None`` when nothing was ever recorded."""
    row = connection.execute("SELECT chain, seq, hash FROM trail_head").fetchone()
    return None if row is None else Head(*row)


def append(
    connection: sqlite3.Connection,
    records: Sequence[Record],
    now: datetime,
    new_name: Callable[[], str] = random_name,
) -> int:
    """Adds records in this order, within the transaction that is open; gives the place of the last one.

    ``now`` is the instant of those that say none. A chain that is new begins with a record of its own.
    """
    head = head_of(connection)
    if head is None:
        name = new_name()
        genesis = Record(kind="genesis", detail={"chain": name})
        head, records = Head(name, 0, START), (genesis, *records)
    seq, last, rows = head.seq, head.hash, []
    for record in records:
        stamped = record if record.at else replace(record, at=moment(now))
        body = canonical(stamped)
        seq, last = seq + 1, hash_of(last, body)
        rows.append((seq, *columns_of(stamped), body, last))
    connection.executemany(_INSERT, rows)
    connection.execute(
        "INSERT INTO trail_head (one, chain, seq, hash) VALUES (1, ?, ?, ?)"
        " ON CONFLICT (one) DO UPDATE SET chain = excluded.chain, seq = excluded.seq, hash = excluded.hash",
        (head.chain, seq, last),
    )
    return seq
