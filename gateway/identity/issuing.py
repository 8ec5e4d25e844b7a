"""Keys given out, replaced and taken back, each with its record in the trail: both are there, or neither.

Work for ``Store.write`` under the topic of the keys, whichever process does it.
"""

from __future__ import annotations

import sqlite3
from datetime import datetime, timedelta

from gateway.audit.chain import append
from gateway.audit.record import Door, Record
from gateway.identity.credentials import fingerprint
from gateway.identity.identity import Scope
from gateway.identity.key_store import KeyRefused, add_key, find_key, limit_key, revoke_key
from gateway.identity.key_text import RandomBytes, new_key
from gateway.identity.keys import StoredKey


def create(
    connection: sqlite3.Connection,
    random: RandomBytes,
    office: str,
    client: str,
    scopes: frozenset[Scope],
    now: datetime,
    expires: datetime | None = None,
    *,
    door: Door = "command-line",
) -> tuple[StoredKey, str]:
    """Gives a client of an office a key: what is kept of it, and the key itself, which is never seen again.

    Raises:
        KeyRefused: the client has two live keys.
    """
    id, text = new_key(random)
    now = now.replace(microsecond=0)
    key = StoredKey(id, office, client, fingerprint(text), scopes, now, expires)
    add_key(connection, key)
    _record(connection, "create", key, now, door)
    return key, text


def rotate(
    connection: sqlite3.Connection,
    random: RandomBytes,
    id: str,
    now: datetime,
    keep: timedelta,
    *,
    door: Door = "command-line",
) -> tuple[StoredKey, StoredKey, str]:
    """Gives the client of a key another one for the same, and lets the old one go on for ``keep``.

    A key that had an end was meant for so long: the new one is for as long. Gives the old key as it is now,
    the new one, and its text.

    Raises:
        KeyRefused: there is no such key, it is not live, or its client has two live keys.
    """
    now = now.replace(microsecond=0)
    old = find_key(connection, id)
    if not old.live(now):
        raise KeyRefused(f"Key {id} is {'revoked' if old.revoked else 'expired'}; create a new one")
    expires = None if old.expires is None else now + (old.expires - old.created)
    limit_key(connection, id, now + keep)
    limited = find_key(connection, id)
    _record(connection, "limit", limited, now, door)
    new, text = create(connection, random, old.office, old.client, old.scopes, now, expires, door=door)
    return limited, new, text


def revoke(
    connection: sqlite3.Connection, id: str, now: datetime, *, door: Door = "command-line"
) -> StoredKey:
    """Takes a key back, for good; again is no fault, and records nothing.

    Raises:
        KeyRefused: there is no such key.
    """
    before = find_key(connection, id)
    key = revoke_key(connection, id, now)
    if before.revoked is None:
        _record(connection, "revoke", key, now, door)
    return key


def _record(connection: sqlite3.Connection, what: str, key: StoredKey, now: datetime, door: Door) -> None:
    record = Record(
        kind="key",
        operation=what,
        accessing=key.office,
        credential=key.id,
        door=door,
        detail={
            "client": key.client,
            "scopes": tuple(sorted(key.scopes)),
            "expires": None if key.expires is None else key.expires.isoformat(),
        },
    )
    append(connection, (record,), now)
