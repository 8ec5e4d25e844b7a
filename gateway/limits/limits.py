"""The limits that are in force, as values; ``None`` is no limit."""

from __future__ import annotations

import msgspec


class RequesterLimits(msgspec.Struct, frozen=True):
    """How much one requester may ask: an accessing office, or the public in one network.

    ``cost_per_minute`` counts what requests cause: one for each call to an office, and one for each MiB that
    goes out. ``questions`` and ``streams`` are how many may be under way at the same time.
    """

    requests_per_minute: int | None = None
    cost_per_minute: int | None = None
    questions: int | None = None
    streams: int | None = None


class Limits(msgspec.Struct, frozen=True):
    """All limits of one process; whoever runs several allows so much in each."""

    office: RequesterLimits = RequesterLimits()
    public: RequesterLimits = RequesterLimits()
    failed_logins_per_minute: int | None = None
    connections: int | None = None
    connections_per_network: int | None = None


UNLIMITED = Limits()
