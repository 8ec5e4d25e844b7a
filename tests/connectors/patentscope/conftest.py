"""PATENTSCOPE's web service on loopback."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from xml.etree import ElementTree

import pytest
from aiohttp import web
from soap_answers import DOCUMENTS, RELATED, REPORT, multipart, response

from connectors.endpoint import Basic, Endpoint, Secret
from connectors.patentscope.connector import WIRE, PatentscopeConnector
from connectors.patentscope.soap import explain


class SoapOffice:
    """Answers each operation with what was prepared for it, in turn (the last again and again).

    ``asked`` are operations with their fields; ``heads`` the headers that came with them.
    """

    def __init__(self) -> None:
        self.asked: list[tuple[str, dict[str, str]]] = []
        self.heads: list[dict[str, str]] = []
        self.url = ""
        self._answers: dict[str, list[tuple[bytes, str, int]]] = {}

    def gives(
        self, operation: str, body: bytes, content_type: str = "text/xml;charset=utf-8", status: int = 200
    ) -> None:
        """Prepares an answer to an operation."""
        self._answers.setdefault(operation, []).append((body, content_type, status))

    def gives_instead(
        self, operation: str, body: bytes, content_type: str = "text/xml;charset=utf-8", status: int = 200
    ) -> None:
        """Prepares an answer in place of what was prepared."""
        self._answers.pop(operation, None)
        self.gives(operation, body, content_type, status)

    async def handle(self, request: web.Request) -> web.StreamResponse:
        """Notes a question and answers it."""
        self.heads.append(dict(request.headers))
        if request.method == "GET":
            self.asked.append((request.raw_path, {}))
            return web.Response(body=b"<wsdl/>", content_type="text/xml")
        root = ElementTree.fromstring(await request.read())
        asked = root.find("{http://schemas.xmlsoap.org/soap/envelope/}Body/*")
        assert asked is not None
        assert asked.tag.startswith("{http://www.wipo.org/wsdl/ps}")
        operation = asked.tag.rpartition("}")[2]
        self.asked.append((operation, {one.tag.rpartition("}")[2]: one.text or "" for one in asked}))
        answers = self._answers[operation]
        body, content_type, status = answers.pop(0) if len(answers) > 1 else answers[0]
        return web.Response(body=body, status=status, headers={"Content-Type": content_type})


@pytest.fixture
async def service() -> AsyncIterator[SoapOffice]:
    """A running service that has one application."""
    office = SoapOffice()
    office.gives("getIASR", multipart(response("getIASR", REPORT)), RELATED)
    office.gives("getAvailableDocuments", response("getAvailableDocuments", DOCUMENTS))
    app = web.Application()
    app.router.add_route("*", "/{path:.*}", office.handle)
    runner = web.AppRunner(app, shutdown_timeout=0.1)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    office.url = f"http://127.0.0.1:{site.port}/servicesPatentScope"
    yield office
    await runner.cleanup()


class Days:
    """A wall clock that the test sets."""

    def __init__(self) -> None:
        self.now = datetime(2026, 1, 1, tzinfo=UTC)

    def __call__(self) -> float:
        """Unix time."""
        return self.now.timestamp()


@pytest.fixture
def wall() -> Days:
    """A wall clock, at first long after the application's dates."""
    return Days()


@pytest.fixture
async def connector(service, loopback_network, wall) -> AsyncIterator[PatentscopeConnector]:
    """A connector of the running service."""
    auth = Basic("subscriber", Secret("secret"))
    endpoint = Endpoint("wo", "WIPO", ("WO",), "patentscope", service.url, WIRE.capabilities, auth)
    connector = PatentscopeConnector(endpoint, loopback_network.client(endpoint, explain=explain), wall)
    yield connector
    await connector.aclose()
