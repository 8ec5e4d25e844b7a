"""Calendars in which offices count the years of their numbers, and which year two digits mean.

Japan counted in eras until 1999 (Meiji 1868, Taisho 1912, Showa 1926, Heisei 1989, Reiwa 2019; 1989 is
both Showa 64 and Heisei 1), Taiwan counts from the Republic (1912 is 1), Thailand in the Buddhist era
(543 ahead), the German office wrote the year less 50 from 1950 to 1994. Source: EPO OPS number-service
messages (years converted to Gregorian and Emperor); DPMA and TIPO number formats.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from types import MappingProxyType

OFFSETS: Mapping[str, int] = {
    "meiji": 1867,
    "taisho": 1911,
    "showa": 1925,
    "heisei": 1988,
    "reiwa": 2018,
    "roc": 1911,
    "buddhist": -543,
    "less50": 1950,
}
"""Field of a spelling that counts years: what to add for the Gregorian year."""


def year_in(fields: Mapping[str, str], years: tuple[int, int]) -> int | None:
    """The Gregorian year that fields carry, ``None`` when they carry none.

    Two digits (``yy``) mean the first year of that ending since ``years`` began; whether it lies before
    their end is for the caller to see, as for all others.
    """
    if "yyyy" in fields:
        return int(fields["yyyy"])
    if "yy" in fields:
        ending = int(fields["yy"])
        return years[0] + (ending - years[0]) % 100
    for name, offset in OFFSETS.items():
        if name in fields:
            return int(fields[name]) + offset
    return None


@lru_cache(maxsize=1024)
def year_fields(year: int) -> MappingProxyType[str, str]:
    """A Gregorian year in every calendar, for writing."""
    told = {name: str(year - offset) for name, offset in OFFSETS.items() if year > offset}
    return MappingProxyType(told | {"yyyy": f"{year:04d}", "yy": f"{year % 100:02d}"})
