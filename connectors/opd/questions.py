"""The references in the paths of the OPD-API, read for whoever answers in it (simulated hub, the gateway).

A reference is a DOCDB number ``CC.number.KIND``; a kind ``*`` stands for any.
"""

from __future__ import annotations

import re

from connectors.numbers.identity import ApplicationNumber, Number, NumberType

_REFERENCE = re.compile(r"([A-Z]{2})\.([A-Z0-9]{1,94})\.([A-Z*][0-9*]?)")
_FORBIDDEN = "\t,;:|"
_KINDS: dict[str, NumberType] = {"application": "application", "publication": "publication"}


class BadReference(ValueError):
    """A reference that the API refuses. ``status_code`` is its word for why."""

    def __init__(self, status_code: str, message: str) -> None:
        super().__init__(message)
        self.status_code = status_code


def read_number(kind: str, reference: str) -> Number:
    """What a family is asked for by: ``kind`` is the segment before the reference.

    Raises:
        BadReference: the kind or the reference is not one (204), or has characters that are refused (208).
    """
    type = _KINDS.get(kind)
    if type is None:
        raise BadReference("204", "the kind of number is application or publication")
    office, number, letters = _parts(reference)
    if type == "publication":
        return Number(type, office, number, None if "*" in letters else letters)
    return Number(type, office, number, "A" if "*" in letters else letters[0])


def read_application(reference: str) -> ApplicationNumber:
    """The application of a reference; without a kind (``*``) the usual one, ``A``.

    Raises:
        BadReference: it is none (204), or has characters that are refused (208).
    """
    office, number, letters = _parts(reference)
    return ApplicationNumber(office, number, "A" if "*" in letters else letters[0])


def _parts(reference: str) -> tuple[str, str, str]:
    text = reference.upper()
    if any(sign in text for sign in _FORBIDDEN):
        raise BadReference("208", "the number has characters that cannot be used")
    found = _REFERENCE.fullmatch(text)
    if found is None:
        raise BadReference("204", "the number is not of the form CC.number.KIND")
    return found[1], found[2], found[3]
