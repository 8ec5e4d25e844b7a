"""One whole answer of a provider, and what its HTTP status means when the protocol says nothing better."""

from __future__ import annotations

import re
from collections.abc import Mapping
from email.utils import parsedate_to_datetime

import msgspec

from connectors.errors import (
    ConnectorError,
    CredentialsRejected,
    Malformed,
    NoSuchPart,
    NotHeld,
    ServerFault,
    Throttled,
    TimedOut,
    Unsupported,
    Withheld,
)

_LONGEST_WAIT = 86_400.0
_SIZE = re.compile(r"bytes \*/([0-9]{1,15})")


class Reply(msgspec.Struct, frozen=True):
    """A whole answer: status, headers (case-insensitive) and the decoded body, bounded."""

    status: int
    headers: Mapping[str, str]
    body: bytes


def refusal(reply: Reply, now: float) -> ConnectorError | None:
    """What a status outside 2xx means in HTTP's own words; ``None`` for 2xx. ``now`` is Unix time.

    Details begin with a finer word than the outcome code (``upstream_redirect``, ``unavailable_legal`` ...).
    """
    status = reply.status
    wait = retry_after(reply.headers, now)
    if 200 <= status < 300:
        return None
    if 300 <= status < 400:
        return Malformed("upstream_redirect: the office redirects; register the final URL")
    if status >= 500:
        return ServerFault(f"server_fault: the office answered HTTP {status}", retry_after=wait)
    match status:
        case 401 | 407:
            return CredentialsRejected(f"auth_failed: the office answered HTTP {status}")
        case 403:
            return CredentialsRejected("forbidden: the office answered HTTP 403")
        case 404 | 410:
            return NotHeld(f"the office answered HTTP {status}")
        case 408:
            return TimedOut("request_timeout: the office answered HTTP 408")
        case 416:
            return NoSuchPart("range: the office cannot give that part of the document", total=_total(reply))
        case 421 | 425:
            return ServerFault(f"misdirected: the office answered HTTP {status}", retry_after=wait)
        case 429:
            return Throttled("the office asks to slow down", retry_after=wait)
        case 451:
            return Withheld("unavailable_legal: the office may not show this for legal reasons")
    if status >= 400:
        return Unsupported(f"bad_request: the office answered HTTP {status}")
    return Malformed(f"protocol_error: the office answered HTTP {status}")


def _total(reply: Reply) -> int | None:
    """The size of the whole that an answer 416 says (RFC 9110, section 14.4: ``bytes */1234``)."""
    found = _SIZE.fullmatch(reply.headers.get("Content-Range", "").strip())
    return None if found is None else int(found[1])


def retry_after(headers: Mapping[str, str], now: float) -> float | None:
    """Seconds that ``Retry-After`` asks to wait (seconds or an HTTP date, RFC 9110 section 10.2.3)."""
    text = headers.get("Retry-After", "").strip()
    if not text:
        return None
    if text.isascii() and text.isdigit():
        return min(float(text[:9]), _LONGEST_WAIT)
    try:
        return min(max(parsedate_to_datetime(text).timestamp() - now, 0.0), _LONGEST_WAIT)
    except (ValueError, OverflowError):
        return None
