"""What is narrowed while it is answered or told is not shown any more, on whichever way."""

from __future__ import annotations

import asyncio
import json
from datetime import date

import aiohttp
import pytest
from msgspec.structs import replace
from worlds import agreement

from gateway.web.keys import CURRENT
from gateway.world import Rule

FAMILY = "/api/v1/families?number=EP.99203729.A"
AGREED = date(2026, 1, 1)


def narrow(house, gateway, **visibility: str) -> None:
    """Puts another visibility of these providers in force."""
    house.visibility |= visibility
    gateway.application[CURRENT].setup = house.setup()


@pytest.mark.parametrize(
    "path",
    [
        FAMILY,
        "/api/v1/dossiers?application=EP.99203729.A",
        "/api/v1/documents/ep~EP.99203729.A~R1",
        "/api/v1/citations?number=EP.99203729.A",
        "/api/v1/bundles?number=EP.99203729.A",
        "/api/v1/documents/ep~EP.99203729.A~R1/content",
        "/case-api/v1/doclists?applicationIdentifier=EP.99203729.A",
        "/opdapi/patent/v1/global_doc_list/EP.99203729.A",
    ],
)
async def test_an_answer_that_is_narrowed_before_it_leaves_is_given_anew(house, path: str) -> None:
    """The office answers after the rules have changed: what leaves is what the rules of then show."""
    house.capabilities = frozenset({"family", "dossier", "citations", "content"})
    house.fresh_seconds = 0
    gateway = await house.open()
    open_answer = await gateway.get(path)
    assert open_answer.status == 200
    house.ep.gate, house.ep.begun = asyncio.Event(), asyncio.Event()
    asking = asyncio.create_task(gateway.get(path))
    await house.ep.begun.wait()
    narrow(house, gateway, ep="none", nl="none")
    house.ep.gate.set()
    answer = await asking
    assert answer.status in (404, 200 if path.startswith("/opdapi") else 404)
    assert b"European search report" not in answer.body
    assert b"green bricks" not in answer.body


async def test_a_stream_tells_nothing_more_after_a_change(house, au_key: str) -> None:
    """It is broken off without its last event, so that whoever listens asks again."""
    gateway = await house.open()
    house.nl.gate = asyncio.Event()
    headers = {"Accept": "application/x-ndjson", "Authorization": f"Bearer {au_key}"}
    response = await gateway.session.get(gateway.url + FAMILY, headers=headers)
    first = json.loads(await response.content.readline())
    assert first["event"] == "family"
    narrow(house, gateway, nl="none")
    house.nl.gate.set()
    rest = [first]
    async with response:
        with pytest.raises(aiohttp.ClientPayloadError):
            await _told(response, rest)
    assert "nl~" not in json.dumps(rest)
    assert rest[-1]["event"] != "done"


async def _told(response: aiohttp.ClientResponse, events: list[dict]) -> None:
    """Adds every event that is told until the stream ends."""
    while line := await response.content.readline():
        events.append(json.loads(line))


async def test_a_change_that_shows_the_same_breaks_nothing(house) -> None:
    """Another version of the configuration, with the same rules."""
    gateway = await house.open()
    house.nl.gate = asyncio.Event()
    response = await gateway.session.get(gateway.url + FAMILY, headers={"Accept": "application/x-ndjson"})
    await response.content.readline()
    current = gateway.application[CURRENT]
    current.setup = replace(current.setup, world=replace(current.setup.world, version="another"))
    house.nl.gate.set()
    assert b'"done"' in await response.content.read()


async def test_content_under_way_is_broken_off_when_its_office_narrows(house) -> None:
    """And not when another office does."""
    house.ep.content = [b"x" * 10] * 4
    house.ep.content_gate = asyncio.Event()
    gateway = await house.open()
    path = gateway.url + "/api/v1/documents/ep~EP.99203729.A~R1/content"
    for provider, broken in (("nl", False), ("ep", True)):
        house.ep.content_gate.clear()
        response = await gateway.session.get(path)
        await response.content.readexactly(10)
        narrow(house, gateway, **{provider: "none"})
        house.ep.content_gate.set()
        if broken:
            async with response:
                with pytest.raises(aiohttp.ClientPayloadError):
                    await response.content.read()
        else:
            assert len(await response.content.read()) == 30


async def test_an_agreement_ends_by_itself(house, au_key: str, member) -> None:
    """At midnight; nothing is loaded anew, and the answer is that over a world that has no such family."""
    house.visibility = {"ep": "named", "nl": "none"}
    gateway = await house.open()
    current = gateway.application[CURRENT]
    world = current.setup.world
    last = house.clock.now().date()
    agreed = agreement(world.providers["ep"], "AU", unpublished=False, ends=last)
    current.setup = replace(current.setup, world=replace(world, agreements=(agreed,)))
    assert (await gateway.get(FAMILY, au_key)).status == 200
    assert (await gateway.get(FAMILY)).status == 404
    house.clock.seconds += 86_400
    assert (await gateway.get(FAMILY, au_key)).status == 404
    assert world.providers["ep"].default == Rule("named")
