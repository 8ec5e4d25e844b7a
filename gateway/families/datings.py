"""On what day an application was filed, as far as a source may be held to it; days are proleptic numbers.

Nobody's claim is doubted because of a date that some other single source gives. A source is held to what the
application's own office says, else to what it says itself, else to what two sources agree on.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import pairwise

from gateway.families.edges import Edge, Filing
from gateway.families.family import OWN
from gateway.families.spellings import SLIP


def held(filings: Sequence[Filing], source: int) -> list[int]:
    """The filing dates of an application that a source is held to, sorted; none: to no date."""
    days = said_of(filings, source)
    if not days and len(filings) > 1:
        days = list(agreed((one.day, one.source) for one in filings))
    return sorted(days)


def said_of(filings: Sequence[Filing], source: int) -> list[int]:
    """The filing dates of an application as its own office has them, else as a source has them itself."""
    own = [one.day for one in filings if one.place == OWN]
    return own or [one.day for one in filings if one.source == source]


def agreed(told: Iterable[tuple[int, int]]) -> set[int]:
    """The days on which two sources agree, within a slip; from pairs of day and source."""
    found: set[int] = set()
    for (day, source), (later, other) in pairwise(sorted(set(told))):
        if source != other and later - day <= SLIP.days:
            found |= {day, later}
    return found


class Days:
    """When a number was filed, by those who list it and those who claim it: each source gives one date.

    That is the one it lists the number with, else the one most of its claims give.
    """

    def __init__(self, filings: Sequence[Filing], edges: Iterable[Edge]) -> None:
        claims: dict[int, Counter[int]] = {}
        for edge in edges:
            for said in edge.said:
                if said.day:
                    claims.setdefault(said.source, Counter())[said.day] += 1
        self._given: dict[int, tuple[int, ...]] = {}
        self._firm: dict[int, list[int]] = {}
        for source, counted in claims.items():
            most = max(counted.values())
            days = sorted(day for day, count in counted.items() if count == most)
            self._given[source] = (days[0],)
            if most > 1:
                self._firm[source] = days
        listed: dict[int, set[int]] = {}
        for one in filings:
            listed.setdefault(one.source, set()).add(one.day)
        for source, told in listed.items():
            self._given[source] = (min(told),)
            self._firm[source] = sorted({*self._firm.get(source, ()), *told})
        given = {(day, source) for source, days in self._given.items() for day in days}
        self._own = sorted({one.day for one in filings if one.place == OWN})
        self._shared = sorted({*self._own, *agreed(given)})
        self.any = sorted(day for day, _ in given)
        """The dates that anybody gives."""

    def contradict(self, day: int, source: int) -> bool:
        """Whether a claim of a source that gives this day is about another number.

        Right is what the number's own office says, what two sources agree on, and what the source itself
        lists the number with or most of its claims to it give.
        """
        right = (self._shared, self._firm.get(source, ()))
        return any(right) and not any(_between(days, day - SLIP.days, day + SLIP.days) for days in right)

    def within(self, filed: int, source: int, days: int) -> bool:
        """Whether the number was filed at most so many days before this one, as far as a source may say."""
        known = self._own or self._given.get(source) or self.any
        return _between(known, filed - days, filed + SLIP.days)

    def holds(self, source: int) -> bool:
        """Whether a source is held to a date of the number."""
        return bool(self._shared or source in self._given)


def _between(days: Sequence[int], first: int, last: int) -> bool:
    """Whether one of these sorted days is one from the first to the last."""
    place = bisect_left(days, first)
    return place < len(days) and days[place] <= last


def usual(edges: Iterable[Edge]) -> int:
    """The date that most sources give a number that nobody lists, then most claims, then the first; or 0."""
    stated = [said for edge in edges for said in edge.said if said.day]
    claims = Counter(said.day for said in stated)
    if len(claims) < 2:
        return next(iter(claims), 0)
    sources = Counter(day for day, _ in {(said.day, said.source) for said in stated})
    return min(claims, key=lambda day: (-sources[day], -claims[day], day))
