"""The value objects of a number: what an application or publication is called, whoever writes it.

The identity of an application is its DOCDB triple: office (WIPO ST.3; for an international application
the receiving office), number in DOCDB spelling, and DOCDB application kind class (``A`` patent, ``U``
utility model, ``P`` provisional, ``W`` international application, ``F`` design, ``T`` translation or
national validation of a European patent). Source: EPO OPS reference guide 1.3.20, sections 2.1 and 4.3;
PATSTAT's alternate key (APPLN_AUTH, APPLN_NR, APPLN_KIND, RECEIVING_OFFICE).
"""

from __future__ import annotations

import re
from typing import Literal

import msgspec

NumberType = Literal["application", "publication", "priority"]
CheckDigit = Literal["valid", "invalid", "absent", "unknown"]

_DOCDB = re.compile(r"([A-Z]{2})\.([A-Z0-9]{1,40})\.([A-Z][0-9]?)")


class ApplicationNumber(msgspec.Struct, frozen=True, order=True, cache_hash=True):
    """The identity of one application at one office, e.g. ``ApplicationNumber("EP", "99203729", "A")``.

    For an international application ``office`` is the receiving office and ``kind`` is ``W``.
    """

    office: str
    number: str
    kind: str = "A"

    @property
    def docdb(self) -> str:
        """The DOCDB-dotted spelling, ``EP.99203729.A``: the printed identity everywhere in casegate."""
        return f"{self.office}.{self.number}.{self.kind}"


class Number(msgspec.Struct, frozen=True, order=True, cache_hash=True):
    """A number that a question is about, read one way.

    ``type`` says what it numbers. For ``application`` and ``priority`` the rest is an application's
    identity; for ``publication`` it is a publication number in DOCDB spelling and ``kind`` its ST.16
    kind code, or ``None`` when none was written.
    """

    type: NumberType
    office: str
    number: str
    kind: str | None = None

    @property
    def docdb(self) -> str:
        """DOCDB-dotted spelling; without a kind code only ``CC.number``."""
        return f"{self.office}.{self.number}" + (f".{self.kind}" if self.kind else "")

    @property
    def application(self) -> ApplicationNumber | None:
        """The application this names, when it is an application or priority number."""
        if self.type == "publication":
            return None
        return ApplicationNumber(self.office, self.number, self.kind or "A")


class Reading(msgspec.Struct, frozen=True):
    """One way to read a text as a number, with how sure that is and why.

    ``score`` is 0 to 1. ``reasons`` are short sentences, the strongest first. ``year`` is the filing
    year that this reading assumes (a spelling that depends on it has one reading a year, all with the
    same ``written``); ``written`` is the same number as its office prints it, without the year's
    assumption, e.g. ``11/183,143``.
    """

    number: Number
    score: float
    check_digit: CheckDigit = "unknown"
    reasons: tuple[str, ...] = ()
    year: int | None = None
    written: str = ""


class NumberError(ValueError):
    """A text cannot be read as a number. ``str()`` is a sentence that says why and names accepted forms."""


def parse_docdb(text: str) -> ApplicationNumber:
    """Reads the printed identity ``CC.number.K`` of an application.

    Raises:
        NumberError: the text is not exactly that form.
    """
    found = _DOCDB.fullmatch(text)
    if found is None:
        raise NumberError(f"{text[:60]!r} is not an application number of the form EP.99203729.A")
    return ApplicationNumber(*found.groups())
