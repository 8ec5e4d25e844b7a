"""Byte ranges of content: ``Range`` in, ``Content-Range`` out (RFC 9110, section 14)."""

from __future__ import annotations

import re

from connectors.contract import ContentStream, Span

_ONE = re.compile(r"\s*bytes\s*=\s*(?:(\d{1,15})-(\d{1,15})?|-(\d{1,15}))\s*", re.ASCII | re.IGNORECASE)


def asked_span(header: str | None) -> Span | None:
    """The one range that a ``Range`` header asks for; ``None`` for none, several or another unit.

    Several ranges are passed over, so that the whole is answered, as is what is no range (RFC 9110,
    section 14.2).
    """
    found = _ONE.fullmatch(header or "")
    if found is None:
        return None
    if found[3] is not None:
        return Span(None, int(found[3]))
    first, last = int(found[1]), None if found[2] is None else int(found[2])
    return None if last is not None and last < first else Span(first, last)


def content_range(stream: ContentStream) -> str | None:
    """The ``Content-Range`` of what the office gave; ``None`` when that is the whole."""
    span = stream.span
    if span is None or span.first is None or span.last is None:
        return None
    return f"bytes {span.first}-{span.last}/{'*' if stream.total is None else stream.total}"
