"""What may be passed on to another gateway, and to whom it may show that: pure.

Whoever asks here may show what comes back to others. So the same answers are looked at with the eyes of each
audience: everybody, any accessing office, the asking office. A fact is said to be for the widest of them that
would be told it here, and the next gateway can only narrow that. What only those see who are named, or what
came by the asking office's own credentials, is for the asking office alone.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence

import msgspec

from connectors.case.relayed import Relay
from connectors.model import SHORTFALLS, Access, RelayedOutcome, RelayedSource, Shortfall
from gateway.asks import Outcome
from gateway.requesters import PUBLIC, Requester
from gateway.world import Provider, World, admits

ANY_OFFICE = Requester("XX")
"""An accessing office that nobody names and that has no applications (WIPO ST.3: XX is no office)."""

_SHORTFALLS: dict[str, Shortfall] = {code: code for code in SHORTFALLS}


class Audience(msgspec.Struct, frozen=True):
    """Who may be shown something, and a requester with whose eyes to look at what that is."""

    access: Access
    eyes: Requester


EVERYBODY = Audience(Access(visibility="public"), PUBLIC)
OFFICES = Audience(Access(visibility="offices"), ANY_OFFICE)


def asking(requester: Requester) -> Audience:
    """The audience that is the asking office itself; the public is everybody."""
    if requester.office is None:
        return EVERYBODY
    return Audience(Access(visibility="named", offices=(requester.office,)), requester)


def told_by(provider: Provider, requester: Requester) -> list[Audience]:
    """The audiences of a provider that is open to the requester, none beyond that; widest first."""
    own = asking(requester)
    wider = [] if own == EVERYBODY or provider.account is not None else [EVERYBODY, OFFICES]
    return [*(one for one in wider if admits(provider.default, one.eyes)), own]


def known_to(
    audience: Audience, known: Collection[Outcome], requester: Requester, world: World
) -> list[Outcome]:
    """What an audience may be told of at all: not what was asked for with the requester's own credentials."""
    own = audience.eyes == requester
    return [o for o in known if own or world.providers[o.ask.provider].account is None]


class Told(msgspec.Struct, frozen=True):
    """What one audience is told: what became of each ask, and which providers the facts came from."""

    access: Access
    outcomes: Sequence[Outcome]
    telling: Collection[str]


def relay_of(told: Iterable[Told], world: World) -> Relay:
    """What stands beside the facts: what could not be had, and whose answers they are; the widest last.

    What a provider could not get that should have been configured as a gateway counts as its own.
    """
    missing: dict[tuple[str, Shortfall], RelayedOutcome] = {}
    sources: dict[str, RelayedSource] = {}
    for audience in told:
        for outcome in audience.outcomes:
            provider, part = outcome.ask.provider.partition("/")[0], outcome.part
            if (code := _SHORTFALLS.get(outcome.code)) is not None:
                missing[provider, code] = RelayedOutcome(
                    provider=provider,
                    code=code,
                    retry_after_seconds=outcome.retry_after_seconds,
                    access=audience.access,
                )
            if part is not None and provider in audience.telling:
                sources[provider] = RelayedSource(
                    provider=provider,
                    protocol=world.providers[provider].endpoint.protocol,
                    retrieved_at=part.retrieved_at,
                    access=audience.access,
                )
    return Relay(
        complete=not missing,
        outcomes=tuple(missing[key] for key in sorted(missing)),
        sources=tuple(sources[key] for key in sorted(sources)),
    )
