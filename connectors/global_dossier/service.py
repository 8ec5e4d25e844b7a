"""Whether an office's part of the service is up, and its hours, as the service says it.

The answers have no published shape: a word or a truth value, bare or under one of a few names, is understood;
what is not understood is not known.
"""

from __future__ import annotations

from typing import Any

import msgspec

from connectors.json_reading import decode
from connectors.scalars import text

_ANY = msgspec.json.Decoder(Any)
_NAMES = ("data", "status", "serviceStatus", "available", "hours", "serviceHours", "message")
_UP = frozenset({"true", "up", "available", "online", "active", "ok", "operational", "y", "yes"})
_DOWN = frozenset(
    {
        "false",
        "down",
        "unavailable",
        "offline",
        "inactive",
        "not available",
        "outage",
        "n",
        "no",
        "maintenance",
    }
)


class ServiceState(msgspec.Struct, frozen=True):
    """An office's part of the service: up, down or not known (``None``), and its hours as written."""

    office: str
    up: bool | None = None
    hours: str | None = None


def parse_status(body: bytes) -> bool | None:
    """Whether an office's part is up.

    Raises:
        Malformed: the answer is no JSON.
    """
    word = _word(decode(body, _ANY))
    if word is None or word.lower() not in _UP | _DOWN:
        return None
    return word.lower() in _UP


def parse_hours(body: bytes) -> str | None:
    """An office's hours of service, as written, at most 200 characters.

    Raises:
        Malformed: the answer is no JSON.
    """
    word = _word(decode(body, _ANY))
    return None if word is None else word[:200]


def _word(node: object, depth: int = 0) -> str | None:
    """The first text or truth value that the known names lead to."""
    if isinstance(node, bool):
        return str(node).lower()
    if isinstance(node, str):
        return text(node)
    if isinstance(node, list) and node and depth < 4:
        return _word(node[0], depth + 1)
    if isinstance(node, dict) and depth < 4:
        for name in _NAMES:
            if (word := _word(node.get(name), depth + 1)) is not None:
                return word
    return None
