"""By which numbers a family is followed to services that do not know the number asked for. Pure.

Few are followed, and a list that is mistaken or hostile may hold any number of inventions, of any date. So
who states a number counts, not only when it was filed. First come the claims of the application that was
asked about, told by its own office, then by others; then what offices tell of their own applications; then
the rest. Of equal ones first what more sources state, then in turn what each source has earliest.

Asks go out as soon as they are known, so what comes first is followed first. Therefore, while others may
still answer, a source alone fills no more than half of the places, but for what the own office of the
application asked about says of that one: however fast and long its list, it leaves room for what others
state. When nobody is left to answer, the rest of the places goes to whatever is known. While there are no
more numbers than places, the same ones are followed in whatever order they came.
"""

from __future__ import annotations

from bisect import insort
from collections import Counter
from collections.abc import Collection
from datetime import date
from enum import IntEnum

from connectors.numbers.identity import ApplicationNumber, Number


class Telling(IntEnum):
    """How a source came to state a number, what counts more first."""

    ASKED_AT_HOME = 0
    ASKED = 1
    AT_HOME = 2
    ELSEWHERE = 3


class Leads:
    """The numbers that one question has met, by who states them, and those that it follows.

    Of each source's numbers no more are weighed than twice the places, the earliest by its own dates.
    """

    def __init__(self, places: int) -> None:
        self._places = places
        self._filed: dict[ApplicationNumber, date] = {}
        self._told: dict[ApplicationNumber, dict[str, Telling]] = {}
        self._earliest: dict[tuple[str, Telling], list[tuple[date, ApplicationNumber]]] = {}
        self._followed: dict[ApplicationNumber, Number] = {}
        self._considered: bool | None = None

    def note(self, number: ApplicationNumber, filed: date | None, source: str, telling: Telling) -> None:
        """Learns that a source states a number, filed on this day; the earliest day that is told counts."""
        day = filed or date.max
        self._filed[number] = min(day, self._filed.get(number, day))
        told = self._told.setdefault(number, {})
        told[source] = min(telling, told.get(source, telling))
        earliest = self._earliest.setdefault((source, telling), [])
        if (day, number) not in earliest:
            insort(earliest, (day, number))
            del earliest[2 * self._places :]
        self._considered = None

    def follow(self, asked: Collection[Number], *, last: bool) -> Collection[Number]:
        """The numbers to follow, as priorities: those chosen before, and new ones while there are places.

        ``asked`` were asked for already; ``last`` when no source is left that has not answered.
        """
        if self._considered is not last and len(self._followed) < self._places:
            alone = Counter(self._alone(number) for number in self._followed)
            for number in self._ranked():
                source = self._alone(number)
                if number in self._followed or (
                    not last and source is not None and 2 * alone[source] >= self._places
                ):
                    continue
                priority = Number("priority", number.office, number.number, number.kind)
                if priority not in asked:
                    self._followed[number] = priority
                    alone[source] += 1
                if len(self._followed) == self._places:
                    break
            self._considered = last
        return self._followed.values()

    @property
    def weighed(self) -> set[ApplicationNumber]:
        """The numbers that are compared with each other."""
        return {number for earliest in self._earliest.values() for _, number in earliest}

    def _alone(self, number: ApplicationNumber) -> str | None:
        """The one source that states a number; ``None`` for several, and for the best that there is."""
        (source, *others) = self._told[number]
        best = self._told[number][source] == Telling.ASKED_AT_HOME
        return None if others or best else source

    def _ranked(self) -> list[ApplicationNumber]:
        """What counts most first."""

        def weight(number: ApplicationNumber) -> tuple[int, int, date, ApplicationNumber]:
            told = self._told[number]
            return min(told.values()), -len(told), self._filed[number], number

        turns: Counter[tuple[int, int, str]] = Counter()
        places: dict[ApplicationNumber, tuple[int, int, int, date]] = {}
        for number in sorted(self.weighed, key=weight):
            telling, sources, filed, _ = weight(number)
            lists = [(telling, sources, source) for source in self._told[number]]
            places[number] = (telling, sources, min(turns[one] for one in lists), filed)
            turns.update(lists)
        return sorted(places, key=lambda number: (places[number], number))
