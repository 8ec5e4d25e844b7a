"""Whether the gateway's own time tells what is hidden from what does not exist; some minutes.

    pytest tests/long/test_hidden_time.py -s

The office takes equally long over both; ``CASEGATE_TIMED_PAIRS`` changes how many pairs are asked.
"""

from __future__ import annotations

import gc
import os
import random
import sys
import time

import pytest
from chains import served
from secrets_told import UNPUBLISHED, SecretWorld
from timing import auc

PAIRS = int(os.environ.get("CASEGATE_TIMED_PAIRS", "10000"))
ABSENT = "EP.99203731.A"
OFFICE_SECONDS = 0.002


@pytest.mark.timeout(7_200)
@pytest.mark.parametrize("fresh", [0, 300], ids=["asked each time", "from the cache"])
async def test_time_tells_hidden_from_absent_no_better_than_chance(fresh: int) -> None:
    """Ten thousand pairs, in random order within each; the area under the curve is near one half."""
    secrets, order = SecretWorld(), random.Random(4)
    secrets.own.seconds = secrets.copy.seconds = OFFICE_SECONDS
    taken: dict[str, list[float]] = {UNPUBLISHED: [], ABSENT: []}
    async with served(secrets.world("public"), fresh=fresh) as gateway:
        for pair in range(PAIRS):
            for number in order.sample([UNPUBLISHED, ABSENT], 2):
                begun = time.perf_counter()
                answer = await gateway.get(f"/api/v1/families?number={number}", None)
                taken[number].append(time.perf_counter() - begun)
                assert answer.status == 404
            if pair % 500 == 0:
                gc.collect()
    found = auc(taken[UNPUBLISHED], taken[ABSENT])
    sys.stdout.write(f"\n{PAIRS} pairs, fresh {fresh} s: AUC {found:.4f}\n")
    assert 0.45 <= found <= 0.55
