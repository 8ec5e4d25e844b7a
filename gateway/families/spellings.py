"""One application, one spelling: aliases among the numbers of one question are unified before anything is
joined.

Three slips split families when they are left alone:

- DOCDB writes a US application of series 12 and before as serial and two-digit year (``39636302``), from
  series 13 on as year, series, serial (``200260396363``); sources mix the two (IFI Claims, USPTO Global
  Dossier).
- A claim often carries no kind, and is then read as ``A``: a provisional (``P``) or utility model (``U``)
  claimed as ``A``, or the reverse. In the United States the series says which it is (60 to 63 are
  provisionals, 35 U.S.C. 111(b)).
- Leading zeros come and go.

International applications (``W``) and validations (``T``) share digits with other applications of the same
office and are never unified by digits; designs (``F``) only in the United States, where the series makes
the digits unique.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, timedelta

import msgspec

from connectors.numbers.identity import ApplicationNumber

SLIP = timedelta(days=7)
"""Two dates this close may be the same one: time zones, deposit against receipt."""

_YEAR_FIRST = re.compile(r"((?:19|20)\d\d)(\d\d)(\d{6})")
_PROVISIONAL_SERIES = frozenset({"60", "61", "62", "63"})
_DIGITS_UNIQUE = frozenset({"A", "P", "U"})
_CLAIMED_KIND_ORDER = "PUAF"


class Sighting(msgspec.Struct):
    """How a spelling was met: in a listing or only claimed, and every date stated for it."""

    listed: bool = False
    dates: set[date] = msgspec.field(default_factory=set)

    def absorb(self, other: Sighting) -> None:
        """Takes over what is known of another spelling of the same application."""
        self.listed = self.listed or other.listed
        self.dates |= other.dates


def by_series(number: ApplicationNumber) -> ApplicationNumber:
    """The number with the kind that a US series number imposes; any other number as it is."""
    if number.office != "US" or number.kind not in {"A", "P"}:
        return number
    found = _YEAR_FIRST.fullmatch(number.number)
    if found is None:
        return number
    kind = "P" if found[2] in _PROVISIONAL_SERIES else "A"
    return number if kind == number.kind else ApplicationNumber("US", number.number, kind)


def unify(met: Mapping[ApplicationNumber, Sighting]) -> dict[ApplicationNumber, ApplicationNumber]:
    """The spelling to use for every number met. Dates that contradict each other keep two numbers apart."""
    alias = {number: by_series(number) for number in met}
    for chosen in (_year_forms, _same_digits):
        step = chosen(_merged(met, alias))
        alias = {number: step.get(target, target) for number, target in alias.items()}
    return alias


def _merged(
    met: Mapping[ApplicationNumber, Sighting], alias: Mapping[ApplicationNumber, ApplicationNumber]
) -> dict[ApplicationNumber, Sighting]:
    """Sightings under the spellings chosen so far."""
    merged: dict[ApplicationNumber, Sighting] = {}
    for number, sighting in met.items():
        merged.setdefault(alias[number], Sighting()).absorb(sighting)
    return merged


def _year_forms(met: Mapping[ApplicationNumber, Sighting]) -> dict[ApplicationNumber, ApplicationNumber]:
    """Other US forms to year, series and serial, where exactly one such application can be meant.

    Of several that may be, the one that is known to be of the same day.
    """
    full: dict[str, list[ApplicationNumber]] = {}
    for number in met:
        if number.office == "US" and (found := _YEAR_FIRST.fullmatch(number.number)):
            full.setdefault(f"{int(found[3])}{found[1][2:]}", []).append(number)
            full.setdefault(f"{found[2]}{found[3]}", []).append(number)
    chosen = {}
    for number, sighting in met.items():
        if number.office != "US" or number.number not in full:
            continue
        same = full[number.number]
        fitting = [
            other for other in same if other.kind == number.kind and _agree(sighting.dates, met[other].dates)
        ]
        if not fitting:
            fitting = [
                other
                for other in same
                if {other.kind, number.kind} <= {"A", "P"} and _equal(sighting.dates, met[other].dates)
            ]
        if len(fitting) > 1:
            fitting = [other for other in fitting if _equal(sighting.dates, met[other].dates)]
        if len(fitting) == 1:
            chosen[number] = fitting[0]
    return chosen


def _same_digits(met: Mapping[ApplicationNumber, Sighting]) -> dict[ApplicationNumber, ApplicationNumber]:
    """Same office, same digits: one application when at most one is listed and no dates contradict."""
    buckets: dict[tuple[str, str], list[ApplicationNumber]] = {}
    for number in met:
        if number.kind in _DIGITS_UNIQUE or (number.kind == "F" and number.office == "US"):
            buckets.setdefault((number.office, number.number.lstrip("0")), []).append(number)
    chosen = {}
    for numbers in buckets.values():
        if len(numbers) == 1:
            continue
        listed = [number for number in numbers if met[number].listed]
        if len({number.kind for number in listed}) > 1:
            continue
        best = min(listed or numbers, key=_rank)
        for number in numbers:
            ours, theirs = met[number].dates, met[best].dates
            same_kind = number.kind == best.kind
            if number != best and (_agree(ours, theirs) if listed or same_kind else _equal(ours, theirs)):
                chosen[number] = best
    return chosen


def _rank(number: ApplicationNumber) -> tuple[int, int, str]:
    """The most telling spelling first: a stated kind before the default ``A``, zeros kept before zeros
    lost.
    """
    return (_CLAIMED_KIND_ORDER.find(number.kind), -len(number.number), number.number)


def _agree(ours: set[date], theirs: set[date]) -> bool:
    """No contradiction: one side has no date, or some pair of dates is the same within a slip."""
    return not ours or not theirs or _equal(ours, theirs)


def _equal(ours: set[date], theirs: set[date]) -> bool:
    return any(abs(one - other) <= SLIP for one in ours for other in theirs)
