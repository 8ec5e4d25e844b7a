from __future__ import annotations

import asyncio

import pytest
from aiohttp import web

from connectors.conformance.asking import open_asker
from connectors.guard import LOOPBACK
from connectors.kit.listener import Listener
from connectors.urls import UnsafeURL


async def _answers(request: web.Request) -> web.StreamResponse:
    """Moves, stays silent, sends much, or tells what was asked."""
    match request.path:
        case "/moved":
            raise web.HTTPFound("http://127.0.0.1:1/elsewhere")
        case "/silent":
            await asyncio.Event().wait()
        case "/large":
            return web.Response(body=b"x" * 100_000)
    return web.json_response({"path": request.raw_path, "key": request.headers.get("X-Api-Key")})


@pytest.fixture
def app() -> web.Application:
    """An application that answers everything."""
    made = web.Application()
    made.router.add_route("*", "/{path:.*}", _answers)
    return made


@pytest.mark.parametrize(
    "url", ["http://127.0.0.1:1/x", "http://office.example/x", "https://10.0.0.1/x", "ftp://x"]
)
async def test_only_endpoints_are_asked(url: str) -> None:
    """Without leave, neither this machine nor a private network nor cleartext is reached."""
    with pytest.raises(UnsafeURL):
        async with open_asker(url):
            pass


async def test_a_name_that_leads_inside_is_not_dialled(app: web.Application) -> None:
    """The guard judges the address that is dialled, whatever the name says."""
    async with Listener(app) as listener:
        port = listener.origin.rpartition(":")[2]
        async with open_asker(f"http://localhost:{port}", networks=LOOPBACK[1:]) as asker:
            exchange = await asker.ask("/x")
    assert exchange.status is None
    assert (exchange.failure or "").startswith("forbidden_address")


async def test_what_comes_is_a_fact(app: web.Application) -> None:
    """Redirects are not followed, large bodies not read on, silence ends; credentials go only where asked."""
    async with (
        Listener(app) as listener,
        open_asker(
            listener.origin, credentials={"X-Api-Key": "secret"}, networks=LOOPBACK, patience=0.2
        ) as asker,
    ):
        moved = await asker.ask("/moved")
        assert (moved.status, moved.complete) == (302, True)
        large = await asker.ask("/large", most=1000)
        assert (large.status, len(large.body), large.complete) == (200, 1000, False)
        silent = await asker.ask("/silent")
        assert silent.status is None
        assert (silent.failure or "").startswith("timed_out")
        told = await asker.ask("/a%2F..%2Fb?x=%00", headers={"Range": "bytes=0-1"})
        assert b'"/a%2F..%2Fb?x=%00"' in told.body
        assert b"secret" in told.body
        assert "secret" not in told.sent
        assert b"secret" not in (await asker.ask("/x", proven=False)).body
    async with open_asker("http://127.0.0.1:1", networks=LOOPBACK) as asker:
        refused = await asker.ask("/x")
        assert (refused.failure or "").startswith("refused")
