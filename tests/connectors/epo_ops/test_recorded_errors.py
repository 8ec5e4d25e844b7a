"""Each recorded error of OPS is the outcome that it means, with the time when to come back."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from connectors.epo_ops.explain import read_error
from connectors.errors import ConnectorError
from connectors.numbers.identity import Number
from connectors.reply import Reply

FOLDER = Path(os.environ["CASEGATE_PAYLOADS"], "epo_ops")
ERRORS = sorted(
    path.name
    for path in FOLDER.glob("ERR*")
    if not path.name.endswith("meta.json") and "accesstoken" not in path.name
)
TOKENS = sorted(path.name for path in FOLDER.glob("ERR*accesstoken*.xml"))
NUMBER = Number("publication", "EP", "1000000", "A1")
WHERE = "/3.2/rest-services/family/publication/docdb/EP.1000000.A1"
TUESDAY_1015 = 1_660_040_100
"""2022-08-09 10:15 UTC."""
CODES = {
    "ERR400__published-data-search-Range": "malformed",
    "ERR403": "throttled",
    "ERR404__published-data-publication-docdb-2009085664": "malformed",
    "ERR404__published-data-publication-docdb-2020081771": "malformed",
    "ERR404": "not_held",
    "ERR400": "credentials",
}


def expected(name: str, body: bytes) -> str:
    """The outcome that a recording stands for."""
    if b"invalid_access_token" in body:
        return "credentials"
    return next(code for begins, code in CODES.items() if name.startswith(begins))


@pytest.mark.parametrize("name", ERRORS)
async def test_recorded_errors(name, connector, replay_office, recorded) -> None:
    """Expired tokens, bad questions, nothing found, quotas: each by its own outcome, in our own words."""
    answer = recorded(FOLDER / name)
    replay_office.replays(WHERE, answer)
    with pytest.raises(ConnectorError) as caught:
        await connector.find_family(NUMBER)
    assert caught.value.code == expected(name, answer.body)
    assert "http" not in caught.value.detail.replace("HTTP", "").lower()
    if caught.value.code == "throttled":
        assert caught.value.retry_after is not None
        with pytest.raises(ConnectorError) as again:
            await connector.find_family(NUMBER)
        assert again.value.code == "throttled"
        assert replay_office.asked.count(WHERE) == 1


@pytest.mark.parametrize("name", TOKENS)
async def test_a_refused_key(name, replay_office, recorded, connector) -> None:
    """A key that the token endpoint does not know is a matter of credentials, and no question is asked."""
    replay_office.clear("/3.2/auth/accesstoken")
    replay_office.replays("/3.2/auth/accesstoken", recorded(FOLDER / name))
    with pytest.raises(ConnectorError) as caught:
        await connector.find_family(NUMBER)
    assert caught.value.code == "credentials"
    assert replay_office.asked == ["/3.2/auth/accesstoken"]


@pytest.mark.parametrize(
    ("part", "seconds"),
    [("PerMinute", 60), ("PerHour", 45 * 60), ("PerDay", 13.75 * 3600), ("PerWeek", (5 * 24 + 13.75) * 3600)],
)
def test_when_a_quota_begins_again(part, seconds, recorded) -> None:
    """The next minute, hour, day or week (Monday, UTC)."""
    answer = recorded(FOLDER / next(name for name in ERRORS if name.startswith("ERR403")))
    headers = {**answer.headers, "X-Rejection-Reason": f"RegisteredQuota{part}"}
    error = read_error(Reply(403, headers, answer.body), TUESDAY_1015)
    assert error.code == "throttled"
    assert error.retry_after == seconds
