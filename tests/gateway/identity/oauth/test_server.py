"""Tokens as one gateway has them: what it signs for itself, and what it keeps over reloads."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from typing import Any

import pytest
from token_gateways import MovedClock

from connectors.errors import Unavailable
from connectors.gateway_token import TYPE
from connectors.jose.keys import generate
from connectors.jose.tokens import Expected, read
from gateway.identity.oauth.access_tokens import Place
from gateway.identity.oauth.elsewhere import IssuerRules, TokensElsewhere
from gateway.identity.oauth.server import Issuance, TokenServer
from gateway.identity.oauth.signing import rotate_now
from gateway.store.store import Store

PLACE = Place("https://gateway.example", "https://gateway.example")
RULES = IssuerRules("https://login.example", "x", "at+jwt", "office", {}, "scope", {})


async def get(url: str) -> Any:
    """Nothing is fetched here."""
    raise AssertionError(url)


@pytest.fixture
def store() -> Iterator[Store]:
    """A database in memory."""
    store = Store(None)
    yield store
    store.close()


async def test_one_token_serves_an_audience_for_four_minutes(store: Store) -> None:
    """Then, or for another audience, or by another key, another is signed."""
    clock = MovedClock()
    server = TokenServer(store, clock)
    server.adopt(Issuance(PLACE), get)
    first = await server.sign("au")
    assert await server.sign("nz") != first
    clock.seconds += 239
    assert await server.sign("au") == first
    clock.seconds += 1
    second = await server.sign("au")
    assert second != first
    made = await store.write(lambda c: rotate_now(c, generate("ES256"), clock.seconds, at_once=True))
    server.keep([made])
    third = await server.sign("au")
    assert third != second
    clock.seconds -= 3_600
    server.adopt(Issuance(PLACE, keys=(generate("EdDSA"),)), get)
    keys = server.issuing(()).keys.published(clock.seconds)
    expected = Expected(
        types=frozenset({TYPE}),
        audiences=frozenset({"au"}),
        issuers=frozenset({PLACE.issuer}),
        longest_seconds=300,
    )
    claims = read(await server.sign("au"), keys, expected, clock.seconds)
    assert claims["sub"] == PLACE.issuer
    assert claims.keys() == {"iss", "sub", "aud", "iat", "exp", "jti"}


async def test_a_database_that_fails_is_the_gateways_trouble(store: Store, monkeypatch: Any) -> None:
    """A provider is then not asked in vain: the ask ends unavailable."""

    async def write(*_: Any, **__: Any) -> Any:
        raise sqlite3.OperationalError("disk full")

    server = TokenServer(store, MovedClock())
    server.adopt(Issuance(PLACE), get)
    monkeypatch.setattr(store, "write", write)
    with pytest.raises(Unavailable):
        await server.sign("au")


def test_an_issuer_that_stays_keeps_its_keys_over_reloads(store: Store) -> None:
    """Another one, or another way out, begins anew; and back to the built-in one."""
    server = TokenServer(store, MovedClock())

    def issuer() -> Any:
        verifier = server.verifier((), frozenset())
        assert isinstance(verifier, TokensElsewhere)
        return verifier._issuer

    server.adopt(Issuance(PLACE, issuer=RULES), get)
    first = issuer()
    server.adopt(Issuance(PLACE, issuer=RULES), get)
    assert issuer() is first

    async def other(url: str) -> Any:
        raise AssertionError(url)

    server.adopt(Issuance(PLACE, issuer=RULES), other)
    assert issuer() is not first
    assert server.issuing(()).authority is None
    server.adopt(Issuance(PLACE), get)
    assert not isinstance(server.verifier((), frozenset()), TokensElsewhere)
    assert server.issuing(()).authority is not None
