"""``/offices``: who takes part, through which providers, and how each is doing."""

from __future__ import annotations

from aiohttp import web

from gateway.questions.offices import list_offices
from gateway.web.entrance import enter
from gateway.web.etag import plain_body
from gateway.web.keys import FLIGHTS
from gateway.web.replies import json_reply


async def get_offices(request: web.Request) -> web.Response:
    """Every office that takes part or is served by a provider. No office is asked."""
    entry = await enter(request)
    return json_reply(request, entry, plain_body(list_offices(entry.setup.world, request.app[FLIGHTS])))
