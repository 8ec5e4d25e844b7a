"""What was acknowledged survives ``kill -9``: a few of the many kills of ``tests/long/test_trail.py``."""

from __future__ import annotations

from pathlib import Path

import pytest
from killing import killed_at_random

from connectors.kit.demonstration import simulate_demonstration

ROUNDS = 6


@pytest.mark.timeout(180)
async def test_what_was_acknowledged_survives_kills(tmp_path: Path) -> None:
    """Gateways over one database, killed while they send documents: each of which a byte was received is
    recorded, and the chain is whole.
    """
    async with simulate_demonstration(faults={}) as simulation:
        killed = await killed_at_random(simulation, tmp_path, "EP 3840569", ROUNDS)
    assert killed.kills == ROUNDS
    assert killed.acknowledged
    assert killed.acknowledged <= killed.recorded()
    assert not killed.verified().findings
