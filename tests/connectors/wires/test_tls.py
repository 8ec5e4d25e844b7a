"""Secure connections: what is wrong with a certificate is said, and nothing is asked over it."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import AsyncIterator
from ipaddress import ip_network
from pathlib import Path

import pytest

from connectors.client import Network
from connectors.endpoint import MutualTLS
from connectors.errors import ConnectFailed

FOLDER = Path(__file__).parent / "certificates"


class SecureOffice:
    """Answers every request over TLS; knows which client certificate was shown."""

    def __init__(self) -> None:
        self.questions = 0
        self.shown: list[bool] = []
        self.protocol: str | None = None

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One connection."""
        secured = writer.get_extra_info("ssl_object")
        await reader.readuntil(b"\r\n\r\n")
        self.questions += 1
        self.shown.append(bool(secured.getpeercert()))
        self.protocol = secured.selected_alpn_protocol()
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\n{}")
        await writer.drain()
        writer.close()


@pytest.fixture
async def secure_office() -> AsyncIterator:
    """Starts an office with one of the certificates; gives it and its URL."""
    servers: list[asyncio.Server] = []

    async def start(certificate: str) -> tuple[SecureOffice, str]:
        context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH, cafile=str(FOLDER / "authority.pem"))
        context.verify_mode = ssl.CERT_OPTIONAL
        context.set_alpn_protocols(["h2", "http/1.1"])
        context.load_cert_chain(FOLDER / certificate)
        office = SecureOffice()
        server = await asyncio.start_server(office.serve, "127.0.0.1", 0, ssl=context)
        servers.append(server)
        return office, f"https://127.0.0.1:{server.sockets[0].getsockname()[1]}"

    yield start
    for server in servers:
        server.close()
        await server.wait_closed()


@pytest.fixture
async def trusting() -> AsyncIterator[Network]:
    """A network that trusts the test authority."""
    network = Network(allow_networks=(ip_network("127.0.0.0/8"),), authorities=str(FOLDER / "authority.pem"))
    yield network
    await network.aclose()


async def test_a_good_certificate_is_accepted(secure_office, trusting, make_endpoint):
    """A certificate of the trusted authority for this address lets the question through, over HTTP/1.1."""
    office, url = await secure_office("good.pem")
    assert (await trusting.client(make_endpoint(url)).fetch("/")).body == b"{}"
    assert office.questions == 1
    assert office.shown == [False]
    assert office.protocol in (None, "http/1.1")


@pytest.mark.parametrize(
    ("certificate", "reason"), [("expired.pem", "expired"), ("other.pem", "not valid for")]
)
async def test_a_bad_certificate_is_named(certificate, reason, secure_office, trusting, make_endpoint):
    """Expired, or for another name: ``unavailable``, the detail says which, and nothing was asked."""
    office, url = await secure_office(certificate)
    with pytest.raises(ConnectFailed, match=f"^tls_error: .*{reason}"):
        await trusting.client(make_endpoint(url)).fetch("/")
    assert office.questions == 0


async def test_an_unknown_authority_is_refused(secure_office, make_endpoint):
    """Without the test authority among the trusted ones the certificate counts for nothing."""
    office, url = await secure_office("good.pem")
    network = Network(allow_networks=(ip_network("127.0.0.0/8"),))
    with pytest.raises(ConnectFailed, match=r"tls_error: .*certificate"):
        await network.client(make_endpoint(url)).fetch("/")
    assert office.questions == 0
    await network.aclose()


async def test_cleartext_at_a_secure_port(raw_office, trusting, make_endpoint):
    """An office that speaks no TLS where TLS is configured is ``unavailable``."""

    async def banner(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"SSH-2.0-OpenSSH_9.6\r\n")
        await writer.drain()
        writer.close()

    server = await asyncio.start_server(banner, "127.0.0.1", 0)
    url = f"https://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    with pytest.raises(ConnectFailed, match="tls_error"):
        await trusting.client(make_endpoint(url)).fetch("/")
    server.close()
    await server.wait_closed()


async def test_a_client_certificate_is_shown(secure_office, make_endpoint):
    """With mutual TLS the configured certificate is presented; the shared trust is the system's."""
    office, url = await secure_office("good.pem")
    path = str(FOLDER / "good.pem")
    network = Network(allow_networks=(ip_network("127.0.0.0/8"),), authorities=str(FOLDER / "authority.pem"))
    client = network.client(make_endpoint(url, auth=MutualTLS(path, path)))
    assert (await client.fetch("/")).body == b"{}"
    assert office.shown == [True]
    await network.aclose()
