"""Questions asked as a door asks them, each in a loop of its own in virtual time; and answers to compare."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any, TypeVar

import msgspec
from virtual_time import LoopClock, VirtualTimeLoop

from gateway.clock import today
from gateway.errors import GatewayError
from gateway.flights.cache import PartCache
from gateway.flights.flights import Flights
from gateway.questions.families import FamilyRequest, find_family
from gateway.requesters import PUBLIC, Requester
from gateway.world import World

T = TypeVar("T")

VOLATILE = frozenset({"elapsedMs", "ageSeconds", "attempts", "retryAfterSeconds", "detail", "retrievedAt"})
"""What may differ between two answers over equal facts."""


def flights(*, mebibytes: float = 8, fresh: float = 300, stale: float = 3_600) -> Flights:
    """Flights in the running loop's time, with a cache."""
    return Flights(PartCache(int(mebibytes * 2**20), fresh, stale), LoopClock())


def run(question: Callable[[], Awaitable[T]]) -> T:
    """Runs one question from its beginning to its end, in virtual time."""

    async def whole() -> T:
        return await question()

    with asyncio.Runner(loop_factory=VirtualTimeLoop) as runner:
        return runner.run(whole())


def timeless(value: Any) -> Any:
    """An answer in plain values, without what may differ."""
    if isinstance(value, dict):
        return {key: timeless(item) for key, item in value.items() if key not in VOLATILE}
    return [timeless(item) for item in value] if isinstance(value, list) else value


def settled(answer: Any) -> bytes:
    """The bytes of an answer that have to be the same whenever the facts are."""
    return msgspec.json.encode(timeless(msgspec.json.decode(msgspec.json.encode(answer))))


def answered(
    world: World,
    text: str,
    requester: Requester = PUBLIC,
    seconds: float = 10,
    find: Callable[..., Awaitable[Any]] = find_family,
    **asked: Any,
) -> bytes:
    """What a question of a family is answered with by these offices, as bytes; a refusal as its problem."""

    async def question() -> bytes:
        under_way = flights()
        request = FamilyRequest(text, requester, seconds, **asked)
        try:
            return settled(await find(request, world.on(today(LoopClock())), under_way, LoopClock()))
        except GatewayError as error:
            return f"{error.status} {error.code} {error.detail}".encode()
        finally:
            await under_way.aclose()

    return run(question)
