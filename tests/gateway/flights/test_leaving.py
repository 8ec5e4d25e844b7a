"""What becomes of a call when those who wanted it go away."""

from __future__ import annotations

import asyncio
from typing import Any

from asking import flights
from hypothesis import given, settings
from hypothesis import strategies as st
from virtual_time import VirtualTimeLoop
from worlds import Office, application, number, provider

from gateway.asks import Ask, Outcome
from gateway.flights.flights import Flights
from gateway.world import Provider

ASK = Ask("ep", "family", number("EP.1.A"))


class Wanting:
    """One who wants the outcome of an ask."""

    def __init__(self, under_way: Flights, of: Provider, ask: Ask = ASK) -> None:
        self.heard: list[Outcome] = []
        self._under_way, self._of, self._ask = under_way, of, ask
        self._tell = self.heard.append
        under_way.join(ask, of, self._tell)

    def leave(self, *, detach: bool) -> None:
        """Wants it no more."""
        self._under_way.leave(self._ask, self._of, self._tell, detach=detach)


def one_place(seconds: float = 8, **settings: Any) -> tuple[Office, Flights, Provider]:
    """An office that takes its time, asked by one way at a time."""
    office = Office([application("EP.1.A")], seconds=seconds)
    return office, flights(), provider("ep", office, "EP", concurrency=1, **settings)


def free(under_way: Flights, of: Provider) -> bool:
    """No flight is left, no task, no taken place."""
    return (
        len(under_way) == 0
        and asyncio.all_tasks() == {asyncio.current_task()}
        and under_way.lane(of).places.free == 1
    )


async def test_the_last_who_leaves_cancels() -> None:
    """While one still wants it the call goes on; nobody who left hears of it."""
    office, under_way, of = one_place()
    first, second = Wanting(under_way, of), Wanting(under_way, of)
    await asyncio.sleep(1)
    first.leave(detach=False)
    await asyncio.sleep(1)
    assert (office.under_way, len(under_way)) == (1, 1)
    second.leave(detach=False)
    await asyncio.sleep(0.1)
    assert (office.cancelled, first.heard, second.heard) == (1, [], [])
    assert free(under_way, of)


async def test_who_stays_hears() -> None:
    """Leaving takes nothing from the others."""
    _, under_way, of = one_place()
    first, second = Wanting(under_way, of), Wanting(under_way, of)
    first.leave(detach=False)
    await asyncio.sleep(11)
    assert (first.heard, [outcome.code for outcome in second.heard]) == ([], ["ok"])
    assert free(under_way, of)


async def test_a_call_under_way_at_the_deadline_feeds_the_cache() -> None:
    """It goes on without anybody, and the next one is answered at once."""
    office, under_way, of = one_place()
    late = Wanting(under_way, of)
    await asyncio.sleep(3)
    late.leave(detach=True)
    await asyncio.sleep(10)
    assert free(under_way, of)
    assert [outcome.code for outcome in Wanting(under_way, of).heard] == ["cached"]
    assert (late.heard, office.calls(), office.cancelled) == ([], 1, 0)


async def test_a_call_left_alone_still_ends_at_the_providers_time() -> None:
    """Nothing goes on for ever."""
    office, under_way, of = one_place(seconds=1_000, timeout_seconds=20)
    late = Wanting(under_way, of)
    await asyncio.sleep(3)
    late.leave(detach=True)
    await asyncio.sleep(18)
    assert office.cancelled == 1
    assert free(under_way, of)


async def test_what_only_waits_for_a_place_is_not_left_alone() -> None:
    """At the deadline only calls that are under way go on."""
    office, under_way, of = one_place()
    calling, waiting = Wanting(under_way, of), Wanting(under_way, of, Ask("ep", "family", number("EP.2.A")))
    await asyncio.sleep(1)
    calling.leave(detach=True)
    waiting.leave(detach=True)
    await asyncio.sleep(20)
    assert office.calls() == 1
    assert free(under_way, of)


async def test_one_can_join_a_call_that_was_left_alone() -> None:
    """It is the same call; leaving it again lets it go on."""
    office, under_way, of = one_place()
    Wanting(under_way, of).leave(detach=False)
    late = Wanting(under_way, of)
    await asyncio.sleep(1)
    late.leave(detach=True)
    joined, gone = Wanting(under_way, of), Wanting(under_way, of)
    gone.leave(detach=False)
    await asyncio.sleep(10)
    assert [outcome.code for outcome in joined.heard] == ["ok"]
    assert office.calls() == 1
    assert free(under_way, of)


async def test_a_flight_cancelled_before_it_began_leaves_nothing() -> None:
    """Its task never ran a step."""
    office, under_way, of = one_place()
    Wanting(under_way, of).leave(detach=False)
    Wanting(under_way, of).leave(detach=True)
    assert len(under_way) == 0
    await asyncio.sleep(0.1)
    assert office.calls() == 0
    assert free(under_way, of)


async def test_leaving_twice_or_too_late_does_nothing() -> None:
    """A requester's end and an outcome may cross."""
    _, under_way, of = one_place()
    wanting = Wanting(under_way, of)
    await asyncio.sleep(11)
    wanting.leave(detach=False)
    wanting.leave(detach=True)
    assert len(wanting.heard) == 1
    assert free(under_way, of)


Move = tuple[str, int, int, float]
moves = st.tuples(
    st.sampled_from(("join", "leave", "detach", "purge", "wait")),
    st.integers(0, 3),
    st.integers(0, 2),
    st.sampled_from((0.0, 0.5, 3.0)),
)


@settings(max_examples=150)
@given(st.lists(moves, max_size=30))
def test_whatever_comes_and_goes_nothing_is_left(story: list[Move]) -> None:
    """Joins, departures and purges: who stays hears exactly once, who left never more, all is freed."""

    async def happen() -> None:
        office, under_way, of = one_place(seconds=1)
        present: dict[tuple[int, int], Wanting] = {}
        left: list[tuple[Wanting, int]] = []
        for what, who, which, pause in story:
            await asyncio.sleep(pause)
            place = (who, which)
            if what == "join" and place not in present:
                present[place] = Wanting(under_way, of, Ask("ep", "family", number(f"EP.{which}.A")))
            elif what in ("leave", "detach") and place in present:
                gone = present.pop(place)
                gone.leave(detach=what == "detach")
                left.append((gone, len(gone.heard)))
            elif what == "purge":
                under_way.purge("ep")
        await asyncio.sleep(60)
        assert [len(wanting.heard) for wanting in present.values()] == [1] * len(present)
        assert all(len(gone.heard) == heard for gone, heard in left)
        assert office.most_under_way <= 1
        assert free(under_way, of)

    with asyncio.Runner(loop_factory=VirtualTimeLoop) as runner:
        runner.run(happen())
