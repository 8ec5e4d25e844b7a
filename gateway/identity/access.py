"""Who a request comes from: an accessing office by its static key, or the public."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping

import msgspec

from connectors.endpoint import Secret
from gateway.errors import Unauthorised
from gateway.identity.identity import ANONYMOUS, Identity
from gateway.requesters import Requester


def fingerprint(key: str) -> bytes:
    """What is kept of a key: its SHA-256."""
    return hashlib.sha256(key.encode(errors="surrogateescape")).digest()


class Access(msgspec.Struct, frozen=True):
    """The keys of accessing offices, by fingerprint, and whether the public may ask at all."""

    anonymous: bool
    offices: Mapping[bytes, str]

    @classmethod
    def of(cls, anonymous: bool, keys: Iterable[tuple[str, Secret]]) -> Access:
        """Access by these (office, key) pairs; an office may have several keys."""
        return cls(anonymous, {fingerprint(key.reveal()): office for office, key in keys})

    async def identify(self, authorization: str | None) -> Identity:
        """The identity that an ``Authorization`` header proves, or the public's without one.

        A key is looked up by its SHA-256, so that the time a look-up takes tells nothing of a key.

        Raises:
            Unauthorised: the header is no ``Bearer`` key that is known here, or there is none and the
                public may not ask.
        """
        if authorization is None:
            if self.anonymous:
                return ANONYMOUS
            raise Unauthorised("This gateway answers accessing offices only. Send Authorization: Bearer KEY.")
        scheme, _, key = authorization.partition(" ")
        office = self.offices.get(fingerprint(key.strip())) if scheme.lower() == "bearer" else None
        if office is None:
            raise Unauthorised("The credentials are not accepted here.")
        return Identity(Requester(office), frozenset({"ask"}), method="key")
