"""Simulated offices to examine, and a time of their own."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import AbstractAsyncContextManager, asynccontextmanager

import pytest

from connectors.conformance.asking import open_asker
from connectors.conformance.examination import examine
from connectors.conformance.findings import Report
from connectors.guard import LOOPBACK
from connectors.kit.demonstration import simulate_demonstration
from connectors.kit.faults import parse_faults
from connectors.numbers.identity import parse_docdb


class Time:
    """A time that passes only while somebody waits for it."""

    def __init__(self) -> None:
        self.now = 0.0
        self.waited: list[float] = []

    def clock(self) -> float:
        """The time."""
        return self.now

    async def sleep(self, seconds: float) -> None:
        """Waits, which takes no time."""
        self.waited.append(seconds)
        self.now += seconds


HELD: Mapping[str, str] = {
    "au": "AU.2019325418.A",
    "ca": "CA.3109276.A",
    "nz": "NZ.773158.A",
    "wo": "AU.2019050912.W",
    "gb": "GB.2102345.A",
}
Examined = Callable[..., AbstractAsyncContextManager[Report]]


@pytest.fixture
def time() -> Time:
    """A time of one's own."""
    return Time()


@pytest.fixture
def examined(time: Time) -> Examined:
    """``examined("au", "status=503")``: the report on an office of the demonstration with these faults."""

    @asynccontextmanager
    async def run(
        office: str, faults: str = "", *, keyed: bool = True, withheld: str | None = None, number: bool = True
    ) -> AsyncIterator[Report]:
        wrong = {office: parse_faults(faults)}
        async with simulate_demonstration(faults=wrong, sleep=time.sleep) as simulation:
            endpoint = simulation.endpoint(office)
            credentials = endpoint.headers if keyed else {}
            async with open_asker(
                endpoint.url, credentials=credentials, networks=LOOPBACK, clock=time.clock
            ) as asker:
                yield await examine(
                    asker,
                    endpoint.url,
                    number=parse_docdb(HELD[office]) if number else None,
                    withheld=parse_docdb(withheld) if withheld else None,
                    proven=bool(credentials),
                    sleep=time.sleep,
                )

    return run
