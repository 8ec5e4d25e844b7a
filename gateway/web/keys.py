"""What the application hands to its rooms, and what a request carries on its way through."""

from __future__ import annotations

from aiohttp import web

from gateway.audit.events import Report
from gateway.audit.trail import Trail
from gateway.clock import Clock
from gateway.flights.flights import Flights
from gateway.identity.identity import Identity
from gateway.present.sheets import Sheets
from gateway.registrations.desk import Desk
from gateway.setup import Current


class Draining:
    """Whether this process is about to end: it then says that it is not ready, and finishes what it has."""

    def __init__(self) -> None:
        self.begun = False

    def begin(self) -> None:
        """Takes no new work from load balancers from here on."""
        self.begun = True


CURRENT: web.AppKey[Current] = web.AppKey("current", Current)
FLIGHTS: web.AppKey[Flights] = web.AppKey("flights", Flights)
SHEETS: web.AppKey[Sheets] = web.AppKey("sheets", Sheets)
CLOCK: web.AppKey[Clock] = web.AppKey("clock", Clock)
TRAIL: web.AppKey[Trail] = web.AppKey("trail", Trail)
DESK: web.AppKey[Desk | None] = web.AppKey("desk")
DRAINING: web.AppKey[Draining] = web.AppKey("draining", Draining)
CORRELATION: web.RequestKey[str] = web.RequestKey("correlation", str)
REPORT: web.AppKey[Report] = web.AppKey("report", Report)  # type: ignore[arg-type]
IDENTITY: web.RequestKey[Identity] = web.RequestKey("identity", Identity)
