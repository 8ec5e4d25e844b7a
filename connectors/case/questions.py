"""The parameters of the profile, read for whoever answers in it (an office's service, the gateway itself).

Numbers come as identifiers (``CA3054009``), which can often be read in several ways: ``readings`` gives them
best first, and whoever answers knows which of them exists.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from connectors.contract import Scope
from connectors.numbers.identity import Number, NumberError, NumberType
from connectors.numbers.reading import read

READINGS = 12
"""How many readings of one identifier are tried."""

KIND = "applicationKindCode"
"""Beside an identifier: the DOCDB kind class, where the identifier alone would be read as another one."""

_LETTERS = re.compile(r"[A-Z]")
_IDENTIFIERS: tuple[tuple[str, NumberType], ...] = (
    ("applicationIdentifier", "application"),
    ("publicationIdentifier", "publication"),
    ("priorityIdentifier", "priority"),
)


Query = Mapping[str, str]
"""The query of a request; of a parameter that comes several times the first counts."""


class BadParameter(ValueError):
    """A parameter is missing or wrong; the message says which and why."""


def wanted(query: Query, name: str) -> str:
    """A parameter that has to be there.

    Raises:
        BadParameter: it is not.
    """
    if name not in query:
        raise BadParameter(f"{name} is missing")
    return query[name]


def one_identifier(query: Query) -> tuple[str, str, NumberType]:
    """The one identifier that a family is asked by: the parameter's name, its text, what it numbers.

    Raises:
        BadParameter: there is none, or there are several.
    """
    given = [(name, query[name], kind) for name, kind in _IDENTIFIERS if name in query]
    if len(given) != 1:
        raise BadParameter("give one of applicationIdentifier, publicationIdentifier and priorityIdentifier")
    return given[0]


def family_category(query: Query) -> Scope:
    """Which family is asked for; the simple one unless said.

    Raises:
        BadParameter: it is neither.
    """
    match query.get("familyCategory", "simple"):
        case "simple":
            return "simple"
        case "extended":
            return "extended"
        case other:
            raise BadParameter(f"familyCategory is simple or extended, not {other[:40]!r}")


def count_of(query: Query, name: str, otherwise: int) -> int:
    """A parameter that counts something.

    Raises:
        BadParameter: it is no count.
    """
    if name not in query:
        return otherwise
    text = query[name]
    if not (text.isascii() and text.isdigit() and len(text) <= 9):
        raise BadParameter(f"{name} is a count, not {text[:40]!r}")
    return int(text)


def kind_code(query: Query) -> str | None:
    """The DOCDB kind class that stands beside an identifier; ``None`` when none does.

    Raises:
        BadParameter: it is no kind class.
    """
    if KIND not in query:
        return None
    letters = query[KIND]
    if _LETTERS.fullmatch(letters) is None:
        raise BadParameter(f"{KIND} is a DOCDB kind class such as A or U, not {letters[:40]!r}")
    return letters


def readings(
    name: str, text: str, type: NumberType, *, office: str | None = None, letters: str | None = None
) -> tuple[Number, ...]:
    """The numbers that an identifier can be read as, best first, at most ``READINGS``; never empty.

    ``office`` is the office of an identifier without a code. A kind class (``letters``) that is given
    decides: a reading of another kind is taken for one of this, since the identifier did not say it.

    Raises:
        BadParameter: it cannot be read.
    """
    try:
        found = [reading.number for reading in read(text, type=type, office=office)]
    except NumberError as error:
        raise BadParameter(f"{name}: {error}") from error
    if letters is not None and type != "publication":
        found = [Number(one.type, one.office, one.number, letters) for one in found]
    return tuple(dict.fromkeys(found))[:READINGS]
