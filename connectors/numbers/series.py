"""Numbers that run for years under one series code: which years a serial can belong to.

The USPTO writes ``11/964,952``: series and serial, no year, while DOCDB's spelling needs the filing year.
A series knows points of (serial, date) that real applications show and estimates in between, so that the
years a number allows can be put in order, and a serial with a year finds its series again.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping

import msgspec

ENTRY_YEARS = 2.5
"""Longest time from the filing of an international application to its national phase.

The time limit is 30 months from the priority date (PCT, Article 22(1) and 39(1)(a)), which is the filing date
where no earlier one is claimed (PCT, Article 2(xi)).
"""

UNLIKELY = 0.25
"""Doubt from which a year is not thought of, unless somebody names it."""

_LEAST, _MOST = 0.01, 0.3
_EITHER = 0.15
"""Doubt a year away from the estimate, in a series of few known dates."""
_LATE = 0.35
"""Doubt a year after the estimate, in a series of many: no application is filed after it was numbered."""
_EARLY = (UNLIKELY - _LEAST) / (ENTRY_YEARS + 0.3)
"""Doubt a year before the estimate where national phases are counted: the estimate may be months off."""
_AROUND = 3
"""Calendar years off the estimated one beyond which every year is ``UNLIKELY``."""


class Series(msgspec.Struct, frozen=True):
    """One series: kind class of its applications and points of (serial, decimal year), rising.

    ``phases`` says that national phases of international applications are numbered in it. Their filing date
    is that of the international application, not the day on which they were received and numbered: it counts
    as the actual filing date in each designated state (PCT, Article 11(3); 35 USC 363; MPEP 1893.03(b)).
    US 15/123,456 was received on 2016-09-02 (35 USC 371) and filed on 2015-04-23, as PCT/US15/27322.
    """

    kind: str
    points: tuple[tuple[int, float], ...]
    phases: bool = False

    @property
    def begins(self) -> int:
        """The calendar year in which the series came into use."""
        return int(self.points[0][1])

    def holds(self, serial: int) -> bool:
        """Whether the series ever counted this serial."""
        return self.points[0][0] <= serial <= self.points[-1][0]

    def date_of(self, serial: int) -> float:
        """The estimated day of numbering of a serial as a decimal year."""
        place = min(max(bisect_right(self.points, (serial, 9999.0)), 1), len(self.points) - 1)
        (low, before), (high, after) = self.points[place - 1], self.points[place]
        return before + (after - before) * (serial - low) / (high - low)

    def doubt(self, serial: int, year: int) -> float:
        """How much less likely a filing year is than the estimated one: 0 to 0.3.

        The estimated year is never doubted: most applications are filed when they are numbered. Where
        national phases are counted, what lies ``ENTRY_YEARS`` before stays below ``UNLIKELY``.
        """
        return self._doubt(self.date_of(serial), year)

    def likely(self, serial: int, first: int, last: int) -> dict[int, float]:
        """The filing years from ``first`` to ``last`` that are not ``UNLIKELY``, each with its doubt."""
        estimated = self.date_of(serial)
        near = range(max(first, int(estimated) - _AROUND), min(last, int(estimated) + _AROUND) + 1)
        doubts = {year: self._doubt(estimated, year) for year in near}
        return {year: doubt for year, doubt in doubts.items() if doubt < UNLIKELY}

    def _doubt(self, estimated: float, year: int) -> float:
        early, late = estimated - (year + 1), year - estimated
        if early >= 0:
            return min(_MOST, _LEAST + (_EARLY if self.phases else _EITHER) * early)
        if late > 0:
            return min(_MOST, _LEAST + (_LATE if self.phases else _EITHER) * late)
        return 0.0


def series_of(
    table: Mapping[str, Series], allowed: Mapping[str, tuple[int, int]], kind: str, serial: int, year: int
) -> tuple[str, float] | None:
    """The series of a kind that held a serial in a year, with the doubt; ``None`` when none did."""
    fitting = [
        (table[code].doubt(serial, year), code)
        for code, (first, last) in allowed.items()
        if first <= year <= last and table[code].kind == kind and table[code].holds(serial)
    ]
    if not fitting:
        return None
    doubt, code = min(fitting)
    return code, doubt
