"""API keys: how they are written, and what becomes of them in the database."""

from __future__ import annotations

import asyncio
import itertools
import secrets
import sqlite3
from collections.abc import AsyncIterator, Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.identity import issuing
from gateway.identity.access import ASK
from gateway.identity.credentials import fingerprint
from gateway.identity.identity import Scope
from gateway.identity.key_store import MOST_LIVE, TOPIC, KeyRefused, note_used, read_keys
from gateway.identity.key_text import PATTERN, new_key, well_formed
from gateway.identity.keys import StoredKey
from gateway.store.store import Store

NOW = datetime(2026, 7, 1, 12, 30, 15, 999, tzinfo=UTC)
DAY = timedelta(days=1)


def numbered() -> Callable[[int], bytes]:
    """Bytes that are never the same twice, and the same in every run."""
    counter = itertools.count(1)
    return lambda size: next(counter).to_bytes(size)


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[Store]:
    """A database on the disk."""
    store = Store(tmp_path / "casegate.db")
    yield store
    store.close()


@pytest.fixture
def content(tmp_path: Path) -> Callable[[], bytes]:
    """All that stands in the files of the database."""
    return lambda: b"".join(path.read_bytes() for path in tmp_path.iterdir())


class Issuer:
    """Gives out keys at an instant that a test moves."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self.random = numbered()
        self.now = NOW

    async def create(
        self,
        client: str = "search",
        office: str = "NZ",
        scopes: frozenset[Scope] = ASK,
        expires: datetime | None = None,
    ) -> tuple[StoredKey, str]:
        """A new key."""
        return await self.store.write(
            lambda c: issuing.create(c, self.random, office, client, scopes, self.now, expires), topic=TOPIC
        )

    async def rotate(self, id: str, keep: timedelta) -> tuple[StoredKey, StoredKey, str]:
        """A new key beside an old one."""
        return await self.store.write(
            lambda c: issuing.rotate(c, self.random, id, self.now, keep), topic=TOPIC
        )

    async def revoke(self, id: str) -> StoredKey:
        """A key taken back."""
        return await self.store.write(lambda c: issuing.revoke(c, id, self.now), topic=TOPIC)

    async def keys(self) -> dict[str, StoredKey]:
        """What is kept, by id."""
        return {key.id: key for key in await self.store.read(read_keys)}

    async def trail(self) -> list[tuple[str, str, str]]:
        """What was recorded of keys: operation, office, credential."""
        query = "SELECT operation, accessing, credential FROM trail WHERE kind = 'key' ORDER BY seq"
        return await self.store.read(lambda c: c.execute(query).fetchall())


@pytest.fixture
async def issuer(store: Store) -> Issuer:
    """Gives out keys of that database."""
    return Issuer(store)


@given(st.binary(min_size=32, max_size=32), st.binary(min_size=5, max_size=5))
def test_every_key_has_the_one_form_and_all_of_its_chance(secret: bytes, name: bytes) -> None:
    """The prefix that scanners look for; another 32 bytes are another key."""
    id, key = new_key(lambda size: {5: name, 32: secret}[size])
    found = PATTERN.fullmatch(key)
    assert found is not None
    assert found[1] == id
    assert well_formed(key)
    other = (int.from_bytes(secret) ^ 1).to_bytes(32)
    assert new_key(lambda size: {5: name, 32: other}[size])[1] != key


def test_a_key_that_was_copied_badly_is_told_without_asking() -> None:
    """One character changed, lost or doubled anywhere, or two that changed places."""
    _, key = new_key(secrets.token_bytes)
    for place in range(len(key)):
        changed = key[:place] + ("x" if key[place] != "x" else "y") + key[place + 1 :]
        assert not well_formed(changed)
        assert not well_formed(key[:place] + key[place + 1 :])
        assert not well_formed(key[:place] + key[place] + key[place:])
        swapped = key[:place] + key[place : place + 2][::-1] + key[place + 2 :]
        assert swapped == key or not well_formed(swapped)


async def test_only_the_hash_of_a_key_is_ever_on_the_disk(
    issuer: Issuer, content: Callable[[], bytes]
) -> None:
    """Neither the key nor its secret part stands in any file of the database."""
    key, text = await issuer.create()
    kept = content()
    assert key.id.encode() in kept
    assert fingerprint(text) in kept
    assert text.encode() not in kept
    assert text[-49:-6].encode() not in kept


async def test_what_is_kept_comes_back_as_it_was(issuer: Issuer) -> None:
    """To the second, in UTC, whatever the scopes."""
    key, _ = await issuer.create(scopes=frozenset({"ask", "statistics"}), expires=NOW + DAY)
    kept = (await issuer.keys())[key.id]
    assert kept.scopes == {"ask", "statistics"}
    assert kept.created == NOW.replace(microsecond=0)
    assert kept.expires == (NOW + DAY).replace(microsecond=0)
    assert kept.key.identity.until == kept.expires.timestamp()
    assert (kept.key.identity.credential, kept.key.identity.method) == (key.id, "key")


async def test_a_client_has_two_live_keys_and_not_three(issuer: Issuer) -> None:
    """Two so that one can replace the other; other clients and offices have their own."""
    first, _ = await issuer.create()
    await issuer.create()
    with pytest.raises(KeyRefused, match=f"two live keys already.*{first.id}"):
        await issuer.create()
    await issuer.create(client="bulk")
    await issuer.create(office="AU")
    await issuer.revoke(first.id)
    await issuer.create()
    live = [key for key in (await issuer.keys()).values() if key.live(NOW) and key.client == "search"]
    assert len(live) == MOST_LIVE + 1


async def test_a_key_is_replaced_without_a_gap(issuer: Issuer) -> None:
    """The old one goes on for as long as was said, the new one is for the same, and for as long."""
    old, _ = await issuer.create(scopes=frozenset({"register"}), expires=NOW + 90 * DAY)
    issuer.now = NOW + 80 * DAY
    before, new, _ = await issuer.rotate(old.id, 7 * DAY)
    assert (new.office, new.client, new.scopes) == (old.office, old.client, old.scopes)
    assert before.live(NOW + 86 * DAY)
    assert not before.live(NOW + 87 * DAY)
    kept = await issuer.keys()
    assert kept[new.id].expires == (NOW + 170 * DAY).replace(microsecond=0)
    assert kept[old.id] == before


async def test_a_change_never_lengthens_the_old_key(issuer: Issuer) -> None:
    """It ends when it would have ended, or earlier."""
    old, _ = await issuer.create(expires=NOW + DAY)
    before, _, _ = await issuer.rotate(old.id, 7 * DAY)
    assert before.expires == (NOW + DAY).replace(microsecond=0)


async def test_a_key_that_is_over_is_not_replaced(issuer: Issuer) -> None:
    """Revoked, expired, or never given: each is said; a client with two live keys gets no third this way."""
    gone, _ = await issuer.create()
    await issuer.revoke(gone.id)
    short, _ = await issuer.create(client="short", expires=NOW + DAY)
    with pytest.raises(KeyRefused, match="is revoked"):
        await issuer.rotate(gone.id, DAY)
    with pytest.raises(KeyRefused, match="There is no key none"):
        await issuer.rotate("none", DAY)
    issuer.now = NOW + DAY
    with pytest.raises(KeyRefused, match="is expired"):
        await issuer.rotate(short.id, DAY)
    one, _ = await issuer.create(client="both")
    await issuer.create(client="both")
    before = await issuer.keys()
    with pytest.raises(KeyRefused, match="two live keys"):
        await issuer.rotate(one.id, DAY)
    assert await issuer.keys() == before


async def test_a_key_is_replaced_at_once_where_it_must_be(issuer: Issuer) -> None:
    """With nothing kept of the old one, a client with two keys gets a new one too."""
    one, _ = await issuer.create()
    await issuer.create()
    before, new, _ = await issuer.rotate(one.id, timedelta(0))
    assert not before.live(NOW)
    assert new.live(NOW)


async def test_a_key_is_taken_back_once_and_for_good(issuer: Issuer) -> None:
    """Again is no fault and changes nothing; an unknown one is said to be."""
    key, _ = await issuer.create()
    first = await issuer.revoke(key.id)
    issuer.now = NOW + DAY
    assert await issuer.revoke(key.id) == first
    assert first.key.revoked
    with pytest.raises(KeyRefused, match="There is no key other"):
        await issuer.revoke("other")


async def test_every_change_of_a_key_is_in_the_trail_and_moves_the_topic(issuer: Issuer) -> None:
    """Together with the change: what was refused left nothing."""
    key, _ = await issuer.create()
    _, new, _ = await issuer.rotate(key.id, DAY)
    with pytest.raises(KeyRefused):
        await issuer.create()
    await issuer.revoke(key.id)
    await issuer.revoke(key.id)
    assert await issuer.trail() == [
        ("create", "NZ", key.id), ("limit", "NZ", key.id), ("create", "NZ", new.id), ("revoke", "NZ", key.id),
    ]  # fmt: skip
    assert (await issuer.store.revisions())[TOPIC] == 4


async def test_the_day_of_use_is_noted_and_moves_nothing(issuer: Issuer) -> None:
    """A day and no more; an earlier one changes nothing, and nobody re-reads the keys for it."""
    key, _ = await issuer.create()
    revision = (await issuer.store.revisions())[TOPIC]
    for day in (date(2026, 7, 2), date(2026, 7, 1)):
        await issuer.store.write(lambda c, day=day: note_used(c, [key.id, "unknown"], day))
    assert (await issuer.keys())[key.id].used_on == date(2026, 7, 2)
    assert (await issuer.store.revisions())[TOPIC] == revision


async def test_of_many_at_once_two_get_a_key(issuer: Issuer) -> None:
    """The count and the new key are one transaction."""
    tries = await asyncio.gather(*(issuer.create() for _ in range(20)), return_exceptions=True)
    assert sum(isinstance(one, tuple) for one in tries) == MOST_LIVE
    assert sum(isinstance(one, KeyRefused) for one in tries) == 18
    assert not [one for one in tries if isinstance(one, sqlite3.Error)]
