"""A timeline of a family: one line for each office, drawn over the years, as wide as there is room."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from itertools import pairwise
from typing import Literal, get_args

import msgspec
from rich.console import Group, RenderableType
from rich.text import Text

from connectors.model import Category
from gateway.cli.family_table import office_of
from gateway.cli.printing import heading
from gateway.present.answer import FamilyAnswer, MemberOut

Mark = Literal["G", "D", "S", "E", "P", "A", "F"]
"""What happened; where several fall on one column, the earlier in this list is shown."""

WORDS: Mapping[Mark, str] = {
    "F": "filed",
    "P": "published",
    "S": "search",
    "E": "examination",
    "A": "answer",
    "D": "decision",
    "G": "granted",
}
_MARKS: Mapping[Category, Mark] = {
    "search-report": "S",
    "examination-report": "E",
    "written-opinion": "E",
    "decision": "D",
    "amendment": "A",
    "argument": "A",
}
_STYLES: Mapping[Mark, str] = {"G": "bold green", "D": "magenta", "S": "cyan", "E": "yellow"}
_ORDER: tuple[Mark, ...] = get_args(Mark)
_LABEL = 4


class Happening(msgspec.Struct, frozen=True, order=True):
    """One dated event in the life of an application."""

    day: date
    mark: Mark


def happenings(answer: FamilyAnswer) -> dict[str, list[Happening]]:
    """What happened at each office, oldest first; offices in the order of the family's members."""
    found: dict[str, set[Happening]] = {}
    dossiers = {d.application_number.docdb: d for d in answer.dossiers}
    for member in answer.family.members:
        here = found.setdefault(office_of(member), set())
        here |= set(_published(member))
        if member.filing_date is not None:
            here.add(Happening(member.filing_date, "F"))
        dossier = dossiers.get(member.application_number.docdb)
        for document in dossier.documents if dossier is not None else ():
            mark = _MARKS.get(document.category)
            if mark is not None and document.date is not None:
                here.add(Happening(document.date, mark))
    return {office: sorted(events) for office, events in found.items() if events}


def timeline(answer: FamilyAnswer, width: int) -> RenderableType:
    """The timeline with its years and a legend; nothing when nothing is dated."""
    by_office = happenings(answer)
    days = [event.day for events in by_office.values() for event in events]
    if not days:
        return Group()
    scale = Scale(min(days), max(days), max(width - _LABEL, 10))
    used = {event.mark for events in by_office.values() for event in events}
    legend = "   ".join(f"{mark} {WORDS[mark]}" for mark in WORDS if mark in used)
    lines = [Text(f"{office:<{_LABEL}}") + office_line(events, scale) for office, events in by_office.items()]
    return Group(
        heading("Timeline"),
        Text(" " * _LABEL + years_line(scale), style="dim"),
        *lines,
        Text(" " * _LABEL + legend, style="dim"),
    )


class Scale(msgspec.Struct, frozen=True):
    """Days to columns: from the first of the first day's year to the last day, over ``width`` columns."""

    first: date
    last: date
    width: int

    @property
    def start(self) -> date:
        """The day at the first column's left edge."""
        return date(self.first.year, 1, 1)

    def column(self, day: date) -> int:
        """The column of a day, 0 to ``width - 1``."""
        whole = max((self.last - self.start).days, 1)
        return (day - self.start).days * (self.width - 1) // whole


def office_line(events: Iterable[Happening], scale: Scale) -> Text:
    """One office's life: its events, bound by a line from the first to the last."""
    cells: dict[int, Mark] = {}
    for event in events:
        place = scale.column(event.day)
        known = cells.get(place)
        if known is None or _ORDER.index(event.mark) < _ORDER.index(known):
            cells[place] = event.mark
    drawn = Text()
    places = sorted(cells)
    if places:
        drawn.append(" " * places[0])
        for place, following in pairwise([*places, places[-1] + 1]):
            drawn.append(cells[place], style=_STYLES.get(cells[place], ""))
            drawn.append("-" * (following - place - 1), style="dim")
    return drawn


def years_line(scale: Scale) -> str:
    """As many years as can stand beside each other, each beginning at its first of January."""
    years = range(scale.start.year, scale.last.year + 1)
    for step in (1, 2, 5, 10, 20, 50, 100):
        marked = [year for year in years if (year - years[0]) % step == 0]
        places = [scale.column(date(year, 1, 1)) for year in marked]
        if all(right - left >= 5 for left, right in pairwise(places)):
            break
    else:
        marked, places = marked[:1], places[:1]
    written = ""
    for year, place in zip(marked, places, strict=True):
        if place + 4 <= scale.width:
            written = written.ljust(place) + str(year)
    return written


def _published(member: MemberOut) -> Iterable[Happening]:
    """Publications; the first whose kind code says so is the grant."""
    granted = False
    for publication in member.publications:
        if publication.date is None:
            continue
        grants = publication.grants and not granted
        granted = granted or grants
        yield Happening(publication.date, "G" if grants else "P")
