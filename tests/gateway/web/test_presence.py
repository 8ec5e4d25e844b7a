"""What runs by a credential ends with it: broken off when its answer has begun, refused when it has not."""

from __future__ import annotations

import asyncio
import json
from typing import Any

import aiohttp
import pytest
from msgspec.structs import replace
from structlog.testing import capture_logs

from gateway.identity.access import ASK, Access, Key
from gateway.identity.credentials import fingerprint
from gateway.identity.identity import Identity
from gateway.requesters import Requester
from gateway.web.keys import CLOCK, CURRENT
from gateway.web.presence import PRESENCE, REVIEW_SECONDS, reviewing

EP = "EP.99203729.A"
DOCUMENT = f"ep~{EP}~R1"
STREAMS = [
    (f"/api/v1/documents/{DOCUMENT}/content", "*/*"),
    (f"/case-api/v1/documents/{DOCUMENT}", "*/*"),
    (f"/api/v1/bundles?number={EP}", "*/*"),
    (f"/api/v1/families?number={EP}", "application/x-ndjson"),
    (f"/api/v1/families?number={EP}", "text/event-stream"),
]


def half(number: int) -> bytes:
    """A half of a document."""
    return bytes([number]) * 4_096


async def nobody(gateway: Any) -> None:
    """Returns when nobody is present."""
    for _ in range(1_000):
        if not len(gateway.application[PRESENCE]):
            return
        await asyncio.sleep(0)
    raise AssertionError("somebody is still present")


def revoke(gateway: Any) -> None:
    """Takes every key back, as a swap of the setup does."""
    current = gateway.application[CURRENT]
    current.setup = replace(current.setup, access=Access(True, {}))


def review(gateway: Any) -> int:
    """Looks through who is present; how many were told to end."""
    current, clock = gateway.application[CURRENT], gateway.application[CLOCK]
    return gateway.application[PRESENCE].review(current.setup.access, clock.now().timestamp())


def asked(gateway: Any, path: str, key: str | None, accept: str = "*/*") -> Any:
    """A request under way."""
    headers = {"Accept": accept} | ({} if key is None else {"Authorization": f"Bearer {key}"})
    return gateway.session.get(aiohttp.client.URL(gateway.url + path, encoded=True), headers=headers)


async def stopped(house: Any) -> Any:
    """A gateway whose answers begin and then wait: for the rest of a document, or for another office."""
    house.ep.content = [half(0), half(1)]
    house.ep.content_gate = asyncio.Event()
    house.nl.gate = asyncio.Event()
    return await house.open()


@pytest.mark.parametrize(("path", "accept"), STREAMS)
async def test_a_stream_is_broken_off_when_its_key_is_revoked(
    house: Any, au_key: str, path: str, accept: str
) -> None:
    """Never ended like a whole one; what it held at the office is let go, and one event tells of it."""
    gateway = await stopped(house)
    with capture_logs() as logs:
        async with asked(gateway, path, au_key, accept) as answer:
            assert answer.status == 200
            await answer.content.readany()
            assert review(gateway) == 0
            revoke(gateway)
            assert review(gateway) == 1
            with pytest.raises(aiohttp.ClientPayloadError):
                await answer.content.read()
    await nobody(gateway)
    assert house.ep.opened == house.ep.closed
    events = [one for one in logs if one["event"] == "security_event"]
    assert [(one["kind"], one["office"], one["credential"]) for one in events] == [
        ("credential-ended", "AU", "config-1")
    ]


async def test_a_question_that_has_no_answer_yet_is_refused(house: Any, au_key: str) -> None:
    """With the problem of credentials that are not good, over a connection that stays usable."""
    house.ep.gate = asyncio.Event()
    gateway = await house.open()
    question = asyncio.create_task(gateway.get(f"/api/v1/families?number={EP}", au_key))
    await house.ep.begun.wait()
    revoke(gateway)
    assert review(gateway) == 1
    answer = await question
    assert answer.status == 401
    assert json.loads(answer.body)["code"] == "unauthorised"
    assert answer.headers["WWW-Authenticate"] == 'Bearer realm="casegate", error="invalid_token"'
    await house.ep.gone.wait()
    assert (await gateway.get("/api/v1/offices")).status == 200
    assert len(gateway.application[PRESENCE]) == 0


