"""What a requester may know of the coverage that providers state, and what follows from it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

from msgspec.structs import replace

from connectors.model import Coverage
from connectors.numbers.identity import ApplicationNumber
from connectors.numbers.writing import year_of
from connectors.serving import holding
from gateway.requesters import Requester
from gateway.visibility import permits
from gateway.world import Provider, World

UNPUBLISHED_DAYS = 550
"""Applications are published 18 months after their priority date (EPC article 93, PCT article 21)."""

_INTERNATIONAL = ("IB", "WO")


def told(
    coverages: Iterable[Coverage], provider: Provider, requester: Requester, world: World, today: date
) -> tuple[Coverage, ...]:
    """What this requester may know of a provider that is open to it, and of a gateway as that says.

    Who may not know of unpublished applications is not told how many there are, nor dates of the last 18
    months: what is filed and not published yet would show in them.
    """
    newest = today - timedelta(days=UNPUBLISHED_DAYS)

    def old(day: date | None) -> date | None:
        return day if day is not None and day <= newest else None

    def seen(one: Coverage) -> Coverage:
        if world.confides_of(provider, one.office, "W" if one.office in _INTERNATIONAL else "A", requester):
            return one
        return replace(one, start=old(one.start), end=old(one.end), applications=None)

    return tuple(seen(one) for one in coverages if one.access is None or permits(one.access, requester))


def outside(number: ApplicationNumber, filed: date | None, coverages: Iterable[Coverage]) -> bool:
    """Whether an application lies outside of everything that is stated of its office.

    Without a filing date the year in its number counts; where the two differ (the national phase of an
    international application), everything from the one to the other does. Never, where nothing is stated.
    """
    office = holding(number.office, number.kind)
    stated = [one for one in coverages if holding(one.office) == office]
    year = year_of(number)
    days = set() if filed is None else {filed}
    if year is not None and (filed is None or filed.year != year):
        days |= {date(year, 1, 1), date(year, 12, 31)}
    if not stated or not days:
        return False
    first, last = min(days), max(days)
    return all(
        (one.start is not None and last < one.start) or (one.end is not None and first > one.end)
        for one in stated
    )
