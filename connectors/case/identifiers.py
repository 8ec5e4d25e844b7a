"""How the profile names an application or publication in a query: office code and national number in one.

``CA3054009``: the ST.3 code and the number as that office writes it, without separators. An international
application is named as it is printed, ``PCTUS2008086599``; a publication carries its kind code when known.
"""

from __future__ import annotations

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
