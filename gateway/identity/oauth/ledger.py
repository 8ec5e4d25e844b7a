"""What is remembered of single tokens: assertions that were used, access tokens that were taken back."""

from __future__ import annotations

import sqlite3

TOPIC = "revoked-tokens"


def use_once(connection: sqlite3.Connection, client: str, jti: str, until: float, now: float) -> bool:
    """Notes that a client's assertion was used; ``False`` when it was before, in whatever process."""
    connection.execute("DELETE FROM used_assertions WHERE until < ?", (now,))
    noted = connection.execute(
        "INSERT INTO used_assertions (client, jti, until) VALUES (?, ?, ?) ON CONFLICT DO NOTHING",
        (client, jti, until),
    )
    return noted.rowcount == 1


def revoke_token(connection: sqlite3.Connection, jti: str, until: float, now: float) -> None:
    """Takes an access token back; to be written with ``TOPIC``. It is forgotten when the token is over."""
    connection.execute("DELETE FROM revoked_tokens WHERE until < ?", (now,))
    connection.execute("INSERT OR REPLACE INTO revoked_tokens (jti, until) VALUES (?, ?)", (jti, until))


def read_revoked(connection: sqlite3.Connection) -> frozenset[str]:
    """The ids of all access tokens that were taken back and may not be over yet."""
    return frozenset(jti for (jti,) in connection.execute("SELECT jti FROM revoked_tokens"))
