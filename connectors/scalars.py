"""Plain values out of what offices write: clean text, calendar dates, counts, safe ids.

Whatever cannot be read is absent, never a guess: a date that does not exist is no date, a count that is no
number is no count. Text loses what would change how the text around it is shown or logged: control
characters, bidirectional overrides, invisible spaces (Unicode categories Cc, Cf, Cs, Co and Zl, Zp).
"""

from __future__ import annotations

import re
from datetime import date

Scalar = str | int | float | bool | None
"""What may stand where a text or a number is expected."""

MAX_TEXT = 4_000
"""Characters of a title or a name that are read; no office needs as many."""

_ID = re.compile(r"[A-Za-z0-9._~-]{1,128}")
_OFFICE = re.compile(r"[A-Z]{2}")
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{1,8})*")
_YEARS = range(1750, 2200)


def text(value: object) -> str | None:
    """A clean single line, or ``None`` when there is nothing to show."""
    if type(value) is not str:
        return str(value) if type(value) is int else None
    value = value[:MAX_TEXT]
    if value.isprintable():
        return value.strip() or None
    return " ".join("".join(map(_shown, value)).split()) or None


def _shown(character: str) -> str:
    """A character as it may be shown: itself, a plain space for any separator, nothing for a control."""
    if character.isprintable():
        return character
    return " " if character.isspace() else ""


def day(value: object) -> date | None:
    """A calendar date, written ``YYYY-MM-DD`` or ``YYYYMMDD``; placeholders such as 9999-12-31 are none."""
    if type(value) is date:
        return value if value.year in _YEARS else None
    if type(value) is int:
        value = str(value)
    if type(value) is not str or not value.isascii():
        return None
    if not ((len(value) == 10 and value[4] == value[7] == "-") or (len(value) == 8 and value.isdigit())):
        return None
    try:
        found = date.fromisoformat(value)
    except ValueError:
        return None
    return found if found.year in _YEARS else None


def count(value: object) -> int | None:
    """A number of things, given as a number or as digits."""
    if value is None:
        return None
    if type(value) is int:
        return value if 0 <= value < 10**15 else None
    if type(value) is str and len(value) <= 15 and value.isascii() and value.isdigit():
        return int(value)
    return None


def safe_id(value: object) -> str | None:
    """A native id that can stand in a URL's path; ``None`` for every other, which cannot be asked for."""
    if type(value) is int:
        value = str(value)
    if type(value) is not str or _ID.fullmatch(value) is None or value in (".", ".."):
        return None
    return value


def office_code(value: object) -> str | None:
    """An office by its ST.3 code."""
    if type(value) is not str:
        return None
    code = value.strip().upper()
    return code if _OFFICE.fullmatch(code) else None


def language_code(value: object) -> str | None:
    """A language tag, its primary part in lower case."""
    if type(value) is not str:
        return None
    if len(value) == 2 and value.isascii() and value.islower() and value.isalpha():
        return value
    if len(value) > 35 or _LANGUAGE.fullmatch(value) is None:
        return None
    primary, _, rest = value.partition("-")
    return f"{primary.lower()}-{rest}" if rest else primary.lower()
