"""Signed statements of how far the trail was: what was recorded before one is never changed unseen."""

from __future__ import annotations

import base64
import binascii
import sqlite3
from datetime import datetime

import msgspec
from msgspec.structs import replace

from gateway.audit.chain import head_of
from gateway.audit.record import moment
from gateway.audit.signing import Algorithm, is_signed, new_key, public_of, sign

MOST_BYTES = 4_096
"""The largest file that is read as a checkpoint."""


class Checkpoint(msgspec.Struct, frozen=True, rename="camel", forbid_unknown_fields=True):
    """That the chain of this name had ``count`` records when ``hash`` was its last, at place ``seq``.

    ``hash`` is hexadecimal, ``public_key`` (SubjectPublicKeyInfo) and ``signature`` are base64url. Signed is
    the JSON of all other members, in the order of their names and without blanks, after ``casegate
    checkpoint`` and a line feed.
    """

    chain: str
    seq: int
    count: int
    hash: str
    at: str
    algorithm: Algorithm
    public_key: str
    signature: str = ""

    @property
    def statement(self) -> bytes:
        """What is signed."""
        said = msgspec.to_builtins(self)
        del said["signature"]
        return b"casegate checkpoint\n" + msgspec.json.encode(said, order="sorted")

    @property
    def genuine(self) -> bool:
        """Whether it was signed by the key that it names."""
        try:
            public, signature = _bytes(self.public_key), _bytes(self.signature)
        except ValueError:
            return False
        return is_signed(public, self.algorithm, self.statement, signature)

    def encoded(self) -> bytes:
        """It as JSON, for a file."""
        return msgspec.json.format(msgspec.json.encode(self), indent=2) + b"\n"


class NothingRecorded(Exception):
    """There is no trail yet that could be signed."""


def parse_checkpoint(content: bytes) -> Checkpoint:
    """A checkpoint from a file.

    Raises:
        ValueError: it is none.
    """
    if len(content) > MOST_BYTES:
        raise ValueError("it is too large for a checkpoint")
    try:
        return msgspec.json.decode(content, type=Checkpoint)
    except msgspec.DecodeError as error:
        raise ValueError(f"it is no checkpoint: {error}") from error


def checkpoint(connection: sqlite3.Connection, now: datetime, private: bytes | None = None) -> Checkpoint:
    """Signs how far the trail is, and keeps that; within the transaction that is open.

    Without a ``private`` key (PEM) the database's own signs, which is made when there is none yet. A place is
    signed once by one key.

    Raises:
        NothingRecorded: there is no trail yet.
        UnusableKey: the key is none that signs.
    """
    head = head_of(connection)
    if head is None:
        raise NothingRecorded
    private = private or _own_key(connection)
    algorithm, public = public_of(private)
    unsigned = Checkpoint(
        chain=head.chain,
        seq=head.seq,
        count=head.seq,
        hash=head.hash.hex(),
        at=moment(now),
        algorithm=algorithm,
        public_key=_text(public),
    )
    last = connection.execute(
        "SELECT checkpoint FROM trail_checkpoints WHERE seq = ?", (head.seq,)
    ).fetchone()
    if last is not None and (known := parse_checkpoint(last[0])).public_key == unsigned.public_key:
        return known
    made = replace(unsigned, signature=_text(sign(private, unsigned.statement)))
    connection.execute(
        "INSERT OR REPLACE INTO trail_checkpoints (seq, at, checkpoint) VALUES (?, ?, ?)",
        (made.seq, made.at, msgspec.json.encode(made)),
    )
    return made


def _own_key(connection: sqlite3.Connection) -> bytes:
    row = connection.execute("SELECT private FROM trail_signing_key").fetchone()
    if row is not None:
        return bytes(row[0])
    private = new_key()
    connection.execute(
        "INSERT INTO trail_signing_key (one, private, public) VALUES (1, ?, ?)",
        (private, public_of(private)[1]),
    )
    return private


def _text(value: bytes) -> str:
    return base64.urlsafe_b64encode(value).decode().rstrip("=")


def _bytes(text: str) -> bytes:
    try:
        return base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
    except binascii.Error as error:
        raise ValueError("it is not base64url") from error
