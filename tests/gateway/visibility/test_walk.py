"""A short random walk; the long one is in ``tests/long``."""

from __future__ import annotations

from visibility_walk import Walk


async def test_a_walk_meets_nothing_that_the_model_does_not_say() -> None:
    """Two thousand steps: reloads, agreements that begin and end, old caches, failures, everybody asking."""
    walk = Walk(1)
    await walk.run(2_000)
    assert walk.disagreements == []
    assert min(walk.asked, walk.shown, walk.hidden) > 500
