"""What one process changes in the database is in force in every other a second later."""

from __future__ import annotations

import asyncio
import secrets
import sqlite3
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from structlog.testing import capture_logs

from gateway.app import OpenGateway, open_gateway, try_reload
from gateway.audit.record import Origin
from gateway.errors import Unauthorised
from gateway.following import FOLLOW_SECONDS, USAGE_LOOKS, follow
from gateway.identity.access import ASK
from gateway.identity.credentials import Credentials, fingerprint
from gateway.identity.key_store import TOPIC, add_key, find_key, revoke_key
from gateway.identity.key_text import new_key
from gateway.identity.keys import StoredKey
from gateway.registrations.ledger import TOPIC as REGISTRATIONS
from gateway.registrations.ledger import pause
from gateway.settings.reading import read_settings

NOW = datetime(2026, 7, 1, tzinfo=UTC)
ENVIRON = {"STATIC": "the-static-key"}


class Seconds:
    """A sleep that ends when the test lets a second pass; says when a sleeper has come back to it."""

    def __init__(self) -> None:
        self._sleepers: list[asyncio.Future[None]] = []
        self._asleep = asyncio.Event()
        self.slept: list[float] = []

    async def __call__(self, seconds: float) -> None:
        """Sleeps until the next second."""
        self.slept.append(seconds)
        sleeper: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._sleepers.append(sleeper)
        self._asleep.set()
        await sleeper

    async def asleep(self) -> None:
        """Returns when somebody sleeps."""
        await self._asleep.wait()

    async def one(self) -> None:
        """Lets a second pass, and returns when all that happens in it has happened."""
        await self.asleep()
        self._asleep.clear()
        sleepers, self._sleepers = self._sleepers, []
        for sleeper in sleepers:
            sleeper.set_result(None)
        await self.asleep()


@asynccontextmanager
async def followed(directory: Path) -> AsyncIterator[tuple[OpenGateway, Seconds]]:
    """A gateway that follows its database, in a time of its own."""
    async with open_gateway(read_settings(directory, ENVIRON), ENVIRON) as gateway:
        seconds = Seconds()
        following = asyncio.create_task(follow(gateway, seconds))
        try:
            yield gateway, seconds
        finally:
            following.cancel()
            await asyncio.gather(following, return_exceptions=True)


@pytest.fixture
def directory(tmp_path: Path) -> Path:
    """The configuration that two processes share."""
    (tmp_path / "gateway.yaml").write_text(
        "public_url: https://gateway.example\n"
        f"storage: {{url: 'sqlite:///{tmp_path / 'casegate.db'}'}}\n"
        "access: {keys: [{office: JP, key: env:STATIC}]}\n"
    )
    return tmp_path


async def give(gateway: OpenGateway, office: str) -> tuple[StoredKey, str]:
    """A new key, kept by this process."""
    id, text = new_key(secrets.token_bytes)
    key = StoredKey(id, office, "search", fingerprint(text), ASK, NOW)
    await gateway.store.write(lambda connection: add_key(connection, key), topic=TOPIC)
    return key, text


async def asks_as(gateway: OpenGateway, text: str) -> str | None:
    """As which office a key asks; ``None`` when it is refused."""
    try:
        identity = await gateway.current.setup.access.identify(Credentials(f"Bearer {text}"), NOW.timestamp())
    except Unauthorised:
        return None
    return identity.requester.office


async def test_a_key_counts_and_ends_in_every_process_a_second_later(directory: Path) -> None:
    """Two gateways over one database file: what one gives or takes back, the other knows at its next look."""
    async with followed(directory) as (one, first), followed(directory) as (other, second):
        key, text = await give(one, "NZ")
        await first.one()
        await second.one()
        assert await asks_as(one, text) == await asks_as(other, text) == "NZ"
        await other.store.write(lambda c: revoke_key(c, key.id, NOW), topic=TOPIC)
        await first.one()
        await second.one()
        assert await asks_as(one, text) is await asks_as(other, text) is None
        assert await asks_as(one, ENVIRON["STATIC"]) == "JP"
        assert set(first.slept) == set(second.slept) == {FOLLOW_SECONDS}


async def test_a_gateway_that_opens_knows_what_was_kept_before(directory: Path) -> None:
    """A restart loses no key and revives none."""
    async with followed(directory) as (gateway, _):
        _, text = await give(gateway, "NZ")
        gone, revoked = await give(gateway, "AU")
        await gateway.store.write(lambda c: revoke_key(c, gone.id, NOW), topic=TOPIC)
    async with followed(directory) as (gateway, _):
        assert await asks_as(gateway, text) == "NZ"
        assert await asks_as(gateway, revoked) is None


