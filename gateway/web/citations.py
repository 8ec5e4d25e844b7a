"""``/citations``: who cited what against a family, as JSON or as CSV."""

from __future__ import annotations

from aiohttp import web

from gateway.questions.citations import find_citations
from gateway.questions.numbers import Choice
from gateway.web.entrance import enter
from gateway.web.etag import citations_body, citations_table
from gateway.web.families import PARAMETERS, choice_reply, question_of
from gateway.web.keys import CLOCK
from gateway.web.limiting import claim
from gateway.web.negotiation import CSV, JSON, choose
from gateway.web.recording import recorded
from gateway.web.replies import json_reply, tagged

COMPLETE = "Answer-Complete"
"""The header field by which a table says whether it is whole, as JSON does by ``complete``."""


async def get_citations(request: web.Request) -> web.Response:
    """The citations and classifications of the family of a number; as CSV the citations alone."""
    entry = await enter(request, PARAMETERS, in_turn=True)
    form = choose(request.headers.getall("Accept", []), (JSON, CSV))
    question = question_of(entry)
    with recorded(request, entry, "citations") as asked:
        asked.number = question.text
        answer = await find_citations(question, entry.setup.world, claim(request), request.app[CLOCK])
        if isinstance(answer, Choice):
            asked.code = "choice"
            return choice_reply(entry, answer)
        asked.answered(complete=answer.complete)
        asked.read_as(answer.query.read_as[0].office)
    if form == JSON:
        return json_reply(request, entry, citations_body(answer))
    headers = entry.headers() | {COMPLETE: "true" if answer.complete else "false"}
    return tagged(request, citations_table(answer), CSV, headers, "utf-8")
