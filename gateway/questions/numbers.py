"""How a number is read, and which of its readings are asked."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from connectors.numbers.identity import ApplicationNumber, Number, NumberError, NumberType, Reading
from connectors.numbers.reading import ambiguous, read
from connectors.numbers.writing import display, year_of
from gateway.errors import BadQuestion
from gateway.families.family import Families, Group, names
from gateway.present.answer import QueryOut, ReadAsOut, read_as_out

READINGS = 3
"""Readings of one office that are asked when the type of the number is not given."""


class NumbersAnswer(msgspec.Struct, frozen=True, rename="camel"):
    """All readings of a text, best first."""

    text: str
    read_as: tuple[ReadAsOut, ...]


class Choice(msgspec.Struct, frozen=True, rename="camel"):
    """The number reads several ways that all count: the requester has to choose."""

    query: QueryOut


def read_text(
    text: str, type: NumberType | None = None, office: str | None = None, year: int | None = None
) -> tuple[Reading, ...]:
    """The readings of a number as it was written, best first.

    Raises:
        BadQuestion: it cannot be read; the sentence says what would be.
    """
    try:
        return read(text, type=type, office=office, year=year)
    except NumberError as error:
        raise BadQuestion(str(error), code="number-unreadable") from error


def read_numbers(
    text: str, type: NumberType | None = None, office: str | None = None, year: int | None = None
) -> NumbersAnswer:
    """The answer to 'how is this number read'."""
    return NumbersAnswer(text, tuple(map(read_as_out, read_text(text, type, office, year))))


def chosen(readings: Sequence[Reading], type: NumberType | None) -> tuple[Reading, ...] | None:
    """The readings that are asked; ``None`` when several offices are meant and the requester must choose.

    Without a type at most ``READINGS`` readings of the one office; a spelling that leaves the filing year
    open is one reading, asked in each of its years.
    """
    best = readings[0]
    if ambiguous(readings) and any(
        r.number.office != best.number.office and _near(r, best) for r in readings
    ):
        return None
    spellings: list[tuple[NumberType, str]] = []
    asked = []
    for reading in readings:
        if reading.number.office != best.number.office:
            continue
        spelling = (reading.number.type, reading.written or reading.number.docdb)
        if spelling not in spellings:
            if type is None and len(spellings) == READINGS:
                continue
            spellings.append(spelling)
        asked.append(reading)
    return tuple(asked)


def led(readings: Sequence[Reading], families: Families, family: Group) -> tuple[Reading, ...]:
    """The readings that led to a family as they turned out: first those that name one of its applications.

    A spelling that leaves the filing year open (``US 15/900,123``) is asked for in several years and names
    one application: the member that is written so says of which year it is, though whoever writes no years
    may have answered in another.
    """
    told = {reading.number: reading for reading in readings}
    out: dict[Number, Reading] = {}
    for reading in readings:
        member = _member(reading, family)
        if member is not None:
            asked = reading.number
            known = Number(asked.type, member.office, member.number, member.kind)
            reading = told.get(known) or _of_year(reading, known, year_of(member))
        out.setdefault(reading.number, reading)
    return tuple(sorted(out.values(), key=lambda reading: not names(families, reading.number)))


def _member(reading: Reading, family: Group) -> ApplicationNumber | None:
    """The application of a family that is written as a reading whose filing year was open."""
    if reading.year is None:
        return None
    own, written = (reading.number.office, reading.number.kind), f"{reading.number.office} {reading.written}"
    return next((m for m in family.members if (m.office, m.kind) == own and display(m) == written), None)


def _of_year(reading: Reading, known: Number, year: int | None) -> Reading:
    again = read(reading.written, type=known.type, office=known.office, year=year)
    return next((one for one in again if one.number == known), reading)


def query_out(text: str, readings: Sequence[Reading]) -> QueryOut:
    """The question as it goes out with an answer."""
    return QueryOut(text=text, read_as=tuple(map(read_as_out, readings)))


def number_of(readings: Sequence[Reading]) -> tuple[Number, ...]:
    """The distinct numbers of these readings, in their order."""
    return tuple(dict.fromkeys(reading.number for reading in readings))


def _near(reading: Reading, best: Reading) -> bool:
    return ambiguous((best, reading))
