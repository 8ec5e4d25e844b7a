"""Bearer tokens of the OPD-API: short-lived, and kept nowhere.

A token says for which office it is and until when, signed (HMAC-SHA-256) with a secret that is derived from
the key by which it was got. So every process and every replica with the same keys accepts it, and none does
any more when the key is withdrawn. Who could forge one has the key itself.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import re
from typing import Literal

import msgspec
from msgspec.structs import replace

from gateway.identity.access import Access
from gateway.identity.identity import Identity

ACCESS_SECONDS, REFRESH_SECONDS = 3_600, 8 * 3_600
"""How long a token is good for, and how long it can be renewed without the key."""

Use = Literal["access", "refresh"]

_SIGNED_BYTES = 32
_SAID = re.compile(r"(access|refresh) ([A-Z]{2}) ([0-9]{1,12})")


class Grant(msgspec.Struct, frozen=True):
    """What a good token stands for: an office, until when (Unix time), and what the key proves."""

    office: str
    until: int
    by: Identity

    @property
    def identity(self) -> Identity:
        """Who comes with this token; it ends with the key it was got by."""
        return replace(self.by, method="token", until=min(self.until, self.by.until or self.until))


def by_key(access: Access, key: str, now: float) -> Grant | None:
    """The grant that a good key leads to, to be renewed for ``REFRESH_SECONDS``; ``None`` for any other."""
    identity = access.key(key, now)
    if identity is None or identity.requester.office is None:
        return None
    return Grant(identity.requester.office, int(now) + REFRESH_SECONDS, identity)


def issue(grant: Grant, use: Use, until: int) -> str:
    """A token for this grant."""
    said = f"{use} {grant.office} {until}".encode()
    return base64.urlsafe_b64encode(_signature(grant.by.proof, said) + said).decode().rstrip("=")


def read(access: Access, token: str, use: Use, now: float) -> Grant | None:
    """What a token stands for; ``None`` when it is none, too old, for another use, or its key is gone."""
    try:
        raw = base64.b64decode(token + "=" * (-len(token) % 4), altchars=b"-_", validate=True)
        said = _SAID.fullmatch(raw[_SIGNED_BYTES:].decode("ascii"))
    except (binascii.Error, ValueError):
        return None
    if said is None or said[1] != use or int(said[3]) <= now:
        return None
    for proof, key in access.keys.items():
        if (
            key.identity.requester.office == said[2]
            and access.stands(key.identity, now)
            and hmac.compare_digest(_signature(proof, raw[_SIGNED_BYTES:]), raw[:_SIGNED_BYTES])
        ):
            return Grant(said[2], int(said[3]), key.identity)
    return None


def _signature(key: bytes, said: bytes) -> bytes:
    secret = hmac.new(key, b"casegate token of the opd-api", hashlib.sha256).digest()
    return hmac.new(secret, said, hashlib.sha256).digest()
