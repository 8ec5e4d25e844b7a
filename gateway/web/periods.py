"""Spans of time as parameters: months, days and instants, in UTC."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta
from typing import Any

from gateway.web.parameters import Parameter

_MONTH = re.compile(r"(\d{4})-(\d{2})", re.ASCII)
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_INSTANT = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d{1,6})?)?Z", re.ASCII)
_SCHEMA: dict[str, Any] = {"type": "string"}


def first_day(text: str) -> date:
    """The day, or the first day of a month, that a text names.

    Raises:
        ValueError: it is neither.
    """
    return _days(text)[0]


def last_day(text: str) -> date:
    """The day, or the last day of a month, that a text names.

    Raises:
        ValueError: it is neither.
    """
    return _days(text)[1] - timedelta(days=1)


def begin_of(text: str) -> datetime:
    """The instant at which a month or a day begins, or the instant itself.

    Raises:
        ValueError: it is none of them.
    """
    return _instant(text) or datetime.combine(first_day(text), datetime.min.time(), UTC)


def end_of(text: str) -> datetime:
    """The instant at which a month or a day has ended, or the instant itself.

    Raises:
        ValueError: it is none of them.
    """
    return _instant(text) or datetime.combine(_days(text)[1], datetime.min.time(), UTC)


def _instant(text: str) -> datetime | None:
    return datetime.fromisoformat(text) if _INSTANT.fullmatch(text) else None


def _days(text: str) -> tuple[date, date]:
    """The first day, and the day after the last one."""
    try:
        if month := _MONTH.fullmatch(text):
            first = date(int(month[1]), int(month[2]), 1)
            return first, (first + timedelta(days=31)).replace(day=1)
        if _DAY.fullmatch(text):
            day = date.fromisoformat(text)
            return day, day + timedelta(days=1)
    except (ValueError, OverflowError):
        pass
    raise ValueError(f"{text[:40]!r} is no month such as 2026-11, nor a day such as 2026-11-22")


FROM_INSTANT: Parameter[datetime] = Parameter(
    "from",
    "Since when: a month, a day or an instant (`2026-11-22T04:31Z`), in UTC.",
    begin_of,
    _SCHEMA,
    "2026-11-01",
)
UNTIL_INSTANT: Parameter[datetime] = Parameter(
    "until",
    "Until when: the end of a month or a day, or before an instant, in UTC.",
    end_of,
    _SCHEMA,
    "2026-11",
)
FROM_DAY: Parameter[date] = Parameter(
    "from", "The first month, or the first day (UTC).", first_day, _SCHEMA, "2026-01"
)
TO_DAY: Parameter[date] = Parameter(
    "to", "The last month, or the last day (UTC), inclusive.", last_day, _SCHEMA, "2026-11"
)
