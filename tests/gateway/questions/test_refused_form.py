"""A hub that refuses the form of a question has not said that it does not hold the number."""

from __future__ import annotations

import pytest
from asking import answered
from worlds import Office, provider, world

from connectors.opd.envelope import status_error

HUB = "JP US EP KR CN"


@pytest.mark.parametrize(
    ("code", "status"),
    [
        *((code, "404") for code in ("107", "108", "111")),
        *((code, "502") for code in ("203", "204", "208", "210", "212", "301", "302", "303", "400", "999")),
    ],
)
def test_only_a_hub_that_says_no_says_no(code: str, status: str) -> None:
    """404 for "no data" and "out of scope", from a hub that alone could know; 502 for every other code."""
    hub = Office(always={"family": status_error(code, 0.0)})
    told = answered(world(provider("ip5", hub, HUB)), "JP 2017-187096", type="application")
    assert told.startswith(status.encode())
    assert hub.calls("family") > 0
