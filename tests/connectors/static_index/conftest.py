"""A web server on loopback with an index and files, as an office would run one."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from typing import Any

import pytest
from aiohttp import web

from connectors.endpoint import Endpoint
from connectors.static_index.connector import WIRE, StaticIndexConnector


class WebServer:
    """Serves ``files`` by path, with an ETag for each; counts what was asked.

    ``asked`` are method, path and status of each answer; ``answer`` takes the place of every answer.
    """

    def __init__(self) -> None:
        self.files: dict[str, bytes] = {}
        self.asked: list[tuple[str, int]] = []
        self.heads: list[dict[str, str]] = []
        self.answer: web.Response | None = None
        self.gate = asyncio.Event()
        self.gate.set()
        self.arrived = asyncio.Event()
        self.left = asyncio.Event()
        self.url = ""

    def holds(self, index: Any, path: str = "/dossiers/index.json") -> None:
        """Puts an index there."""
        self.files[path] = index if isinstance(index, bytes) else json.dumps(index).encode()

    async def handle(self, request: web.Request) -> web.StreamResponse:
        """Answers a request."""
        self.heads.append(dict(request.headers))
        self.arrived.set()
        try:
            await self.gate.wait()
        except asyncio.CancelledError:
            self.left.set()
            raise
        answer = self._answer(request)
        self.asked.append((request.raw_path, answer.status))
        return answer

    def _answer(self, request: web.Request) -> web.Response:
        if self.answer is not None:
            body = self.answer.body
            assert body is None or isinstance(body, bytes)
            return web.Response(status=self.answer.status, body=body, headers=self.answer.headers)
        body = self.files.get(request.path)
        if body is None:
            return web.Response(status=404)
        tag = f'"{hash(body)}"'
        if request.headers.get("If-None-Match") == tag:
            return web.Response(status=304, headers={"ETag": tag})
        headers = {"ETag": tag, "Content-Type": "application/octet-stream"}
        if (part := request.http_range).start is not None:
            last = (part.stop or len(body)) - 1
            headers["Content-Range"] = f"bytes {part.start}-{last}/{len(body)}"
            return web.Response(status=206, body=body[part], headers=headers)
        return web.Response(body=body, headers=headers)


@pytest.fixture
async def server() -> AsyncIterator[WebServer]:
    """A running web server."""
    office = WebServer()
    app = web.Application()
    app.router.add_route("*", "/{path:.*}", office.handle)
    runner = web.AppRunner(app, shutdown_timeout=0.1, handler_cancellation=True)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    office.url = f"http://127.0.0.1:{site.port}/dossiers"
    yield office
    office.gate.set()
    await runner.cleanup()


class Seconds:
    """A monotonic clock that the test sets."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        """Seconds."""
        return self.now


@pytest.fixture
def clock() -> Seconds:
    """A clock that stands still until it is moved."""
    return Seconds()


@pytest.fixture
async def connect(server, loopback_network, clock) -> AsyncIterator[Callable[..., StaticIndexConnector]]:
    """Makes connectors of the running server."""
    made = []

    def build(name: str = "index.json", serves: tuple[str, ...] = ("NZ",)) -> StaticIndexConnector:
        endpoint = Endpoint("nz", "NZ", serves, "static-index", server.url, WIRE.capabilities)
        connector = StaticIndexConnector(endpoint, loopback_network.client(endpoint), name, clock=clock)
        made.append(connector)
        return connector

    yield build
    for connector in made:
        await connector.aclose()


@pytest.fixture
def application() -> Callable[..., dict[str, Any]]:
    """``application(documents, number="NZ.773158.A")``: one application of an index."""

    def build(*documents: Any, **said: Any) -> dict[str, Any]:
        return {
            "number": "NZ.773158.A",
            "filingDate": "2019-08-23",
            "titles": {"fr": "Vanne", "en": "Irrigation valve"},
            "applicants": ["Example Pty Ltd"],
            "status": "examination",
            "publications": [{"office": "NZ", "number": "773158", "kind": "A", "date": "2023-08-25"}],
            "priorities": [{"number": "AU.2018903141.A", "date": "2018-08-24"}],
            "documents": list(documents),
        } | said

    return build


@pytest.fixture
def document() -> Callable[..., dict[str, Any]]:
    """``document("a.pdf", accessCategory="public")``: one document of an index."""

    def build(name: str, /, **said: Any) -> dict[str, Any]:
        return {
            "file": f"NZ 773158/{name}",
            "title": "First examination report",
            "code": "EXRP",
            "date": "2022-12-14",
            "id": f"nz-{name.replace(' ', '-')}",
        } | said

    return build
