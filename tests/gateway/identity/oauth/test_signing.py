"""Signing keys: published before they sign and after, the same in every process, never two for one time."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connectors.endpoint import Secret
from connectors.jose.keys import generate, private_key
from gateway.identity.oauth.signing import (
    AFTER_SECONDS,
    AHEAD_SECONDS,
    LIFE_SECONDS,
    TOPIC,
    Rota,
    SigningKey,
    SigningKeys,
    read_signing_keys,
    rotate_now,
)
from gateway.store.store import Store

NOW = 1_800_000_000.0
TOKEN_SECONDS = 960.0
"""How long a token can be good: a quarter of an hour, and a minute for clocks."""


def kept(id: str, begins: float, algorithm: str = "ES256") -> SigningKey:
    """A key that begins at a time."""
    return SigningKey(id, algorithm, Secret("-"), begins - AHEAD_SECONDS, begins)


def test_the_first_key_begins_at_once_and_the_next_in_time() -> None:
    """An hour before the month of the first is over; while one waits, no other is made."""
    assert Rota().next_begins(NOW, "ES256") == NOW
    one = Rota((kept("a", NOW),))
    due = NOW + LIFE_SECONDS - AHEAD_SECONDS
    assert one.next_begins(due - 1, "ES256") is None
    assert one.next_begins(due, "ES256") == due + AHEAD_SECONDS
    both = Rota((*one.keys, kept("b", due + AHEAD_SECONDS)))
    assert both.next_begins(due, "ES256") is None
    assert both.current(due) == one.keys[0]
    assert both.current(due + AHEAD_SECONDS) == both.keys[1]


def test_another_algorithm_is_a_reason_to_change() -> None:
    """In an hour, as any change."""
    assert Rota((kept("a", NOW),)).next_begins(NOW + 5, "EdDSA") == NOW + 5 + AHEAD_SECONDS


@given(
    st.lists(st.floats(0, 10 * LIFE_SECONDS), min_size=1, max_size=6, unique=True),
    st.floats(0, 12 * LIFE_SECONDS),
    st.floats(0, TOKEN_SECONDS),
)
def test_what_may_be_good_can_be_verified(begins: list[float], signed: float, later: float) -> None:
    """Whatever key signed a token, it is published as long as the token can be good; and before it signs."""
    rota = Rota(tuple(kept(str(place), NOW + at) for place, at in enumerate(begins)))
    key = rota.current(NOW + signed)
    if key is not None:
        assert key in rota.published(NOW + signed + later)
    for one in rota.keys:
        assert one in rota.published(one.begins - AHEAD_SECONDS)
    assert not set(rota.over(NOW + signed)) & set(rota.published(NOW + signed))


def test_what_is_over_is_over_for_good() -> None:
    """Twenty minutes after another took over."""
    rota = Rota((kept("a", NOW), kept("b", NOW + 100)))
    assert rota.over(NOW + 100 + AFTER_SECONDS - 1) == ()
    assert rota.over(NOW + 100 + AFTER_SECONDS) == (rota.keys[0],)


async def test_a_month_of_keys(tmp_path: Path) -> None:
    """Over months there is always one that signs, at most three are published; old ones are deleted."""
    store = Store(None)
    keys = SigningKeys(store)
    used, now = [], NOW
    while now < NOW + 4 * LIFE_SECONDS:
        used.append((await keys.current(now)).id)
        assert 1 <= len(keys.published(now).keys) <= 3
        assert keys.published(now).find(used[-1], "ES256") is not None
        now += 3_000.0
    assert len(dict.fromkeys(used)) in (4, 5)
    assert used == sorted(used, key=list(dict.fromkeys(used)).index)
    assert len(await store.read(read_signing_keys)) <= 2
    store.close()


async def test_processes_that_begin_at_once_make_one_key(tmp_path: Path) -> None:
    """Each tries, one is kept, and all use it."""
    stores = [Store(tmp_path / "casegate.db") for _ in range(3)]
    found = await asyncio.gather(*(SigningKeys(store).current(NOW) for store in stores for _ in range(3)))
    assert len({key.id for key in found}) == 1
    assert len(await stores[0].read(read_signing_keys)) == 1
    for store in stores:
        store.close()


async def test_made_up_key_ids_cause_one_look_a_second(tmp_path: Path) -> None:
    """A key of another process is found; ids that are nobody's cost a look at the database each second."""
    one, other = Store(tmp_path / "casegate.db"), Store(tmp_path / "casegate.db")
    here, there = SigningKeys(one), SigningKeys(other)
    made = await there.current(NOW)
    reads = 0
    read = one.read

    async def counted(work: Any) -> Any:
        nonlocal reads
        reads += 1
        return await read(work)

    one.read = counted  # type: ignore[method-assign]
    assert await here.find(made.id, "ES256", NOW) is not None
    for number in range(100):
        assert await here.find(f"../{number}' --", "ES256", NOW + 0.5) is None
    assert reads == 1
    await here.find("x", "ES256", NOW + 1)
    assert reads == 2
    one.close()
    other.close()


async def test_a_key_that_somebody_else_has_is_gone_at_once() -> None:
    """With all that it has signed; otherwise the next one waits its hour."""
    store = Store(None)
    keys = SigningKeys(store)
    old = await keys.current(NOW)
    made, other = generate("EdDSA"), generate("ES256")
    await store.write(lambda c: rotate_now(c, other, NOW, at_once=False), topic=TOPIC)
    keys.keep(await store.read(read_signing_keys))
    assert (await keys.current(NOW)).id == old.id
    assert (await keys.current(NOW + AHEAD_SECONDS)).id == other.id
    await store.write(lambda c: rotate_now(c, made, NOW, at_once=True), topic=TOPIC)
    keys.keep(await store.read(read_signing_keys))
    assert (await keys.current(NOW)).id == made.id
    assert await keys.find(old.id, "ES256", NOW) is None
    store.close()


async def test_keys_that_the_operator_brings() -> None:
    """The first signs, all are published, and none of them is written into the database."""
    store = Store(None)
    keys = SigningKeys(store)
    first, second = (private_key(generate("EdDSA").pem()) for _ in range(2))
    keys.configure("ES256", [first, second])
    assert (await keys.current(NOW)).id == first.id
    assert [key.id for key in keys.published(NOW).keys] == [first.id, second.id]
    assert await keys.find(second.id, "EdDSA", NOW) is not None
    assert await keys.find("other", "EdDSA", NOW) is None
    assert await store.read(read_signing_keys) == ()
    store.close()


@pytest.mark.parametrize("algorithm", ["ES256", "EdDSA"])
async def test_a_kept_key_shows_nothing_of_itself(algorithm: Any) -> None:
    """Not where values are printed."""
    store = Store(None)
    keys = SigningKeys(store)
    keys.configure(algorithm, ())
    assert (await keys.current(NOW)).algorithm == algorithm
    (key,) = await store.read(read_signing_keys)
    assert "PRIVATE" in key.pem.reveal()
    assert key.pem.reveal().splitlines()[1] not in repr(key) + repr(await keys.current(NOW))
    store.close()
