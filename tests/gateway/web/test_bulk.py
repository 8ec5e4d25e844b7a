"""``Prefer: bulk``: whoever works through a list says so, and its questions are the last in every line."""

from __future__ import annotations

from contextlib import AbstractAsyncContextManager
from typing import Any

import pytest

from connectors.model import Dossier
from gateway.flights.flights import Flights
from gateway.flights.turns import Urgency

EP = "EP.99203729.A"
CASE, NAMED = "/case-api/v1", f"applicationIdentifier={EP}"
PAPER = f"/api/v1/documents/ep~{EP}~R1"
ROUTES = {
    "families": f"/api/v1/families?number={EP}",
    "dossiers": f"/api/v1/dossiers?application={EP}",
    "citations": f"/api/v1/citations?number={EP}",
    "document": PAPER,
    "content": f"{PAPER}/content",
    "bundles": f"/api/v1/bundles?number={EP}",
    "families of the CASE profile": f"{CASE}/families?{NAMED}",
    "document lists of the CASE profile": f"{CASE}/doclists?{NAMED}",
    "citations of the CASE profile": f"{CASE}/applications/citations?{NAMED}",
    "content of the CASE profile": f"{CASE}/documents/ep~{EP}~R1",
    "a list of the OPD-API": f"/opdapi/patent/v1/global_doc_list/{EP}",
}


class Noting(Flights):
    """Flights that note how urgent what is wanted of them is."""

    noted: list[Urgency]

    def join(self, ask: Any, provider: Any, tell: Any, urgency: Urgency, *more: Any, **named: Any) -> bool:
        """As ``Flights.join``."""
        self.noted.append(urgency)
        return super().join(ask, provider, tell, urgency, *more, **named)

    def stream(
        self, provider: Any, requester: Any, urgency: Urgency, claimant: str = ""
    ) -> AbstractAsyncContextManager[None]:
        """As ``Flights.stream``."""
        self.noted.append(urgency)
        return super().stream(provider, requester, urgency, claimant)


@pytest.fixture
def noted(house: Any) -> list[Urgency]:
    """How urgent everything was that was wanted of offices."""
    found: list[Urgency] = []
    house.flights = type("NotingHere", (Noting,), {"noted": found})
    house.capabilities |= {"citations"}
    house.ep.cited = {EP: Dossier(application=house.ep.families[EP][0])}
    return found


@pytest.mark.parametrize("accept", ["application/json", "application/x-ndjson"])
@pytest.mark.parametrize("route", ROUTES)
async def test_what_is_one_of_a_list_says_so(
    house: Any, noted: list[Urgency], route: str, accept: str
) -> None:
    """All that it asks is bulk, a document's content too; and the answer says that this was honoured."""
    gateway = await house.open()
    accept = accept if route == "families" else "*/*"
    found = await gateway.get(ROUTES[route], Accept=accept, Prefer="wait=9, bulk")
    assert (found.status, found.headers["Preference-Applied"]) == (200, "wait=9, bulk")
    assert noted
    assert set(noted) == {Urgency.BULK}


@pytest.mark.parametrize("route", ROUTES)
async def test_who_says_nothing_waits(house: Any, noted: list[Urgency], route: str) -> None:
    """An examiner, but for a bundle, which nobody waits for."""
    gateway = await house.open()
    found = await gateway.get(ROUTES[route], Prefer="respond-async")
    assert found.status == 200
    assert "Preference-Applied" not in found.headers
    assert set(noted) == {Urgency.BULK if route == "bundles" else Urgency.EXAMINER}


@pytest.mark.parametrize("path", ["/api/v1/offices", "/api/v1/numbers?text=EP1000000", "/api/v1/coverages"])
async def test_where_nothing_stands_in_line_it_is_passed_over(house: Any, path: str) -> None:
    """It is not said to be honoured there."""
    gateway = await house.open()
    assert "Preference-Applied" not in (await gateway.get(path, Prefer="bulk")).headers


async def test_it_is_described(house: Any) -> None:
    """With its routes, in the description that machines read."""
    gateway = await house.open()
    text = (await gateway.get("/openapi.json")).body.decode()
    assert text.count("`bulk`: nobody waits for this") >= 1
