"""Client assertions: a client proves by its key who it is, in place of a secret (RFC 7523, section 2.2)."""

from __future__ import annotations

from connectors.jose.keys import PrivateKey
from connectors.jose.tokens import write

ASSERTION_TYPE = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
LIFE_SECONDS = 60
LONGEST_SECONDS = 300
"""The longest that one is accepted for here."""


def assertion(key: PrivateKey, client_id: str, audience: str, now: float, id: str) -> str:
    """An assertion for one request: ``id`` has to be a new one each time, ``now`` is Unix time."""
    claims = {
        "iss": client_id,
        "sub": client_id,
        "aud": audience,
        "iat": int(now),
        "exp": int(now) + LIFE_SECONDS,
        "jti": id,
    }
    return write(claims, key, "JWT")
