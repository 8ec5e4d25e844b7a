"""A family for somebody who asks for its files next: these are under way when the question comes."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from typing import Any

import pytest
from asking import flights
from virtual_time import LoopClock
from worlds import AU, JP, Office, application, document, dossier, number, provider, world

from connectors.errors import ConnectorError, Malformed, Throttled, Withheld
from connectors.numbers.identity import Number, parse_docdb
from gateway.asks import Ask, Outcome
from gateway.errors import GatewayError
from gateway.flights.asking import Asking
from gateway.flights.claims import Claim
from gateway.questions.relaying import Asker, find_members, get_file
from gateway.requesters import Requester
from gateway.world import Rule, World

EP, SECOND = "EP.1.A", "AU.2.A"
ALL = frozenset({"EP", "AU"})


@dataclass
class Offices:
    """The European office with its application, and the Australian, with one that claims it."""

    ep: Office = field(default_factory=lambda: told(EP, application(SECOND, EP)))
    au: Office = field(default_factory=lambda: told(SECOND, application(EP)))
    rule: Rule | str = "public"
    budget: int | None = None

    def world(self) -> World:
        """Both; the Australian one with the rule and the budget."""
        return world(
            provider("ep", self.ep, "EP"),
            provider("au", self.au, "AU", self.rule, requests_per_minute=self.budget),
        )

    def files(self) -> tuple[int, int]:
        """How often each was asked for a file."""
        return self.ep.calls("dossier"), self.au.calls("dossier")


def told(own: str, *others: Any) -> Office:
    """An office that answers after a second, and with a file after five."""
    mine = application(own) if own == EP else application(own, EP)
    return Office([mine, *others], [dossier(mine, document("D"))], slow={"family": 1, "dossier": 5})


def asker(ours: World, under_way: Asking, requester: Requester = JP, **how: Any) -> Asker:
    """Another gateway, with the key of this office."""
    return Asker(requester, ours, under_way, LoopClock(), 100.0, **how)


def now() -> float:
    """The loop's time."""
    return asyncio.get_running_loop().time()


async def test_the_files_are_under_way_when_the_family_is_told() -> None:
    """The family waits for none of them, and who asks for one next joins the call."""
    offices, under_way = Offices(), flights()
    who = asker(offices.world(), under_way)
    found = await find_members(who, (number(EP),), "simple", ALL)
    assert {one.number.docdb for one in found.members} == {EP, SECOND}
    assert (now(), len(under_way)) == (1, 2)
    for text in (EP, SECOND):
        file = await get_file(who, [parse_docdb(text)])
        assert [one.title for one in file.documents()] == ["D"]
    assert now() == 6
    assert offices.files() == (1, 1)
    assert len(under_way) == 0


async def test_the_family_is_told_as_without_it() -> None:
    """Who holds a file and who does not is nothing to it."""
    for always in ({}, {"dossier": TimeoutError("late")}):
        offices = Offices()
        offices.au.always.update(always)
        ours = offices.world()
        without = await find_members(asker(ours, flights()), (number(EP),), "simple")
        told = await find_members(asker(ours, flights()), (number(EP),), "simple", ALL)
        assert (told.members, told.relay.complete) == (without.members, True)
        assert told.relay.outcomes == without.relay.outcomes == ()


async def test_only_files_of_the_offices_that_are_named_are_asked_for() -> None:
    """Whoever has another way to an office takes that."""
    offices = Offices()
    await find_members(asker(offices.world(), flights()), (number(EP),), "simple", frozenset({"AU"}))
    await asyncio.sleep(0)
    assert offices.files() == (0, 1)


async def test_an_international_application_is_at_the_international_bureau() -> None:
    """Whoever received it; the bureau has two codes."""
    pct = application("US.2020012345.W")
    wo = Office([pct], [dossier(pct)])
    ours = world(provider("wo", wo, "WO"))
    for code, calls in (("US", 0), ("IB", 1)):
        await find_members(asker(ours, flights()), (number("US.2020012345.W"),), "simple", frozenset({code}))
        await asyncio.sleep(1)
        assert wo.calls("dossier") == calls


@pytest.mark.parametrize("rule", ["none", Rule("named", frozenset({"KR"}))])
async def test_what_may_not_be_seen_is_not_asked_for(rule: Rule | str) -> None:
    """As if it did not exist: the same calls go out."""
    hidden, absent = Offices(rule=rule), Offices(au=Office())
    for offices in (hidden, absent):
        await find_members(asker(offices.world(), flights()), (number(EP),), "simple", ALL)
        await asyncio.sleep(0)
    assert hidden.ep.asked == absent.ep.asked
    assert hidden.au.calls() == 0


