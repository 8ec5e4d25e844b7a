"""One requester's flood does not starve another's asks at a provider; nobody waits behind all of one."""

from __future__ import annotations

import asyncio
from typing import Any

from hypothesis import given
from hypothesis import strategies as st
from virtual_time import LoopClock
from worlds import AU, Office, application, number, provider

from gateway.asks import Ask, Outcome
from gateway.flights.cache import PartCache
from gateway.flights.claims import Claim
from gateway.flights.flights import Flights
from gateway.flights.turns import Shares, Urgency
from gateway.world import Provider


def gateway(**settings: Any) -> tuple[Office, Flights, Provider]:
    """An office that answers one call a second at a time."""
    office = Office([application("EP.1.A")], seconds=1)
    return office, Flights(PartCache(2**20, 300, 3600), LoopClock()), provider("ep", office, "EP", **settings)


def dossier(place: int) -> Ask:
    """One of many different asks."""
    return Ask("ep", "dossier", number(f"EP.{place}.A"))


class Answers:
    """Who was answered, in the order in which it happened."""

    def __init__(self) -> None:
        self.order: list[str] = []

    def tell(self, name: str) -> Any:
        """Notes that an ask of this name was answered."""

        def tell(outcome: Outcome) -> None:
            self.order.append(name)

        return tell


async def test_one_ask_of_a_quiet_requester_passes_a_flood() -> None:
    """Two hundred asks of one office wait for one place; another's single ask is the next but one."""
    _, flights, of = gateway(concurrency=1)
    answers = Answers()
    flood, quiet = Claim(flights, "AU"), Claim(flights, "JP")
    for place in range(200):
        flood.join(dossier(place), of, answers.tell("AU"))
    await asyncio.sleep(0.5)
    quiet.join(dossier(1_000), of, answers.tell("JP"))
    await asyncio.sleep(4)
    assert answers.order.index("JP") <= 2
    await flights.aclose()


async def test_two_floods_have_a_half_each() -> None:
    """However much earlier one of them began."""
    _, flights, of = gateway(concurrency=2)
    answers = Answers()
    first, second = Claim(flights, "AU"), Claim(flights, "JP")
    for place in range(100):
        first.join(dossier(place), of, answers.tell("AU"))
    await asyncio.sleep(0.5)
    for place in range(100, 200):
        second.join(dossier(place), of, answers.tell("JP"))
    await asyncio.sleep(20.2)
    assert abs(answers.order.count("AU") - answers.order.count("JP")) <= 4
    await flights.aclose()


async def test_a_budget_is_shared_too() -> None:
    """Where the provider allows so many requests a minute, the quiet one has its turn in the next minute."""
    _, flights, of = gateway(concurrency=8, requests_per_minute=5)
    answers = Answers()
    flood, quiet = Claim(flights, "AU"), Claim(flights, "JP")
    for place in range(20):
        flood.join(dossier(place), of, answers.tell("AU"))
    quiet.join(dossier(1_000), of, answers.tell("JP"))
    assert quiet.wait(dossier(1_000), of) <= 60
    await asyncio.sleep(62)
    assert "JP" in answers.order
    await flights.aclose()


async def test_an_ask_that_a_quiet_requester_shares_comes_as_early_as_its_own() -> None:
    """The last of a flood's asks is wanted by another too: it does not wait for the rest of the flood."""
    _, flights, of = gateway(concurrency=1, requests_per_minute=2)
    answers = Answers()
    flood, quiet = Claim(flights, "AU"), Claim(flights, "JP")
    for place in range(10):
        flood.join(dossier(place), of, answers.tell("AU"))
    far = quiet.wait(dossier(9), of)
    quiet.join(dossier(9), of, answers.tell("JP"))
    assert quiet.wait(dossier(9), of) < far
    await flights.aclose()


async def test_documents_are_opened_in_turn_too() -> None:
    """Twenty documents that one office wants do not come before the one that another wants."""
    _, flights, of = gateway(concurrency=1, timeout_seconds=60)
    flood, quiet = Claim(flights, "AU"), Claim(flights, "JP")
    order: list[str] = []

    async def read(claim: Claim, name: str) -> None:
        async with claim.stream(of, AU, Urgency.EXAMINER):
            order.append(name)
            await asyncio.sleep(1)

    floods = [asyncio.create_task(read(flood, "AU")) for _ in range(20)]
    await asyncio.sleep(0.5)
    await asyncio.gather(read(quiet, "JP"), *floods)
    assert order.index("JP") <= 2


async def test_what_is_cached_is_not_counted_and_what_is_shared_is() -> None:
    """Two who want the same cause one call, and both have caused it; from the cache nobody causes any."""
    office, flights, of = gateway()
    claims = [Claim(flights, name) for name in ("AU", "JP", "US")]
    answers = Answers()
    for claim in claims[:2]:
        claim.join(dossier(1), of, answers.tell("x"))
    await asyncio.sleep(2)
    claims[2].join(dossier(1), of, answers.tell("x"))
    assert [claim.caused for claim in claims] == [1, 1, 0]
    assert len(office.asked) == 1
    assert answers.order == ["x"] * 3


async def test_what_is_under_way_for_somebody_already_is_not_counted_again() -> None:
    """Whoever asks the same twice causes one call, whether others want it too or not."""
    _, flights, of = gateway()
    claims = [Claim(flights, name) for name in ("AU", "AU", "JP", "AU")]
    for claim in claims:
        claim.join(dossier(1), of, Answers().tell("x"))
    assert [claim.caused for claim in claims] == [1, 0, 1, 0]
    await flights.aclose()


async def test_a_document_that_is_opened_is_counted() -> None:
    """Before its place is given, since it is caused by then."""
    _, flights, of = gateway()
    claim = Claim(flights, "AU")
    async with claim.stream(of, AU, Urgency.EXAMINER):
        assert claim.caused == 1


@given(st.lists(st.sampled_from("ABC"), max_size=60))
def test_nobody_is_served_twice_before_another_who_waits(claimants: list[str]) -> None:
    """Of those who wait all the time, no two differ by more than one in what they were served."""
    shares = Shares()
    waiting = [(shares.turn(Urgency.EXAMINER, claimant), claimant) for claimant in claimants]
    served = dict.fromkeys("ABC", 0)
    while {claimant for _, claimant in waiting} == set("ABC"):
        waiting.sort()
        turn, claimant = waiting.pop(0)
        shares.serve(turn)
        served[claimant] += 1
        assert max(served.values()) - min(served.values()) <= 1
