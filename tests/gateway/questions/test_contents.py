"""A document's content: opened at its office, passed through, refused in the gateway's own words."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
from asking import flights
from virtual_time import LoopClock
from worlds import Office, application, document, dossier, provider, world

from connectors.contract import Operation, Span
from connectors.errors import (
    ConnectorError,
    CredentialsRejected,
    Malformed,
    NoSuchPart,
    NotHeld,
    ServerFault,
    Throttled,
    TimedOut,
    Withheld,
)
from connectors.model import Rendition
from gateway.errors import AllTimedOut, ContentRefused, GatewayError, NotFound, RangeNotSatisfiable
from gateway.questions.contents import open_content
from gateway.questions.dossiers import FoundDocument, find_document
from gateway.requesters import PUBLIC
from gateway.world import Provider

EP = "EP.99203729.A"
CONTENTS = {"d1": (b"%PDF", b"", b"-1.4"), "d1-en": (b"translated",), "empty": ()}


async def one(kind: type[Office] = Office, **how: Any) -> tuple[Office, FoundDocument]:
    """An office with one document in three renditions, and the document as it is found."""
    forms = (Rendition(id="d1"), Rendition(id="d1-en", kind="translation"), Rendition(id="empty"))
    office = kind([application(EP)], [dossier(EP, document("d1", renditions=forms))], CONTENTS, **how)
    ours = world(provider("ep", office, "EP", timeout_seconds=10))
    return office, await find_document(f"ep~{EP}~d1", PUBLIC, ours, flights(), LoopClock(), 10)


async def read(found: FoundDocument, rendition: str | None = None, span: Span | None = None) -> list[bytes]:
    """The chunks of a rendition."""
    async with open_content(found, rendition, span) as stream:
        return [chunk async for chunk in stream.chunks]


@pytest.mark.parametrize(
    ("rendition", "content"),
    [(None, b"%PDF-1.4"), ("ep~d1", b"%PDF-1.4"), ("ep~d1-en", b"translated"), ("ep~empty", b"")],
)
async def test_the_chosen_rendition_is_streamed(rendition: str | None, content: bytes) -> None:
    """The first when none is named; whole, in order; and the office's stream is closed afterwards."""
    office, found = await one()
    assert b"".join(await read(found, rendition)) == content
    assert office.opened == 0


@pytest.mark.parametrize("rendition", ["", "d1", "ep~d2", "hub~d1", "ep~~"])
async def test_what_is_no_rendition_is_not_found(rendition: str) -> None:
    """The office is not asked."""
    office, found = await one()
    with pytest.raises(NotFound) as refused:
        await read(found, rendition)
    assert refused.value.code == "rendition-not-found"
    assert office.calls("content") == 0


@pytest.mark.parametrize(
    ("error", "refused", "status", "code"),
    [
        (NotHeld("gone"), NotFound, 404, "content-not-available"),
        (Withheld("closed"), NotFound, 404, "content-not-available"),
        (TimedOut("slow"), AllTimedOut, 504, "content-timed-out"),
        (Throttled("later", retry_after=9), ContentRefused, 502, "throttled"),
        (ServerFault("500"), ContentRefused, 502, "content-unavailable"),
        (Malformed("html"), ContentRefused, 502, "content-unavailable"),
        (CredentialsRejected("no"), ContentRefused, 502, "content-unavailable"),
        (NoSuchPart("range: beyond the end"), ContentRefused, 502, "content-unavailable"),
    ],
)
async def test_an_office_that_refuses_is_translated(
    error: ConnectorError, refused: type[GatewayError], status: int, code: str
) -> None:
    """Before the first byte, whatever it says becomes an error of the gateway's own."""
    office, found = await one(failing={"content": [error]})
    with pytest.raises(GatewayError) as raised:
        await read(found)
    assert (type(raised.value), raised.value.status, raised.value.code) == (refused, status, code)
    assert raised.value.retry_after == error.retry_after
    assert (error.detail in raised.value.detail) is (status == 502)
    assert office.opened == 0


async def test_a_part_that_does_not_exist_is_said() -> None:
    """Only when a part was asked for."""
    _, found = await one(failing={"content": [NoSuchPart("range: beyond the end")]})
    with pytest.raises(RangeNotSatisfiable):
        await read(found, span=Span(10_000, None))


async def test_an_office_that_sends_nothing_is_not_waited_for() -> None:
    """Beyond its time, to the first byte; its stream is closed."""
    for slow in ({"content": 60}, {"chunk": 60}):
        office, found = await one(slow=slow)
        begun = asyncio.get_running_loop().time()
        with pytest.raises(AllTimedOut):
            await read(found)
        assert asyncio.get_running_loop().time() - begun == 10
        assert (office.opened, office.under_way) == (0, 0)


async def test_slow_content_is_waited_for_once_it_has_begun() -> None:
    """The time to the first byte is not that of the whole."""
    _, found = await one(slow={"chunk": 6})
    assert b"".join(await read(found)) == b"%PDF-1.4"
    assert asyncio.get_running_loop().time() == 18


async def test_who_stops_reading_closes_the_offices_stream() -> None:
    """In the middle of it, and by an error of his own."""
    office, found = await one()

    async def break_off() -> None:
        async with open_content(found, None, None) as stream:
            assert await anext(aiter(stream.chunks)) == b"%PDF"
            raise ConnectionResetError

    with pytest.raises(ConnectionResetError):
        await break_off()
    assert office.opened == 0


class Spent(Office):
    """An office whose connector sends no question about translations."""

    def kept_back(self, operation: Operation, rendition: str = "") -> Throttled | None:
        """Until midnight."""
        return (
            Throttled("used up", retry_after=5_000)
            if (operation, rendition) == ("content", "d1-en")
            else None
        )


async def test_what_is_not_sent_wants_no_place() -> None:
    """A form whose requests are used up is refused at once, and with the time that it takes."""
    _, found = await one(kind=Spent)
    wanted: list[str] = []

    @asynccontextmanager
    async def place(provider: Provider) -> AsyncIterator[None]:
        wanted.append(provider.id)
        yield

    with pytest.raises(ContentRefused) as caught:
        async with open_content(found, "ep~d1-en", None, place):
            pass
    assert (caught.value.code, caught.value.retry_after, wanted) == ("throttled", 5_000, [])
    async with open_content(found, "ep~d1", None, place):
        assert wanted == ["ep"]
