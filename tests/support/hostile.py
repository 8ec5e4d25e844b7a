"""An office that holds to nothing: what it sends is bytes, and when it sends them is its own affair."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from urllib.parse import urlsplit

from connectors.kit.simulator import SimulatedEndpoint

Misdeed = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]
"""Answers one request, whose head has been read, in its own way."""

OK = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"


def whole(body: bytes, *fields: bytes) -> bytes:
    """A complete answer with this body."""
    return OK + b"".join(f + b"\r\n" for f in fields) + b"Content-Length: %d\r\n\r\n" % len(body) + body


class HostileOffice:
    """Answers ``/families`` and ``/doclists`` as told: bytes, or a misdeed. What is not told is not found.

    ``asked`` are the paths asked for. While it is ``silent`` every connection is closed without an answer.
    ``open`` counts the connections that are open, and ``quiet`` waits until there are none.
    """

    def __init__(self) -> None:
        self.answers: dict[str, bytes | Misdeed] = {}
        self.asked: list[str] = []
        self.silent = False
        self.open = 0
        self.connections = 0
        self._closed = asyncio.Event()
        self.url = ""

    def endpoint(self, office: str) -> SimulatedEndpoint:
        """How the office stands in a gateway's configuration."""
        return SimulatedEndpoint(
            office.lower(), f"The hostile office of {office}", (office,), "case", self.url, {"type": "none"},
            {"default": "public"},
        )  # fmt: skip

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One connection."""
        self.open += 1
        self.connections += 1
        try:
            while True:
                head = await reader.readuntil(b"\r\n\r\n")
                path = urlsplit(head.split(b" ", 2)[1].decode()).path
                self.asked.append(path)
                if self.silent:
                    break
                answer = self.answers.get(path, b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n")
                if isinstance(answer, bytes):
                    writer.write(answer)
                    await writer.drain()
                else:
                    await answer(reader, writer)
        except (asyncio.IncompleteReadError, asyncio.LimitOverrunError, ConnectionError):
            pass
        finally:
            writer.close()
            with contextlib.suppress(ConnectionError):
                await writer.wait_closed()
            self.open -= 1
            self._closed.set()

    async def quiet(self) -> None:
        """Waits until every connection is closed."""
        while self.open:
            self._closed.clear()
            await self._closed.wait()


@asynccontextmanager
async def hostile_office() -> AsyncIterator[HostileOffice]:
    """A hostile office that listens, until the block is left."""
    office = HostileOffice()
    server = await asyncio.start_server(office.serve, "127.0.0.1", 0)
    office.url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    try:
        yield office
    finally:
        server.close()
        await office.quiet()