async def test_a_stream_ends_when_its_key_does(house: Any) -> None:
    """At the second at which the key expires."""
    gateway = await stopped(house)
    current, ends = gateway.application[CURRENT], house.clock.now().timestamp() + 60
    identity = Identity(Requester("NZ"), ASK, "abcd1234", "key", ends, fingerprint("k"))
    current.setup = replace(current.setup, access=Access(True, {fingerprint("k"): Key(identity)}))
    async with asked(gateway, STREAMS[0][0], "k") as answer:
        await answer.content.readany()
        house.clock.seconds += 59
        assert review(gateway) == 0
        house.clock.seconds += 1
        assert review(gateway) == 1
        with pytest.raises(aiohttp.ClientPayloadError):
            await answer.content.read()


async def test_others_go_on(house: Any, au_key: str) -> None:
    """The public, and everybody whose credential still stands, notice nothing."""
    gateway = await stopped(house)
    async with asked(gateway, STREAMS[0][0], None) as public, asked(gateway, STREAMS[0][0], au_key) as office:
        revoke(gateway)
        assert review(gateway) == 1
        assert review(gateway) == 0
        house.ep.content_gate.set()
        assert await public.content.read() == half(0) + half(1)
        with pytest.raises(aiohttp.ClientPayloadError):
            await office.content.read()


async def test_a_gateway_that_closes_to_the_public_ends_its_streams(house: Any) -> None:
    """Nobody goes on with what nobody may begin."""
    gateway = await stopped(house)
    async with asked(gateway, STREAMS[0][0], None) as answer:
        await answer.content.readany()
        current = gateway.application[CURRENT]
        current.setup = replace(current.setup, access=Access(False, {}))
        assert review(gateway) == 1
        with pytest.raises(aiohttp.ClientPayloadError):
            await answer.content.read()


async def test_nobody_stays_present_after_an_answer(house: Any, au_key: str) -> None:
    """Whether it was good, wrong, or the client went away."""
    gateway = await stopped(house)
    presence = gateway.application[PRESENCE]
    for path in ("/api/v1/offices", "/api/v1/families?number=x", "/nowhere", "/livez"):
        await gateway.get(path, au_key)
        assert len(presence) == 0
    async with asked(gateway, STREAMS[0][0], au_key) as answer:
        await answer.content.readany()
        assert len(presence) == 1
        answer.close()
    await house.ep.gone.wait()
    await nobody(gateway)


async def test_who_is_present_is_looked_through_each_second(house: Any, au_key: str) -> None:
    """For as long as the application runs; a look that fails is logged and not the last."""
    gateway = await stopped(house)
    slept: list[float] = []
    turn, looked = asyncio.Semaphore(0), asyncio.Semaphore(0)

    async def sleep(seconds: float) -> None:
        slept.append(seconds)
        looked.release()
        await turn.acquire()

    running = reviewing(sleep)(gateway.application)
    await anext(running)
    async with asked(gateway, STREAMS[0][0], au_key) as answer:
        await answer.content.readany()
        current = gateway.application[CURRENT]
        good, current.setup = current.setup, None
        with capture_logs() as logs:
            for _ in range(2):
                await looked.acquire()
                turn.release()
            await looked.acquire()
        assert [one["event"] for one in logs] == ["review_failed", "review_failed"]
        current.setup = good
        revoke(gateway)
        turn.release()
        with pytest.raises(aiohttp.ClientPayloadError):
            await answer.content.read()
    assert set(slept) == {REVIEW_SECONDS}
    with pytest.raises(StopAsyncIteration):
        await anext(running)
