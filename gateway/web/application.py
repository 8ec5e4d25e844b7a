"""The web application: every route over one setup, one set of flights and one clock."""

from __future__ import annotations

import asyncio

from aiohttp import web

from gateway.audit.events import Report
from gateway.audit.trail import Trail
from gateway.clock import Clock
from gateway.flights.flights import Flights
from gateway.present.sheets import Sheets
from gateway.registrations.desk import Desk
from gateway.setup import Current
from gateway.web.case_api.kept import KEPT, Kept
from gateway.web.correlation import NewId, random_id
from gateway.web.documentation import PAPERS, papers
from gateway.web.doorway import MAX_BODY_BYTES, answering, sign
from gateway.web.examples import examples
from gateway.web.explanations import PROBLEMS
from gateway.web.keys import CLOCK, CURRENT, DESK, DRAINING, FLIGHTS, REPORT, SHEETS, TRAIL, Draining
from gateway.web.limiting import GATE, Gate
from gateway.web.openapi import openapi
from gateway.web.presence import PRESENCE, Presence, Sleep, reviewing
from gateway.web.table import ROUTES


def build_application(
    current: Current,
    flights: Flights,
    clock: Clock,
    trail: Trail,
    *,
    desk: Desk | None = None,
    new_id: NewId = random_id,
    report: Report | None = None,
    sleep: Sleep = asyncio.sleep,
) -> web.Application:
    """The application; ``new_id`` makes the ids of requests that bring none.

    ``desk`` is where offices register; without one they cannot.
    ``report`` takes security events; unless one is given, the trail does.
    """
    application = web.Application(middlewares=[answering(new_id)], client_max_size=MAX_BODY_BYTES)
    application[CURRENT] = current
    application[FLIGHTS] = flights
    application[SHEETS] = Sheets()
    application[CLOCK] = clock
    application[TRAIL] = trail
    application[DESK] = desk
    application[REPORT] = report or trail.report
    application[GATE] = Gate()
    application[PRESENCE] = Presence()
    application.cleanup_ctx.append(reviewing(sleep))
    application[DRAINING] = Draining()
    application[KEPT] = Kept()
    application[PAPERS] = papers(openapi(ROUTES, examples()), tuple(PROBLEMS))
    application.on_response_prepare.append(sign)
    for route in ROUTES:
        if route.method == "GET":
            application.router.add_get(route.path, route.handler)
        else:
            application.router.add_route(route.method, route.path, route.handler)
    return application
