"""What runs by a token ends with it, with its client, and with its time."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from aiohttp import web
from token_gateways import ENVIRON, Tokened, tokened

from connectors.kit.listener import Listener
from gateway.app import try_reload
from gateway.following import catch_up
from gateway.identity.oauth.ledger import TOPIC, revoke_token
from gateway.web.presence import PRESENCE

QUESTION = "/api/v1/families?number=AU2019325418&office=AU&type=application"


class SlowOffice:
    """An office that never answers; says when it was asked, and when nobody waits any more."""

    def __init__(self) -> None:
        self.asked = asyncio.Event()
        self.left = asyncio.Event()

    async def answer(self, request: web.Request) -> web.Response:
        """Any question."""
        self.asked.set()
        try:
            await asyncio.Event().wait()
        finally:
            self.left.set()
        raise AssertionError("never")


@asynccontextmanager
async def asked(folder: Path) -> AsyncIterator[tuple[Tokened, SlowOffice, str, asyncio.Task[int]]]:
    """A question by a token that is under way: gateway, office, the token's id, and the status to come."""
    office = SlowOffice()
    app = web.Application()
    app.router.add_get("/{path:.*}", office.answer)
    async with Listener(app) as listener:
        (folder / "offices").mkdir()
        (folder / "offices" / "au.yaml").write_text(
            f"id: au\nname: IP Australia\nserves: [AU]\nprotocol: case\nurl: {listener.origin}\n"
        )
        async with tokened(folder) as gateway:
            token = await gateway.token()
            tokens = gateway.gateway.current.setup.access.tokens
            assert tokens is not None
            identity = await tokens.verify(token, None, gateway.clock.seconds)
            assert identity.credential is not None
            asking = asyncio.create_task(gateway.asks(token, QUESTION))
            await office.asked.wait()
            yield gateway, office, identity.credential.rpartition("/")[2], asking


def review(gateway: Tokened) -> int:
    """The look at who is present that comes each second."""
    access = gateway.gateway.current.setup.access
    return gateway.application[PRESENCE].review(access, gateway.clock.seconds)


async def taken_back(gateway: Tokened, folder: Path, jti: str) -> None:
    """The token is."""
    await gateway.gateway.store.write(
        lambda c: revoke_token(c, jti, gateway.clock.seconds + 900, gateway.clock.seconds), topic=TOPIC
    )
    assert await catch_up(gateway.gateway)


async def client_gone(gateway: Tokened, folder: Path, jti: str) -> None:
    """Its client is taken out of the configuration."""
    file = folder / "gateway.yaml"
    file.write_text(file.read_text().replace("id: nz,", "id: other,"))
    assert try_reload(gateway.gateway, folder, ENVIRON)


async def over(gateway: Tokened, folder: Path, jti: str) -> None:
    """Its time is."""
    gateway.clock.seconds += 960


@pytest.mark.parametrize("ends", [taken_back, client_gone, over])
async def test_a_question_ends_with_the_token_it_was_asked_by(
    folder: Path, ends: Callable[[Tokened, Path, str], Awaitable[None]]
) -> None:
    """At the next look: the requester is told 401, and the office is not kept waiting for nobody."""
    async with asked(folder) as (gateway, office, jti, asking):
        assert review(gateway) == 0
        await ends(gateway, folder, jti)
        assert review(gateway) == 1
        assert await asking == 401
        await office.left.wait()
