"""Asks under way: shared, cached, retried, left alone when they fail."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from asking import flights
from worlds import Office, application, document, dossier, number, provider

from connectors.errors import (
    ConnectFailed,
    ConnectorError,
    CredentialsRejected,
    Malformed,
    NotHeld,
    ServerFault,
    Throttled,
    TimedOut,
    Withheld,
)
from gateway.asks import Ask, Outcome
from gateway.flights.circuit import CONSECUTIVE, OPEN_SECONDS
from gateway.flights.flights import Flights
from gateway.world import Provider

ASK = Ask("ep", "family", number("EP.1.A"))


def ep(office: Office, **settings: Any) -> Provider:
    """The provider that is asked."""
    return provider("ep", office, "EP", **settings)


def knowing(**how: Any) -> Office:
    """An office that knows the number."""
    return Office([application("EP.1.A")], [dossier("EP.1.A", document("d"))], **how)


async def ask(under_way: Flights, of: Provider, what: Ask = ASK) -> Outcome:
    """Wants the outcome of an ask and waits for it."""
    heard: asyncio.Future[Outcome] = asyncio.get_running_loop().create_future()
    under_way.join(what, of, heard.set_result)
    return await heard


def nothing_is_left(under_way: Flights, of: Provider) -> bool:
    """No flight, no task, and every place free."""
    places = under_way.lane(of).places
    return (
        len(under_way) == 0
        and asyncio.all_tasks() == {asyncio.current_task()}
        and places.free == of.endpoint.limits.concurrency
    )


async def test_all_who_want_the_same_share_one_call() -> None:
    """A hundred requesters, one call; everybody hears the same outcome."""
    office = knowing(seconds=1)
    under_way, of = flights(), ep(office)
    outcomes = await asyncio.gather(*(ask(under_way, of) for _ in range(100)))
    assert office.calls() == 1
    assert {outcome.code for outcome in outcomes} == {"ok"}
    assert len({id(outcome.part) for outcome in outcomes}) == 1
    assert (outcomes[0].seconds, outcomes[0].attempts) == (1, 1)
    assert nothing_is_left(under_way, of)


async def test_different_asks_are_different_calls() -> None:
    """Another number, operation or scope is another question."""
    office = knowing()
    under_way, of = flights(), ep(office)
    asks = [
        ASK,
        Ask("ep", "dossier", ASK.number),
        Ask("ep", "family", number("EP.2.A")),
        Ask("ep", "family", ASK.number, "extended"),
    ]
    outcomes = await asyncio.gather(*(ask(under_way, of, each) for each in asks))
    assert [outcome.code for outcome in outcomes] == ["ok", "ok", "not_held", "ok"]
    assert office.calls() == 4


async def test_no_more_at_a_time_than_there_are_places() -> None:
    """The rest waits for its turn."""
    office = knowing(seconds=1)
    under_way, of = flights(), ep(office, concurrency=3)
    asks = [Ask("ep", "dossier", number(f"EP.{n}.A")) for n in range(10)]
    await asyncio.gather(*(ask(under_way, of, each) for each in asks))
    assert office.most_under_way == 3
    assert asyncio.get_running_loop().time() == pytest.approx(4)
    assert nothing_is_left(under_way, of)


async def test_a_fresh_answer_is_told_at_once() -> None:
    """Before ``join`` returns, without a call, with its age."""
    office = knowing()
    under_way, of = flights(fresh=300), ep(office)
    first = await ask(under_way, of)
    await asyncio.sleep(299)
    heard: list[Outcome] = []
    under_way.join(ASK, of, heard.append)
    assert [(o.code, o.part, o.age_seconds, o.attempts) for o in heard] == [("cached", first.part, 299, 0)]
    await asyncio.sleep(1)
    assert (await ask(under_way, of)).code == "ok"
    assert office.calls() == 2


@pytest.mark.parametrize("error", [NotHeld("no"), Withheld("closed")])
async def test_a_negative_answer_is_believed_as_long_as_others(error: ConnectorError) -> None:
    """It is an answer, and keeps its own code; its age is told as that of others is."""
    office = knowing(always={"family": error})
    under_way, of = flights(), ep(office)
    for pause, calls in ((0, 1), (299, 1), (1, 2)):
        await asyncio.sleep(pause)
        assert (await ask(under_way, of)).code == error.code
        assert office.calls() == calls


async def test_without_a_cache_every_question_is_a_call() -> None:
    """Both seconds zero."""
    office = knowing()
    under_way, of = flights(fresh=0, stale=0), ep(office)
    assert [(await ask(under_way, of)).code for _ in range(3)] == ["ok"] * 3
    assert office.calls() == 3


async def test_an_old_answer_is_shown_when_the_office_fails() -> None:
    """With its age and what is behind it; not longer than the stale time."""
    office = knowing()
    under_way, of = flights(fresh=10, stale=100), ep(office)
    part = (await ask(under_way, of)).part
    office.always["family"] = CredentialsRejected("not accepted")
    await asyncio.sleep(50)
    old = await ask(under_way, of)
    assert (old.code, old.behind, old.part, old.age_seconds) == ("stale", "credentials", part, 50)
    assert old.detail == "not accepted"
    await asyncio.sleep(60)
    assert (await ask(under_way, of)).code == "credentials"


async def test_a_withdrawal_ends_the_old_answer() -> None:
    """Once the office has said that it holds nothing, no failure brings its old answer back."""
    office = knowing(failing={"family": []})
    under_way, of = flights(fresh=10, stale=1_000), ep(office)
    await ask(under_way, of)
    await asyncio.sleep(20)
    office.failing["family"] = [NotHeld("gone"), Malformed("nonsense")]
    assert (await ask(under_way, of)).code == "not_held"
    await asyncio.sleep(100)
    assert (await ask(under_way, of)).code == "malformed"


@pytest.mark.parametrize(
    ("error", "code", "calls"),
    [
        (ConnectFailed("no route"), "unavailable", 2),
        (ServerFault("500"), "unavailable", 2),
        (TimedOut("slow"), "timed_out", 1),
        (Malformed("html"), "malformed", 1),
        (CredentialsRejected("no"), "credentials", 1),
        (Throttled("later"), "throttled", 1),
    ],
)
async def test_what_asking_again_can_mend_is_asked_once_more(
    error: ConnectorError, code: str, calls: int
) -> None:
    """And nothing else; every failure is an outcome with the sentence of its error."""
    office = knowing(always={"family": error})
    under_way, of = flights(), ep(office)
    outcome = await ask(under_way, of)
    assert (outcome.code, outcome.part, outcome.attempts, outcome.detail) == (code, None, calls, error.detail)
    assert office.calls() == calls
    assert nothing_is_left(under_way, of)


async def test_a_second_attempt_can_succeed() -> None:
    """Nobody sees that the first one failed but by the count of attempts."""
    under_way, of = flights(), ep(knowing(failing={"family": [ConnectFailed("reset")]}))
    outcome = await ask(under_way, of)
    assert (outcome.code, outcome.attempts) == ("ok", 2)


async def test_a_provider_that_says_when_to_come_back_is_not_asked_before() -> None:
    """It is broken until then: once more now would be for nothing."""
    office = knowing(failing={"family": [ServerFault("closed for repair", retry_after=30)]})
    under_way, of = flights(), provider("ip5", office, "EP JP")
    outcome = await ask(under_way, of)
    assert (outcome.code, outcome.retry_after_seconds, outcome.attempts) == ("unavailable", 30, 1)
    assert office.calls() == 1


async def test_retries_are_paid_from_both_budgets() -> None:
    """Of ten failing calls at once one is retried, and none when the requests of the minute are spent."""
    for settings, calls in (({}, 11), ({"requests_per_minute": 10}, 10)):
        office = knowing(always={"dossier": ServerFault("500")}, seconds=0.001)
        under_way, of = flights(), ep(office, concurrency=10, **settings)
        asks = [Ask("ep", "dossier", number(f"EP.{n}.A")) for n in range(10)]
        await asyncio.gather(*(ask(under_way, of, each) for each in asks))
        assert office.calls() == calls


async def test_a_call_ends_at_the_providers_time() -> None:
    """Retries included; the connector is cancelled and the place is free."""
    office = knowing(seconds=60)
    under_way, of = flights(), ep(office, timeout_seconds=7)
    outcome = await ask(under_way, of)
    assert (outcome.code, outcome.seconds, office.cancelled) == ("timed_out", 7, 1)
    assert nothing_is_left(under_way, of)


async def test_a_throttling_provider_is_left_alone_for_as_long_as_it_says() -> None:
    """No call goes out meanwhile, who asks stands in line; its circuit stays closed."""
    office = knowing(failing={"family": [Throttled("slow down", retry_after=30)] * 1})
    under_way, of = flights(), ep(office)
    assert (await ask(under_way, of)).retry_after_seconds == 30
    await asyncio.sleep(10)
    heard: list[Outcome] = []
    under_way.join(ASK, of, heard.append)
    await asyncio.sleep(0)
    assert (under_way.wait(ASK, of), office.calls(), heard) == (20, 1, [])
    assert not under_way.lane(of).down
    await asyncio.sleep(21)
    assert [outcome.code for outcome in heard] == ["ok"]
    assert under_way.wait(ASK, of) == 0


async def test_who_leaves_the_line_unattached_is_forgotten() -> None:
    """A spent budget is a line; who stays attached to it feeds the cache, who does not costs nothing."""
    office = knowing()
    under_way, of = flights(fresh=0, stale=0), ep(office, requests_per_minute=1)
    await ask(under_way, of)
    heard: list[Outcome] = []
    for detach in (False, True):
        under_way.join(ASK, of, heard.append)
        assert under_way.wait(ASK, of) == 60
        under_way.leave(ASK, of, heard.append, detach=detach)
        await asyncio.sleep(0)
        assert len(under_way) == int(detach)
    await asyncio.sleep(61)
    assert (office.calls(), heard, len(under_way)) == (2, [], 0)
    assert len(under_way.lane(of).turns) == 0


async def test_a_line_that_is_too_long_is_an_outcome() -> None:
    """With the time until the next request may go out."""
    office = knowing()
    under_way, of = flights(fresh=0, stale=0), ep(office, requests_per_day=1)
    await ask(under_way, of)
    await asyncio.sleep(15)
    outcome = await ask(under_way, of)
    assert (outcome.code, outcome.retry_after_seconds, office.calls()) == ("throttled", 86_385, 1)


async def test_five_failures_open_the_circuit_and_one_probe_closes_it() -> None:
    """Meanwhile everybody hears 'backoff' and nothing goes out; the other operation is still asked."""
    office = knowing(always={"family": TimedOut("slow")}, slow={"family": 1})
    under_way, of = flights(fresh=0, stale=0), ep(office)
    for _ in range(CONSECUTIVE):
        assert (await ask(under_way, of)).code == "timed_out"
    outcome = await ask(under_way, of)
    assert (outcome.code, outcome.retry_after_seconds) == ("backoff", OPEN_SECONDS)
    assert under_way.lane(of).down
    assert (await ask(under_way, of, Ask("ep", "dossier", ASK.number))).code == "ok"
    assert office.calls("family") == CONSECUTIVE
    del office.always["family"]
    await asyncio.sleep(OPEN_SECONDS)
    other = Ask("ep", "family", number("EP.2.A"))
    codes = sorted(o.code for o in await asyncio.gather(ask(under_way, of), ask(under_way, of, other)))
    assert codes == ["backoff", "ok"]
    assert office.calls("family") == CONSECUTIVE + 1
    assert not under_way.lane(of).down
    assert nothing_is_left(under_way, of)


async def test_an_old_answer_bridges_the_backoff() -> None:
    """Nobody is asked, and the copy is still shown."""
    office = knowing()
    under_way, of = flights(fresh=1, stale=1_000), ep(office)
    await ask(under_way, of)
    office.always["family"] = TimedOut("slow")
    await asyncio.sleep(5)
    codes = [(await ask(under_way, of)).behind for _ in range(CONSECUTIVE + 1)]
    assert codes == ["timed_out"] * CONSECUTIVE + ["backoff"]


async def test_a_fault_of_our_own_is_an_outcome_too(caplog: pytest.LogCaptureFixture) -> None:
    """What no connector may raise is 'internal', and does not spoil the lane."""
    under_way, of = flights(), ep(knowing(failing={"family": [KeyError("bug")]}))
    outcome = await ask(under_way, of)
    assert (outcome.code, outcome.part) == ("internal", None)
    assert "bug" not in (outcome.detail or "")
    assert (await ask(under_way, of)).code == "ok"
    assert nothing_is_left(under_way, of)


async def test_a_suspended_provider_is_not_asked() -> None:
    """Nor is what it answered before shown."""
    office = knowing()
    under_way = flights()
    await ask(under_way, ep(office))
    heard: list[Outcome] = []
    under_way.join(ASK, ep(office, status="suspended"), heard.append)
    assert [(outcome.code, outcome.part) for outcome in heard] == [("suspended", None)]
    assert office.calls() == 1


@pytest.mark.parametrize("change", [{"revision": "2"}, {"revision": "2", "concurrency": 1}])
async def test_a_changed_endpoint_is_asked_anew(change: dict[str, Any]) -> None:
    """Neither the cache nor a call under way of the endpoint before serves the one after."""
    before, after = knowing(), Office(seconds=1)
    under_way = flights()
    await ask(under_way, ep(before, revision="1"))
    assert (await ask(under_way, ep(after, **change))).code == "not_held"
    assert (before.calls(), after.calls()) == (1, 1)


async def test_purging_forgets_and_cancels() -> None:
    """Who waited hears that the provider is no longer asked; the next one asks anew."""
    office = knowing(seconds=5)
    under_way, of = flights(), ep(office)
    await ask(under_way, of)
    other = asyncio.create_task(ask(under_way, of, Ask("ep", "dossier", ASK.number)))
    await asyncio.sleep(1)
    under_way.purge("ep")
    assert (await other).code == "unavailable"
    assert nothing_is_left(under_way, of)
    assert (await ask(under_way, of)).code == "ok"
    assert office.calls("family") == 2


async def test_closing_ends_everything() -> None:
    """Every call is cancelled, and gone when ``aclose`` returns."""
    office = knowing(seconds=60)
    under_way, of = flights(), ep(office, concurrency=1)
    waiting = [
        asyncio.create_task(ask(under_way, of, Ask("ep", "dossier", number(f"EP.{n}.A")))) for n in range(3)
    ]
    await asyncio.sleep(1)
    await under_way.aclose()
    assert {outcome.code for outcome in await asyncio.gather(*waiting)} == {"unavailable"}
    assert nothing_is_left(under_way, of)
