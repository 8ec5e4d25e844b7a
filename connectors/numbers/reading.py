"""Reads a number as people and systems write it.

``read`` gives every plausible reading of a text, best first; ``read_application`` and
``read_publication`` give one identity for a number that an office's own answer carries. All are pure.

How sure a reading is (``score``, 0 to 1) starts from how likely its form is at that office and is moved by,
in this order: the type asked for (readings of another type are left out), a kind code or label word, the
punctuation of the office, the check digit, the year. **The margin**: when the best reading of another
number lies less than ``MARGIN`` below the best, the two are a real ambiguity and whoever asked must say
which (``ambiguous``). One spelling whose filing year is open is one reading in this sense: its years are
asked together.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from functools import lru_cache

import msgspec

from connectors.numbers.clean import Clean, clean
from connectors.numbers.finding import Found, find
from connectors.numbers.grammar import APPLICATION_KINDS
from connectors.numbers.grammars.shared import SAME_DIGITS
from connectors.numbers.identity import ApplicationNumber, Number, NumberError, NumberType, Reading
from connectors.numbers.st3 import ALIASES, CODES
from connectors.numbers.unreadable import unreadable

MARGIN = 0.15
"""Readings closer than this to the best one cannot be told apart by the number alone."""

_MOST = 24
_TOLD_APART = 0.13
"""What a publication of its application's number gains where a publication is asked for or told of."""
_GROUPED = 0.06
"""What it adds that the digits are written in the groups of the office: ``198 52 346``, ``19 852 346``."""
_LEAST, _SUREST = 0.1, 0.99


def read(
    text: str, *, type: NumberType | None = None, office: str | None = None, year: int | None = None
) -> tuple[Reading, ...]:
    """Reads a text as a number: every plausible reading, best first, never empty.

    Args:
        text: the number as somebody wrote it.
        type: what it numbers, when known; readings of other types are then left out.
        office: the office it belongs to, when known; a different office in the text itself goes before,
            and the reasons say so.
        year: the filing year, a hint where the number leaves it open; it never overrides the number.

    Raises:
        NumberError: nothing can be read; the message says why and how numbers are written.
    """
    return _read(text, type, office, year)


@lru_cache(maxsize=4096)
def _read(text: str, type: NumberType | None, office: str | None, year: int | None) -> tuple[Reading, ...]:
    plain = clean(text)
    code = _code(office)
    role = None if type is None else "publication" if type == "publication" else "application"
    found = find(plain.text, role, code or None, plain.label, year, None)
    if not found:
        raise unreadable(plain.text, type, code or plain.label.office)
    return _ranked(found, type, plain)


def _code(office: str | None) -> str | None:
    if office is None:
        return None
    code = ALIASES.get(office.strip().upper(), office.strip().upper())
    if code not in CODES:
        raise NumberError(f"{office[:20]!r} is not an office code of WIPO ST.3 such as EP, JP or US")
    return code


def _stated(office: str) -> str:
    """The office code that an answer states: two letters, even where ST.3 does not list them."""
    code = ALIASES.get(office.strip().upper(), office.strip().upper())
    if len(code) != 2 or not (code.isascii() and code.isalpha()):
        raise NumberError(f"{office[:20]!r} is not an office code of two letters")
    return code


def _ranked(found: Sequence[Found], type: NumberType | None, plain: Clean) -> tuple[Reading, ...]:
    """One reading for each number, the best of it, ordered by score.

    Where the best is surer than any may be, all are lowered alike, so that what tells them apart remains.
    """
    best: dict[Number, Reading] = {}
    for one in found:
        role, score, reasons = _weighed(one, type, plain)
        number = Number(role, one.office, one.number, one.kind)
        if number not in best or best[number].score < score:
            best[number] = Reading(number, score, one.check_digit, reasons, one.assumed, one.written)
    surplus = max(0.0, max(reading.score for reading in best.values()) - _SUREST)
    ranked = sorted(
        (
            msgspec.structs.replace(reading, score=round(max(reading.score - surplus, 0.02), 3))
            for reading in best.values()
        ),
        key=lambda reading: -reading.score,
    )
    likely = [reading for reading in ranked if reading.score >= _LEAST] or ranked[:1]
    return tuple(likely[:_MOST])


def _weighed(one: Found, type: NumberType | None, plain: Clean) -> tuple[NumberType, float, tuple[str, ...]]:
    """What a reading numbers, its score, its reasons; what was asked and what stands around it counted."""
    role: NumberType = "publication" if one.role == "publication" else "application"
    label, score, reasons = plain.label, one.score, (*one.reasons, *plain.said)
    if plain.groups and _grouped(one, plain.groups):
        score, reasons = score + _GROUPED, (*reasons, "its digits are grouped as the office groups them")
    if role == "application" and (type == "priority" or (type is None and label.type == "priority")):
        role = "priority"
    if type is None and label.type is not None:
        agrees = (label.type == "publication") == (role == "publication")
        score += 0.2 if agrees else -0.3
        said = f"the text says {label.type}"
        reasons = (said, *reasons) if agrees else (*reasons, f"{said}, which this is not")
    if role == "publication" and "publication" in (type, label.type) and _borrowed(one):
        score += _TOLD_APART
    return role, score, reasons


