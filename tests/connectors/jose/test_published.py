"""Keys that others publish: looked for in time, never in a storm, and never believed for ever."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from connectors.errors import ConnectFailed, Malformed, NotHeld, Unavailable
from connectors.jose.keys import KeySet, generate
from connectors.jose.published import KEPT_SECONDS, PublishedKeys, at_url, in_file
from connectors.reply import Reply

OLD, NEW = generate("ES256"), generate("ES256")


class Publisher:
    """Publishes what a test says, and counts how often it is looked at."""

    def __init__(self) -> None:
        self.now = 1_000.0
        self.looks = 0
        self.keys = KeySet([OLD.public])
        self.trouble: Exception | None = None
        self.gate: asyncio.Event | None = None
        self.published = PublishedKeys(self.look, lambda: self.now)

    async def look(self) -> KeySet:
        """One look."""
        self.looks += 1
        if self.gate is not None:
            await self.gate.wait()
        if self.trouble is not None:
            raise self.trouble
        return self.keys

    async def knows(self, key_id: str | None) -> bool:
        """Whether a key of this id is found."""
        return await self.published.find(key_id, "ES256") is not None


async def test_one_look_serves_for_minutes_and_for_many_at_once() -> None:
    """Fifty who ask at once cause one look; the next comes five minutes later."""
    publisher = Publisher()
    publisher.gate = asyncio.Event()
    waiting = [asyncio.create_task(publisher.knows(OLD.id)) for _ in range(50)]
    await asyncio.sleep(0)
    publisher.gate.set()
    assert all(await asyncio.gather(*waiting))
    publisher.now += 299
    assert await publisher.knows(OLD.id)
    assert publisher.looks == 1
    publisher.now += 1
    assert await publisher.knows(OLD.id)
    assert publisher.looks == 2


async def test_a_new_key_is_found_and_made_up_ids_cause_no_storm() -> None:
    """One look for an unknown id, and then none for half a minute."""
    publisher = Publisher()
    await publisher.knows(OLD.id)
    publisher.now += 30
    for number in range(100):
        assert not await publisher.knows(f"made-up-{number}")
    assert publisher.looks == 2
    publisher.keys = KeySet([OLD.public, NEW.public])
    publisher.now += 30
    assert await publisher.knows(NEW.id)
    assert publisher.looks == 3


async def test_a_key_that_is_withdrawn_is_believed_no_more() -> None:
    """After the next look, which comes within five minutes."""
    publisher = Publisher()
    assert await publisher.knows(OLD.id)
    publisher.keys = KeySet([NEW.public])
    publisher.now += 300
    assert not await publisher.knows(OLD.id)


async def test_without_keys_nothing_is_believed() -> None:
    """A publisher that fails is told as such; what was known goes on for an hour."""
    publisher = Publisher()
    publisher.trouble = ConnectFailed("no connection")
    for _ in range(3):
        with pytest.raises(ConnectFailed):
            await publisher.knows(OLD.id)
    assert publisher.looks == 1
    publisher.trouble = None
    publisher.now += 30
    assert await publisher.knows(OLD.id)
    publisher.trouble = ConnectFailed("no connection")
    publisher.now += KEPT_SECONDS - 1
    assert await publisher.knows(OLD.id)
    publisher.now += 31
    with pytest.raises(ConnectFailed):
        await publisher.knows(OLD.id)


async def test_who_stops_waiting_spoils_nothing() -> None:
    """A look that was broken off is made again by the next."""
    publisher = Publisher()
    publisher.gate = asyncio.Event()
    first = asyncio.create_task(publisher.knows(OLD.id))
    await asyncio.sleep(0)
    first.cancel()
    await asyncio.gather(first, return_exceptions=True)
    publisher.gate.set()
    assert await publisher.knows(OLD.id)


async def test_looking_at_a_url() -> None:
    """What is no key set is malformed; what the network says is said."""

    async def get(url: str) -> Reply:
        if url.endswith("/gone"):
            raise NotHeld("404")
        return Reply(200, {}, KeySet([OLD.public]).jwks() if url.endswith("/keys") else b"<html>")

    assert (await at_url("https://gateway.example/keys", get)()).find(OLD.id, "ES256") is not None
    with pytest.raises(Malformed):
        await at_url("https://gateway.example/", get)()
    with pytest.raises(NotHeld):
        await at_url("https://gateway.example/gone", get)()


async def test_looking_into_a_file(tmp_path: Path) -> None:
    """A file that is not there, or is no key set, is a trouble and no crash."""
    path = tmp_path / "jwks.json"
    with pytest.raises(Unavailable):
        await in_file(path)()
    path.write_bytes(KeySet([OLD.public]).jwks())
    assert (await in_file(path)()).find(OLD.id, "ES256") is not None
    path.write_text("{}")
    with pytest.raises(Unavailable):
        await in_file(path)()
