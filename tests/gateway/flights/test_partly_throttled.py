"""A provider of which one service has its requests used up: the others go on being asked."""

from __future__ import annotations

import asyncio

import pytest
from asking import flights
from worlds import Office, application, document, dossier, number, provider

from connectors.errors import PartlyThrottled, Throttled
from gateway.asks import Ask, Outcome
from gateway.flights.flights import Flights
from gateway.world import Provider

OWN = number("EP.1.A")


async def ask(under_way: Flights, of: Provider, operation: str) -> Outcome:
    """Wants an outcome and waits for it."""
    heard: asyncio.Future[Outcome] = asyncio.get_running_loop().create_future()
    under_way.join(Ask(of.id, operation, OWN), of, heard.set_result)  # type: ignore[arg-type]
    return await heard


@pytest.mark.parametrize(("kind", "seconds"), [(PartlyThrottled, 0), (Throttled, 200)])
async def test_what_one_service_refuses_holds_up_no_other(kind: type[Throttled], seconds: float) -> None:
    """Citations are used up for a while: the file comes at once, and only after it when all is refused."""
    held = dossier("EP.1.A", document("d"))
    office = Office([application("EP.1.A")], [held], failing={"citations": [kind("later", retry_after=200)]})
    under_way, of = flights(), provider("ip5", office, "EP US")
    refused = await ask(under_way, of, "citations")
    assert (refused.code, refused.retry_after_seconds) == ("throttled", 200)
    began = asyncio.get_running_loop().time()
    assert (await ask(under_way, of, "dossier")).code == "ok"
    assert asyncio.get_running_loop().time() - began == pytest.approx(seconds, abs=1)
    await under_way.aclose()
