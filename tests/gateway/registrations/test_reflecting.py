"""A host that gives back whatever it is asked for proves nothing: nobody has put the token there."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, datetime

import pytest
from aiohttp import web

from connectors.client import Network
from connectors.guard import LOOPBACK
from connectors.kit.listener import Listener
from gateway.registrations.checking import NotProved, prove
from gateway.registrations.registration import Registration, begun
from gateway.registrations.submission import Submission

TOKEN = "a-token-that-nobody-guesses"


def registration(origin: str) -> Registration:
    """An endpoint there."""
    body = {
        "id": "au-own",
        "name": "IP Australia",
        "serves": ["AU"],
        "protocol": "static-index",
        "url": f"{origin}/service",
        "contact": {"name": "Desk", "email": "desk@office.example"},
    }
    now = datetime(2026, 11, 22, 12, tzinfo=UTC)
    return begun(Submission.model_validate(body), "AU", "key au", TOKEN, now)


async def no_records(name: str) -> tuple[str, ...]:
    """No TXT records anywhere."""
    return ()


@pytest.fixture
async def network() -> AsyncIterator[Network]:
    """A way out to this machine."""
    opened = Network(allow_http=True, allow_networks=LOOPBACK)
    yield opened
    await opened.aclose()


async def test_a_host_that_repeats_what_it_is_asked_for_proves_nothing(network: Network) -> None:
    """As many services do with the last part of a path; whoever registers them has done nothing there."""

    async def repeat(request: web.Request) -> web.Response:
        return web.Response(text=request.path.rpartition("/")[2])

    application = web.Application()
    application.router.add_get("/{path:.*}", repeat)
    async with Listener(application) as listener:
        with pytest.raises(NotProved, match="whatever is asked for"):
            await prove(registration(listener.origin), "file", network, no_records)


@pytest.mark.parametrize(("status", "proved"), [(404, True), (403, True), (200, True), (429, False)])
async def test_another_file_is_asked_for_too(network: Network, status: int, proved: bool) -> None:
    """It need not be missing in one way; a host that does not say is asked again another time."""

    async def answer(request: web.Request) -> web.Response:
        if request.path.endswith(TOKEN):
            return web.Response(text=TOKEN)
        return web.Response(text="welcome", status=status)

    application = web.Application()
    application.router.add_get("/{path:.*}", answer)
    async with Listener(application) as listener:
        if proved:
            assert await prove(registration(listener.origin), "file", network, no_records) == "file"
        else:
            with pytest.raises(NotProved, match="could not be read"):
                await prove(registration(listener.origin), "file", network, no_records)
