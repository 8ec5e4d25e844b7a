"""Numbers that run for years under one series code: which years a serial can belong to.

The USPTO writes ``11/964,952``: series and serial, no year, while DOCDB's spelling needs the filing year.
A series knows points of (serial, date) that real applications show and estimates in between, so that the
years a number allows can be put in order, and a serial with a year finds its series again.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping

import msgspec


class Series(msgspec.Struct, frozen=True):
    """One series: kind class of its applications and points of (serial, decimal year), rising."""

    kind: str
    points: tuple[tuple[int, float], ...]

    @property
    def years(self) -> tuple[int, int]:
        """First and last calendar year in which the series was in use."""
        return int(self.points[0][1]), int(self.points[-1][1])

    def holds(self, serial: int) -> bool:
        """Whether the series ever counted this serial."""
        return self.points[0][0] <= serial <= self.points[-1][0]

    def date_of(self, serial: int) -> float:
        """The estimated filing date of a serial as a decimal year."""
        place = min(max(bisect_right(self.points, (serial, 9999.0)), 1), len(self.points) - 1)
        (low, before), (high, after) = self.points[place - 1], self.points[place]
        return before + (after - before) * (serial - low) / (high - low)

    def doubt(self, serial: int, year: int) -> float:
        """How much less likely a filing year is than the estimated one: 0 to 0.3."""
        away = abs(self.date_of(serial) - (year + 0.5)) - 0.5
        return 0.0 if away <= 0 else min(0.3, 0.01 + 0.15 * away)


def series_of(
    table: Mapping[str, Series], allowed: Mapping[str, tuple[int, int]], kind: str, serial: int, year: int
) -> tuple[str, float] | None:
    """The series of a kind that held a serial in a year, with the doubt; ``None`` when none did."""
    fitting = [
        (table[code].doubt(serial, year), code)
        for code, (first, last) in allowed.items()
        if table[code].kind == kind and first <= year <= last and table[code].holds(serial)
    ]
    if not fitting:
        return None
    doubt, code = min(fitting)
    return code, doubt
