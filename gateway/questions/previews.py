"""What a registered endpoint would show, to the public or to an office: asked live and not kept."""

from __future__ import annotations

from connectors.contract import Connector
from connectors.endpoint import Endpoint
from gateway.clock import Clock, today
from gateway.flights.cache import PartCache
from gateway.flights.claims import Claim
from gateway.flights.flights import Flights
from gateway.present.answer import FamilyAnswer
from gateway.questions.families import FamilyRequest, find_family
from gateway.questions.numbers import Choice
from gateway.settings.models import OfficeSettings
from gateway.settings.rules import default_of, maximum_of, rules_of
from gateway.world import Provider, World, world_of


async def preview(
    request: FamilyRequest,
    office: OfficeSettings,
    reached: Endpoint,
    connector: Connector,
    world: World,
    clock: Clock,
) -> tuple[FamilyAnswer | Choice, int]:
    """The family of a number over a world in which there is this endpoint alone; and how often it was asked.

    Agreements and participants are those of ``world``. Nothing is taken from a cache, nor kept in one.

    Raises:
        GatewayError: as for any question.
    """
    provider = Provider(
        endpoint=reached,
        connector=connector,
        default=default_of(office.visibility),
        rules=rules_of(office.visibility),
        maximum=maximum_of(office.visibility),
        revision="preview",
    )
    alone = world_of([provider], world.participants.values(), "preview", world.agreements)
    flights = Flights(PartCache(2**20, 0, 0), clock)
    counted = Claim(flights, "preview")
    try:
        answer = await find_family(request, alone.on(today(clock)), counted, clock)
        return answer, counted.caused
    finally:
        await flights.aclose()
