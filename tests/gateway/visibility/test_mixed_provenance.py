"""A document that is public by one route and restricted by another: its office's rule, in every order."""

from __future__ import annotations

import asyncio
import itertools

import msgspec
import pytest
from asking import flights, run
from msgspec.structs import replace
from virtual_time import LoopClock
from worlds import AU, Office, application, document, dossier, provider, world

from connectors.errors import Unavailable
from connectors.model import Access
from gateway.questions.families import FamilyRequest, find_family
from gateway.requesters import PUBLIC, Requester
from gateway.world import Rule, World

EP = "EP.99203729.A"
OPEN, SHUT = None, Access(visibility="named", offices=("AU",))
STATES = ("cold", "fresh", "stale")


def routes(own: Access | None, copy: Access | None, rule: str, delays: tuple[int, ...]) -> World:
    """The office's own service and two hubs, each with its statement about the document."""
    member = application(EP)
    own_file = Office([member], [dossier(EP, document("own", access=own))], seconds=delays[0])
    hubs = [
        Office([member], [dossier(EP, document(name, access=copy))], seconds=delay)
        for name, delay in (("first", delays[1]), ("second", delays[2]))
    ]
    return world(
        provider("ep", own_file, "EP", Rule(rule, frozenset({"AU"} if rule == "named" else ()))),
        provider("hub", hubs[0], "EP JP"),
        provider("other", hubs[1], "EP US"),
    )


async def shown(ours: World, requester: Requester, cached: set[str], state: str) -> set[str]:
    """The native ids that are shown when these providers' answers are in the cache, and how old they are."""
    under_way, clock = flights(fresh=300, stale=3_600), LoopClock()
    some = replace(ours, providers={name: one for name, one in ours.providers.items() if name in cached})
    if state != "cold" and cached:
        await find_family(FamilyRequest(EP, AU, 30), some, under_way, clock)
    if state == "stale":
        await asyncio.sleep(400)
        for name in cached:
            error = dict.fromkeys(("family", "dossier"), Unavailable("down"))
            ours.providers[name].connector.always = error  # type: ignore[attr-defined]
    answer = msgspec.to_builtins(await find_family(FamilyRequest(EP, requester, 30), ours, under_way, clock))
    await under_way.aclose()
    return {
        source["documentId"]
        for one in answer["dossiers"]
        for told in one["documents"]
        for source in told["provenance"]
    }


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("delays", list(itertools.permutations((0, 2, 4))), ids=str)
def test_the_offices_rule_counts_in_every_order(delays: tuple[int, ...], state: str) -> None:
    """Restricted at home, no copy is shown, by statement or by rule; public at home, its own copy is."""
    everything = {"ep", "hub", "other"}
    for size in range(4):
        for cached in map(set, itertools.combinations(sorted(everything), size)):
            for own, copy, rule in itertools.product((OPEN, SHUT), (OPEN, SHUT), ("public", "named")):
                closed = own is SHUT or rule == "named"

                def asked(requester: Requester) -> set[str]:
                    ours = routes(own, copy, rule, delays)  # noqa: B023 - called in this round alone
                    return run(lambda: shown(ours, requester, cached, state))  # noqa: B023

                public, named = asked(PUBLIC), asked(AU)
                assert public == (
                    set() if closed else {"own"} | ({"first", "second"} if copy is OPEN else set())
                )
                assert named == {"own", "first", "second"}
