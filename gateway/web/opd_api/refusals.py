"""The status codes of the OPD-API: what went wrong, in its JSON envelope.

What has to do with the number is told with HTTP status 200, as the API does it: a client looks at
``statusCode``. HTTP says what has to do with the client or with time: 401, 429, 500, 504.
"""

from __future__ import annotations

from math import ceil
from typing import ClassVar

from aiohttp import web

from connectors.opd.encode import encode_error
from gateway.errors import FailedAt, GatewayError, RangeNotSatisfiable
from gateway.questions.relaying import Closed
from gateway.web.challenges import REALM, challenge
from gateway.web.correlation import HEADER
from gateway.web.refusals import NoSuchRoute, Refusal

_NO_BODY = frozenset({"content-not-available", "rendition-not-found"})
_LATE = frozenset({"offices-timed-out", "content-timed-out"})
_BY_STATUS = {
    400: (200, "204"),
    401: (401, "210"),
    403: (200, "111"),
    404: (200, "107"),
    429: (429, "303"),
}


class Said(GatewayError):
    """One of the API's status codes, ``status_code``, with the HTTP status that it comes with."""

    failed_at: ClassVar[FailedAt] = "client"

    def __init__(
        self, status_code: str, detail: str, http_status: int = 200, *, event: str | None = None
    ) -> None:
        super().__init__(detail, code=f"opd-{status_code}", event=event)
        self.status_code = status_code
        self.http_status = http_status


def opd_refusal(error: GatewayError, correlation: str, *, credentials: bool = False) -> web.Response:
    """The API's answer for an error."""
    http_status, status_code = _told(error)
    headers = {"Cache-Control": "no-store", HEADER: correlation, "X-Content-Type-Options": "nosniff"}
    headers |= error.fields
    if isinstance(error, Refusal):
        headers |= error.headers
    if error.retry_after is not None:
        headers["Retry-After"] = str(max(0, ceil(error.retry_after)))
    wanted = challenge(error, credentials=credentials)
    if http_status == 401 or wanted is not None:
        headers["WWW-Authenticate"] = wanted or REALM
    body = encode_error(status_code, error.detail, form="json")
    return web.Response(status=http_status, body=body, content_type="application/json", headers=headers)


def _told(error: GatewayError) -> tuple[int, str]:
    """HTTP status and status code. An office that asks to come back later looks like a crowded hub."""
    if isinstance(error, Said):
        return error.http_status, error.status_code
    if isinstance(error, Closed):
        return 200, "111"
    if isinstance(error, NoSuchRoute):
        return 404, "301"
    if error.code in _NO_BODY:
        return 200, "108"
    if error.event == "two-credentials":
        return 400, "400"
    if error.code in _LATE:
        return 504, "302"
    if isinstance(error, Refusal | RangeNotSatisfiable):
        return error.status, "400"
    if error.status >= 500:
        return (500, "999") if error.retry_after is None else (429, "303")
    return _BY_STATUS.get(error.status, (error.status, "400"))
