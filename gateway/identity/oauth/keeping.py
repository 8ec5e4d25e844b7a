"""What operators do to signing keys and single tokens, each with its record in the trail, or not at all."""

from __future__ import annotations

import sqlite3
from datetime import datetime

from connectors.jose.keys import PrivateKey
from gateway.audit.chain import append
from gateway.audit.record import Record
from gateway.identity.oauth.ledger import revoke_token
from gateway.identity.oauth.signing import SigningKey, rotate_now

LONGEST_SECONDS = 86_400.0
"""How long a token that was taken back is remembered; those of an issuer elsewhere may live for hours."""


def rotate(connection: sqlite3.Connection, made: PrivateKey, now: datetime, *, at_once: bool) -> SigningKey:
    """Keeps a new signing key; see ``rotate_now``."""
    key = rotate_now(connection, made, now.timestamp(), at_once=at_once)
    _record(connection, "replace-signing-keys" if at_once else "rotate-signing-key", key.id, now)
    return key


def take_back(connection: sqlite3.Connection, jti: str, now: datetime) -> None:
    """Takes an access token back."""
    revoke_token(connection, jti, now.timestamp() + LONGEST_SECONDS, now.timestamp())
    _record(connection, "revoke-token", jti, now)


def _record(connection: sqlite3.Connection, what: str, credential: str, now: datetime) -> None:
    record = Record(kind="operator", operation=what, credential=credential, door="command-line")
    append(connection, (record,), now)
