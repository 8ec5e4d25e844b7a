"""``/coverages``: what each provider holds since when."""

from __future__ import annotations

from aiohttp import web
from msgspec.structs import replace

from gateway.questions.coverages import CoveragesAnswer, get_coverages
from gateway.web.entrance import enter
from gateway.web.etag import Body, plain_body
from gateway.web.keys import CLOCK, FLIGHTS
from gateway.web.recording import recorded
from gateway.web.replies import json_reply


async def list_coverages(request: web.Request) -> web.Response:
    """What every provider states of its coverage, asked where nothing fresh is known."""
    entry = await enter(request)
    with recorded(request, entry, "coverage"):
        answer = await get_coverages(
            entry.requester, entry.setup.world, request.app[FLIGHTS], request.app[CLOCK], entry.wait_seconds
        )
    return json_reply(request, entry, Body(plain_body(answer).data, plain_body(_timeless(answer)).tag))


def _timeless(answer: CoveragesAnswer) -> CoveragesAnswer:
    """The answer without what differs between two who know the same."""
    outcomes = tuple(
        replace(
            one,
            code="ok" if one.code == "cached" else one.code,
            elapsed_ms=0,
            age_seconds=0,
            retry_after_seconds=None,
            detail=None,
        )
        for one in answer.outcomes
    )
    return replace(answer, outcomes=outcomes)
