"""How the profile names an application or publication in a query: office code and national number in one.

``CA3054009``: the ST.3 code and the number as that office writes it, without separators. An international
application is named as it is printed, ``PCTUS2008086599``; a publication carries its kind code when known.
"""

from __future__ import annotations

from functools import lru_cache

from connectors.case.questions import KIND, BadParameter, readings
from connectors.numbers.identity import ApplicationNumber, Number
from connectors.numbers.writing import national

PARAMETERS = {
    "application": "applicationIdentifier",
    "publication": "publicationIdentifier",
    "priority": "priorityIdentifier",
}
"""The query parameter for each type of number."""


def identifier(number: Number | ApplicationNumber) -> str:
    """The identifier of a number, e.g. ``CA3054009``."""
    if isinstance(number, Number) and number.type == "publication":
        return f"{number.office}{national(number)}{number.kind or ''}"
    if number.kind == "W":
        return national(number)
    return f"{number.office}{national(number)}"


def identifying(name: str, number: Number | ApplicationNumber) -> tuple[tuple[str, str], ...]:
    """The parameters that name a number: its identifier, and its kind class where that does not tell it.

    ``JP2004001234`` may be a patent application or one for a utility model; services that do not know the
    second parameter pass over it.
    """
    return ((name, identifier(number)), *_kind(number))


@lru_cache(maxsize=4096)
def _kind(number: Number | ApplicationNumber) -> tuple[tuple[str, str], ...]:
    if number.kind in (None, "W") or (isinstance(number, Number) and number.type == "publication"):
        return ()
    try:
        told = readings("", identifier(number), "application")[0].kind
    except BadParameter:
        told = "A"
    return () if told == number.kind else ((KIND, number.kind or "A"),)
