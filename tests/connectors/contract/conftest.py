"""Each wire of the project with an office that speaks it, and a front that can make the office misbehave."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from ipaddress import ip_network
from pathlib import Path

import pytest
from aiohttp import web
from contracted import WIRES, Wired

from connectors.catalogue import wire
from connectors.client import Network
from connectors.contract import Connector
from connectors.endpoint import Endpoint
from connectors.kit.listener import Listener
from connectors.model import Document

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]
SECRET = "what an office writes goes nowhere"
BODIES = {
    "html": ("text/html", f"<!DOCTYPE html><html>{SECRET}</html>".encode()),
    "html as json": ("application/json", f"<!DOCTYPE html><html>{SECRET}</html>".encode()),
    "empty": ("application/json", b""),
    "another object": ("application/json", b'{"a": "' + SECRET.encode() + b'"}'),
    "a list": ("application/json", b"[[[]]]"),
    "another document": ("text/xml", f"<a><b>{SECRET}</b></a>".encode()),
    "an entity": ("text/xml", b'<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><a>&b;</a>'),
    "bytes": ("application/json", bytes(range(256))),
    "utf-16": ("application/json", '{"list": []}'.encode("utf-16")),
    "deep": ("application/json", b"[" * 100_000),
}


class Front:
    """Stands before an office: ``mode`` is how it misbehaves, ``None`` not at all.

    ``asked`` counts requests; ``came`` is set when one came, ``left`` when one was given up by who asked.
    """

    def __init__(self) -> None:
        self.mode: str | None = None
        self.asked = 0
        self.came = asyncio.Event()
        self.left = asyncio.Event()

    async def answer(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        """One request, well or badly."""
        self.asked += 1
        self.came.set()
        match self.mode:
            case None:
                return await handler(request)
            case "silent":
                try:
                    await asyncio.Event().wait()
                except asyncio.CancelledError:
                    self.left.set()
                    raise
            case "redirect":
                return web.Response(status=302, headers={"Location": "http://127.0.0.1:1/"})
            case "cut":
                response = web.StreamResponse(headers={"Content-Length": "100000"})
                await response.prepare(request)
                await response.write(b"%PDF-1.4 ")
                assert request.transport is not None
                request.transport.abort()
                return response
            case "large":
                return web.Response(body=b" " * (9 << 20), content_type="application/json")
            case status if status is not None and status.isdigit():
                return web.Response(status=int(status), text=SECRET)
        kind, body = BODIES[str(self.mode)]
        return web.Response(body=body, content_type=kind)


@dataclass
class Contracted:
    """A connector of a running office, and its facts."""

    wired: Wired
    connector: Connector
    capabilities: frozenset[str]
    front: Front
    listener: Listener

    async def document(self) -> Document:
        """A document that can be opened."""
        return (await self.connector.get_dossier(self.wired.number)).documents[0]


@pytest.fixture(params=WIRES, ids=lambda wired: wired.protocol)
async def contracted(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Contracted]:
    """Every wire in turn."""
    wired: Wired = request.param
    front = Front()
    app = await wired.serve(tmp_path)

    @web.middleware
    async def before(request: web.Request, handler: Handler) -> web.StreamResponse:
        return await front.answer(request, handler)

    app.middlewares.append(before)
    found = wire(wired.protocol)
    network = Network(allow_http=True, allow_networks=(ip_network("127.0.0.0/8"),))
    async with Listener(app) as listener:
        url = listener.origin + wired.path
        endpoint = Endpoint("x", "X", wired.serves, wired.protocol, url, found.capabilities, wired.auth)
        connector = found.open(endpoint, network)
        yield Contracted(wired, connector, found.capabilities, front, listener)
        await connector.aclose()
        await network.aclose()
