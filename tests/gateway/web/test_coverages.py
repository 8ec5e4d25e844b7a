"""``/coverages`` at the door: one answer, its tag, and whom it is for."""

from __future__ import annotations

from datetime import date

import msgspec

from connectors.errors import ServerFault
from connectors.model import Coverage
from gateway.questions.coverages import CoveragesAnswer

PATH = "/api/v1/coverages"


async def test_statements_have_a_tag_that_lasts(house) -> None:
    """The same whether they came just now or from memory; another once something else is stated."""
    house.ep.coverages = (Coverage(office="EP", start=date(2000, 1, 1)),)
    gateway = await house.open()
    first = await gateway.get(PATH)
    assert first.status == 200
    told = msgspec.json.decode(first.body, type=CoveragesAnswer)
    assert msgspec.json.encode(told) == first.body
    assert [(c.office, c.provider) for c in told.coverages] == [("EP", "ep")]
    house.clock.seconds += 100
    second = await gateway.get(PATH)
    assert second.body != first.body
    assert second.headers["ETag"] == first.headers["ETag"]
    assert (await gateway.get(PATH, If_None_Match=first.headers["ETag"])).status == 304
    house.clock.seconds += 100_000
    house.ep.coverages = (Coverage(office="EP", start=date(1990, 1, 1)),)
    assert (await gateway.get(PATH)).headers["ETag"] != first.headers["ETag"]


async def test_a_failing_provider_is_told_and_nothing_breaks(house, au_key) -> None:
    """``complete`` says that something is missing; a private provider is told to offices only."""
    house.ep.coverages = ServerFault("broken")
    house.visibility["nl"] = "offices"
    gateway = await house.open()
    public = msgspec.json.decode((await gateway.get(PATH)).body)
    own = msgspec.json.decode((await gateway.get(PATH, au_key)).body)
    assert [(o["provider"], o["code"]) for o in public["outcomes"]] == [("ep", "unavailable")]
    assert [o["provider"] for o in own["outcomes"]] == ["ep", "nl"]
    assert (public["complete"], own["complete"]) == (False, False)


async def test_it_takes_no_parameters(house) -> None:
    """Read strictly, as everywhere."""
    gateway = await house.open()
    refused = await gateway.get(PATH + "?office=EP")
    assert (refused.status, msgspec.json.decode(refused.body)["code"]) == (400, "parameter-unknown")
