"""The keys in the database: given out, doubled for a change, taken back; work for a ``Store``."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from datetime import UTC, date, datetime

from gateway.identity.identity import SCOPES, Scope
from gateway.identity.keys import StoredKey

TOPIC = "keys"
"""The topic whose revision every change of a key moves on."""

MOST_LIVE = 2
"""Live keys of one client: the one in use, and the one that replaces it."""

_COLUMNS = "id, office, client, digest, scopes, created, expires, revoked, used_on"


class KeyRefused(Exception):
    """What was asked of a key cannot be done; the message is a sentence for operators."""


def read_keys(connection: sqlite3.Connection) -> tuple[StoredKey, ...]:
    """Every key that was ever given out, by office, client and age."""
    rows = connection.execute(f"SELECT {_COLUMNS} FROM keys ORDER BY office, client, created, id")
    return tuple(map(_stored, rows))


def find_key(connection: sqlite3.Connection, id: str) -> StoredKey:
    """The key of this id.

    Raises:
        KeyRefused: there is none.
    """
    row = connection.execute(f"SELECT {_COLUMNS} FROM keys WHERE id = ?", (id,)).fetchone()
    if row is None:
        raise KeyRefused(f"There is no key {id}")
    return _stored(row)


def add_key(connection: sqlite3.Connection, key: StoredKey) -> None:
    """Keeps a new key.

    Raises:
        KeyRefused: its client has two live keys already.
    """
    live = [one for one in _of_client(connection, key.office, key.client) if one.live(key.created)]
    if len(live) >= MOST_LIVE:
        names = " and ".join(one.id for one in live)
        raise KeyRefused(
            f"Client {key.client} of {key.office} has two live keys already, {names}; revoke one first"
        )
    connection.execute(
        f"INSERT INTO keys ({_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            key.id,
            key.office,
            key.client,
            key.digest,
            " ".join(sorted(key.scopes)),
            _written(key.created),
            _written(key.expires),
            _written(key.revoked),
            None,
        ),
    )


def limit_key(connection: sqlite3.Connection, id: str, expires: datetime) -> None:
    """Ends a key at an instant, unless it ends before."""
    connection.execute(
        "UPDATE keys SET expires = ? WHERE id = ? AND (expires IS NULL OR expires > ?)",
        (_written(expires), id, _written(expires)),
    )


def revoke_key(connection: sqlite3.Connection, id: str, now: datetime) -> StoredKey:
    """Takes a key back, for good; one that is back already stays as it is.

    Raises:
        KeyRefused: there is no such key.
    """
    find_key(connection, id)
    connection.execute("UPDATE keys SET revoked = ? WHERE id = ? AND revoked IS NULL", (_written(now), id))
    return find_key(connection, id)


def note_used(connection: sqlite3.Connection, ids: Iterable[str], day: date) -> None:
    """Notes on which day keys were last used; to be written without a topic, since nobody waits for it."""
    connection.executemany(
        "UPDATE keys SET used_on = ? WHERE id = ? AND (used_on IS NULL OR used_on < ?)",
        [(day.isoformat(), id, day.isoformat()) for id in sorted(ids)],
    )


def _of_client(connection: sqlite3.Connection, office: str, client: str) -> list[StoredKey]:
    rows = connection.execute(
        f"SELECT {_COLUMNS} FROM keys WHERE office = ? AND client = ?", (office, client)
    )
    return [_stored(row) for row in rows]


def _stored(row: tuple[str, str, str, bytes, str, str, str | None, str | None, str | None]) -> StoredKey:
    id, office, client, digest, scopes, created, expires, revoked, used_on = row
    return StoredKey(
        id=id,
        office=office,
        client=client,
        digest=digest,
        scopes=_scopes(scopes),
        created=datetime.fromisoformat(created),
        expires=None if expires is None else datetime.fromisoformat(expires),
        revoked=None if revoked is None else datetime.fromisoformat(revoked),
        used_on=None if used_on is None else date.fromisoformat(used_on),
    )


def _scopes(text: str) -> frozenset[Scope]:
    """The scopes of a row; a word that is none here opens nothing."""
    words = text.split()
    return frozenset(scope for scope in SCOPES if scope in words)


def _written(instant: datetime | None) -> str | None:
    """An instant as it is kept: UTC, to the second."""
    return None if instant is None else instant.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
