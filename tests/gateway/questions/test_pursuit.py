"""Asking everyone who could know, until all have answered, it is enough, or the time is over."""

from __future__ import annotations

import asyncio
import gc
import weakref
from typing import Any

import pytest
from asking import flights
from exploring import known as followed
from exploring import told
from generated_worlds import ASKED, TODAY, worlds
from hypothesis import given, settings
from hypothesis import strategies as st
from virtual_time import VirtualTimeLoop
from worlds import AU, REQUESTERS, Office, application, dossier, number, provider, world

from connectors.errors import TimedOut, Unavailable
from gateway.asks import Ask, Outcome
from gateway.flights.asking import Tell
from gateway.flights.cache import LISTED_SECONDS
from gateway.flights.flights import Flights
from gateway.flights.turns import Urgency
from gateway.plan import Frontier, Question
from gateway.questions.pursuit import Known, pursue
from gateway.requesters import PUBLIC, Requester
from gateway.world import Provider, World

QUESTION = Question((number(ASKED),), PUBLIC, TODAY)


def now() -> float:
    """The loop's time."""
    return asyncio.get_running_loop().time()


def nothing_is_left(under_way: Flights, ours: World) -> bool:
    """No flight, no task but this one, every place of every provider free."""
    return (
        len(under_way) == 0
        and asyncio.all_tasks() == {asyncio.current_task()}
        and all(
            under_way.lane(p).places.free == p.endpoint.limits.concurrency for p in ours.providers.values()
        )
    )


def codes(known: Known) -> dict[tuple[str, str], str]:
    """The outcome codes by provider and operation."""
    return {(ask.provider, ask.operation): outcome.code for ask, outcome in known.items()}


def slow_and_quick(**slow: Any) -> tuple[World, Office, Office]:
    """A hub that knows the family at once, and an office that takes its time."""
    member = application(ASKED)
    hub = Office([member, application("AU.2.A")], [dossier(ASKED)], seconds=1)
    au = Office([member], [dossier("AU.2.A")], slow=slow)
    return world(provider("hub", hub, "EP JP"), provider("au", au, "AU", timeout_seconds=60)), hub, au


async def test_dossiers_are_asked_as_soon_as_a_member_is_known() -> None:
    """Not only when all have told the family: the last answer comes after the longest way, not after two."""
    ours, _, _ = slow_and_quick(family=5, dossier=3)
    known = await pursue(QUESTION, ours, under_way := flights(), 100)
    assert now() == 5
    assert set(codes(known).values()) == {"ok"}
    assert known[Ask("au", "dossier", number("AU.2.A"))].seconds == 3
    assert nothing_is_left(under_way, ours)


async def test_what_follows_is_asked_before_anything_is_made_of_an_answer() -> None:
    """Whoever looks at what has come finds those asked already whom it leads to."""
    ours, hub, au = slow_and_quick(dossier=50)
    looks: list[tuple[int, int]] = []

    def look(known: Known) -> bool:
        looks.append((hub.calls("dossier"), au.calls("dossier")))
        return False

    under_way = flights()
    await pursue(QUESTION, ours, under_way, now() + 40, look)
    await under_way.aclose()
    assert looks[:2] == [(1, 0), (1, 1)]


async def test_at_the_deadline_who_has_not_answered_is_timed_out() -> None:
    """And nobody else; what is under way goes on and feeds the cache."""
    ours, _, au = slow_and_quick(family=30, dossier=2)
    known = await pursue(QUESTION, ours, under_way := flights(), 10)
    assert now() == 10
    assert codes(known) == {
        ("hub", "family"): "ok",
        ("hub", "dossier"): "ok",
        ("au", "family"): "timed_out",
        ("au", "dossier"): "ok",
    }
    assert known[Ask("au", "family", number(ASKED))].seconds == 10
    assert (len(under_way), au.under_way) == (1, 1)
    await asyncio.sleep(25)
    assert nothing_is_left(under_way, ours)
    assert codes(await pursue(QUESTION, ours, under_way, now()))["au", "family"] == "cached"


async def test_without_any_time_what_is_cached_is_still_told() -> None:
    """A deadline in the past cancels nothing that needs no waiting."""
    ours, hub, au = slow_and_quick()
    under_way = flights()
    await pursue(QUESTION, ours, under_way, 100)
    calls = hub.calls() + au.calls()
    known = await pursue(QUESTION, ours, under_way, now() - 1)
    assert set(codes(known).values()) == {"cached"}
    assert hub.calls() + au.calls() == calls


