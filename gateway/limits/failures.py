"""Wrong credentials, counted by the network they came from; too many, and for a while none are looked at.

What was accepted lately from that network still is: whoever guesses next door locks nobody out. Of what was
accepted a keyed digest is remembered, with a key that lives as long as the process.
"""

from __future__ import annotations

import hashlib
import secrets
from collections import OrderedDict

from gateway.limits.allowance import Allowance, Meter

REMEMBERED_SECONDS = 3_600.0
MOST_REMEMBERED = 16_384


class FailedLogins:
    """Who showed wrong credentials lately, and what was accepted; times are monotonic seconds."""

    def __init__(self) -> None:
        self._failures = Meter()
        self._accepted: OrderedDict[bytes, float] = OrderedDict()
        self._key = secrets.token_bytes(32)

    def failed(self, network: str, per_minute: int | None, now: float) -> None:
        """Wrong credentials came from there."""
        if per_minute is not None:
            self._failures.charge(network, Allowance(per_minute), 1, now)

    def accepted(self, network: str, proof: str, now: float) -> None:
        """These credentials, as they were written, are good."""
        digest = self._digest(network, proof)
        self._accepted[digest] = now
        self._accepted.move_to_end(digest)
        if len(self._accepted) > MOST_REMEMBERED:
            self._accepted.popitem(last=False)

    def wait(self, network: str, proof: str, per_minute: int | None, now: float) -> float:
        """Seconds until credentials from there are looked at again, 0 when these are now."""
        if per_minute is None:
            return 0.0
        wait = self._failures.wait(network, Allowance(per_minute), 1, now)
        if (
            wait
            and self._accepted.get(self._digest(network, proof), -REMEMBERED_SECONDS)
            > now - REMEMBERED_SECONDS
        ):
            return 0.0
        return wait

    def _digest(self, network: str, proof: str) -> bytes:
        said = f"{network} {proof}".encode(errors="surrogateescape")
        return hashlib.blake2b(said, key=self._key, digest_size=16).digest()
