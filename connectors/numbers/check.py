"""Check digits: what each office prints behind a number, computed from the number's digits.

A wrong check digit is a warning, never a reason to refuse (EPO number service, pBRE001). A rule gives the
expected character, or ``None`` where it is not known what the office prints. Rules that are published
nowhere (Singapore's letter, Hong Kong, Sweden) are not here: their check character stays unknown.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping


def epo(digits: str) -> str | None:
    """EPO: weights 1, 2, 1, 2 from the left, digits of the products added, to the next ten.

    Source: DPMA Mitteilungen 3/1983; EPO forum. ``99403122`` gives ``7``.
    """
    total = sum(sum(divmod(int(digit) * (1 + place % 2), 10)) for place, digit in enumerate(digits))
    return str(-total % 10)


def cnipa(digits: str) -> str | None:
    """CNIPA: weights 2 to 9 repeating from the left, modulo 11, ten is ``X``. Source: ZC 0006-2003."""
    rest = sum(int(digit) * (2 + place % 8) for place, digit in enumerate(digits)) % 11
    return "X" if rest == 10 else str(rest)


def ukipo(digits: str) -> str | None:
    """UKIPO: Luhn, the rightmost digit doubled; ``0007679`` gives ``4``.

    Found from the office's numbers; no published source.
    """
    total = sum(sum(divmod(int(digit) * (2 - place % 2), 10)) for place, digit in enumerate(reversed(digits)))
    return str(-total % 10)


def inpi_br(digits: str) -> str | None:
    """INPI Brazil: weights 2 to 9 cycling from the right, 11 less the rest, ten and eleven are 0."""
    rest = sum(int(digit) * (2 + place % 8) for place, digit in enumerate(reversed(digits))) % 11
    return "0" if rest < 2 else str(11 - rest)


def dpma_until_1980(digits: str) -> str | None:
    """DPMA to 1980: weights 1, 2, 3 from the right, modulo 10. Source: DPMA Mitteilungen 3/1983."""
    return str(sum(int(digit) * (1 + place) for place, digit in enumerate(reversed(digits))) % 10)


def dpma(digits: str) -> str | None:
    """DPMA since 1981: weights 2, 3, 4 from the right, 11 less the rest of 11; what 10 prints is not known.

    Source: DPMA Mitteilungen 3/1983; the twelve-digit form since 2004 found from office numbers.
    """
    rest = -sum(int(digit) * (2 + place) for place, digit in enumerate(reversed(digits))) % 11
    return None if rest == 10 else str(rest)


RULES: Mapping[str, Callable[[str], str | None]] = {
    "epo": epo,
    "cnipa": cnipa,
    "ukipo": ukipo,
    "inpi-br": inpi_br,
    "dpma-1980": dpma_until_1980,
    "dpma": dpma,
}
"""Rule by the name that grammars use."""


def expected(rule: str, number: str) -> str | None:
    """What a rule expects behind a number; ``None`` when it has letters or the rule does not say."""
    return RULES[rule](number) if number.isdigit() else None