class Broken(Frontier):
    """A frontier that fails at what it learns."""

    def learn(self, outcome: Outcome) -> set[Ask]:
        """Fails.

        Raises:
            LookupError: always.
        """
        raise LookupError("a fault of ours")


async def test_a_fault_of_ours_ends_a_question_and_is_no_silence() -> None:
    """It is raised when it happens, not at the deadline, and nothing stays under way."""
    ours, _, _ = slow_and_quick(family=1)
    under_way = flights()
    with pytest.raises(LookupError):
        await pursue(QUESTION, ours, under_way, 100, frontier=Broken(QUESTION, ours))
    assert now() == 1
    await asyncio.sleep(10)
    assert nothing_is_left(under_way, ours)


async def test_what_a_question_knew_goes_with_it() -> None:
    """Answers are large and come often: nothing of them waits for a collection of garbage."""
    ours, _, _ = slow_and_quick()
    gc.disable()
    try:
        known = await pursue(QUESTION, ours, flights(fresh=0, stale=0), 100)
        part = known[Ask("hub", "family", number(ASKED))].part
        assert part is not None
        facts = weakref.ref(part.facts)
        del known, part
        await asyncio.sleep(LISTED_SECONDS)
        assert facts() is None
    finally:
        gc.enable()


async def test_a_requester_who_goes_away_cancels_what_only_he_wanted() -> None:
    """No call, task or place is left; what another still wants goes on."""
    ours, hub, au = slow_and_quick(family=30)
    under_way = flights()
    going = asyncio.create_task(pursue(QUESTION, ours, under_way, 100))
    await asyncio.sleep(0.5)
    staying = asyncio.create_task(
        pursue(
            Question((number(ASKED),), AU, TODAY, dossier=QUESTION.numbers[0].application),
            ours,
            under_way,
            100,
        )
    )
    await asyncio.sleep(1)
    going.cancel()
    await asyncio.gather(going, return_exceptions=True)
    assert au.cancelled == 0
    staying.cancel()
    await asyncio.gather(staying, return_exceptions=True)
    await asyncio.sleep(0.1)
    assert (au.cancelled, au.under_way, hub.under_way) == (1, 0, 0)
    assert nothing_is_left(under_way, ours)


async def test_two_who_ask_the_same_share_every_call() -> None:
    """One call for each ask, whoever began first."""
    ours, hub, au = slow_and_quick(family=2)
    under_way = flights()
    one, other = await asyncio.gather(*(pursue(QUESTION, ours, under_way, 100) for _ in range(2)))
    assert one == other
    assert set(hub.asked.values()) == set(au.asked.values()) == {1}


async def test_enough_is_enough() -> None:
    """The pursuit ends when whoever listens has what he wants; calls under way feed the cache."""
    ours, _, au = slow_and_quick(family=30)
    known = await pursue(QUESTION, ours, under_way := flights(), 100, lambda known: len(known) == 2)
    assert now() == 1
    assert set(codes(known)) >= {("hub", "family")}
    await asyncio.sleep(60)
    assert au.cancelled == 0
    assert nothing_is_left(under_way, ours)


async def test_listening_tells_what_was_not_answered_too() -> None:
    """The last call of ``emit`` has every outcome, the late ones included."""
    heard: list[set[str]] = []
    ours, _, _ = slow_and_quick(family=30)

    def emit(known: Known) -> bool:
        heard.append(set(codes(known).values()))
        return False

    await pursue(QUESTION, ours, under_way := flights(), 10, emit)
    assert heard[-1] == {"ok", "timed_out"}
    assert all("timed_out" not in earlier for earlier in heard[:-1])
    await under_way.aclose()


class AtTheLastTick:
    """Tells every outcome at the very moment at which the time is over."""

    def __init__(self, ours: World, seconds: float) -> None:
        self._ours = ours
        self._seconds = seconds

    def join(
        self,
        ask: Ask,
        provider: Provider,
        tell: Tell,
        urgency: Urgency = Urgency.EXAMINER,
        *,
        before_files: tuple[str, ...] = (),
    ) -> None:
        """Tells it then."""
        asyncio.get_running_loop().call_at(self._seconds, tell, told(ask, self._ours))

    def wait(self, ask: Ask, provider: Provider) -> float:
        """Nobody waits for a turn."""
        return 0.0

    def leave(self, ask: Ask, provider: Provider, tell: Tell, *, detach: bool) -> None:
        """Leaves."""


