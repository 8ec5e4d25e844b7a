"""By which ids a request is found again: ours or the requester's, and the trace it belongs to."""

from __future__ import annotations

import re
import uuid
from collections.abc import Callable, Mapping

import msgspec

NewId = Callable[[], str]

HEADER = "Correlation-ID"

_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._:~+/=@-]{0,127}")
_TRACE = re.compile(r"(?!ff)([0-9a-f]{2})-(?!0{32})([0-9a-f]{32})-(?!0{16})([0-9a-f]{16})-[0-9a-f]{2}(-.*)?")


class Correlation(msgspec.Struct, frozen=True):
    """The id that stands on the answer and in every log line; and the caller's trace and span, if any."""

    id: str
    trace_id: str | None = None
    parent_id: str | None = None

    @property
    def context(self) -> dict[str, str]:
        """What is bound to the log context."""
        found = {"correlation_id": self.id}
        if self.trace_id is not None and self.parent_id is not None:
            found |= {"trace_id": self.trace_id, "parent_id": self.parent_id}
        return found


def random_id() -> str:
    """An id that nobody has used before."""
    return uuid.uuid4().hex


def correlate(headers: Mapping[str, str], new_id: NewId) -> Correlation:
    """The ids of a request.

    ``Correlation-ID`` is kept when it is one token of at most 128 characters; otherwise the trace id stands
    in, else a new id. ``traceparent`` (W3C Trace Context) that is not well formed is as if it was not there.
    """
    trace, parent = _trace(headers.get("traceparent", ""))
    given = headers.get(HEADER, "")
    return Correlation(given if _ID.fullmatch(given) else trace or new_id(), trace, parent)


def _trace(header: str) -> tuple[str | None, str | None]:
    found = _TRACE.fullmatch(header.strip()[:512])
    if found is None or (found[1] == "00" and found[4]):
        return None, None
    return found[2], found[3]
