"""Numbers that an answer states in DOCDB format, which say more than the same digits in an unknown one."""

from __future__ import annotations

from datetime import date

from connectors.numbers.grammar import APPLICATION_KINDS
from connectors.numbers.identity import ApplicationNumber
from connectors.numbers.reading import read_application
from connectors.numbers.st3 import ALIASES
from connectors.numbers.writing import display, year_of


def read_docdb(office: str, number: str, kind: str | None, filed: date | None = None) -> ApplicationNumber:
    """The identity of an application stated as DOCDB country, number and kind.

    It is what it says, where that is a form of its office and of no other year than it was filed in:
    ``US.18314305.A`` is 11/183,143 of 2005, and not 18/314,305. Else it is read as any other, since some
    answers write an office's own number where DOCDB's belongs.

    Raises:
        NumberError: the parts are not a number at all.
    """
    letter = (kind or "")[:1]
    if letter in APPLICATION_KINDS and office not in ALIASES:
        stated = ApplicationNumber(office, number, letter)
        if display(stated) != stated.docdb and (filed is None or year_of(stated) == filed.year):
            return stated
    return read_application(office, number, kind=kind, filed=filed)
