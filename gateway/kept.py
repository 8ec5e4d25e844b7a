"""What the database says of who may ask and who provides: read whole, and in force until it changes."""

from __future__ import annotations

import sqlite3

import msgspec

from gateway.identity.key_store import TOPIC as KEYS
from gateway.identity.key_store import read_keys
from gateway.identity.keys import StoredKey
from gateway.identity.oauth.ledger import TOPIC as REVOKED
from gateway.identity.oauth.ledger import read_revoked
from gateway.identity.oauth.signing import TOPIC as SIGNING
from gateway.identity.oauth.signing import SigningKey, read_signing_keys
from gateway.registrations.ledger import TOPIC as REGISTRATIONS
from gateway.registrations.ledger import read_pauses, read_registrations
from gateway.registrations.registration import Registration
from gateway.store.store import Store

TOPICS = frozenset({KEYS, SIGNING, REVOKED, REGISTRATIONS})
"""The topics of the database that it depends on."""


class Kept(msgspec.Struct, frozen=True):
    """One moment of the database, as far as questions depend on it; ``revisions``: how far each topic was.

    ``keys`` are those of accessing offices, ``signing`` the gateway's own, ``revoked`` the ids of access
    tokens that were taken back; ``registrations`` are those of offices, ``paused`` the ids of providers that
    an operator has paused.
    """

    revisions: frozenset[tuple[str, int]] = frozenset()
    keys: tuple[StoredKey, ...] = ()
    signing: tuple[SigningKey, ...] = ()
    revoked: frozenset[str] = frozenset()
    registrations: tuple[Registration, ...] = ()
    paused: frozenset[str] = frozenset()

    def up_to(self, revisions: dict[str, int]) -> bool:
        """Whether nothing that it depends on was changed since."""
        return self.revisions == _relevant(revisions)


NOTHING_KEPT = Kept()


async def read_kept(store: Store) -> Kept:
    """What the database says now, all of one moment."""
    return await store.read(_read)


def _read(connection: sqlite3.Connection) -> Kept:
    revisions = dict(connection.execute("SELECT topic, revision FROM changes").fetchall())
    return Kept(
        revisions=_relevant(revisions),
        keys=read_keys(connection),
        signing=read_signing_keys(connection),
        revoked=read_revoked(connection),
        registrations=read_registrations(connection),
        paused=read_pauses(connection),
    )


def _relevant(revisions: dict[str, int]) -> frozenset[tuple[str, int]]:
    return frozenset((topic, revision) for topic, revision in revisions.items() if topic in TOPICS)
