"""Errors in the profile's form, ``{"code", "message", "details"}``.

Where nothing is known because some who could know failed, the body names them as an answer would.
"""

from __future__ import annotations

from math import ceil

from aiohttp import web

from connectors.case.encode import encode_error
from gateway.errors import GatewayError
from gateway.questions.relaying import Closed, Silent
from gateway.web.challenges import challenge
from gateway.web.correlation import HEADER
from gateway.web.refusals import Refusal

_CODES = {
    400: "INVALID_INPUT_DATA",
    401: "UNAUTHORIZED",
    403: "FORBIDDEN",
    404: "NOT_FOUND",
    416: "RANGE_NOT_SATISFIABLE",
    429: "TOO_MANY_REQUESTS",
    503: "UNAVAILABLE",
}


def case_refusal(error: GatewayError, correlation: str, *, credentials: bool = False) -> web.Response:
    """The profile's answer for an error. ``credentials``: the request had some, and they were not accepted.

    What is behind this gateway and failed is 503: to whoever asks, it is this provider that cannot answer.
    """
    status, code = (
        error.status,
        _CODES.get(error.status, "INTERNAL_ERROR" if error.status >= 500 else "REFUSED"),
    )
    if isinstance(error, Closed):
        status, code = 403, "WITHHELD"
    elif status in (502, 504):
        status, code = 503, "UNAVAILABLE"
    headers = {"Cache-Control": "no-store", HEADER: correlation, "X-Content-Type-Options": "nosniff"}
    headers |= error.fields
    if isinstance(error, Refusal):
        headers |= error.headers
    if error.retry_after is not None:
        headers["Retry-After"] = str(max(0, ceil(error.retry_after)))
    if (wanted := challenge(error, credentials=credentials)) is not None:
        headers["WWW-Authenticate"] = wanted
    relay = error.relay if isinstance(error, Silent) else None
    return web.Response(
        status=status,
        body=encode_error(code, error.detail, relay=relay),
        content_type="application/json",
        headers=headers,
    )
