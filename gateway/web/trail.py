"""``/trail``: what is recorded of an office, for that office alone."""

from __future__ import annotations

import re
from typing import Any

import msgspec
from aiohttp import web

from gateway.audit.record import moment
from gateway.audit.views import MOST, NEVER, Cursor, RecordOut, Side, View
from gateway.errors import Forbidden
from gateway.web.entrance import enter
from gateway.web.keys import TRAIL
from gateway.web.negotiation import JSON
from gateway.web.parameters import Parameter, one_of
from gateway.web.periods import FROM_INSTANT, UNTIL_INSTANT
from gateway.web.recording import recorded

LIMIT = 100
"""Records of a page, unless another number is asked for."""

_CURSOR = re.compile(r"(\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{6}Z)~(\d{1,9})", re.ASCII)


class TrailAnswer(msgspec.Struct, frozen=True):
    """Records by time; ``next`` is the ``cursor`` of the next page, ``null`` on the last."""

    records: tuple[RecordOut, ...]
    next: str | None


def _cursor(text: str) -> Cursor:
    found = _CURSOR.fullmatch(text)
    if found is None:
        raise ValueError("this is no cursor; give the `next` of the page before, or none")
    return Cursor(found[1], int(found[2]))


def _limit(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) <= 4 and 1 <= int(text) <= MOST):
        raise ValueError(f"{text[:20]!r} is not a number from 1 to {MOST}")
    return int(text)


_SIDES: dict[str, Any] = {"type": "string", "enum": ["reader", "read"], "default": "reader"}
AS: Parameter[Side] = Parameter(
    "as",
    "`reader`: what your people did. `read`: who read documents of your office's applications.",
    one_of(("reader", "read")),
    _SIDES,
    "read",
)
CURSOR: Parameter[Cursor] = Parameter(
    "cursor", "The `next` of the page before.", _cursor, {"type": "string"}, "2026-11-22T04:31:38.000000Z~1"
)
PAGE_LIMIT: Parameter[int] = Parameter(
    "limit",
    "The most records of a page.",
    _limit,
    {"type": "integer", "minimum": 1, "maximum": MOST, "default": LIMIT},
    "500",
)
PARAMETERS = (FROM_INSTANT, UNTIL_INSTANT, AS, CURSOR, PAGE_LIMIT)


async def get_trail(request: web.Request) -> web.Response:
    """The records of the asking office, by time."""
    entry = await enter(request, PARAMETERS, scope=("statistics", "ask"))
    office = entry.requester.office
    if office is None:
        raise Forbidden("The trail of an office is for that office alone: ask with its credentials.")
    given = entry.given
    begin, end = given.get(FROM_INSTANT), given.get(UNTIL_INSTANT)
    view = View(
        office=office,
        side=given.get(AS) or "reader",
        since="" if begin is None else moment(begin),
        until=NEVER if end is None else moment(end),
    )
    limit, after = given.get(PAGE_LIMIT) or LIMIT, given.get(CURSOR)
    with recorded(request, entry, "trail"):
        page = await request.app[TRAIL].read(lambda connection: view.page(connection, limit, after))
    answer = TrailAnswer(page.records, None if page.next is None else str(page.next))
    return web.Response(body=msgspec.json.encode(answer), content_type=JSON, headers=entry.headers())
