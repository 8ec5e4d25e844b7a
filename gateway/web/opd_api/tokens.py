"""Bearer tokens of the OPD-API: short-lived, and kept nowhere.

A token says for which office it is and until when, signed (HMAC-SHA-256) with a secret that is derived from
the key by which it was got. So every process and every replica with the same keys accepts it, and none does
any more when the key is withdrawn. Of a key of the database only the SHA-256 is known, and whoever reads the
database knows it too: there a secret of the gateway's own (from its signing keys) goes into the signature.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import re
from collections.abc import Iterable
from typing import Literal

import msgspec
from msgspec.structs import replace

from gateway.identity.access import Access, Key
from gateway.identity.identity import Identity

ACCESS_SECONDS, REFRESH_SECONDS = 3_600, 8 * 3_600
"""How long a token is good for, and how long it can be renewed without the key."""

Use = Literal["access", "refresh"]

_SIGNED_BYTES = 32
_SAID = re.compile(rb"(access|refresh) ([A-Z]{2}) ([0-9]{1,12})")


class Grant(msgspec.Struct, frozen=True):
    """What a good token stands for: an office, until when (Unix time), and by which key."""

    office: str
    until: int
    key: Key

    @property
    def identity(self) -> Identity:
        """Who comes with this token; it ends with the key it was got by."""
        by = self.key.identity
        return replace(by, method="token", until=min(self.until, by.until or self.until))


def by_key(access: Access, key: str, now: float) -> Grant | None:
    """The grant that a good key leads to, to be renewed for ``REFRESH_SECONDS``; ``None`` for any other."""
    identity = access.key(key, now)
    if identity is None or identity.requester.office is None:
        return None
    return Grant(identity.requester.office, int(now) + REFRESH_SECONDS, access.keys[identity.proof])


def issue(grant: Grant, use: Use, until: int, secret: bytes | None) -> str:
    """A token for this grant. ``secret`` is the gateway's own.

    Raises:
        ValueError: there is none, and the key is one of the database.
    """
    if secret is None and grant.key.stored:
        raise ValueError("a key of the database needs a secret beside it")
    said = f"{use} {grant.office} {until}".encode()
    signed = _signature(grant.key, secret or b"", said)
    return base64.urlsafe_b64encode(signed + said).decode().rstrip("=")


def is_token(token: str) -> bool:
    """Whether a text has the form of such a token."""
    return _parts(token) is not None


def read(access: Access, token: str, use: Use, now: float, secrets: Iterable[bytes] = ()) -> Grant | None:
    """What a token stands for; ``None`` when it is none, too old, for another use, or its key is gone.

    ``secrets`` are those of the gateway with which it may have been signed.
    """
    parts = _parts(token)
    if parts is None:
        return None
    signed, said = parts
    use_said, office, until = said.decode("ascii").split(" ")
    if use_said != use or int(until) <= now:
        return None
    secrets = tuple(secrets)
    for key in access.keys.values():
        if key.identity.requester.office != office or not access.stands(key.identity, now):
            continue
        for secret in secrets if key.stored else (b"",):
            if hmac.compare_digest(_signature(key, secret, said), signed):
                return Grant(office, int(until), key)
    return None


def _parts(token: str) -> tuple[bytes, bytes] | None:
    """The signature of a token and what it says."""
    try:
        raw = base64.b64decode(token + "=" * (-len(token) % 4), altchars=b"-_", validate=True)
    except (binascii.Error, ValueError):
        return None
    said = raw[_SIGNED_BYTES:]
    return (raw[:_SIGNED_BYTES], said) if _SAID.fullmatch(said) else None


def _signature(key: Key, secret: bytes, said: bytes) -> bytes:
    """``secret`` is the gateway's own where the key is one of the database, and nothing where it is not."""
    own = secret if key.stored else b""
    derived = hmac.new(key.identity.proof, b"casegate token of the opd-api" + own, hashlib.sha256).digest()
    return hmac.new(derived, said, hashlib.sha256).digest()
