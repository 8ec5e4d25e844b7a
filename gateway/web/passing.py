"""For whom the doors for gateways and their kin ask: the same behind either wire."""

from __future__ import annotations

from aiohttp import web

from gateway.questions.relaying import Asker
from gateway.web.entrance import Entry, marked_confidential
from gateway.web.keys import CLOCK
from gateway.web.limiting import claim


def asker_of(request: web.Request, entry: Entry) -> Asker:
    """Whoever was let in, over the world without gateways: one hop."""
    return Asker(
        requester=entry.requester,
        world=entry.setup.world.without_gateways,
        flights=claim(request),
        clock=request.app[CLOCK],
        wait_seconds=entry.wait_seconds,
        urgency=entry.urgency,
        confidential=marked_confidential(request),
    )
