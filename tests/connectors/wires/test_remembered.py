"""Readings of answers are spared when the same bytes come again."""

from __future__ import annotations

import asyncio

import pytest

from connectors.errors import Malformed
from connectors.offload import LARGE_BYTES
from connectors.remembered import Remembered


class _Parse:
    """Counts how often it reads."""

    def __init__(self) -> None:
        self.times = 0

    def __call__(self, body: bytes, asked: str) -> tuple[bytes, str]:
        self.times += 1
        if body == b"bad":
            raise Malformed("bad")
        return (body, asked)


async def test_the_same_bytes_are_read_once_for_the_same_question() -> None:
    """The second time nothing is read; other bytes or another question are."""
    remembered, parse = Remembered(), _Parse()
    first = await remembered.read(parse, b"one", "x")
    assert await remembered.read(parse, b"one", "x") is first
    assert parse.times == 1
    await remembered.read(parse, b"two", "x")
    assert await remembered.read(parse, b"one", "y") == (b"one", "y")
    assert parse.times == 3


async def test_what_cannot_be_read_is_not_remembered() -> None:
    """A refusal is found anew each time."""
    remembered, parse = Remembered(), _Parse()
    for _ in range(2):
        with pytest.raises(Malformed):
            await remembered.read(parse, b"bad", "x")
    assert parse.times == 2


async def test_it_is_bounded_by_the_size_of_the_bodies() -> None:
    """The oldest reading goes; a body larger than everything is read and not kept."""
    remembered, parse = Remembered(10), _Parse()
    for body in (b"aaaaaa", b"bbbbbb", b"aaaaaa", b"c" * 11, b"c" * 11):
        await remembered.read(parse, body, "x")
    assert parse.times == 5


async def test_what_follows_from_a_reading_happens_before_the_last_of_many() -> None:
    """Of answers that come together one is read at a time, and what it leads to begins meanwhile."""
    remembered, happened = Remembered(), list[str]()

    def parse(body: bytes) -> str:
        happened.append(f"read {body.decode()}")
        return body.decode()

    async def answer(name: str) -> None:
        found = await remembered.read(parse, name.encode())
        await asyncio.create_task(follow(found))

    async def follow(name: str) -> None:
        happened.append(f"asked after {name}")

    await asyncio.gather(*map(answer, "abcdefgh"))
    assert happened[0] == "read a"
    assert happened.index("asked after a") < happened.index("read d")
    assert len(happened) == 16


async def test_a_large_body_keeps_nobody_waiting() -> None:
    """It is read in a thread; small ones are read meanwhile."""
    remembered, small = Remembered(), asyncio.Event()
    loop = asyncio.get_running_loop()

    def slow(body: bytes) -> int:
        asyncio.run_coroutine_threadsafe(small.wait(), loop).result(10)
        return len(body)

    large = asyncio.create_task(remembered.read(slow, b"x" * (LARGE_BYTES + 1)))
    await asyncio.sleep(0)
    assert await remembered.read(len, b"small") == 5
    small.set()
    assert await large == LARGE_BYTES + 1


async def test_a_piece_of_an_answer_is_remembered_by_itself_within_the_same_bounds() -> None:
    """Whatever answer it stood in; what cannot be read is not kept, nor what is larger than everything."""
    remembered, parse = Remembered(10), _Parse()
    first = remembered.piece(parse, b"aaaaaa", "x")
    assert remembered.piece(parse, b"aaaaaa", "x") is first
    assert await remembered.read(parse, b"aaaaaa", "x") is first
    assert parse.times == 1
    for piece in (b"bbbbbb", b"aaaaaa", b"c" * 11, b"c" * 11):
        remembered.piece(parse, piece, "x")
    assert parse.times == 5
    with pytest.raises(Malformed):
        remembered.piece(parse, b"bad", "x")
