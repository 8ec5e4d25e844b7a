"""What a stream withdraws, as it goes over the wire, and what the trail records of such a stream."""

from __future__ import annotations

import asyncio
from datetime import date
from typing import Any

import aiohttp
import msgspec
import pytest
from asking import timeless
from streamed import Streamed, events_of, folded_by_the_guide

from connectors.model import Application, PriorityClaim
from connectors.numbers.identity import parse_docdb
from gateway.audit.record import parse_body
from gateway.present.answer import FamilyAnswer
from gateway.web.events import EVENTS, WithdrawnEvent

EP, NL = "EP.99203729.A", "NL.1010536.A"
PADDED_EP, PADDED_NL = "EP.099203729.A", "NL.01010536.A"
PATH = f"/api/v1/families?number={EP}&type=application"
FORMS = ["application/x-ndjson", "text/event-stream"]


def respelt(application: Application, docdb: str) -> Application:
    """The application under another number."""
    return msgspec.structs.replace(application, number=parse_docdb(docdb))


@pytest.fixture
def doubtful(house: Any, member: Any) -> Any:
    """The European file is closed to the public; a third office knows both members by longer numbers.

    It is the last to answer: until ``house.more["us"].gate`` opens.
    """
    (dutch,) = house.nl.families[NL]
    house.visibility["ep"] = "offices"
    house.nl.families[EP] = (member(), dutch)
    us = house.more["us"] = type(house.ep)()
    us.families[EP] = (respelt(member(), PADDED_EP), respelt(dutch, PADDED_NL))
    us.gate = asyncio.Event()
    return house


async def read(gateway: Any, form: str, last: str, gate: asyncio.Event) -> bytes:
    """A whole stream; the gate opens when an event that has ``last`` in it has come."""
    body = b""
    async with gateway.session.get(gateway.url + PATH, headers={"Accept": form}) as response:
        assert response.status == 200
        async for line in response.content:
            body += line
            if not gate.is_set() and last.encode() in body:
                gate.set()
    return body


@pytest.mark.parametrize("form", FORMS)
async def test_a_stream_takes_back_a_dossier_and_an_outcome(doubtful, form) -> None:
    """Both under a spelling that is not theirs; each by its key alone. The fold is the JSON answer."""
    gateway = await doubtful.open()
    lines = events_of(await read(gateway, form, '"documents":[{', doubtful.more["us"].gate), form)
    events = [msgspec.json.decode(line, type=EVENTS) for line in lines]
    withdrawn = [msgspec.to_builtins(e.withdrawn) for e in events if isinstance(e, WithdrawnEvent)]
    assert withdrawn == [
        {"outcome": {"provider": "ep", "operation": "dossier", "applicationNumber": EP}},
        {"dossier": NL},
    ]
    whole = msgspec.json.decode((await gateway.get(PATH)).body)
    folded = Streamed(map(msgspec.json.decode, lines)).answer()
    assert folded == folded_by_the_guide(lines)
    assert [d["applicationNumber"]["docdb"] for d in folded["dossiers"]] == [PADDED_NL]
    for outcome in folded["outcomes"]:
        outcome["code"] = outcome["code"].replace("ok", "cached")
    assert timeless(folded) == timeless(whole)
    assert msgspec.convert(whole, FamilyAnswer).complete


async def test_the_trail_records_what_is_left(doubtful) -> None:
    """Of a stream with withdrawals the same as of the JSON answer."""
    gateway = await doubtful.open()
    await read(gateway, FORMS[0], '"documents":[{', doubtful.more["us"].gate)
    await gateway.get(PATH)
    await gateway.trail.flush()
    rows = await gateway.store.read(
        lambda c: c.execute("SELECT body FROM trail WHERE kind = 'question' ORDER BY seq").fetchall()
    )
    told, whole = [parse_body(body) for (body,) in rows]
    assert (told.code, told.open, told.providing) == (whole.code, whole.open, whole.providing)
    assert told.code == "ok"


@pytest.mark.parametrize("form", FORMS)
async def test_a_stream_of_a_family_that_falls_apart_is_broken_off(house, member, form) -> None:
    """Nobody takes for an answer what turned out to be none; asked again, it is 404."""
    late = PriorityClaim(number=parse_docdb(NL), date=date(2001, 11, 12), relation="priority")
    own = msgspec.structs.replace(member(), priorities=(late,))
    house.more["us"] = type(house.ep)()
    house.ep.families = house.more["us"].families = {NL: (own,)}
    house.nl.families = {NL: (msgspec.structs.replace(own, filing_date=None),)}
    house.ep.gate = house.more["us"].gate = asyncio.Event()
    gateway = await house.open()
    path, seen = f"/api/v1/families?number={NL}&type=priority", b""
    async with gateway.session.get(gateway.url + path, headers={"Accept": form}) as response:
        assert response.status == 200
        seen += await response.content.readline()
        house.ep.gate.set()
        with pytest.raises(aiohttp.ClientPayloadError):
            seen += await response.content.read()
    assert b"done" not in seen
    assert (await gateway.get(path)).status == 404
