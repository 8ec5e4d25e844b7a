"""``/numbers``: how a number is read."""

from __future__ import annotations

from aiohttp import web

from gateway.questions.numbers import read_numbers
from gateway.web.entrance import enter
from gateway.web.etag import plain_body
from gateway.web.parameters import OFFICE, TEXT, TYPE, YEAR
from gateway.web.replies import json_reply

PARAMETERS = (TEXT, TYPE, OFFICE, YEAR)


async def get_numbers(request: web.Request) -> web.Response:
    """Every reading of a text as a number, best first. No office is asked."""
    entry = await enter(request, PARAMETERS)
    given = entry.given
    answer = read_numbers(given.need(TEXT), given.get(TYPE), given.get(OFFICE), given.get(YEAR))
    return json_reply(request, entry, plain_body(answer))
