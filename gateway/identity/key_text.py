"""How API keys are written.

A key reads ``cg_ID_SECRET``: a prefix by which scanners of repositories and logs find keys that got lost, the
id under which people speak of it, and 256 random bits with a check sum (43 and 6 characters of base 62). The
check sum tells a key that was copied badly from one that is not known, without asking anybody.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Callable

PREFIX = "cg_"
PATTERN = re.compile(r"cg_([0-9a-z]{8})_([0-9A-Za-z]{43})([0-9A-Za-z]{6})")
RandomBytes = Callable[[int], bytes]

_DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
_SECRET_BYTES, _SECRET_DIGITS, _CHECK_DIGITS = 32, 43, 6


def new_key(random: RandomBytes) -> tuple[str, str]:
    """A new id and the whole key, made of 5 and 32 random bytes."""
    id = _base(int.from_bytes(random(5)), 8, _DIGITS[:10] + _DIGITS[36:])
    secret = _base(int.from_bytes(random(_SECRET_BYTES)), _SECRET_DIGITS)
    return id, f"{PREFIX}{id}_{secret}{_check(id, secret)}"


def well_formed(text: str) -> bool:
    """Whether a text is a key as it was given out, to its last character."""
    found = PATTERN.fullmatch(text)
    return found is not None and found[3] == _check(found[1], found[2])


def _check(id: str, secret: str) -> str:
    return _base(zlib.crc32(f"{id}_{secret}".encode()), _CHECK_DIGITS)


def _base(value: int, width: int, digits: str = _DIGITS) -> str:
    found = ""
    for _ in range(width):
        value, rest = divmod(value, len(digits))
        found = digits[rest] + found
    return found