async def test_an_unpublished_application_is_not_asked_for_of_whoever_does_not_confide_it() -> None:
    """Nor does the family wait otherwise, or lead to other calls."""
    calls = []
    for members in ([application(EP), application(SECOND, EP, published=None)], [application(EP)]):
        ep, au = Office(members, [dossier(EP)]), Office(members, [dossier(SECOND)])
        offices = Offices(ep=ep, au=au)
        await find_members(asker(offices.world(), flights()), (number(EP),), "simple", ALL)
        await asyncio.sleep(1)
        calls.append((ep.asked, au.calls("dossier")))
    assert calls[0] == calls[1]
    assert calls[0][1] == 0


@pytest.mark.parametrize("seconds", [0, 3, 8])
async def test_who_comes_for_it_costs_no_call_where_nothing_is_cached_either(seconds: float) -> None:
    """Under way or there already: it is kept for the first who comes, once, and with its age."""
    offices, under_way = Offices(), flights(fresh=0, stale=0)
    offices.ep.slow["dossier"] = 2
    who = asker(offices.world(), under_way)
    await find_members(who, (number(EP),), "simple", frozenset({"EP"}))
    await asyncio.sleep(seconds)
    told: list[Outcome] = []
    of, ask = who.world.providers["ep"], Ask("ep", "dossier", number(EP))
    for calls in (1, 2):
        under_way.join(ask, of, told.append)
        await asyncio.sleep(2.5)
        assert (offices.ep.calls("dossier"), len(told)) == (calls, calls)
    assert [(one.code, one.age_seconds) for one in told] == [("ok", max(0, seconds - 2)), ("ok", 0)]


async def test_what_nobody_comes_for_is_forgotten() -> None:
    """After ten seconds whoever asks causes a call; nothing is kept of what was asked ahead."""
    offices, under_way = Offices(), flights(fresh=0, stale=0)
    who = asker(offices.world(), under_way)
    await find_members(who, (number(EP),), "simple", frozenset({"EP"}))
    await asyncio.sleep(12)
    await get_file(who, [parse_docdb(EP)])
    assert offices.ep.calls("dossier") == 2


@pytest.mark.parametrize(
    "error", [Throttled("busy", retry_after=None), Malformed("noise"), Withheld("closed")]
)
async def test_what_failed_is_told_to_who_comes_for_it(error: ConnectorError) -> None:
    """It is not asked again at once: a failure counts as an answer for whoever was to come."""
    offices, under_way = Offices(), flights(fresh=0, stale=0)
    offices.ep.always["dossier"] = error
    who = asker(offices.world(), under_way)
    await find_members(who, (number(EP),), "simple", frozenset({"EP"}))
    await asyncio.sleep(6)
    with pytest.raises(GatewayError):
        await get_file(who, [parse_docdb(EP)])
    assert offices.ep.calls("dossier") == 1


async def test_what_failed_is_not_asked_ahead_again_while_somebody_is_to_come_for_it() -> None:
    """Two who want the same files next cause one call, though it failed."""
    offices, under_way = Offices(), flights(fresh=0, stale=0)
    offices.ep.always["dossier"] = Malformed("noise")
    offices.ep.slow["dossier"] = 1
    for _ in range(2):
        who = asker(offices.world(), under_way)
        await find_members(who, (number(EP),), "simple", frozenset({"EP"}))
        await asyncio.sleep(3)
    assert offices.ep.calls("dossier") == 1


async def test_who_comes_and_goes_ends_it() -> None:
    """From then on it is theirs: no call goes on for a client that has gone."""
    offices, under_way = Offices(), flights()
    who = asker(offices.world(), under_way)
    await find_members(who, (number(EP),), "simple", frozenset({"EP"}))
    coming = asyncio.create_task(get_file(who, [parse_docdb(EP)]))
    await asyncio.sleep(1)
    assert offices.ep.under_way == 1
    coming.cancel()
    await asyncio.gather(coming, return_exceptions=True)
    await asyncio.sleep(0)
    assert (offices.ep.under_way, len(under_way)) == (0, 0)


async def test_what_a_provider_may_no_longer_show_is_not_kept_for_anybody() -> None:
    """Narrowing forgets it with the cache."""
    offices, under_way = Offices(), flights(fresh=0, stale=0)
    who = asker(offices.world(), under_way)
    await find_members(who, (number(EP),), "simple", frozenset({"EP"}))
    await asyncio.sleep(6)
    under_way.forget("ep")
    await get_file(who, [parse_docdb(EP)])
    assert offices.ep.calls("dossier") == 2


async def test_what_is_asked_ahead_is_charged_once() -> None:
    """To whoever asked for it ahead; who comes for it in his place has caused it too."""
    offices, under_way = Offices(), flights()
    ours = offices.world()
    claims = [Claim(under_way, name) for name in ("JP", "JP", "AU")]
    await find_members(asker(ours, claims[0]), (number(EP),), "simple", frozenset({"EP"}))
    ahead = claims[0].caused
    for claim in claims[1:]:
        claim.join(Ask("ep", "dossier", number(EP)), ours.providers["ep"], lambda outcome: None)
    assert [claim.caused for claim in claims] == [ahead, 0, 1]
    assert ahead == 1 + offices.ep.calls("family") + offices.au.calls("family")
    await under_way.aclose()


