"""A long random walk through configurations, days, caches and failures; some minutes.

    pytest tests/long/test_visibility_walk.py -s

``CASEGATE_WALK_STEPS`` and ``CASEGATE_WALK_SEED`` change how far and which way it goes.
"""

from __future__ import annotations

import os
import sys

import pytest
from visibility_walk import Walk

STEPS = int(os.environ.get("CASEGATE_WALK_STEPS", "100000"))
SEED = int(os.environ.get("CASEGATE_WALK_SEED", "20"))


@pytest.mark.timeout(7_200)
async def test_a_long_walk_meets_nothing_that_the_model_does_not_say() -> None:
    """A hundred thousand steps, no disagreement."""
    walk = Walk(SEED)
    await walk.run(STEPS)
    told = f"{walk.asked} questions, {walk.shown} facts shown, {walk.hidden} hidden"
    sys.stdout.write(f"\n{STEPS} steps, {told}, {len(walk.disagreements)} disagreements\n")
    assert walk.disagreements == []
    assert min(walk.asked, walk.shown, walk.hidden) > STEPS // 4
