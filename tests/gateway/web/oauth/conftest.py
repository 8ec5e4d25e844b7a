"""A configuration with two clients, and the key of the one that has one."""

from __future__ import annotations

from pathlib import Path

import pytest
from token_gateways import make_client_key, write_config

from connectors.jose.keys import PrivateKey


@pytest.fixture
def client_key(tmp_path: Path) -> PrivateKey:
    """The key of the client ``au``."""
    return make_client_key(tmp_path)


@pytest.fixture
def folder(tmp_path: Path, client_key: PrivateKey) -> Path:
    """The configuration."""
    return write_config(tmp_path)
