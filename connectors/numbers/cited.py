"""The way of search reports: what is cited is written as office, kind, number (``EP-A-0 470 185``).

WIPO ST.14 recommends office code, number and kind code in this order; most reports before 2000, and many
letters since, put the kind between office and number, or the German abbreviation of the document.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

ABBREVIATIONS: Mapping[str, str | None] = {"OS": None, "AS": None, "PS": None, "GM": "U", "GBM": "U"}
"""What stands for a kind code, and which it is where it says one.

Offenlegungsschrift, Auslegeschrift and Patentschrift (also in US-PS, GB-PS, CH-PS) were A, B and C of
changing levels; Gebrauchsmuster and GbM are utility models.
"""

_KIND = re.compile(r"([A-IL-NPR-UXYZ])([0-9]?)[-./]+([A-Z]{0,2}[0-9].*)")
"""A letter of WIPO ST.16, its level, the number."""
_ABBREVIATED = re.compile(rf"({'|'.join(ABBREVIATIONS)})[-./]*([A-Z]?[0-9].*)")
_UNMARKED = str.maketrans("", "", "-.")


def cited(body: str) -> Iterator[tuple[str | None, tuple[str, ...]]]:
    """The ways to take the kind off the beginning of what stands behind an office code.

    Each is the kind and the number as it stands, then without its separators. A digit behind the letter may
    be of the kind or of the number: ``JP-B2-12345`` is kind B2, or number 2-12345 of kind B.
    """
    found = _KIND.fullmatch(body)
    if found is not None:
        letter, digit, number = found.groups()
        yield letter + digit, _spelt(number)
        if digit:
            yield letter, (f"{digit}-{number}",)
    elif (found := _ABBREVIATED.fullmatch(body)) is not None:
        yield ABBREVIATIONS[found[1]], _spelt(found[2])


def _spelt(number: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys((number, number.translate(_UNMARKED))))
