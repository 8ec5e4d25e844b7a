"""API keys as they are kept: whose, what for, until when; of the key itself nothing but its SHA-256."""

from __future__ import annotations

from datetime import date, datetime

import msgspec

from gateway.identity.access import Key
from gateway.identity.identity import Identity, Scope, client_of
from gateway.requesters import Requester


class StoredKey(msgspec.Struct, frozen=True):
    """What is kept of a key: all but the key. Instants are UTC; ``used_on`` is a day, and no more exact."""

    id: str
    office: str
    client: str
    digest: bytes
    scopes: frozenset[Scope]
    created: datetime
    expires: datetime | None = None
    revoked: datetime | None = None
    used_on: date | None = None

    def live(self, now: datetime) -> bool:
        """Whether it opens anything at this instant."""
        return self.revoked is None and (self.expires is None or now < self.expires)

    @property
    def key(self) -> Key:
        """What it proves to who is asked for access."""
        until = None if self.expires is None else self.expires.timestamp()
        client = client_of(self.office, self.client)
        identity = Identity(Requester(self.office), self.scopes, self.id, "key", until, self.digest, client)
        return Key(identity, revoked=self.revoked is not None, stored=True)
