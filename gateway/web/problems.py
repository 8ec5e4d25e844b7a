"""Problem details (RFC 9457): the one form of every answer that is no answer."""

from __future__ import annotations

from math import ceil

import msgspec
from aiohttp import web

from gateway.errors import FailedAt, GatewayError
from gateway.web.challenges import challenge
from gateway.web.correlation import HEADER
from gateway.web.refusals import Refusal

MEDIA_TYPE = "application/problem+json"
PAGES = "/docs/problems/"
"""Where each problem code is explained; ``type`` is this and the code."""

_encode = msgspec.json.Encoder().encode


class Problem(msgspec.Struct, frozen=True, rename="camel"):
    """What went wrong, whose side failed, and the id under which both sides find it in their logs."""

    type: str
    title: str
    status: int
    detail: str
    code: str
    failed_at: FailedAt
    correlation_id: str


class Internal(GatewayError):
    """Anything that was not foreseen; what it was stands in the log, under the correlation id."""


INTERNAL_DETAIL = "The gateway failed. It has been logged; say the correlation id when you report it."


def problem_of(error: GatewayError, correlation: str) -> Problem:
    """The problem details of an error."""
    return Problem(
        type=PAGES + error.code,
        title=error.title,
        status=error.status,
        detail=error.detail,
        code=error.code,
        failed_at=error.failed_at,
        correlation_id=correlation,
    )


def problem_response(error: GatewayError, correlation: str, *, credentials: bool = False) -> web.Response:
    """The answer for an error. ``credentials``: the request had some, and they were not accepted."""
    headers = {"Cache-Control": "no-store", HEADER: correlation, "X-Content-Type-Options": "nosniff"}
    headers |= error.fields
    if isinstance(error, Refusal):
        headers |= error.headers
    if error.retry_after is not None:
        headers["Retry-After"] = str(max(0, ceil(error.retry_after)))
    if (wanted := challenge(error, credentials=credentials)) is not None:
        headers["WWW-Authenticate"] = wanted
    return web.Response(
        status=error.status,
        body=_encode(problem_of(error, correlation)),
        content_type=MEDIA_TYPE,
        headers=headers,
    )
