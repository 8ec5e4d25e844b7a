"""Clients: the programs of accessing offices that get tokens, and how each proves who it is."""

from __future__ import annotations

import hmac
from collections.abc import Iterable, Mapping

import msgspec

from connectors.jose.keys import KeySet
from gateway.identity.credentials import Certificate, fingerprint
from gateway.identity.identity import Scope
from gateway.identity.keys import StoredKey

_NO_DIGEST = bytes(32)


class Client(msgspec.Struct, frozen=True):
    """One client: for which office it asks and what for, and by what it is known.

    ``digest`` is the SHA-256 of its secret, ``keys`` verify its assertions, ``subject`` is the distinguished
    name (RFC 4514) of its certificate. ``until`` is when it ends (Unix seconds). ``name`` is what it is
    called where its id is that of one of its keys.
    """

    id: str
    office: str
    scopes: frozenset[Scope]
    digest: bytes | None = None
    keys: KeySet | None = None
    subject: str | None = None
    until: float | None = None
    name: str | None = None

    def good(self, now: float) -> bool:
        """Whether it may still ask."""
        return self.until is None or now < self.until

    def has_secret(self, secret: str) -> bool:
        """Whether this is its secret; takes the same time whether or not."""
        same = hmac.compare_digest(fingerprint(secret), self.digest or _NO_DIGEST)
        return same and self.digest is not None

    def has_certificate(self, certificate: Certificate, now: float) -> bool:
        """Whether this certificate is its own, and in its time (RFC 8705, section 2.1)."""
        in_time = certificate.begins <= now < certificate.ends
        return in_time and self.subject is not None and self.subject == certificate.subject


Clients = Mapping[str, Client]
"""By id."""


def clients_of(configured: Iterable[Client], keys: Iterable[StoredKey]) -> Clients:
    """The clients of the configuration, and every API key that was given out and not taken back.

    A key is a client too: its id is the client's, the whole key its secret. So it can be given, doubled for a
    change and revoked as any key, and its tokens end with it.
    """
    found = {key.id: _of_key(key) for key in keys if key.revoked is None}
    return {**found, **{client.id: client for client in configured}}


def _of_key(key: StoredKey) -> Client:
    until = None if key.expires is None else key.expires.timestamp()
    return Client(key.id, key.office, key.scopes, digest=key.digest, until=until, name=key.client)
