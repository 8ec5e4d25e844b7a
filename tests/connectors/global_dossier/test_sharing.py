"""The same question at the same time goes out once; who leaves takes nobody along."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from connectors.errors import ConnectFailed, NotHeld
from connectors.global_dossier.sharing import Sharing
from connectors.numbers.identity import Number
from connectors.reply import Reply


class Slow:
    """A client whose answers come when they are let go."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        self.ended: list[str] = []
        self.go = asyncio.Event()

    async def fetch(self, path: str, **more: Any) -> Reply:
        """The path itself, in time; ``/no`` is not held."""
        self.asked.append(path)
        try:
            await self.go.wait()
        finally:
            self.ended.append(path)
        if path == "/no":
            raise NotHeld("no")
        return Reply(200, {}, path.encode())


async def started(count: int, sharing: Sharing, path: str = "/a") -> list[asyncio.Task[Reply]]:
    """So many who ask at the same time."""
    asking = [asyncio.create_task(sharing.fetch(path)) for _ in range(count)]
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    return asking


@pytest.fixture
def slow() -> Any:
    """A client."""
    return Slow()


async def test_one_question_for_all_who_ask_it_now(slow: Any) -> None:
    """Each gets the answer, and who asks later asks anew; other questions go out by themselves."""
    sharing = Sharing(slow)
    asking = await started(3, sharing) + await started(1, sharing, "/b")
    slow.go.set()
    assert [one.body for one in await asyncio.gather(*asking)] == [b"/a", b"/a", b"/a", b"/b"]
    assert slow.asked == ["/a", "/b"]
    await sharing.fetch("/a")
    assert slow.asked == ["/a", "/b", "/a"]


async def test_a_failure_is_everybodys(slow: Any) -> None:
    """And is not remembered."""
    sharing = Sharing(slow)
    asking = await started(2, sharing, "/no")
    slow.go.set()
    found = await asyncio.gather(*asking, return_exceptions=True)
    assert [type(one) for one in found] == [NotHeld, NotHeld]
    assert slow.asked == ["/no"]


async def test_who_leaves_takes_nobody_along(slow: Any) -> None:
    """Only when the last has gone the question is given up."""
    sharing = Sharing(slow)
    first, second, third = await started(3, sharing)
    first.cancel()
    await asyncio.gather(first, return_exceptions=True)
    assert slow.ended == []
    second.cancel()
    third.cancel()
    found = await asyncio.gather(second, third, return_exceptions=True)
    assert [type(one) for one in found] == [asyncio.CancelledError] * 2
    await asyncio.sleep(0)
    assert slow.ended == ["/a"]
    (again,) = await started(1, sharing)
    slow.go.set()
    assert (await again).body == b"/a"


async def test_a_provider_that_is_retired_is_no_cancellation(slow: Any) -> None:
    """Who still waits then learns that there is no connection."""
    sharing = Sharing(slow)
    asking = await started(2, sharing)
    await sharing.aclose()
    found = await asyncio.gather(*asking, return_exceptions=True)
    assert [type(one) for one in found] == [ConnectFailed] * 2


async def test_a_us_number_of_any_year_is_asked_once(connector, replay_office, family, member) -> None:
    """The readings of a number without its year are one question to the service, and one of them is right."""
    where = "/patent-family/svc/family/application/US/16123456"
    own = member("US", "16123456", docdb="201816123456", appDateStr="09/06/2018")
    replay_office.gives(where, family("US", "16123456", own))
    years = [Number("application", "US", f"{year}16123456", "A") for year in (2018, 2017, 2019)]
    found, *others = await asyncio.gather(*map(connector.find_family, years), return_exceptions=True)
    assert [member.number.docdb for member in found.members] == ["US.201816123456.A"]
    assert [(type(one), one.detail.partition(":")[0]) for one in others] == [(NotHeld, "other_year")] * 2
    assert replay_office.asked == [where]
