"""A provider of which one service has its requests used up: the others go on being asked."""

from __future__ import annotations

import asyncio

import pytest
from asking import flights
from worlds import Office, application, document, dossier, number, provider

from connectors.contract import Operation
from connectors.errors import PartlyThrottled, Throttled
from gateway.asks import Ask, Outcome
from gateway.flights.flights import Flights
from gateway.world import Provider

OWN = number("EP.1.A")


class Kept(Office):
    """An office whose connector sends no question about citations."""

    def kept_back(self, operation: Operation, rendition: str = "") -> Throttled | None:
        """Until midnight."""
        used_up = PartlyThrottled("used up until midnight", retry_after=5_000)
        return used_up if operation == "citations" else None


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


async def test_what_is_not_sent_takes_no_turn() -> None:
    """However often it is wanted: each is told at once when to come back, and the minute's requests stay."""
    office = Kept([application("EP.1.A")], [dossier("EP.1.A", document("d"))])
    under_way, of = flights(fresh=0, stale=0), provider("ip5", office, "EP US", requests_per_minute=2)
    for _ in range(20):
        refused = await ask(under_way, of, "citations")
        assert (refused.code, refused.retry_after_seconds) == ("throttled", 5_000)
        assert (refused.detail, refused.attempts) == ("used up until midnight", 0)
    began = asyncio.get_running_loop().time()
    assert (await ask(under_way, of, "dossier")).code == "ok"
    assert asyncio.get_running_loop().time() == began
    assert office.calls("citations") == 0
    await under_way.aclose()
