"""The credentials that a request shows, gathered from its header fields and its connection."""

from __future__ import annotations

from aiohttp import web

from gateway.errors import BadQuestion, Unauthorised
from gateway.identity.access import NOT_ACCEPTED
from gateway.identity.credentials import Credentials

KEY_HEADER = "X-Api-Key"
"""The header field that carries a key in the CASE profile, and nowhere else."""


def shown(request: web.Request, *, by_header: bool = False) -> Credentials:
    """What a request shows. ``by_header``: here a key may come in ``X-Api-Key``.

    Raises:
        BadQuestion: a field comes twice.
        Unauthorised: a key comes in a field that is not for it; it would else be taken for the public's.
    """
    authorization, key = one_field(request, "Authorization"), one_field(request, KEY_HEADER)
    if key is not None and authorization is None and not by_header:
        raise Unauthorised(f"{NOT_ACCEPTED} Send Authorization: Bearer KEY.", event="scheme-unknown")
    return Credentials(authorization, key)


def shows_something(request: web.Request) -> bool:
    """Whether a request shows any credential at all, good or bad."""
    return "Authorization" in request.headers or KEY_HEADER in request.headers


def one_field(request: web.Request, name: str) -> str | None:
    """A header field that may come once.

    Raises:
        BadQuestion: it comes several times; a credential that does is a security event.
    """
    values = request.headers.getall(name, [])
    if len(values) > 1:
        raise BadQuestion(
            f"The header field {name} is given more than once.",
            code="header-invalid",
            event="two-credentials" if name in ("Authorization", KEY_HEADER) else None,
        )
    return values[0] if values else None
