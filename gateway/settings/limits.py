"""``limits`` of ``gateway.yaml``: how much may be asked of each process of this gateway."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from gateway.limits.limits import UNLIMITED, Limits, RequesterLimits
from gateway.settings.ground import Profile
from gateway.settings.section import Section

_Many = Annotated[int | None, Field(ge=1, le=1_000_000_000)]
_REQUESTS = "Requests a minute; null: no limit."
_COST = "What they cause a minute: 1 for each call to an office and for each MiB sent; null: no limit."
_QUESTIONS = "Requests that are answered at the same time; null: no limit."
_STREAMS = "Streams, documents and bundles on their way at the same time; null: no limit."


class OfficeLimitSettings(Section):
    """What one accessing office may ask, all its people together."""

    requests_per_minute: _Many = Field(default=6_000, description=_REQUESTS)
    cost_per_minute: _Many = Field(default=60_000, description=_COST)
    questions: _Many = Field(default=256, description=_QUESTIONS)
    streams: _Many = Field(default=128, description=_STREAMS)


class PublicLimitSettings(Section):
    """What the public may ask from one network (/24 of IPv4, /56 of IPv6)."""

    requests_per_minute: _Many = Field(default=600, description=_REQUESTS)
    cost_per_minute: _Many = Field(default=6_000, description=_COST)
    questions: _Many = Field(default=64, description=_QUESTIONS)
    streams: _Many = Field(default=32, description=_STREAMS)


class LimitsSettings(Section):
    """How much may be asked of one process; several processes allow so much each."""

    office: OfficeLimitSettings = Field(
        default=OfficeLimitSettings(), description="What one accessing office may ask."
    )
    public: PublicLimitSettings = Field(
        default=PublicLimitSettings(), description="What the public may ask from one network."
    )
    failed_logins_per_minute: _Many = Field(
        default=30,
        description="Wrong credentials from one network before none are looked at; null: no limit.",
    )
    connections: _Many = Field(default=4_096, description="Connections at the same time; null: no limit.")
    connections_per_network: _Many = Field(
        default=512, description="Of them from one network, but for trusted proxies; null: no limit."
    )


def limits_of(settings: LimitsSettings | None, profile: Profile) -> Limits:
    """The limits in force; where none are written, the usual ones, and none at all in the demo profile."""
    if settings is None and profile == "demo":
        return UNLIMITED
    written = settings or LimitsSettings()
    return Limits(
        office=_requester(written.office),
        public=_requester(written.public),
        failed_logins_per_minute=written.failed_logins_per_minute,
        connections=written.connections,
        connections_per_network=written.connections_per_network,
    )


def _requester(settings: OfficeLimitSettings | PublicLimitSettings) -> RequesterLimits:
    return RequesterLimits(
        requests_per_minute=settings.requests_per_minute,
        cost_per_minute=settings.cost_per_minute,
        questions=settings.questions,
        streams=settings.streams,
    )
