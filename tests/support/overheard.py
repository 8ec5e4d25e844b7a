"""Lines between a gateway and its offices, on which everything that the gateway says is written down."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Iterable
from contextlib import AsyncExitStack, asynccontextmanager
from urllib.parse import urlsplit

from msgspec.structs import replace

from connectors.kit.simulator import SimulatedEndpoint


class Line:
    """One line to one office: what was said to it is in ``said``."""

    def __init__(self, url: str) -> None:
        parts = urlsplit(url)
        self._target = parts.hostname or "", parts.port or 80
        self.said = bytearray()

    async def carry(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One connection, both ways, until either side has had enough."""
        try:
            there, back = await asyncio.open_connection(*self._target)
        except OSError:
            writer.transport.abort()
            return
        ways = [
            asyncio.create_task(self._pass_on(reader, back, self.said)),
            asyncio.create_task(self._pass_on(there, writer, None)),
        ]
        await asyncio.wait(ways, return_when=asyncio.FIRST_COMPLETED)
        for way in ways:
            way.cancel()
        await asyncio.gather(*ways, return_exceptions=True)
        for end in (back, writer):
            end.close()
            with contextlib.suppress(ConnectionError):
                await end.wait_closed()

    async def _pass_on(
        self, source: asyncio.StreamReader, target: asyncio.StreamWriter, noted: bytearray | None
    ) -> None:
        while data := await source.read(65_536):
            if noted is not None:
                noted += data
            target.write(data)
            await target.drain()


@asynccontextmanager
async def overheard(
    endpoints: Iterable[SimulatedEndpoint],
) -> AsyncIterator[tuple[tuple[SimulatedEndpoint, ...], dict[str, Line]]]:
    """The same endpoints, reached over such lines, and the lines by the endpoint's id."""
    async with AsyncExitStack() as stack:
        moved, lines = [], {}
        for endpoint in endpoints:
            line = lines[endpoint.id] = Line(endpoint.url)
            server = await asyncio.start_server(line.carry, "127.0.0.1", 0)
            stack.push_async_callback(_close, server)
            parts = urlsplit(endpoint.url)
            port = server.sockets[0].getsockname()[1]
            moved.append(replace(endpoint, url=parts._replace(netloc=f"127.0.0.1:{port}").geturl()))
        yield tuple(moved), lines


async def _close(server: asyncio.Server) -> None:
    server.close()
    await server.wait_closed()
