"""Small offices on loopback for the tests of the wires: one that writes raw bytes, one that speaks HTTP."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Awaitable, Callable
from ipaddress import ip_network

import pytest
from aiohttp import web

from connectors.client import Client, Network
from connectors.endpoint import Auth, Endpoint, NoAuth

LOOPBACK = (ip_network("127.0.0.0/8"),)


class RawOffice:
    """Answers every request with the bytes of the script, in turn (the last one again and again).

    A script entry is bytes to send, after which the connection stays open, or a callable that is given the
    writer. ``requests`` are the heads received, ``connections`` how many were opened.
    """

    def __init__(self) -> None:
        self.script: list[bytes | Callable[[asyncio.StreamWriter], Awaitable[None]]] = []
        self.requests: list[bytes] = []
        self.connections = 0
        self.lost = asyncio.Event()
        self.url = ""

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One connection."""
        self.connections += 1
        try:
            while True:
                head = await reader.readuntil(b"\r\n\r\n")
                self.requests.append(head)
                step = self.script[min(len(self.requests), len(self.script)) - 1]
                if isinstance(step, bytes):
                    writer.write(step)
                    await writer.drain()
                else:
                    await step(writer)
        except (asyncio.IncompleteReadError, ConnectionError):
            self.lost.set()
        finally:
            writer.close()
            with contextlib.suppress(ConnectionError):
                await writer.wait_closed()


@pytest.fixture
async def raw_office() -> AsyncIterator[RawOffice]:
    """An office that writes raw bytes."""
    office = RawOffice()
    server = await asyncio.start_server(office.serve, "127.0.0.1", 0)
    office.url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    yield office
    server.close()
    await asyncio.sleep(0)


@pytest.fixture
async def network() -> AsyncIterator[Network]:
    """A network that may reach loopback in cleartext, as in the demo."""
    network = Network(allow_http=True, allow_networks=LOOPBACK, user_agent="casegate/test")
    yield network
    await network.aclose()


def endpoint(
    url: str, *, serves: tuple[str, ...] = ("AU",), protocol: str = "case", auth: Auth | None = None
) -> Endpoint:
    """An endpoint at ``url`` with everything else as usual."""
    capabilities = frozenset({"family", "dossier", "citations", "content"})
    return Endpoint("au", "Office", serves, protocol, url, capabilities, auth or NoAuth())


@pytest.fixture
def make_endpoint() -> Callable[..., Endpoint]:
    """Makes endpoints."""
    return endpoint


@pytest.fixture
async def raw_client(raw_office: RawOffice, network: Network) -> Client:
    """A client of the raw office."""
    return network.client(endpoint(raw_office.url))


Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


@pytest.fixture
async def office() -> AsyncIterator[Callable[[Handler], Awaitable[str]]]:
    """Starts an office over one handler for every path; gives its URL."""
    runners: list[web.AppRunner] = []

    async def start(handler: Handler) -> str:
        app = web.Application()
        app.router.add_route("*", "/{path:.*}", handler)
        runner = web.AppRunner(app, shutdown_timeout=0.1)
        await runner.setup()
        runners.append(runner)
        site = web.TCPSite(runner, "127.0.0.1", 0)
        await site.start()
        return f"http://127.0.0.1:{site.port}"

    yield start
    for runner in runners:
        await runner.cleanup()
