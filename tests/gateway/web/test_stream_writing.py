"""The writing of a stream: heartbeats in between, and clients that do not read."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import aiohttp
import pytest
from aiohttp import web

from gateway.questions.telling import Event
from gateway.web.negotiation import NDJSON, SSE
from gateway.web.streams import FORMS, HEARTBEAT_SECONDS, Stream


class Ticks:
    """A sleep that a test wakes."""

    def __init__(self) -> None:
        self.asked: list[float] = []
        self._wake = asyncio.Event()

    async def sleep(self, seconds: float) -> None:
        """Sleeps until ``tick``."""
        self.asked.append(seconds)
        await self._wake.wait()
        self._wake.clear()

    def tick(self) -> None:
        """Ends one sleep."""
        self._wake.set()


@asynccontextmanager
async def served(handler) -> AsyncIterator[str]:
    """One handler on a free port."""
    application = web.Application()
    application.router.add_get("/", handler)
    runner = web.AppRunner(application, handler_cancellation=True, shutdown_timeout=0.1)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    try:
        yield f"http://127.0.0.1:{site.port}/"
    finally:
        await runner.cleanup()


@pytest.mark.parametrize("form", [SSE, NDJSON])
async def test_a_silent_stream_of_events_gets_a_comment_now_and_then(form) -> None:
    """Every 15 seconds on SSE, where comments exist; never on NDJSON; and no heart beats on afterwards."""
    ticks, finish = Ticks(), asyncio.Event()

    async def handler(request: web.Request) -> web.StreamResponse:
        async with Stream(request, FORMS[form], {}, ticks.sleep) as stream:
            await stream.write(Event("family", {"family": 1}))
            await finish.wait()
            await stream.write(Event("done", {"complete": True}))
        return stream.response

    async with served(handler) as url, aiohttp.ClientSession() as session, session.get(url) as response:
        if form == SSE:
            assert (
                await response.content.readuntil(b"\n\n")
                == b'event: family\ndata: {"event":"family","family":1}\n\n'
            )
            for _ in range(2):
                ticks.tick()
                assert (await response.content.readuntil(b"\n\n")).startswith(b":")
            assert set(ticks.asked) == {HEARTBEAT_SECONDS}
        else:
            assert await response.content.readline() == b'{"event":"family","family":1}\n'
            assert ticks.asked == []
        finish.set()
        assert b'"done"' in await response.read()
    assert [t.get_name() for t in asyncio.all_tasks() if t is not asyncio.current_task()] == []


async def test_a_client_that_has_stopped_reading_is_dropped() -> None:
    """A write that waits longer than the bound breaks the connection instead of waiting for ever."""
    ended = asyncio.get_running_loop().create_future()

    async def handler(request: web.Request) -> web.StreamResponse:
        try:
            async with Stream(request, FORMS[NDJSON], {}, stall_seconds=0.02) as stream:
                while True:
                    await stream.write(Event("family", {"family": "x" * 1_000_000}))
        except ConnectionResetError as error:
            ended.set_result(str(error))
            raise

    async with served(handler) as url:
        port = int(url.rsplit(":", 1)[1].strip("/"))
        _, writer = await asyncio.open_connection("127.0.0.1", port, limit=1024)
        writer.write(b"GET / HTTP/1.1\r\nHost: a\r\n\r\n")
        assert await ended == "the client has stopped reading"
        writer.close()
