"""Refusals without end fill neither the log nor the trail, and keep nobody's question from being answered."""

from __future__ import annotations

from typing import Any

import pytest
from structlog.testing import capture_logs

from gateway.web import limiting


async def events(gateway: Any) -> int:
    """Security events in the trail."""
    await gateway.trail.flush()
    (count,) = await gateway.store.read(
        lambda c: c.execute("SELECT count(*) FROM trail WHERE kind = 'security'").fetchone()
    )
    return int(count)


@pytest.mark.parametrize(
    "fields", [{"Client_Cert": ":AA==:"}, {"Authorization": "Bearer x", "X_Api_Key": "y"}]
)
async def test_a_network_has_only_so_many_events_told_of(house, fields) -> None:
    """All are refused; that some are left out is told once a minute, and later ones are told of again."""
    gateway = await house.open()
    most = limiting.EVENTS.amount
    with capture_logs() as logs:
        for _ in range(most + 20):
            assert (await gateway.get("/api/v1/offices", **fields)).status == 400
    told = [line["event"] for line in logs if line["event"].startswith("security_event")]
    assert (told.count("security_event"), told.count("security_events_left_out")) == (most, 1)
    assert await events(gateway) == most
    house.clock.seconds += 60
    assert (await gateway.get("/api/v1/offices", **fields)).status == 400
    assert await events(gateway) == most + 1
