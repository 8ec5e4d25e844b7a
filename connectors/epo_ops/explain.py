"""What the errors of OPS mean; their texts are looked at and never passed on.

Business errors are ``fault`` elements with a code (``CLIENT.InvalidReference``), those of the gate before OPS
``error`` elements with an HTTP status and words. An expired token comes with HTTP 400. That OPS cannot read a
question says nothing of whether it holds the number.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from connectors.client import Explain
from connectors.epo_ops.throttling import rejected, robot, suspended, wait_seconds
from connectors.errors import (
    ConnectorError,
    CredentialsRejected,
    Malformed,
    NotHeld,
    ServerFault,
    TimedOut,
    Unsupported,
)
from connectors.reply import Reply, refusal

_HEAD_BYTES = 2048
_CODE = re.compile(rb"<code>\s*([A-Za-z0-9_.]{1,60})\s*</code>")
_TOKEN = (b"invalid_access_token", b"invalid_token", b"access token")
_FAIR_USE = b"fair use"


class UnreadNumber(Malformed):
    """OPS cannot read a number, which says nothing of whether it holds it."""


def explain(wall: Callable[[], float]) -> Explain:
    """Reads the errors of OPS out of answers; ``wall`` is Unix time, for when quotas begin again."""

    def error_of(reply: Reply) -> ConnectorError | None:
        return None if reply.status < 400 else read_error(reply, wall())

    return error_of


def read_error(reply: Reply, now: float) -> ConnectorError:
    """The error of an answer with a status of 400 and more."""
    error = _read(reply, now)
    if error.retry_after is None:
        error.retry_after = wait_seconds(reply.headers)
    return error


def _read(reply: Reply, now: float) -> ConnectorError:
    head = reply.body[:_HEAD_BYTES]
    lowered = head.lower()
    code = found[1].decode("ascii") if (found := _CODE.search(head)) else ""
    if reply.status in (400, 401) and (
        any(word in lowered for word in _TOKEN)
        or "invalid_token" in reply.headers.get("WWW-Authenticate", "")
    ):
        return CredentialsRejected("auth_failed: OPS does not accept the token, or no longer")
    if code == "CLIENT.RobotDetected":
        return robot()
    if reply.status == 403 and (reason := reply.headers.get("X-Rejection-Reason")):
        return rejected(reason, now)
    if (error := suspended(reply.headers)) is not None and reply.status in (403, 429, 503):
        return error
    if reply.status == 403 and _FAIR_USE in lowered:
        return rejected("", now)
    match code:
        case "SERVER.EntityNotFound" | "CLIENT.NotFound":
            return NotHeld("OPS holds nothing for this number")
        case "CLIENT.InvalidReference" | "CLIENT.WrongReferenceFormatting" | "CLIENT.AmbiguousRequest":
            return UnreadNumber(f"bad_request: OPS cannot read the number ({code}), so it is not answered")
        case "CLIENT.RequestTimeout":
            return TimedOut("request_timeout: OPS waited in vain for the request")
        case "SERVER.LimitedServerResources":
            return ServerFault("busy: OPS has no resources for a request of this size now")
    if reply.status == 404 and b"<html" in lowered:
        return Malformed("no_such_path: OPS has nothing there (HTTP 404); is the provider's url right?")
    if reply.status == 413:
        return Malformed("bad_request: OPS finds the request too large")
    if code.startswith("CLIENT.") and reply.status < 500 and reply.status not in (401, 403, 429):
        return Malformed(f"bad_request: OPS refuses the question ({code})")
    plain = Reply(reply.status, {}, b"")
    plainly = refusal(plain, now) or ServerFault(f"server_fault: OPS answered HTTP {reply.status}")
    return Malformed(plainly.detail) if isinstance(plainly, Unsupported) else plainly
