"""Who takes part, how each is reached, and how each is doing now."""

from __future__ import annotations

from datetime import date
from typing import Literal

import msgspec

from connectors.contract import Operation
from connectors.model import Visibility
from gateway.flights.flights import Flights
from gateway.world import Flag, Provider, ProviderStatus, World

State = Literal["up", "down", "suspended", "unknown"]


class ProviderOut(msgspec.Struct, frozen=True, rename="camel"):
    """One registered endpoint; ``state`` is what its last answers showed."""

    id: str
    name: str
    protocol: str
    serves: tuple[str, ...]
    capabilities: tuple[Operation, ...]
    visibility: Visibility
    status: ProviderStatus
    state: State


class OfficeOut(msgspec.Struct, frozen=True, rename="camel"):
    """One office: how it takes part (descriptive) and through which providers its dossiers are reached."""

    office: str
    name: str | None
    providing: Flag
    public_access: Flag
    accessing: Flag
    since: date | None
    source: str | None
    providers: tuple[ProviderOut, ...]


class OfficesAnswer(msgspec.Struct, frozen=True, rename="camel"):
    """All offices, by code."""

    offices: tuple[OfficeOut, ...]


def list_offices(world: World, flights: Flights) -> OfficesAnswer:
    """Every office that takes part or is served by a provider."""
    served = {office for provider in world.providers.values() for office in provider.endpoint.serves}
    return OfficesAnswer(
        tuple(_office(code, world, flights) for code in sorted(served | set(world.participants)))
    )


def _office(code: str, world: World, flights: Flights) -> OfficeOut:
    participant = world.participants.get(code)
    providers = tuple(_provider(p, flights) for p in world.providers.values() if code in p.endpoint.serves)
    return OfficeOut(
        office=code,
        name=None if participant is None else participant.name,
        providing="no" if participant is None else participant.providing,
        public_access="no" if participant is None else participant.public_access,
        accessing="no" if participant is None else participant.accessing,
        since=None if participant is None else participant.since,
        source=None if participant is None else participant.source,
        providers=providers,
    )


def _provider(provider: Provider, flights: Flights) -> ProviderOut:
    return ProviderOut(
        id=provider.id,
        name=provider.endpoint.name,
        protocol=provider.endpoint.protocol,
        serves=provider.endpoint.serves,
        capabilities=tuple(sorted(provider.endpoint.capabilities)),
        visibility=provider.default.visibility,
        status=provider.status,
        state=_state(provider, flights),
    )


def _state(provider: Provider, flights: Flights) -> State:
    if provider.status == "suspended":
        return "suspended"
    lane = flights.lane(provider)
    if lane.down:
        return "down"
    return "up" if lane.answered else "unknown"
