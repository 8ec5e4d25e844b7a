"""A gateway that speaks TLS itself, as an operator configures it: certificates in place of keys."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import aiohttp
import pytest
from certified import CertificateAuthority
from serving import served

SUBJECT = "CN=search,O=IP Australia,C=AU"


@pytest.fixture
def authority(tmp_path: Path) -> CertificateAuthority:
    """Who signs the certificates of the server and of its clients."""
    authority = CertificateAuthority(tmp_path)
    authority.issue("server", "CN=server", san=("ip:127.0.0.1",))
    return authority


def configure(directory: Path, certificates: str) -> None:
    """Writes a configuration that binds these certificates."""
    (directory / "gateway.yaml").write_text(
        "public_url: https://gateway.example\n"
        "listen: {host: 127.0.0.1, tls: {certificate: file:server.pem, key: file:server.key, "
        "client_ca: file:authority.pem}}\n"
        f"storage: {{url: 'sqlite:///{directory / 'casegate.db'}'}}\n"
        f"access: {{anonymous: none, certificates: [{certificates}]}}\n"
    )


async def status(url: str, context: Any) -> int:
    """How a client fares."""
    connector = aiohttp.TCPConnector(ssl=context)
    async with (
        aiohttp.ClientSession(connector=connector) as session,
        session.get(url + "/api/v1/offices") as answer,
    ):
        return answer.status


async def test_a_certificate_opens_the_gateway_that_is_configured_for_it(
    tmp_path: Path, authority: CertificateAuthority
) -> None:
    """The one that is bound, and none beside; nothing but TLS is spoken."""
    configure(tmp_path, f"{{office: AU, subject: '{SUBJECT}'}}")
    async with served(tmp_path) as gateway:
        url = gateway.url
        assert url.startswith("https://127.0.0.1:")
        assert await status(url, authority.client(authority.issue("au", SUBJECT))) == 200
        assert await status(url, authority.client(authority.issue("other", "CN=other"))) == 401
        assert await status(url, authority.client()) == 401
        async with aiohttp.ClientSession() as session:
            with pytest.raises(aiohttp.ClientError):
                await session.get(url.replace("https", "http") + "/livez")
