"""What credentials that are good for something are refused for."""

from __future__ import annotations

from gateway.errors import Forbidden
from gateway.identity.identity import Scope


class ScopeMissing(Forbidden):
    """The credentials are good, and not for this: they would need ``scope`` (RFC 6750, section 3.1)."""

    code = "scope-missing"

    def __init__(self, scope: Scope) -> None:
        super().__init__(f"These credentials have no scope {scope!r}.", event="scope-missing")
        self.scope = scope
