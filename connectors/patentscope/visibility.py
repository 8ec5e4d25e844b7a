"""When the documents of an international application become public: the PCT's own dates. Pure.

- Nothing before international publication (Articles 30(1)(a) and 21(2)), nor the priority document (Rule
  17.2(c)).
- With international publication: the file of the International Bureau (Rule 94.1(b)), with the written
  opinion of the International Searching Authority. Rule 44ter, which kept that back for 30 months, was
  deleted on 1 July 2014; for applications filed before, these months are over.
- The international preliminary report on patentability of Chapter I: after the expiration of 30 months from
  the priority date (Rules 44bis.2(a) and 94.1(b)).
- The file of the international preliminary examination (Chapter II): confidential (Article 38(1)) until its
  report is established, which goes to the elected Offices after the expiration of the same 30 months
  (Rule 73.2(a)) and is public through them (Rule 94.1(c)); what else is in that file follows its report.

A period of months ends on the day of the same number, or the last day of a shorter month (Rule 80.2); its
expiration is the end of that day. What is not known keeps a document closed.
"""

from __future__ import annotations

import calendar
from collections.abc import Collection
from datetime import date

import msgspec

from connectors.model import Access
from connectors.patentscope.vocabulary import plain_code

REPORT_MONTHS = 30
PUBLIC, CLOSED = Access(visibility="public"), Access(visibility="none")

_CHAPTER_ONE = frozenset({"IPRP1", "IB373", "IB326", "IB338"})
"""The report of Chapter I, and what transmits it or its translation."""
_CHAPTER_TWO_REPORT = frozenset({"IPRP2", "IPER", "IPEA409"})
_CHAPTER_TWO = _CHAPTER_TWO_REPORT | {"ART34"}
_AUTHORITY = "IPEA"
"""Every form of the International Preliminary Examining Authority is of the file of Chapter II."""


class Dates(msgspec.Struct, frozen=True):
    """The dates that decide: international publication, and the priority date (Article 2(xi))."""

    published: date | None = None
    priority: date | None = None


def access(code: str, listed: Collection[str], dates: Dates, today: date) -> Access:
    """Who may see a document of this type today; ``listed`` are the types of all documents of the file."""
    if dates.published is None or dates.published > today:
        return CLOSED
    plain = plain_code(code)
    if plain in _CHAPTER_ONE:
        return PUBLIC if _reports_are_out(dates, today) else CLOSED
    if plain in _CHAPTER_TWO or _AUTHORITY in plain:
        established = any(plain_code(one) in _CHAPTER_TWO_REPORT for one in listed)
        return PUBLIC if established and _reports_are_out(dates, today) else CLOSED
    return PUBLIC


def months_after(day: date, months: int) -> date:
    """The day on which a period of months ends that began on ``day`` (Rule 80.2)."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def _reports_are_out(dates: Dates, today: date) -> bool:
    return dates.priority is not None and today > months_after(dates.priority, REPORT_MONTHS)
