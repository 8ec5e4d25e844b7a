"""Secrets and certificates that are renewed at the place where they were: seen, and used from then on."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path

import pytest
from outside import certificates

from gateway.app import OpenGateway, open_gateway, try_reload, watch
from gateway.settings.reading import read_settings


@pytest.fixture
def directory(tmp_path: Path) -> Path:
    """A configuration with a provider for each kind of file that a secret or a certificate can be in."""
    folder = tmp_path / "config"
    (folder / "offices").mkdir(parents=True)
    (folder / "gateway.yaml").write_text("profile: demo\npublic_url: http://127.0.0.1\n")
    certificates(["office.example"], tmp_path)
    (tmp_path / "key.txt").write_text("first")
    pem = "file:../office.pem"
    auths = {
        "au": {"type": "mtls", "certificate": pem, "key": pem},
        "nz": {"type": "api-key", "key": "file:../key.txt"},
        "gb": {"type": "none"},
    }
    for id, auth in auths.items():
        office = {"id": id, "name": id, "serves": [id.upper()], "protocol": "case", "auth": auth}
        office["url"] = f"https://{id}.office.example"
        (folder / "offices" / f"{id}.yaml").write_text(json.dumps(office))
    return folder


def connectors_of(gateway: OpenGateway) -> dict[str, object]:
    """The connectors in force."""
    return {id: one.connector for id, one in gateway.current.setup.world.providers.items()}


async def test_what_was_renewed_is_another_endpoint_and_the_rest_is_not(directory: Path) -> None:
    """Connections that are open go on where nothing has changed; a renewed certificate is taken up."""
    async with open_gateway(read_settings(directory, {}), {}) as gateway:
        first = connectors_of(gateway)
        assert try_reload(gateway, directory, {})
        assert connectors_of(gateway) == first
        certificates(["office.example"], directory.parent)
        assert try_reload(gateway, directory, {})
        second = connectors_of(gateway)
        assert {id for id in first if first[id] is not second[id]} == {"au"}
        (directory.parent / "key.txt").write_text("second")
        assert try_reload(gateway, directory, {})
        third = connectors_of(gateway)
        assert {id for id in first if second[id] is not third[id]} == {"nz"}


async def test_a_half_renewed_certificate_changes_nothing(directory: Path) -> None:
    """A certificate that does not fit its key is a fault: what was in force stays."""
    async with open_gateway(read_settings(directory, {}), {}) as gateway:
        first = connectors_of(gateway)
        (directory.parent / "office.pem").write_text("-----BEGIN CERTIFICATE-----\nhalf\n")
        assert not try_reload(gateway, directory, {})
        assert connectors_of(gateway) == first


async def test_a_renewed_file_is_seen_without_a_signal(directory: Path) -> None:
    """The files that settings refer to are looked at with the settings themselves; once for each change."""
    steps = iter([
        lambda: None,
        lambda: (directory.parent / "key.txt").write_text("second"),
        lambda: None,
        lambda: certificates(["office.example"], directory.parent),
        lambda: (directory.parent / "office.pem").touch(),
    ])  # fmt: skip
    changes: list[set[str]] = []
    async with open_gateway(read_settings(directory, {}), {}) as gateway:
        before = connectors_of(gateway)

        async def sleep(seconds: float) -> None:
            nonlocal before
            now = connectors_of(gateway)
            changes.append({id for id in now if now[id] is not before[id]})
            before = now
            step = next(steps, None)
            if step is None:
                raise asyncio.CancelledError
            step()

        with pytest.raises(asyncio.CancelledError):
            await watch(gateway, directory, {}, sleep)
    assert changes == [set(), set(), {"nz"}, set(), {"au"}, set()]
