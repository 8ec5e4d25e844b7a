"""How a number is read, and which of its readings are asked."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from connectors.numbers.identity import Number, NumberError, NumberType, Reading
from connectors.numbers.reading import ambiguous, read
from gateway.errors import BadQuestion
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


def query_out(text: str, readings: Sequence[Reading]) -> QueryOut:
    """The question as it goes out with an answer."""
    return QueryOut(text=text, read_as=tuple(map(read_as_out, readings)))


def number_of(readings: Sequence[Reading]) -> tuple[Number, ...]:
    """The distinct numbers of these readings, in their order."""
    return tuple(dict.fromkeys(reading.number for reading in readings))


def _near(reading: Reading, best: Reading) -> bool:
    return ambiguous((best, reading))
