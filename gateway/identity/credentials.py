"""What a request shows to prove who it comes from, before any of it is believed."""

from __future__ import annotations

import hashlib
from typing import Protocol

import msgspec

from gateway.identity.identity import Identity


class Certificate(msgspec.Struct, frozen=True):
    """A client certificate that its holder has proved to have the key of (RFC 8705).

    ``thumbprint`` is the SHA-256 of its DER form; ``subject`` the distinguished name as RFC 4514 writes it;
    ``names`` its subject alternative names as ``dns:``, ``email:``, ``ip:`` or ``uri:`` and the name;
    ``begins`` and ``ends`` bound its time (Unix seconds).
    """

    thumbprint: bytes
    subject: str
    names: frozenset[str]
    begins: float
    ends: float


class Credentials(msgspec.Struct, frozen=True):
    """All that a request shows: the scheme and value of ``Authorization``, a key, a certificate."""

    authorization: str | None = None
    key: str | None = None
    certificate: Certificate | None = None

    def __repr__(self) -> str:
        """Which there are, not what they are."""
        shown = [name for name in ("authorization", "key", "certificate") if getattr(self, name) is not None]
        return f"Credentials({', '.join(shown)})"


NOTHING = Credentials()


class Verifier(Protocol):
    """Proves tokens that are not looked up but verified (RFC 7519 JWTs)."""

    async def verify(self, token: str, certificate: Certificate | None, now: float) -> Identity:
        """The identity that a token proves at ``now`` (Unix seconds), until it ends.

        ``certificate`` is the one that came with it, for tokens that are bound to one (RFC 8705, section 3).

        Raises:
            Unauthorised: it proves nothing; ``event`` says why, to operators only.
        """
        ...

    def stands(self, identity: Identity, now: float) -> bool:
        """Whether who got this identity's token may still use it at ``now``; cheap, and asked each second."""
        ...


def fingerprint(secret: str) -> bytes:
    """What is kept of a key or a token: its SHA-256.

    A key of ours is 256 random bits, so no slow hash and no pepper is needed: who reads the hash has nothing
    to guess from, and a pepper would be one more secret that every replica must hold and nobody may lose.
    """
    return hashlib.sha256(secret.encode(errors="surrogateescape")).digest()
