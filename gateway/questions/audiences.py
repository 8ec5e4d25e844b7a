"""What may be passed on to another gateway, and to whom it may show that: pure.

Whoever asks here may show what comes back to others. So the same answers are looked at with the eyes of each
audience: everybody, any accessing office, the asking office. A fact is said to be for the widest of them that
would be told it here, and the next gateway can only narrow that. What only those see who are named, or what
came by the asking office's own credentials, is for the asking office alone.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

import msgspec
from msgspec.structs import replace

from connectors.case.relayed import Relay
from connectors.contract import Operation
from connectors.model import SHORTFALLS, Access, RelayedOutcome, RelayedSource, Shortfall
from gateway.admit import Admitted, admit
from gateway.asks import Outcome
from gateway.plan import Question
from gateway.requesters import PUBLIC, Requester
from gateway.world import World

ANY_OFFICE = Requester("XX")
"""An accessing office that nobody names and that has no applications (WIPO ST.3: XX is no office)."""

_SHORTFALLS: dict[str, Shortfall] = {code: code for code in SHORTFALLS}


class View(msgspec.Struct, frozen=True):
    """The answers as one audience may know them; ``access`` says which audience that is."""

    access: Access
    requester: Requester
    admitted: Admitted
    known: tuple[Outcome, ...]
    protocols: Mapping[str, str]


def views_of(known: Collection[Outcome], question: Question, world: World) -> tuple[View, ...]:
    """The answers as each audience may know them, the asking one's first, everybody's last."""
    requester = question.requester
    audiences = [(Access(visibility="public"), PUBLIC)]
    if requester.office is not None:
        own = Access(visibility="named", offices=(requester.office,))
        audiences = [(own, requester), (Access(visibility="offices"), ANY_OFFICE), *audiences]
    shared = tuple(o for o in known if world.providers[o.ask.provider].account is None)
    protocols = {name: provider.endpoint.protocol for name, provider in world.providers.items()}
    views = []
    for access, eyes in audiences:
        seen = tuple(known) if eyes == requester else shared
        admitted = admit(seen, replace(question, requester=eyes), world)
        views.append(View(access, eyes, admitted, seen, protocols))
    return tuple(views)


def relay_of(views: Sequence[View], operation: Operation, telling: Sequence[Collection[str]]) -> Relay:
    """What stands beside the facts: what could not be had, and whose answers they are.

    ``telling`` are the providers, in each view, that the facts came from. What a provider could not get that
    should have been configured as a gateway counts as its own.
    """
    missing: dict[tuple[str, Shortfall], RelayedOutcome] = {}
    sources: dict[str, RelayedSource] = {}
    for view, told in zip(reversed(views), reversed(telling), strict=True):
        for outcome in view.admitted.outcomes:
            provider, part = outcome.ask.provider.partition("/")[0], outcome.part
            if outcome.ask.operation != operation:
                continue
            if (code := _SHORTFALLS.get(outcome.code)) is not None:
                missing.setdefault(
                    (provider, code),
                    RelayedOutcome(
                        provider=provider,
                        code=code,
                        retry_after_seconds=outcome.retry_after_seconds,
                        access=view.access,
                    ),
                )
            if part is not None and provider in told:
                sources.setdefault(
                    provider,
                    RelayedSource(
                        provider=provider,
                        protocol=view.protocols[provider],
                        retrieved_at=part.retrieved_at,
                        access=view.access,
                    ),
                )
    return Relay(
        complete=not missing,
        outcomes=tuple(missing[key] for key in sorted(missing)),
        sources=tuple(sources[key] for key in sorted(sources)),
    )
