"""Writes a number in the forms that people, offices and standards use.

Every function is pure and total: a number that no form of its office's grammar fits is written as it
stands in DOCDB. What ``display`` and ``national`` write, ``reading.read`` reads back.
"""

from __future__ import annotations

from datetime import date
from functools import lru_cache

from connectors.numbers.check import expected
from connectors.numbers.eras import year_fields
from connectors.numbers.grammar import epodoc_spelling
from connectors.numbers.identity import ApplicationNumber, Number
from connectors.numbers.matching import Parts, parts
from connectors.numbers.offices import grammar_of
from connectors.numbers.pct import INTERNATIONAL
from connectors.numbers.spelling import spelling

_INTERNATIONAL_KIND = "W"
_EPODOC_LETTERS = frozenset("UYST")
_ST13_TYPES = frozenset(("10", "20"))


def display(number: ApplicationNumber | Number) -> str:
    """The one form in which a number is shown to people: ``EP 99203729.1``, ``US 2019/0095759 A1``.

    The check digit is computed where the office prints one. An application's kind class stands behind only
    where the rest does not say it (``JP S53-59815 U``). A number that fits no form of its office is shown
    in DOCDB's dotted spelling.
    """
    own = _parts(number)
    written = None if own is None else spelling(own.form.shown or own.form.docdb).write(own.fields)
    if own is None or written is None:
        return number.docdb
    if number.kind == _INTERNATIONAL_KIND and own.kind == _INTERNATIONAL_KIND:
        return written
    kind = number.kind if _kind_needed(number, own) else None
    return " ".join(filter(None, (number.office, written, kind)))


def national(number: ApplicationNumber | Number) -> str:
    """The number as its office writes it, without separators, check digit, office code and kind.

    With the office code in front this is the ``applicationIdentifier`` of WIPO CASE: ``KR2020090003074``.
    An international application gives ``PCTUS2008086599``.
    """
    own = _parts(number)
    written = None if own is None else spelling(own.form.shown or own.form.docdb).write(own.fields, bare=True)
    return number.number if written is None else written.upper()


def epodoc(number: ApplicationNumber | Number, filed: date | None = None) -> str | None:
    """The EPODOC spelling, ``US19970921321``, or ``None`` where it is not certain.

    Some offices' numbers do not say the year that EPODOC puts in front; then ``filed`` is needed. Source:
    EPO OPS reference guide 1.3.20, sections 4.3 and 4.4. Publications of level B and C have none: whether
    EPODOC sets the letter behind them depends on other publications.
    """
    if isinstance(number, Number) and number.type == "publication":
        letter = (number.kind or "A")[0]
        if letter != "A" and letter not in _EPODOC_LETTERS:
            return None
        return f"{number.office}{number.number}" + ("" if letter == "A" else letter)
    own = _parts(number)
    if own is None or not epodoc_spelling(own.form):
        return None
    fields = own.fields if "yyyy" in own.fields or filed is None else year_fields(filed.year) | own.fields
    written = spelling(epodoc_spelling(own.form)).write(fields)
    if written is None:
        return None
    if number.kind == _INTERNATIONAL_KIND:
        return f"WO{written}"
    return f"{number.office}{written}" + ("" if number.kind in (None, "A") else number.kind)


def st13(number: ApplicationNumber | Number) -> str | None:
    """The WIPO ST.13 spelling, ``KR102008000107376``: office, type, year and nine digits of serial.

    Only where the office's own number holds a type that ST.13 fixes (10 patent, 20 utility model) and the
    year; ``None`` everywhere else.
    """
    own = _parts(number)
    if (
        own is None
        or not own.form.st13
        or own.fields.get("type") not in _ST13_TYPES
        or own.kind != number.kind
    ):
        return None
    written = spelling(own.form.st13).write(own.fields)
    return None if written is None else f"{number.office}{written}"


def check_digit(number: ApplicationNumber | Number) -> str | None:
    """The check digit that the office prints behind a number; ``None`` where no rule is known."""
    own = _parts(number)
    return None if own is None or not own.form.check else expected(own.form.check, number.number)


def year_of(number: ApplicationNumber) -> int | None:
    """The filing year that the DOCDB number carries; ``None`` where it carries none, or none is known."""
    own = _parts(number)
    return int(own.fields["yyyy"]) if own is not None and "yyyy" in own.fields else None


def _parts(number: ApplicationNumber | Number) -> Parts | None:
    publication = isinstance(number, Number) and number.type == "publication"
    kind = number.kind if publication else number.kind or "A"
    return _apart("publication" if publication else "application", number.office, number.number, kind)


@lru_cache(maxsize=8192)
def _apart(type: str, office: str, number: str, kind: str | None) -> Parts | None:
    grammar = INTERNATIONAL if type == "application" and kind == _INTERNATIONAL_KIND else grammar_of(office)
    return parts(grammar, type, number, kind, office)


def _kind_needed(number: ApplicationNumber | Number, own: Parts) -> bool:
    """Whether the kind must be written for the number to be read back as itself."""
    if isinstance(number, Number) and number.type == "publication":
        return number.kind is not None
    return (number.kind or "A") != own.kind