async def test_nothing_is_swapped_while_nothing_changes(directory: Path) -> None:
    """A look that finds nothing new costs no rebuilding; a change of another topic is none."""
    async with followed(directory) as (gateway, seconds):
        setup = gateway.current.setup
        await gateway.store.write(lambda _: None, topic="something else")
        for _ in range(3):
            await seconds.one()
        assert gateway.current.setup is setup


async def test_a_fault_in_the_configuration_never_keeps_a_revoked_key_alive(directory: Path) -> None:
    """What is read from the database does not wait for files to be right."""
    async with followed(directory) as (gateway, seconds):
        key, text = await give(gateway, "NZ")
        await seconds.one()
        (directory / "gateway.yaml").write_text("not: right\n")
        assert not try_reload(gateway, directory, ENVIRON)
        assert await asks_as(gateway, text) == "NZ"
        await gateway.store.write(lambda c: revoke_key(c, key.id, NOW), topic=TOPIC)
        await seconds.one()
        assert await asks_as(gateway, text) is None


async def test_keys_of_the_database_outlive_a_reload(directory: Path) -> None:
    """A new configuration changes the configuration's keys, and no other."""
    async with followed(directory) as (gateway, seconds):
        _, text = await give(gateway, "NZ")
        await seconds.one()
        file = directory / "gateway.yaml"
        file.write_text(file.read_text().replace("[{office: JP, key: env:STATIC}]", "[]"))
        assert try_reload(gateway, directory, ENVIRON)
        assert await asks_as(gateway, text) == "NZ"
        assert await asks_as(gateway, ENVIRON["STATIC"]) is None


async def test_a_database_that_cannot_be_read_is_told_once(directory: Path, monkeypatch: Any) -> None:
    """What was known stays in force, and the follower goes on looking."""
    async with followed(directory) as (gateway, seconds):
        _, text = await give(gateway, "NZ")
        await seconds.one()
        broken = True
        read = gateway.store.revisions

        async def revisions() -> dict[str, int]:
            if broken:
                raise sqlite3.OperationalError("disk I/O error")
            return await read()

        monkeypatch.setattr(gateway.store, "revisions", revisions)
        with capture_logs() as logs:
            for _ in range(3):
                await seconds.one()
            assert await asks_as(gateway, text) == "NZ"
            broken = False
            await seconds.one()
        assert [line["event"] for line in logs] == ["database_unreadable", "database_readable"]


async def test_the_day_of_use_is_written_down_now_and_then(directory: Path) -> None:
    """Once a minute and not with each question; it moves no revision, so nobody re-reads anything for it."""
    async with followed(directory) as (gateway, seconds):
        key, text = await give(gateway, "NZ")
        await seconds.one()
        setup, before = gateway.current.setup, await gateway.store.revisions()
        assert await asks_as(gateway, text) == "NZ"
        assert await asks_as(gateway, ENVIRON["STATIC"]) == "JP"
        for _ in range(USAGE_LOOKS - 2):
            await seconds.one()
        assert (await gateway.store.read(lambda c: find_key(c, key.id))).used_on is None
        await seconds.one()
        assert (await gateway.store.read(lambda c: find_key(c, key.id))).used_on == NOW.date()
        assert await gateway.store.revisions() == before
        assert gateway.current.setup is setup


async def test_use_is_noted_across_changes(directory: Path) -> None:
    """A key that was used before another one was given is not forgotten by the change."""
    async with followed(directory) as (gateway, seconds):
        _, text = await give(gateway, "NZ")
        await seconds.one()
        assert await asks_as(gateway, text) == "NZ"
        await give(gateway, "AU")
        await seconds.one()
        assert list(gateway.usage.take()) == [NOW.date()]


async def test_what_fails_for_providers_revokes_all_the_same_and_is_tried_again(
    directory: Path, monkeypatch: Any
) -> None:
    """A registration that cannot be put in force keeps no key alive, and does not stay out for good."""
    async with followed(directory) as (gateway, seconds):
        key, text = await give(gateway, "NZ")
        await seconds.one()
        adopted = gateway.current.setup.world

        def failing() -> Any:
            raise LookupError("no such protocol")

        with monkeypatch.context() as patched, capture_logs() as logs:
            patched.setattr(gateway, "_world_kept", failing)
            await gateway.store.write(
                lambda c: pause(c, "au", "a test", Origin("command-line"), NOW), topic=REGISTRATIONS
            )
            await gateway.store.write(lambda c: revoke_key(c, key.id, NOW), topic=TOPIC)
            for _ in range(2):
                await seconds.one()
            assert await asks_as(gateway, text) is None
            assert gateway.current.setup.world is adopted
        assert [line["event"] for line in logs] == ["database_unreadable"]
        await seconds.one()
        assert gateway.current.setup.world is not adopted
