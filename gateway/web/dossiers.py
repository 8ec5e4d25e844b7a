"""``/dossiers``: one application's file, by its DOCDB number."""

from __future__ import annotations

from aiohttp import web

from connectors.numbers.identity import parse_docdb
from gateway.questions.dossiers import get_dossier
from gateway.web.entrance import enter
from gateway.web.etag import dossier_body
from gateway.web.keys import CLOCK
from gateway.web.limiting import claim
from gateway.web.parameters import APPLICATION, CONFIDENTIAL
from gateway.web.recording import recorded
from gateway.web.replies import json_reply

PARAMETERS = (APPLICATION, CONFIDENTIAL)


async def get_dossiers(request: web.Request) -> web.Response:
    """The dossier of one application."""
    entry = await enter(request, PARAMETERS, in_turn=True)
    with recorded(request, entry, "dossier") as asked:
        asked.number = entry.given.need(APPLICATION)
        answer = await get_dossier(
            asked.number,
            entry.requester,
            entry.setup.world,
            claim(request),
            request.app[CLOCK],
            entry.wait_seconds,
            confidential=entry.given.get(CONFIDENTIAL) or False,
            urgency=entry.urgency,
        )
        asked.answered(complete=answer.complete)
        asked.about(parse_docdb(answer.dossier.application_number.docdb))
        return json_reply(request, entry, dossier_body(answer))
