"""A hub on loopback that gives prepared answers, and a connector to it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import pytest

from connectors.contract import Connector
from connectors.endpoint import Endpoint, OAuth2, Secret
from connectors.opd.connector import WIRE

TOKEN = '{"access_token": "token-1", "expires_in": 3600, "token_type": "Bearer"}'


@pytest.fixture
async def connector(replay_office: Any, loopback_network: Any) -> AsyncIterator[Connector]:
    """A connector of the running hub, whose token endpoint gives ``token-1``; it serves the five offices."""
    replay_office.gives("/auth/token", TOKEN)
    auth = OAuth2("password", username="casegate", password=Secret("pw"))
    served = ("US", "EP", "JP", "KR", "CN")
    endpoint = Endpoint("ip5", "IP5", served, "opd", replay_office.url, WIRE.capabilities, auth)
    connector = WIRE.open(endpoint, loopback_network)
    yield connector
    await connector.aclose()
