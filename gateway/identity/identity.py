"""Who a request comes from, as its credentials prove it, and what it may do."""

from __future__ import annotations

from typing import Literal, get_args

import msgspec

from gateway.requesters import PUBLIC, Requester

Scope = Literal["ask", "register", "statistics", "administer"]
"""What credentials may be good for: asking, registering endpoints, reading statistics, operating."""

SCOPES: frozenset[Scope] = frozenset(get_args(Scope))

Method = Literal["none", "key", "token", "certificate"]
"""How somebody proved who they are."""


class Identity(msgspec.Struct, frozen=True):
    """On whose behalf a request is made, what for it may be, and by which credential that was proved.

    ``credential`` names the credential in the trail and to who revokes it; it is no secret. ``until`` is when
    it ends (Unix seconds; ``None``: when it is revoked). ``proof`` is the SHA-256 of what was shown: by it
    the credential is found again to see whether it still stands. It is nothing to log. ``client`` is whose
    credential it is where one may have several, by its office and its own name.
    """

    requester: Requester
    scopes: frozenset[Scope]
    credential: str | None = None
    method: Method = "none"
    until: float | None = None
    proof: bytes = b""
    client: str | None = None

    @property
    def holder(self) -> str | None:
        """Who counts as one however many credentials are shown: a client with all its keys and tokens, else
        the credential itself.
        """
        return self.client or self.credential

    def __repr__(self) -> str:
        """Without the proof."""
        return f"Identity({self.requester.audience}, {sorted(self.scopes)}, {self.credential}, {self.method})"


def client_of(office: str, name: str) -> str:
    """A client as ``Identity.client`` has it; its keys and its tokens are all of the same."""
    return f"{office}/{name}"


class Person(msgspec.Struct, frozen=True):
    """Who asks inside the asking office, by the pseudonym it uses; recorded for that office alone."""

    id: str | None = None
    role: str | None = None


ANONYMOUS = Identity(PUBLIC, frozenset({"ask"}))
NOBODY = Person()
