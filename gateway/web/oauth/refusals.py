"""What the token endpoint says when it gives none: JSON as RFC 6749, section 5.2, has it."""

from __future__ import annotations

from math import ceil

import msgspec
from aiohttp import web

from gateway.errors import GatewayError
from gateway.identity.oauth.refusals import TokenRefused
from gateway.web.correlation import HEADER
from gateway.web.refusals import Refusal

_CHALLENGE = 'Basic realm="casegate", charset="UTF-8"'
_encode = msgspec.json.Encoder().encode


def token_refusal(error: GatewayError, correlation: str, *, credentials: bool = False) -> web.Response:
    """The answer for an error."""
    headers = {
        "Cache-Control": "no-store",
        "Pragma": "no-cache",
        HEADER: correlation,
        "X-Content-Type-Options": "nosniff",
    }
    if isinstance(error, Refusal):
        headers |= error.headers
    if error.retry_after is not None:
        headers["Retry-After"] = str(max(0, ceil(error.retry_after)))
    if error.status == 401:
        headers["WWW-Authenticate"] = _CHALLENGE
    body = {"error": _word(error), "error_description": _plain(error.detail)}
    return web.Response(
        status=error.status, body=_encode(body), content_type="application/json", headers=headers
    )


def _word(error: GatewayError) -> str:
    if isinstance(error, TokenRefused):
        return error.word
    if error.status == 401:
        return "invalid_client"
    if error.status in (429, 503):
        return "temporarily_unavailable"
    return "server_error" if error.status >= 500 else "invalid_request"


def _plain(sentence: str) -> str:
    """A sentence in the characters that are allowed there."""
    return "".join(c if " " <= c <= "~" and c not in '"\\' else "'" for c in sentence)
