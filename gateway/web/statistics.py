"""``/statistics``: what was read and asked, computed now; each office its own, everybody what is large."""

from __future__ import annotations

from calendar import monthrange
from datetime import date
from difflib import get_close_matches
from functools import partial

import msgspec
from aiohttp import web

from gateway.clock import today
from gateway.errors import BadQuestion, Forbidden
from gateway.identity.identity import Identity
from gateway.statistics.figures import (
    DIMENSIONS,
    OPEN_DIMENSIONS,
    Counting,
    Dimension,
    Question,
    Viewer,
    spans,
)
from gateway.web.entrance import enter
from gateway.web.figures_table import statistics_csv, statistics_of
from gateway.web.keys import CLOCK, TRAIL
from gateway.web.negotiation import CSV, JSON, choose
from gateway.web.parameters import Parameter
from gateway.web.periods import FROM_DAY, TO_DAY
from gateway.web.recording import recorded

MONTHS = 12
"""Months that are told unless others are asked for, the present one included."""

MOST_MONTHS = 120


def read_by(text: str) -> tuple[Dimension, ...]:
    """What to count by: words with commas between.

    Raises:
        ValueError: one is none of the words, or stands there twice.
    """
    words = [word.strip() for word in text.split(",")]
    for word in words:
        if word not in DIMENSIONS:
            near = get_close_matches(word[:60], DIMENSIONS, 1)
            hint = f"; did you mean {near[0]}?" if near else ""
            raise ValueError(f"{word[:60]!r} is not one of {', '.join(DIMENSIONS)}{hint}")
    if len(set(words)) < len(words):
        raise ValueError("a word stands there twice")
    return tuple(one for one in DIMENSIONS if one in words)


BY: Parameter[tuple[Dimension, ...]] = Parameter(
    "by",
    f"What to count by, with commas between: {', '.join(f'`{one}`' for one in DIMENSIONS)}.",
    read_by,
    {"type": "string", "default": "month"},
    "month,accessingOffice",
)
PARAMETERS = (FROM_DAY, TO_DAY, BY)


async def get_statistics(request: web.Request) -> web.Response:
    """The figures that the requester may see, as JSON or as CSV."""
    entry = await enter(request, PARAMETERS, scope=("statistics", "ask", "administer"))
    form = choose(request.headers.getall("Accept", []), (JSON, CSV))
    viewer = _viewer(entry.identity)
    given = entry.given
    present_day = today(request.app[CLOCK])
    question = question_of(given.get(FROM_DAY), given.get(TO_DAY), given.get(BY), viewer, present_day)
    counting = Counting(viewer, question.by, present_day)
    with recorded(request, entry, "statistics"):
        for span in spans(question):
            await request.app[TRAIL].read(partial(counting.add, span=span))
    answer = statistics_of(question, viewer, counting.table())
    body = msgspec.json.encode(answer) if form == JSON else statistics_csv(answer)
    charset = None if form == JSON else "utf-8"
    return web.Response(body=body, content_type=form, charset=charset, headers=entry.headers())


def question_of(
    first: date | None, last: date | None, by: tuple[Dimension, ...] | None, viewer: Viewer, present_day: date
) -> Question:
    """What is to be counted; for everybody by whole months.

    Raises:
        BadQuestion: the days are in the wrong order, or too many.
        Forbidden: everybody is not told by roles.
    """
    last = last or max(present_day, first or present_day)
    first = first or _months_before(last, MONTHS - 1)
    by = by or ("month",)
    if first > last:
        raise BadQuestion("from: it is after to.", code="parameter-invalid")
    if (last.year - first.year) * 12 + last.month - first.month >= MOST_MONTHS:
        raise BadQuestion(
            f"from: at most {MOST_MONTHS} months are counted at once.", code="parameter-invalid"
        )
    if viewer.office is None and not viewer.all:
        if not set(by) <= set(OPEN_DIMENSIONS):
            raise Forbidden("What people do in an office is told to that office alone: leave role away.")
        first, last = first.replace(day=1), last.replace(day=monthrange(last.year, last.month)[1])
    return Question(first, last, by)


def _viewer(identity: Identity) -> Viewer:
    if "administer" in identity.scopes:
        return Viewer(all=True)
    return Viewer(office=identity.requester.office)


def _months_before(day: date, months: int) -> date:
    """The first day of the month so many months before."""
    years, month = divmod(day.year * 12 + day.month - 1 - months, 12)
    return date(max(years, 1), month + 1, 1)
