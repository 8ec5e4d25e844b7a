"""Tokens that were verified a moment ago: a signature costs more than the rest of a warm question."""

from __future__ import annotations

from collections import OrderedDict

from gateway.identity.credentials import Certificate
from gateway.identity.identity import Identity

REMEMBERED_SECONDS = 30.0
"""How long a token that was verified is believed without verifying it again, unless it ends before."""

MOST = 10_000
"""How many are remembered; the oldest goes first."""


class Remembered:
    """Verified tokens by SHA-256 and the certificate that came with them; bounded in number and time."""

    def __init__(self) -> None:
        self._known: OrderedDict[tuple[bytes, bytes], tuple[Identity, float]] = OrderedDict()

    def get(self, proof: bytes, certificate: Certificate | None, now: float) -> Identity | None:
        """What a token proved, if that was not too long ago."""
        identity, until = self._known.get(_key(proof, certificate), (None, 0.0))
        return identity if now < until else None

    def keep(self, proof: bytes, certificate: Certificate | None, identity: Identity, now: float) -> None:
        """Remembers what a token proves, for seconds, and never beyond its end."""
        until = now + REMEMBERED_SECONDS
        if identity.until is not None:
            until = min(until, identity.until)
        self._known[_key(proof, certificate)] = (identity, until)
        while len(self._known) > MOST:
            self._known.popitem(last=False)


def _key(proof: bytes, certificate: Certificate | None) -> tuple[bytes, bytes]:
    return proof, b"" if certificate is None else certificate.thumbprint
