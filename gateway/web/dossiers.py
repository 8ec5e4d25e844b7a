"""``/dossiers``: one application's file, by its DOCDB number."""

from __future__ import annotations

from aiohttp import web

from gateway.questions.dossiers import get_dossier
from gateway.web.entrance import enter
from gateway.web.etag import dossier_body
from gateway.web.keys import CLOCK
from gateway.web.limiting import claim
from gateway.web.parameters import APPLICATION
from gateway.web.replies import json_reply

PARAMETERS = (APPLICATION,)


async def get_dossiers(request: web.Request) -> web.Response:
    """The dossier of one application."""
    entry = await enter(request, PARAMETERS)
    answer = await get_dossier(
        entry.given.need(APPLICATION),
        entry.requester,
        entry.setup.world,
        claim(request),
        request.app[CLOCK],
        entry.wait_seconds,
    )
    return json_reply(request, entry, dossier_body(answer))
