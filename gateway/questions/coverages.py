"""What each provider holds of each office, and since when: as the providers state it."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from datetime import date
from math import ceil

import msgspec

from connectors.model import Coverage
from gateway.asks import SETTLED, OutcomeCode
from gateway.clock import Clock, today
from gateway.flights.asking import Asking
from gateway.flights.coverages import Stated
from gateway.present.coverage import told
from gateway.questions.audiences import told_by
from gateway.requesters import Requester
from gateway.world import Provider, World

COVERAGE_SECONDS = 5.0
"""How long an answer waits for providers that have not stated anything yet."""

_SENTENCES: dict[OutcomeCode, str] = {
    "not_held": "It states no coverage.",
    "withheld": "It states no coverage.",
    "unsupported": "Its protocol has no question about coverage.",
}


class CoverageOut(msgspec.Struct, frozen=True, rename="camel"):
    """What one provider states of one office; ``None`` is 'not said'."""

    office: str
    provider: str
    start: date | None
    end: date | None
    applications: int | None


class CoverageOutcomeOut(msgspec.Struct, frozen=True, rename="camel"):
    """What became of asking one provider for its coverage."""

    provider: str
    code: OutcomeCode
    elapsed_ms: int
    age_seconds: int
    retry_after_seconds: int | None
    detail: str | None


class CoveragesAnswer(msgspec.Struct, frozen=True, rename="camel"):
    """Every statement, by office, provider and start; who made none, and why."""

    coverages: tuple[CoverageOut, ...]
    outcomes: tuple[CoverageOutcomeOut, ...]
    complete: bool


async def get_coverages(
    requester: Requester, world: World, flights: Asking, clock: Clock, wait_seconds: float
) -> CoveragesAnswer:
    """What every provider that is open to the requester states, asked where nothing fresh is known."""
    stated = await _stated(world.open_to(requester), flights, wait_seconds)
    coverages = [
        CoverageOut(one.office, provider.id, one.start, one.end, one.applications)
        for provider, statement in stated
        for one in told(statement.coverages, provider, requester, world, today(clock))
    ]
    return CoveragesAnswer(
        coverages=tuple(sorted(coverages, key=_place)),
        outcomes=tuple(_outcome(one.id, statement) for one, statement in stated),
        complete=all(one.code in SETTLED or one.code == "unsupported" for _, one in stated),
    )


async def pass_on_coverages(
    requester: Requester, world: World, flights: Asking, clock: Clock, wait_seconds: float
) -> list[Coverage]:
    """The same for another gateway: each statement for the widest audience that is told it here.

    An office whose files a provider has, and of which it states nothing to the widest audience that it is
    open to, stands there alone for that one: what others are told besides is not to be seen from that.
    """
    found: dict[Coverage, None] = {}
    for provider, statement in await _stated(world.open_to(requester), flights, wait_seconds):
        audiences = told_by(provider, requester)
        silent = {office for office in provider.endpoint.serves if provider.can("dossier")}
        for one in statement.coverages:
            for audience in audiences:
                if known := told((one,), provider, audience.eyes, world, today(clock)):
                    found[msgspec.structs.replace(known[0], access=audience.access)] = None
                    if audience is audiences[0]:
                        silent.discard(one.office)
                    break
        for office in silent:
            found[Coverage(office=office, access=audiences[0].access)] = None
    return sorted(found, key=lambda one: (one.office, msgspec.json.encode(one)))


async def _stated(
    providers: Sequence[Provider], flights: Asking, wait_seconds: float
) -> list[tuple[Provider, Stated]]:
    deadline = asyncio.get_running_loop().time() + min(wait_seconds, COVERAGE_SECONDS)
    stated = await asyncio.gather(*(flights.coverages.get(one, deadline) for one in providers))
    return list(zip(providers, stated, strict=True))


def _place(one: CoverageOut) -> tuple[str, str, date, date, int]:
    return one.office, one.provider, one.start or date.min, one.end or date.max, one.applications or 0


def _outcome(provider: str, stated: Stated) -> CoverageOutcomeOut:
    again = stated.retry_after_seconds
    return CoverageOutcomeOut(
        provider=provider,
        code=stated.code,
        elapsed_ms=0 if stated.code == "cached" else round(stated.seconds * 1000),
        age_seconds=int(stated.age_seconds),
        retry_after_seconds=None if again is None else ceil(again),
        detail=_SENTENCES.get(stated.code, stated.detail),
    )
