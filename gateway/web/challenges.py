"""``WWW-Authenticate``: what credentials are wanted, and what was wrong with those that came (RFC 6750)."""

from __future__ import annotations

from gateway.errors import GatewayError, Unauthorised
from gateway.identity.refusals import ScopeMissing

CHALLENGE = "WWW-Authenticate"
REALM = 'Bearer realm="casegate"'


def challenge(error: GatewayError, *, credentials: bool) -> str | None:
    """The challenge that an error comes with, if any. ``credentials``: the request had some.

    Without any no error is named (section 3.1); of those that are refused it is not said why.
    """
    match error:
        case ScopeMissing():
            return f'{REALM}, error="insufficient_scope", scope="{error.scope}"'
        case Unauthorised() if credentials:
            return f'{REALM}, error="invalid_token"'
        case Unauthorised():
            return REALM
    return f'{REALM}, error="invalid_request"' if error.event == "two-credentials" else None
