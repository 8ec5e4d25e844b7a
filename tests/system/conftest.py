"""The whole product over real sockets: simulated offices, gateways over them, and clients of those."""

from __future__ import annotations

import os
from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack
from pathlib import Path

import pytest
from gates import Gate
from replicas import NO_CACHE, Replica, configure, replica

from connectors.kit.demonstration import simulate_demonstration
from connectors.kit.faults import Faults
from connectors.kit.simulator import Simulation

collect_ignore = [] if "CASEGATE_PAYLOADS" in os.environ else ["test_recorded.py", "test_outbound_corpus.py"]


class Demonstration:
    """The demonstration's offices, and as many gateways over them as a test opens."""

    def __init__(self, stack: AsyncExitStack, simulation: Simulation, gate: Gate, directory: Path) -> None:
        self.simulation = simulation
        self.gate = gate
        self._stack = stack
        self._directory = directory
        self._count = 0

    async def gateway(
        self, *, timeouts: Mapping[str, float] | None = None, **settings: Mapping[str, object]
    ) -> Replica:
        """A gateway of its own; without further settings it remembers nothing.

        ``timeouts`` are ``limits.timeout_seconds`` by provider.
        """
        self._count += 1
        directory = self.simulation.write_config(self._directory / str(self._count))
        for id, seconds in (timeouts or {}).items():
            office = directory / "offices" / f"{id}.yaml"
            limits = f'limits: {{"concurrency":32,"timeout_seconds":{seconds}}}'
            office.write_text(office.read_text().replace('limits: {"concurrency":32}', limits))
        configure(directory, self.simulation.endpoints, **(settings or NO_CACHE))
        return await self._stack.enter_async_context(replica(directory))


@pytest.fixture
async def demonstration(tmp_path: Path, request: pytest.FixtureRequest) -> AsyncIterator[Demonstration]:
    """The offices of the demonstration, with the faults that a test is parametrized with, else none."""
    faults: Mapping[str, Faults] = getattr(request, "param", {})
    gate = Gate()
    async with AsyncExitStack() as stack:
        simulation = await stack.enter_async_context(simulate_demonstration(faults=faults, sleep=gate))
        yield Demonstration(stack, simulation, gate, tmp_path)
        gate.opened.set()
