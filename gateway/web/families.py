"""``/families``: the main question, as one JSON answer or as a stream."""

from __future__ import annotations

from aiohttp import web

from gateway.questions.families import FamilyRequest, ask_family, follow_family
from gateway.questions.numbers import Choice
from gateway.questions.telling import Event
from gateway.web.entrance import Entry, enter
from gateway.web.etag import family_body, plain_body
from gateway.web.keys import CLOCK, SHEETS
from gateway.web.limiting import begin_stream, claim
from gateway.web.negotiation import JSON, NDJSON, SSE, choose
from gateway.web.parameters import CONFIDENTIAL, NUMBER, OFFICE, SCOPE, TYPE, YEAR
from gateway.web.recording import Asked, recorded
from gateway.web.replies import json_reply
from gateway.web.streams import FORMS, Form, HeadersSuffice, Stream

PARAMETERS = (NUMBER, TYPE, OFFICE, YEAR, SCOPE, CONFIDENTIAL)


async def get_families(request: web.Request) -> web.StreamResponse:
    """The family dossier of a number, as JSON or as it comes in."""
    entry = await enter(request, PARAMETERS, in_turn=True)
    form = choose(request.headers.getall("Accept", []), (JSON, NDJSON, SSE))
    question = question_of(entry)
    with recorded(request, entry, "family") as asked:
        asked.number = question.text
        if form == JSON:
            return await _whole(request, entry, question, asked)
        return await _streamed(request, entry, question, FORMS[form], asked)


def question_of(entry: Entry) -> FamilyRequest:
    """What a request with ``PARAMETERS`` asks."""
    given = entry.given
    return FamilyRequest(
        text=given.need(NUMBER),
        requester=entry.requester,
        wait_seconds=entry.wait_seconds,
        type=given.get(TYPE),
        office=given.get(OFFICE),
        year=given.get(YEAR),
        scope=given.get(SCOPE) or "simple",
        confidential=given.get(CONFIDENTIAL) or False,
        urgency=entry.urgency,
    )


async def _whole(request: web.Request, entry: Entry, question: FamilyRequest, asked: Asked) -> web.Response:
    found = await ask_family(
        question, entry.setup.world, claim(request), request.app[CLOCK], request.app[SHEETS]
    )
    if isinstance(found, Choice):
        asked.code = "choice"
        return choice_reply(entry, found)
    asked.found(found)
    return json_reply(request, entry, family_body(found.query, found.presented))


async def _streamed(
    request: web.Request, entry: Entry, question: FamilyRequest, form: Form, asked: Asked
) -> web.StreamResponse:
    begin_stream(request)
    cache = "no-store" if entry.requester.office is None else "private, no-store"
    stream = Stream(request, form, entry.headers() | {"Cache-Control": cache})
    setup, choice = entry.setup, None

    async def write(event: Event) -> None:
        asked.told(event)
        await stream.write(event)

    try:
        async with stream:
            choice = await follow_family(
                question,
                setup.world,
                claim(request),
                request.app[CLOCK],
                setup.max_seconds,
                write,
                request.app[SHEETS],
            )
    except HeadersSuffice:
        pass
    if choice is not None:
        asked.code = "choice"
        return choice_reply(entry, choice)
    if stream.response is None:
        raise AssertionError("a family that was followed to its end was told")
    return stream.response


def choice_reply(entry: Entry, choice: Choice) -> web.Response:
    """The answer with status 300: the readings to choose from."""
    return web.Response(status=300, body=plain_body(choice).data, content_type=JSON, headers=entry.headers())
