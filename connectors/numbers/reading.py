"""Reads a number as people and systems write it.

``read`` gives every plausible reading of a text, best first; ``read_application`` and
``read_publication`` give one identity for a number that an office's own answer carries.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date

from connectors.numbers.identity import ApplicationNumber, Number, NumberError, NumberType, Reading

_DOTTED = re.compile(r"([A-Z]{2})\.([A-Z0-9]{1,40})(?:\.([A-Z][0-9]?))?")
_MARGIN = 0.15
_MAX_SIGNIFICANT = 200


def read(
    text: str, *, type: NumberType | None = None, office: str | None = None, year: int | None = None
) -> tuple[Reading, ...]:
    """Reads a text as a number: every plausible reading, best first, never empty.

    Raises:
        NumberError: nothing can be read; the message says why.
    """
    squeezed = re.sub(r"[^A-Z0-9.]", "", text[:_MAX_SIGNIFICANT].upper())
    found = _DOTTED.fullmatch(squeezed)
    if found is None and office is not None:
        found = _DOTTED.fullmatch(f"{office}.{squeezed.replace('.', '').removeprefix(office)}")
    if found is None:
        raise NumberError(f"{text[:60]!r} cannot be read as a number; write for example EP.99203729.A")
    which: NumberType = type or ("publication" if found[3] and len(found[3]) > 1 else "application")
    kind = found[3] or (None if which == "publication" else "A")
    return (Reading(Number(which, found[1], found[2], kind), 1.0, reasons=("written as DOCDB writes it",)),)


def ambiguous(readings: Sequence[Reading]) -> bool:
    """Whether the best two readings of different numbers are too close to choose between."""
    return any(
        other.number != readings[0].number and readings[0].score - other.score < _MARGIN
        for other in readings[1:]
    )


def read_application(
    office: str, text: str, *, kind: str | None = None, filed: date | None = None
) -> ApplicationNumber:
    """The identity of an application whose office is known, from any spelling.

    Raises:
        NumberError: the text is empty, too long or holds no digit.
    """
    try:
        best = read(text, type="application", office=office, year=filed.year if filed else None)[0].number
        return ApplicationNumber(best.office, best.number, kind or best.kind or "A")
    except NumberError:
        bare = re.sub(r"[^A-Z0-9]", "", text.upper()).removeprefix(office)
        if not 1 <= len(bare) <= 40:
            raise
        return ApplicationNumber(office, bare, kind or "A")


def read_publication(
    office: str, text: str, *, kind: str | None = None, published: date | None = None
) -> Number:
    """The publication number of an office, from any spelling.

    Raises:
        NumberError: the text is empty, too long or holds no digit.
    """
    try:
        best = read(text, type="publication", office=office)[0].number
        return Number("publication", best.office, best.number, kind or best.kind)
    except NumberError:
        bare = re.sub(r"[^A-Z0-9]", "", text.upper()).removeprefix(office)
        if not 1 <= len(bare) <= 40:
            raise
        return Number("publication", office, bare, kind)
