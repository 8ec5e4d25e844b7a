"""What is asked ahead costs no call that whoever asks for the files would not cause."""

from __future__ import annotations

import asyncio
from collections import Counter
from contextlib import suppress

from asking import answered, flights, run
from generated_worlds import NUMBERS, QUERIES, worlds
from hypothesis import given, settings
from hypothesis import strategies as st
from virtual_time import LoopClock
from worlds import REQUESTERS, Office, number

from gateway.clock import today
from gateway.errors import GatewayError
from gateway.questions.relaying import Asker, find_members, get_file
from gateway.requesters import Requester
from gateway.world import World

ALL = frozenset({"AU", "EP", "JP"})


def asked(world: World) -> Counter[tuple[str, str, object]]:
    """How often each provider was asked for what since that was last looked at."""
    found: Counter[tuple[str, str, object]] = Counter()
    for name, one in world.providers.items():
        assert isinstance(one.connector, Office)
        for (operation, about), times in one.connector.asked.items():
            found[name, operation, str(about)] = times
        one.connector.asked.clear()
    return found


def files_too(world: World, text: str, requester: Requester, ahead: frozenset[str]) -> tuple[object, ...]:
    """The members and documents that a gateway is told, which asks for the family and then for its files."""

    async def question() -> tuple[object, ...]:
        under_way = flights()
        of_this_day = world.on(today(LoopClock()))
        who = Asker(requester, of_this_day, under_way, LoopClock(), 40)
        told: list[object] = []
        try:
            with suppress(GatewayError):
                found = await find_members(who, (number(text),), "simple", ahead)
                members = dict.fromkeys(one.number for one in found.members)
                told += found.members
                for member in members:
                    with suppress(GatewayError):
                        told += (await get_file(who, [member])).documents()
            await asyncio.sleep(100)
            return tuple(told)
        finally:
            await under_way.aclose()

    return run(question)


@settings(max_examples=200)
@given(st.data(), st.sampled_from(REQUESTERS), st.sampled_from(QUERIES[:1] + NUMBERS))
def test_asking_ahead_costs_no_call_more_and_tells_the_same(
    data: st.DataObject, requester: Requester, text: str
) -> None:
    """Whoever may know what: the files of members that are told, once each, whether asked ahead or not.

    What is listed and turns out to be of another family is asked for ahead too, as it is for a requester of
    our own. Nobody fails here: what failed is asked again by whoever comes for it.
    """
    world = data.draw(worlds())
    for one in world.providers.values():
        assert isinstance(one.connector, Office)
        one.connector.always.clear()
        one.connector.failing.clear()
    plainly = files_too(world, text, requester, frozenset())
    calls = asked(world)
    answered(world, text, requester, 40)
    calls |= asked(world)
    assert files_too(world, text, requester, ALL) == plainly
    assert asked(world) <= calls