async def test_a_confidential_number_leads_to_no_file() -> None:
    """It is asked of its own office, and nothing follows."""
    offices = Offices()
    who = asker(offices.world(), flights(), confidential=True)
    await find_members(who, (number(EP),), "simple", ALL)
    await asyncio.sleep(0)
    assert offices.files() == (0, 0)


async def test_what_waits_for_its_turn_is_asked_for_by_whoever_comes_for_it() -> None:
    """It leaves the line when the family has been told, and the budget is not spent for nobody."""
    offices, under_way = Offices(budget=1), flights()
    who = asker(offices.world(), under_way)
    await find_members(who, (number(EP),), "simple", ALL)
    await asyncio.sleep(200)
    assert offices.files() == (1, 0)
    assert len(under_way) == 0


def slow_office(members: int) -> tuple[Office, World, list[Any]]:
    """A family with so many members at an office that takes nine seconds for a file, two at a time."""
    listed = [application(f"AU.{n}.A", EP) for n in range(2, 2 + members)]
    au = Office([], [dossier(one) for one in listed], slow={"dossier": 9})
    ep = Office([application(EP), *listed])
    return au, world(provider("ep", ep, "EP"), provider("au", au, "AU", concurrency=2)), listed


async def test_who_waits_is_before_what_is_asked_ahead() -> None:
    """The family's own questions to an office are not behind all the files that were asked ahead there."""
    au, ours, members = slow_office(40)
    who = asker(ours, under_way := flights())
    found = await find_members(who, (number(EP),), "simple", ALL)
    assert (now(), found.relay.complete) == (9, True)
    assert au.calls("family") > 1
    await get_file(who, [members[-1].number])
    assert now() == 27
    await under_way.aclose()


async def test_what_waits_for_a_place_is_not_kept_waiting_for_nobody() -> None:
    """A slow office is not asked for hours for clients that have gone: what has not gone out in time is given
    up, but for what somebody came for, and what the office is answering is heard.
    """
    au, ours, members = slow_office(40)
    who = asker(ours, under_way := flights())
    await find_members(who, (number(EP),), "simple", ALL)
    assert len(under_way) == 38
    came = [asyncio.create_task(get_file(who, [one.number])) for one in members[-4:]]
    await asyncio.sleep(11)
    assert (au.under_way, len(under_way)) == (2, 4)
    assert [(await one).number for one in came] == [one.number for one in members[-4:]]
    await asyncio.sleep(100)
    assert (au.calls("dossier"), au.cancelled, len(under_way)) == (8, 0, 0)


async def test_giving_up_what_was_asked_ahead_changes_nothing_for_who_asks_later() -> None:
    """What was answered is not given up again: a later call for the same ends with the last who wants it."""
    offices, under_way = Offices(), flights(fresh=2, stale=0)
    offices.au.slow["dossier"] = 1
    ours = offices.world()
    await find_members(asker(ours, under_way), (number(EP),), "simple", frozenset({"AU"}))
    await asyncio.sleep(12)
    offices.au.slow["dossier"] = 9
    later = asyncio.create_task(get_file(asker(ours, under_way), [parse_docdb(SECOND)]))
    await asyncio.sleep(8)
    assert offices.au.under_way == 1
    later.cancel()
    await asyncio.gather(later, return_exceptions=True)
    await asyncio.sleep(0)
    assert (offices.au.under_way, len(under_way)) == (0, 0)


async def test_who_goes_leaves_nothing_behind() -> None:
    """A question that is given up gives up what was asked ahead, unless another one wants it."""
    offices, under_way = Offices(), flights()
    offices.au.slow["family"] = 50
    who = asker(offices.world(), under_way)
    asking = asyncio.create_task(find_members(who, (number(EP),), "simple", ALL))
    await asyncio.sleep(2)
    assert offices.ep.under_way == 1
    asking.cancel()
    await asyncio.gather(asking, return_exceptions=True)
    await asyncio.sleep(0)
    assert (offices.ep.under_way, len(under_way)) == (0, 0)


async def test_what_an_office_knows_only_of_its_own_is_asked_for_once() -> None:
    """Two gateways that ask for the same family share what is asked ahead."""
    offices, under_way = Offices(), flights()
    ours = offices.world()
    asked: tuple[Number, ...] = (number(EP),)
    await asyncio.gather(
        *(find_members(asker(ours, under_way, one), asked, "simple", ALL) for one in (JP, AU))
    )
    await asyncio.sleep(1)
    assert offices.files() == (1, 1)
