"""The service's own way to write numbers: in questions, and how what it answers is read.

Numbers are asked for under an office segment: the five IP5 offices by their code, international applications
and publications under ``WIPO``, all other offices under ``CASE`` with the office code in front of the number.
The forms are those that the website's input fields accept. In answers, ``appNum`` holds the number as its
office writes it, or a DOCDB number (older US records); an international application stands under its
receiving office as ``PCT/US13/32081``.
"""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from typing import Literal, NamedTuple

from connectors.errors import NotHeld
from connectors.numbers.identity import ApplicationNumber, Number, NumberError
from connectors.numbers.reading import read_application
from connectors.numbers.writing import display, national
from connectors.scalars import Scalar, day, office_code, text

IP5 = frozenset({"US", "CN", "EP", "KR", "JP"})
WIPO, CASE = "WIPO", "CASE"

NumberedAs = Literal["application", "publication", "patent"]

_FORMS: dict[tuple[str, NumberedAs], re.Pattern[str]] = {
    ("US", "application"): re.compile(r"[0-9]{8}"),
    ("US", "publication"): re.compile(r"[0-9]{11}"),
    ("US", "patent"): re.compile(r"RE[0-9]{5}|[0-9]{7,13}"),
    ("CN", "application"): re.compile(r"[0-9]{12}"),
    ("CN", "publication"): re.compile(r"[0-9]{9}"),
    ("EP", "application"): re.compile(r"[0-9]{8}"),
    ("EP", "publication"): re.compile(r"[0-9]{7}"),
    ("KR", "application"): re.compile(r"[0-9]{11}"),
    ("KR", "publication"): re.compile(r"[0-9]{9,11}"),
    ("JP", "application"): re.compile(r"[0-9]{3,10}"),
    ("JP", "publication"): re.compile(r"[0-9]{7,10}"),
    (WIPO, "application"): re.compile(r"PCT/[A-Z]{2}(?:[0-9]{2}/[0-9]{5}|[0-9]{4}/[0-9]{6})"),
    (WIPO, "publication"): re.compile(r"WO[0-9]{7,15}"),
    (CASE, "application"): re.compile(r"[A-Z]{2}[0-9A-Z]{6,15}"),
    (CASE, "publication"): re.compile(r"[A-Z]{2}[0-9A-Z]{6,15}"),
}
_US_PRE_GRANT = re.compile(r"20[0-9]{8}")
_INTERNATIONAL = re.compile(r"([0-9]{4})([0-9]{6})")
_US_DAY = re.compile(r"([0-9]{2})/([0-9]{2})/([0-9]{4})(?:[ T].*)?")
_KIND = re.compile(r"[A-Z][0-9]?")
_PCT = re.compile(r"PCT[/A-Z]", re.IGNORECASE)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_SHORT_PCT = re.compile(r"20([0-9]{2})0([0-9]{5})")


class Address(NamedTuple):
    """A number as the service is asked for it: ``type/office/number`` of its paths."""

    type: NumberedAs
    office: str
    number: str


class Listing(NamedTuple):
    """An application as its document list is asked for: country, number, kind."""

    country: str
    number: str
    kind: str


def address(number: Number) -> Address:
    """How the family of a number is asked for; a priority number is asked for as an application.

    Raises:
        NotHeld: the service has no form for such a number.
    """
    own = number.application
    found = _publication(number) if own is None else _application(own)
    if _FORMS[found.office, found.type].fullmatch(found.number) is None:
        raise NotHeld("out_of_scope: Global Dossier takes no number of this form")
    return found


def listing(number: ApplicationNumber) -> Listing:
    """How the document list of an application is asked for."""
    return Listing(number.office, spellings(number)[0], number.kind)


def spellings(number: ApplicationNumber) -> tuple[str, ...]:
    """The spellings under which the service may keep an application's documents, the likeliest first.

    The US keeps them under its own numbers, Japan under the DOCDB number with its kind, others under either;
    an international application under its number without slashes.
    """
    if number.kind == "W":
        short = _SHORT_PCT.fullmatch(number.number)
        long = national(number)
        return (long,) if short is None else (long, f"PCT{number.office}{short[1]}{short[2]}")
    dotted = f"{number.number}.{number.kind}"
    match number.office:
        case "US":
            return (national(number),)
        case "JP" | "EP" | "CN" | "KR":
            return (number.number, dotted)
    return (national(number), dotted)


def content_spellings(number: ApplicationNumber) -> tuple[str, ...]:
    """``spellings`` for content: Japan's documents are found under the DOCDB number with its kind only."""
    found = spellings(number)
    return found[::-1] if number.office == "JP" and number.kind != "W" else found


def read_number(
    country: Scalar, number: Scalar, kind: Scalar, filed: date | None = None
) -> ApplicationNumber | None:
    """The identity of an application in an answer; ``None`` when it cannot be read."""
    code, written, letters = office_code(country), text(number), text(kind)
    if code is None or written is None:
        return None
    if letters is None or _KIND.fullmatch(letters) is None:
        letters = None
    if _PCT.match(written):
        letters = "W"
    try:
        return read_application(code, written, kind=letters, filed=filed)
    except NumberError:
        return None


def read_dotted(country: Scalar, number: Scalar) -> ApplicationNumber | None:
    """The identity that a document list states for itself: ``99203729.A`` under its country."""
    written, _, kind = (text(number) or "").rpartition(".")
    if not written:
        written, kind = kind, ""
    return read_number(country, written, kind)


def read_day(written: Scalar, milliseconds: Scalar = None) -> date | None:
    """A calendar day: ``MM/DD/YYYY`` (a time of day behind it does not count), else milliseconds since 1970.

    The milliseconds carry times of day; the day is that in UTC, which is what the service writes beside them.
    """
    if isinstance(written, str) and written:
        return _read_day(written)
    if type(milliseconds) is not int or not 0 <= abs(milliseconds) < 10**13:
        return None
    return (_EPOCH + timedelta(milliseconds=milliseconds)).date()


@lru_cache(maxsize=4096)
def _read_day(written: str) -> date | None:
    found = _US_DAY.fullmatch(written.strip())
    return day(f"{found[3]}-{found[1]}-{found[2]}") if found else day(written.strip()[:10])


def _application(number: ApplicationNumber) -> Address:
    if number.kind == "W":
        return Address("application", WIPO, display(number))
    if number.office == "US":
        return Address("application", "US", national(number))
    if number.office in IP5:
        return Address("application", number.office, number.number)
    return Address("application", CASE, f"{number.office}{national(number)}")


def _international(number: str) -> str:
    """The number of an international publication as it was printed: ``03073013`` until the end of 2003.

    Five digits follow the year up to WO 02/51230, six from then on; in DOCDB they are always six.
    """
    found = _INTERNATIONAL.fullmatch(number)
    if found is None or found[1] >= "2004":
        return number
    short = (found[1], found[2]) <= ("2002", "051230")
    return f"{found[1][2:]}{found[2].removeprefix('0') if short else found[2]}"


def _publication(number: Number) -> Address:
    if number.office in ("WO", "IB"):
        return Address("publication", WIPO, f"WO{_international(number.number)}")
    if number.office == "US":
        pre_grant = _US_PRE_GRANT.fullmatch(number.number) is not None
        return Address("publication" if pre_grant else "patent", "US", national(number))
    if number.office in IP5:
        return Address("publication", number.office, number.number)
    return Address("publication", CASE, f"{number.office}{number.number}")
