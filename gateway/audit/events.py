"""Security events: one for each refusal that may be an attack, for operators and the trail."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import datetime

import msgspec
import structlog

_log = structlog.get_logger("casegate.security")


class SecurityEvent(msgspec.Struct, frozen=True):
    """What was refused, to whom as far as that is known, and where.

    ``kind`` is one word such as ``key-unknown``; ``office`` and ``credential`` are what was proved, not what
    was claimed; ``address`` is the client's; ``route`` the path as it is documented; ``code`` the problem's.
    Nothing that the request itself said stands in it.
    """

    kind: str
    at: datetime
    correlation: str
    method: str
    route: str | None
    address: str | None
    office: str | None
    credential: str | None
    code: str
    status: int


Report = Callable[[SecurityEvent], Awaitable[None]]
"""Where security events go; done before the refusal is answered."""


async def log_event(event: SecurityEvent) -> None:
    """Writes a log line; the correlation id is in the log's context already."""
    _log.warning(
        "security_event",
        kind=event.kind,
        route=event.route,
        method=event.method,
        address=event.address,
        office=event.office,
        credential=event.credential,
        code=event.code,
        status=event.status,
    )