def _borrowed(found: Found) -> bool:
    """Whether it is a publication that carries its application's number."""
    return found.form is not None and found.form.score == SAME_DIGITS


def _grouped(found: Found, groups: tuple[int, ...]) -> bool:
    """Whether the digits stand in the groups in which the office writes such a number."""
    shown = [found.written.partition(".")[0]]
    if found.role == "publication" and found.number.isdigit():
        shown.append(f"{int(found.number):,}")
    own = (tuple(map(len, re.findall("[0-9]+", one))) for one in shown)
    others = found.form.groups if found.form else ()
    return any(len(one) > 1 and groups[: len(one)] == one for one in (*own, *others))


def alternatives(readings: Sequence[Reading]) -> tuple[Reading, ...]:
    """The readings that cannot be told from the best by the number alone: within ``MARGIN`` of it.

    Readings of the best one's own spelling (the years it leaves open) belong to it and are included.
    """
    best = readings[0]
    return tuple(
        one
        for one in readings
        if best.score - one.score < MARGIN or (_spelt(one) == _spelt(best) and one.year)
    )


def ambiguous(readings: Sequence[Reading]) -> bool:
    """Whether the text could name two different numbers: another one lies within ``MARGIN`` of the best.

    The filing years that one spelling leaves open are not different numbers in this sense.
    """
    best = readings[0]
    return any(_spelt(one) != _spelt(best) and best.score - one.score < MARGIN for one in readings[1:])


def _spelt(reading: Reading) -> tuple[str, str, str]:
    return reading.number.type, reading.number.office, reading.written


def read_application(
    office: str, text: str, *, kind: str | None = None, filed: date | None = None
) -> ApplicationNumber:
    """The identity of an application in an office's answer, from any spelling.

    Args:
        office: the office under whose code the number stands.
        text: the number, in native, DOCDB, EPODOC or Global Dossier spelling.
        kind: its kind class when the answer says it; it is kept where the number can have it (an
            international application is ``W``, a number whose own digits say utility model is never ``A``).
        filed: its filing date when known; it settles the year where the number leaves it open.

    Where no form of the office reads the text, the text itself without separators becomes the number.

    Raises:
        NumberError: the text is empty, too long or not a number at all, or the office is not two letters.
    """
    said = kind.strip().upper() if kind else None
    stated = said[0] if said and said[0] in APPLICATION_KINDS else None
    return _application(office, text, stated, filed.year if filed else None)


@lru_cache(maxsize=8192)
def _application(office: str, text: str, kind: str | None, year: int | None) -> ApplicationNumber:
    code, plain = _stated(office), clean(text)
    found = find(plain.text, "application", code, plain.label, year, kind)
    if not found and kind is not None:
        found = find(plain.text, "application", code, plain.label, year, None)
    if not found:
        return ApplicationNumber(code, _bare(plain.text, code), kind or "A")
    best = max(found, key=lambda one: one.score)
    return ApplicationNumber(best.office, best.number, best.kind or "A")


def read_publication(
    office: str, text: str, *, kind: str | None = None, published: date | None = None
) -> Number:
    """The publication number in an office's answer, from any spelling.

    ``kind`` is the ST.16 kind code when the answer says it (known misspellings are repaired), ``published``
    the publication date. Falls back as ``read_application`` does.

    Raises:
        NumberError: the text is empty, too long or not a number at all, or the office is not two letters.
    """
    return _publication(
        office, text, kind.strip().upper() if kind else None, published.year if published else None
    )


@lru_cache(maxsize=8192)
def _publication(office: str, text: str, kind: str | None, year: int | None) -> Number:
    code, plain = _stated(office), clean(text)
    found = find(plain.text, "publication", code, plain.label, year, kind)
    if not found:
        return Number("publication", code, _bare(plain.text, code), kind)
    best = max(found, key=lambda one: one.score)
    return Number("publication", best.office, best.number, best.kind or kind)


def _bare(text: str, office: str) -> str:
    """A text that no form reads, as it stands: without office code and separators, at most 40 characters."""
    bare = "".join(character for character in text if character.isalnum())
    bare = bare.removeprefix(office) or bare
    if len(bare) > 40 or not any(character.isdigit() for character in bare):
        raise NumberError(f"{text!r} is not a number of an application or publication")
    return bare
