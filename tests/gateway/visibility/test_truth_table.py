"""The truth table: who sees what of an office, by every door, in every state of the cache. No leak.

Four visibilities, seven kinds of requester, nine operations, four states of the cache: 1,008 cells. In each,
an application that is published and one that is not are asked for, and every byte of every answer is searched
for their secrets. What should be seen is written down here by hand.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import date

import pytest
from chains import Served, gateway, network, served, setup
from secrets_told import COPY, NUMBERS, OPERATIONS, OWN, SecretWorld, ShiftedClock, secret, told
from worlds import agreement, world

from gateway.agreements import Agreement
from gateway.world import Rule, World

VISIBILITIES = ("public", "offices", "named", "none")
REQUESTERS = {
    "the public": None,
    "an office without agreement": "NZ",
    "a named office": "AU",
    "an office by agreement": "JP",
    "an office by agreements that do not count": "KR",
    "the office itself": "EP",
    "another gateway": "SG",
}
STATES = ("cold", "fresh", "stale", "narrowed")
CELLS = len(VISIBILITIES) * len(REQUESTERS) * len(OPERATIONS) * len(STATES)

SEEN = {
    "public": {"published": set(REQUESTERS), "unpublished": {"an office by agreement", "the office itself"}},
    "offices": {
        "published": set(REQUESTERS) - {"the public"},
        "unpublished": {"an office by agreement", "the office itself"},
    },
    "named": {
        "published": {"a named office", "an office by agreement"},
        "unpublished": {"an office by agreement"},
    },
    "none": {"published": set(), "unpublished": set()},
}
"""Of each application, who sees it. Nobody is nobody, the office itself included; named is who is named."""


def rules(visibility: str) -> Rule:
    """The default of the office."""
    return Rule(visibility, frozenset({"AU"}) if visibility == "named" else frozenset())


def agreements(secrets: SecretWorld) -> list[Agreement]:
    """One that counts, and of another office one of each kind that does not."""
    own, hub = secrets.providers("public")
    return [
        agreement(own, "JP"),
        agreement(own, "KR", id="tentative", active=False),
        agreement(own, "KR", id="over", ends=date(2001, 1, 1)),
        agreement(own, "KR", id="to-come", begins=date(2999, 1, 1)),
        agreement(own, "KR", id="one-sided", accepted_by=frozenset({"EP"})),
        agreement(own, "KR", id="other-side", accepted_by=frozenset({"KR"})),
        agreement(hub, "KR", id="of-the-hub"),
    ]


@asynccontextmanager
async def scene(visibility: str, state: str) -> AsyncIterator[Served]:
    """A gateway in front of the office, with its cache in this state."""
    secrets, clock = SecretWorld(), ShiftedClock()

    def under(default: Rule | str) -> World:
        return secrets.world(default, agreements=agreements(secrets))

    begun = under("public" if state == "narrowed" else rules(visibility))
    async with served(begun, clock=clock, fresh=0 if state == "cold" else 300) as opened:
        if state != "cold":
            for which in NUMBERS:
                for operation in OPERATIONS:
                    for office in (None, "AU", "JP", "EP"):
                        await told(opened, which, operation, office)
        if state == "stale":
            clock.seconds = 301
            secrets.fail(True)
        if state == "narrowed":
            opened.current.setup = setup(under(rules(visibility)))
        yield opened


@asynccontextmanager
async def behind(opened: Served) -> AsyncIterator[Served]:
    """Another gateway, which asks the first with a key of its own and shows what it is told."""
    async with AsyncExitStack() as stack:
        way = await stack.enter_async_context(network())
        first = gateway(way, opened.url, "EP JP", office="SG", timeout=30)
        yield await stack.enter_async_context(served(world(first)))


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("visibility", VISIBILITIES)
async def test_nobody_sees_what_is_not_his_to_see(visibility: str, state: str) -> None:
    """Nor less than that: of each application there are secrets in the answers, or there is none."""
    cells, wrong = 0, []
    async with scene(visibility, state) as first, behind(first) as second:
        for who, office in REQUESTERS.items():
            chained = office == "SG"
            for operation in OPERATIONS:
                cells += 1
                through = chained and not operation.endswith("-api")
                for which in NUMBERS:
                    door, asking, way = (second, "NZ", "gw") if through else (first, office, "")
                    answers = await told(door, which, operation, asking, way=way)
                    body = b"".join(one.body for one in answers)
                    shown = any(secret(which, of)[:-4].encode() in body for of in (OWN, COPY))
                    if shown != (who in SEEN[visibility][which]):
                        wrong.append((who, operation, which, shown, [one.status for one in answers]))
    assert cells == CELLS / len(VISIBILITIES) / len(STATES)
    assert wrong == []
