"""Writes a number in the forms that people, offices and standards use."""

from __future__ import annotations

from datetime import date

from connectors.numbers.identity import ApplicationNumber, Number


def display(number: ApplicationNumber | Number) -> str:
    """The one form in which a number is shown to people everywhere, e.g. ``EP 99203729.1``."""
    if isinstance(number, Number) and number.type == "publication" and number.kind:
        return f"{number.office} {number.number} {number.kind}"
    return f"{number.office} {number.number}"


def national(number: ApplicationNumber | Number) -> str:
    """The number as its office writes it, without separators, check digit and office code."""
    return number.number


def epodoc(number: ApplicationNumber | Number, filed: date | None = None) -> str | None:
    """The EPODOC spelling, or ``None`` where it is not certain."""
    return None


def st13(number: ApplicationNumber | Number) -> str | None:
    """The WIPO ST.13 spelling, only where office, type, year and serial are certain."""
    return None


def check_digit(number: ApplicationNumber | Number) -> str | None:
    """The check digit that the office prints behind the number, where its rule is known."""
    return None


def year_of(number: ApplicationNumber) -> int | None:
    """The filing year that the DOCDB number carries, where the office's grammar knows."""
    return None