async def test_what_waits_for_a_turn_beyond_the_deadline_is_told_at_once() -> None:
    """The answer does not wait for it: it says for how long the ask is in line; it goes out then."""
    office = Office([application(ASKED)], [dossier(ASKED)])
    ours = world(provider("ep", office, "EP", requests_per_minute=1))
    under_way = flights()
    first = await pursue(QUESTION, ours, under_way, 10)
    assert {(o.ask.operation, o.code, o.retry_after_seconds) for o in first.values()} == {
        ("family", "ok", None),
        ("dossier", "throttled", 60.0),
    }
    assert asyncio.get_running_loop().time() < 1
    await asyncio.sleep(61)
    second = await pursue(QUESTION, ours, under_way, asyncio.get_running_loop().time() + 10)
    assert {o.code for o in second.values()} == {"cached"}
    assert office.calls() == 2


async def test_what_arrives_with_the_last_tick_counts() -> None:
    """What would follow from it is told as too late, so that the answer is not taken for complete."""
    ours, _, _ = slow_and_quick()
    known = await pursue(QUESTION, ours, AtTheLastTick(ours, 10), 10)
    assert codes(known) == {
        ("hub", "family"): "ok",
        ("au", "family"): "ok",
        ("hub", "dossier"): "timed_out",
        ("au", "dossier"): "timed_out",
    }


async def test_numbers_with_and_without_a_kind_can_be_asked_together() -> None:
    """They have no order of their own."""
    both = Question((number("publication EP.1"), number("publication EP.1.A1")), PUBLIC, TODAY)
    ours = world(provider("hub", Office(), "EP JP"))
    assert len(await pursue(both, ours, flights(), 10)) == 2


@pytest.mark.parametrize("error", [TimedOut("slow"), Unavailable("down"), KeyError("bug")])
async def test_one_bad_office_spoils_nobody_elses_outcome(error: BaseException) -> None:
    """Whatever it does, the others' outcomes are what they are without it."""
    ours, _, au = slow_and_quick()
    well = await pursue(QUESTION, ours, flights(), 100)
    au.always.update(family=error, dossier=error)
    ill = await pursue(QUESTION, ours, flights(), 100)
    assert well.keys() == ill.keys()
    for ask, outcome in ill.items():
        assert (ask.provider == "au") is (outcome.part is None)
        if ask.provider == "hub":
            assert outcome.part is not None
            assert outcome.part.digest == well[ask].part.digest  # type: ignore[union-attr]


@settings(max_examples=100)
@given(worlds(), st.sampled_from(REQUESTERS), st.floats(0, 4), st.booleans())
def test_every_ask_has_one_outcome_and_nothing_is_left(
    world: World, requester: Requester, seconds: float, cancel: bool
) -> None:
    """At whatever moment the time is over or the requester goes; with time enough it is all there is."""
    about = Question((number(ASKED),), requester, TODAY)

    async def happen() -> None:
        under_way = flights()
        pursuit = asyncio.create_task(pursue(about, world, under_way, 100 if cancel else seconds))
        if cancel:
            await asyncio.sleep(seconds)
            pursuit.cancel()
            await asyncio.gather(pursuit, return_exceptions=True)
            await asyncio.sleep(0)
            await asyncio.sleep(0)
            assert nothing_is_left(under_way, world)
            return
        known = await pursuit
        expected = {outcome.ask: outcome.code for outcome in followed(world, about)}
        assert all(outcome.code in (expected.get(ask), "timed_out") for ask, outcome in known.items())
        assert known.keys() <= expected.keys()
        await asyncio.sleep(60)
        assert nothing_is_left(under_way, world)
        whole: dict[Ask, Outcome] = await pursue(about, world, flights(), now() + 100)
        assert {ask: outcome.code for ask, outcome in whole.items()} == expected

    with asyncio.Runner(loop_factory=VirtualTimeLoop) as runner:
        runner.run(happen())
