"""Gateways as operators run them, in this loop: a configuration directory, real sockets, real offices."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Iterable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import aiohttp
from got import Got
from yarl import URL

from connectors.kit.simulator import SimulatedEndpoint
from connectors.naming import txt_records
from gateway.app import OpenGateway, open_gateway
from gateway.demo import OFFICE, write_gateway
from gateway.registrations.checking import Texts
from gateway.registrations.desk import Desk
from gateway.settings.reading import read_settings
from gateway.web.application import build_application
from gateway.web.server import serve

KEY = "the-key-of-an-accessing-office"
"""The key with which ``OFFICE`` asks."""

NO_CACHE = {"cache": {"fresh_seconds": 0, "stale_seconds": 0}}


@dataclass(frozen=True)
class Replica:
    """One running gateway: its parts, its address, and a client of it."""

    gateway: OpenGateway
    url: str
    session: aiohttp.ClientSession
    directory: Path

    async def get(
        self,
        path: str,
        key: str | None = KEY,
        method: str = "GET",
        *,
        headers: Mapping[str, str] | None = None,
        **parameters: str,
    ) -> Got:
        """One request; without a ``key`` as the public. Parameters are percent-encoded."""
        sent = dict(headers or {}) | ({} if key is None else {"Authorization": f"Bearer {key}"})
        target = URL(self.url + path, encoded=True).update_query(parameters)
        async with self.session.request(method, target, headers=sent, allow_redirects=False) as response:
            return Got(response.status, response.headers, await response.read())

    async def family(self, number: str, key: str | None = KEY, **parameters: str) -> Any:
        """The family of a number, which must be known."""
        got = await self.get("/api/v1/families", key, number=number, **parameters)
        assert got.status == 200, got.body.decode()
        return got.json


def configure(
    directory: Path, endpoints: Iterable[SimulatedEndpoint], **settings: Mapping[str, object]
) -> Path:
    """Writes ``gateway.yaml`` and ``participants.yaml`` for these providers, whose own files are there."""
    write_gateway(directory, endpoints, KEY, port=0)
    with (directory / "gateway.yaml").open("a", encoding="utf-8") as file:
        file.writelines(f"{key}: {json.dumps(value)}\n" for key, value in settings.items())
    return directory


@asynccontextmanager
async def replica(directory: Path, texts: Texts = txt_records) -> AsyncIterator[Replica]:
    """A gateway of a configuration directory, until the block is left; ``texts`` are TXT records by name."""
    async with open_gateway(read_settings(directory, {}), {}) as gateway:
        listening: asyncio.Future[int] = asyncio.get_running_loop().create_future()
        stop = asyncio.Event()
        desk = Desk(gateway.store, gateway.clock, gateway.around, texts=texts)
        application = build_application(
            gateway.current, gateway.flights, gateway.clock, gateway.trail, desk=desk
        )
        serving = asyncio.create_task(
            serve(application, "127.0.0.1", 0, ready=listening.set_result, stop=stop, grace_seconds=0.2)
        )
        try:
            url = f"http://127.0.0.1:{await listening}"
            async with aiohttp.ClientSession(auto_decompress=False) as session:
                yield Replica(gateway, url, session, directory)
        finally:
            stop.set()
            await serving


__all__ = ["KEY", "NO_CACHE", "OFFICE", "Got", "Replica", "configure", "replica"]
