"""One office or one client never counts as several, however many keys, tokens or endpoints it has."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from gateway.audit.record import Origin
from gateway.limits.refusals import TooMuch
from gateway.registrations.desk import Desk
from gateway.registrations.refusals import Conflict, FourEyes
from gateway.registrations.registration import Examination, Maximum, examined

ASKED = b'{"method": "dns", "number": "AU 2019325418"}'


def token(number: int, client: str) -> Origin:
    """A request by one of many tokens of a client."""
    return Origin("api", accessing="AU", credential=f"{client}/token-{number}", holder=f"AU/{client}")


async def test_two_tokens_of_one_client_are_one_pair_of_eyes(office: Any, origins: Any) -> None:
    """Neither is one's own registration approved by another token, nor anybody's by two tokens."""
    await office.desk.register(office.encoded(), "AU", token(1, "desk"), office.told)
    draft = await office.desk.find("au-dossiers", "AU")
    now = office.clock.now()
    passed = Examination(now, draft.wanted.url, True, "file")
    await office.desk._step(
        draft.id, "verify", lambda one: examined(one, draft.wanted, passed, now), token(2, "desk"), "AU"
    )
    with pytest.raises(FourEyes):
        await office.desk.approve("au-dossiers", Maximum(), token(3, "desk"))
    await office.desk.approve("au-dossiers", Maximum(), token(1, "operator"))
    with pytest.raises(FourEyes):
        await office.desk.approve("au-dossiers", Maximum(), token(2, "operator"))
    assert (await office.desk.find("au-dossiers", None)).status == "verified"


async def test_one_office_leaves_places_for_others(office: Any, origins: Any) -> None:
    """While one of its endpoints is verified no other of its is; another office's is meanwhile."""
    au, jp, _, _ = origins
    asked, go_on = asyncio.Event(), asyncio.Event()

    async def texts(name: str) -> tuple[str, ...]:
        if not asked.is_set():
            asked.set()
            await go_on.wait()
        return ()

    desk = Desk(office.store, office.clock, lambda: office.around, texts=texts)
    for id in ("au-dossiers", "au-second"):
        await desk.register(office.encoded(id=id), "AU", au, office.told)
    await desk.register(office.encoded(id="jp-own", serves=["JP"]), "JP", jp, office.told)
    first = asyncio.create_task(desk.verify("au-dossiers", ASKED, "AU", au))
    await asked.wait()
    with pytest.raises(TooMuch):
        await desk.verify("au-second", ASKED, "AU", au)
    number = ASKED.replace(b"AU 2019325418", b"JP 2019-123456")
    assert (await desk.verify("jp-own", number, "JP", jp)).examination is not None
    go_on.set()
    await first
    assert (await desk.verify("au-second", ASKED, "AU", au)).examination is not None


async def test_a_verification_costs_whatever_becomes_of_it(office: Any, origins: Any) -> None:
    """Who withdraws an endpoint while it is examined pays for what was asked all the same."""
    au, _, _, _ = origins
    charged: list[int] = []

    async def texts(name: str) -> tuple[str, ...]:
        await desk.withdraw("au-dossiers", "AU", au)
        return ()

    desk = Desk(office.store, office.clock, lambda: office.around, texts=texts)
    await desk.register(office.encoded(), "AU", au, office.told)
    with pytest.raises(Conflict):
        await desk.verify("au-dossiers", ASKED, "AU", au, charged.append)
    assert charged == [1]
