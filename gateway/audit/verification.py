"""Whether a trail is what was recorded: every hash, every column, every checkpoint."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

import msgspec

from gateway.audit.chain import START, Head, hash_of, head_of
from gateway.audit.checkpoints import Checkpoint, parse_checkpoint
from gateway.audit.record import COLUMNS, columns_of, parse_body
from gateway.audit.signing import UnusableKey, public_of

MOST_FINDINGS = 100
"""Findings that are told; after so many no more are looked for."""

_ROWS = f"SELECT seq, body, hash, {', '.join(COLUMNS)} FROM trail ORDER BY seq"


class Finding(msgspec.Struct, frozen=True):
    """What is wrong; ``seq`` is the record where it shows, if it shows at one."""

    seq: int | None
    what: str


class Verification(msgspec.Struct, frozen=True):
    """What was looked at, and everything that is wrong with it; nothing, when ``findings`` is empty."""

    chain: str | None
    count: int
    hash: str | None
    checkpoints: int
    findings: tuple[Finding, ...]


class _TooMany(Exception):
    """Enough was found."""


class _Findings(list[Finding]):
    def add(self, seq: int | None, what: str) -> None:
        self.append(Finding(seq, what))
        if len(self) >= MOST_FINDINGS:
            raise _TooMany


@contextmanager
def opened_to_read(path: Path) -> Iterator[sqlite3.Connection]:
    """A database that is only read, also while a gateway writes into it; one moment of it.

    Raises:
        sqlite3.Error: there is none, or it cannot be read.
    """
    connection = sqlite3.connect(f"file:{quote(str(path))}?mode=ro", uri=True, isolation_level=None)
    try:
        # What was changed behind the database's back need not be text any more; it is found, nothing fails.
        connection.text_factory = lambda raw: raw.decode(errors="surrogateescape")
        connection.execute("BEGIN")
        yield connection
    finally:
        connection.close()


def verify(connection: sqlite3.Connection, exported: Sequence[tuple[str, Checkpoint]] = ()) -> Verification:
    """Looks at all of a trail, within one moment of the database.

    ``exported`` are checkpoints that were kept elsewhere, each with a name to tell it by: only they show that
    a whole database was replaced by an earlier one, or written anew by somebody who has its key.
    """
    findings = _Findings()
    looked = _Looked()
    head: Head | None = None
    stored: list[tuple[str, Checkpoint]] = []
    try:
        _sound(connection, findings)
        head = head_of(connection)
        stored = _stored(connection, findings)
        wanted = {one.seq for _, one in (*stored, *exported)}
        _records(connection, wanted, looked, findings)
        _ends(head, looked, findings)
        for name, one in (*stored, *exported):
            _checked(name, one, looked, findings)
        _key(connection, findings)
    except _TooMany:
        pass
    except (sqlite3.Error, msgspec.MsgspecError, TypeError, ValueError) as error:
        findings.append(Finding(looked.count + 1, f"the database is damaged: {error}"))
    return Verification(
        chain=looked.chain,
        count=looked.count,
        hash=looked.last.hex() if looked.count else None,
        checkpoints=len(stored) + len(exported),
        findings=tuple(findings),
    )


class _Looked:
    """How far the records were looked at, and their hashes at the places that checkpoints name."""

    def __init__(self) -> None:
        self.chain: str | None = None
        self.count = 0
        self.seq = 0
        self.last = START
        self.hashes: dict[int, bytes] = {}


def _sound(connection: sqlite3.Connection, findings: _Findings) -> None:
    """The database itself: that its indexes say what its tables say."""
    for (said,) in connection.execute("PRAGMA integrity_check(10)"):
        if said != "ok":
            findings.add(None, f"the database is damaged: {said}")


def _records(connection: sqlite3.Connection, wanted: set[int], looked: _Looked, findings: _Findings) -> None:
    """Every record: its place, its hash, its columns."""
    expected, last = 1, looked.last
    for row in connection.execute(_ROWS):
        seq, body, hash_ = row[:3]
        if seq != expected:
            gap = (
                f"records {expected} to {seq - 1} are missing"
                if seq > expected
                else "it is no place of a record"
            )
            findings.add(seq, gap)
        if not isinstance(body, bytes) or hash_of(last, body) != hash_:
            findings.add(seq, "its hash does not follow from its content and the hash of the one before")
        _columns(seq, body, row[3:], findings)
        last = hash_ if isinstance(hash_, bytes) else START
        expected = seq + 1
        looked.count += 1
        if looked.count == 1:
            looked.chain = _named(seq, body, findings)
        if seq in wanted:
            looked.hashes[seq] = last
    looked.seq, looked.last = expected - 1, last


def _columns(seq: int, body: object, columns: tuple[object, ...], findings: _Findings) -> None:
    try:
        said = columns_of(parse_body(body))  # type: ignore[arg-type]
    except (msgspec.MsgspecError, UnicodeError, TypeError):
        findings.add(seq, "its content is no record")
        return
    if said != columns:
        wrong = [name for name, a, b in zip(COLUMNS, said, columns, strict=True) if a != b]
        findings.add(seq, f"the columns do not say what it says: {', '.join(wrong)}")


def _named(seq: int, body: bytes, findings: _Findings) -> str | None:
    """The name of the chain, which its first record gives it."""
    try:
        first = parse_body(body)
    except (msgspec.MsgspecError, UnicodeError, TypeError):
        return None
    name = first.detail.get("chain")
    if first.kind != "genesis" or not isinstance(name, str):
        findings.add(seq, "the trail does not begin here")
        return None
    return name


def _ends(head: Head | None, looked: _Looked, findings: _Findings) -> None:
    """Whether the trail ends where it ended."""
    if head is None:
        if looked.count:
            findings.add(looked.seq, "it is not noted where the trail ends")
    elif head.seq > looked.seq:
        findings.add(looked.seq, f"the trail ended at {head.seq}: what follows was cut off")
    elif (head.seq, head.hash, head.chain) != (looked.seq, looked.last, looked.chain):
        findings.add(looked.seq, "the trail does not end as it is noted that it does")


def _stored(connection: sqlite3.Connection, findings: _Findings) -> list[tuple[str, Checkpoint]]:
    found = []
    for seq, at, content in connection.execute(
        "SELECT seq, at, checkpoint FROM trail_checkpoints ORDER BY seq"
    ):
        try:
            one = parse_checkpoint(content)
        except (ValueError, TypeError):
            findings.add(seq, "what is kept as a checkpoint here is none")
            continue
        if (one.seq, one.at) != (seq, at):
            findings.add(seq, "the checkpoint that is kept here is another's")
        found.append((f"the checkpoint at {one.seq}", one))
    return found


def _checked(name: str, one: Checkpoint, looked: _Looked, findings: _Findings) -> None:
    """Whether the trail is the one that was signed, as far as it had come."""
    if not one.genuine:
        findings.add(None, f"{name}: its signature is not good")
    if one.count != one.seq:
        findings.add(None, f"{name}: it counts otherwise than its place")
    if one.chain != looked.chain:
        findings.add(None, f"{name}: it is of another trail ({one.chain})")
    elif one.seq > looked.seq:
        findings.add(
            looked.seq,
            f"{name}: the trail had {one.seq} records; this one was cut off, or is an earlier copy",
        )
    elif (known := looked.hashes.get(one.seq)) is None or known.hex() != one.hash:
        findings.add(one.seq, f"{name}: the trail up to here is not the one that was signed")


def _key(connection: sqlite3.Connection, findings: _Findings) -> None:
    """Whether the database's own key is whole."""
    for private, public in connection.execute("SELECT private, public FROM trail_signing_key"):
        try:
            whole = public_of(private)[1] == public
        except (UnusableKey, TypeError):
            whole = False
        if not whole:
            findings.add(None, "the key that signs checkpoints is not whole")
