"""``casegate keys rotate-signing`` and ``revoke-token``: on the database of a running gateway."""

from __future__ import annotations

import asyncio
import re
from pathlib import Path

import pytest
from token_gateways import MovedClock, tokened, write_config
from typer.testing import CliRunner

from connectors.jose.keys import generate
from gateway.audit.record import Record, parse_body
from gateway.cli.main import app
from gateway.clock import SystemClock
from gateway.following import catch_up
from gateway.identity.oauth.signing import AHEAD_SECONDS


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A configuration with a client that has a secret."""
    key = generate("ES256").public
    (tmp_path / "au.pem").write_bytes(key._key.as_pem(private=False))
    return write_config(tmp_path)


def run(folder: Path, *words: str) -> tuple[int, str]:
    """Exit code and standard error of a command; standard output stays empty."""
    result = CliRunner().invoke(app, ["keys", *words, "--config", str(folder)])
    assert result.stdout == ""
    return result.exit_code, result.stderr


async def command(folder: Path, *words: str) -> tuple[int, str]:
    """The same, beside a running loop."""
    return await asyncio.to_thread(run, folder, *words)


async def test_the_next_key_is_published_and_signs_in_an_hour(folder: Path) -> None:
    """Tokens of before go on; the change is in the trail."""
    clock = MovedClock(SystemClock().now().timestamp())
    async with tokened(folder, clock) as gateway:
        before = await gateway.token()
        code, told = await command(folder, "rotate-signing", "--algorithm", "EdDSA")
        assert code == 0
        found = re.search(r"Key (\S+) signs from", told)
        assert found is not None
        assert await catch_up(gateway.gateway)
        keys = (await gateway.send("GET", "/.well-known/jwks.json")).json["keys"]
        assert [key["alg"] for key in keys] == ["ES256", "EdDSA"]
        assert keys[1]["kid"] == found[1]
        assert await gateway.asks(before) == await gateway.asks(await gateway.token()) == 200
        clock.seconds += AHEAD_SECONDS + 5
        assert await gateway.asks(await gateway.token()) == 200
        assert ("rotate-signing-key", found[1]) in await recorded(gateway.gateway.store)


async def recorded(store: object) -> list[tuple[str | None, str | None]]:
    """What operators did, by the trail: operation and credential."""
    rows = await store.read(  # type: ignore[attr-defined]
        lambda c: c.execute("SELECT body FROM trail WHERE kind = 'operator' ORDER BY seq").fetchall()
    )
    found: list[Record] = [
        parse_body(bytes(body) if not isinstance(body, str) else body.encode()) for (body,) in rows
    ]
    return [(record.operation, record.credential) for record in found]


async def test_compromised_keys_are_gone_with_all_they_signed(folder: Path) -> None:
    """At the next look at the database; clients get tokens of the new key at once."""
    async with tokened(folder, MovedClock(SystemClock().now().timestamp())) as gateway:
        before = await gateway.token()
        assert await gateway.asks(before) == 200
        code, told = await command(folder, "rotate-signing", "--compromised")
        assert code == 0
        assert "All others are deleted" in told
        gateway.clock.seconds = SystemClock().now().timestamp()
        assert await catch_up(gateway.gateway)
        assert await gateway.asks(before) == 401
        assert await gateway.asks(await gateway.token()) == 200
        assert len((await gateway.send("GET", "/.well-known/jwks.json")).json["keys"]) == 1


async def test_a_token_is_taken_back_by_its_id(folder: Path) -> None:
    """As the trail names it, with its client before it, or alone."""
    async with tokened(folder, MovedClock(SystemClock().now().timestamp())) as gateway:
        for form in ("nz/{}", "{}"):
            token = await gateway.token()
            access = gateway.gateway.current.setup.access
            assert access.tokens is not None
            identity = await access.tokens.verify(token, None, gateway.clock.seconds)
            assert identity.credential is not None
            client, _, jti = identity.credential.partition("/")
            assert client == "nz"
            assert jti.isalnum(), "it is never read as an option"
            assert (await command(folder, "revoke-token", form.format(jti)))[0] == 0
            assert await catch_up(gateway.gateway)
            assert await gateway.asks(token) == 401
            assert not gateway.gateway.current.setup.access.stands(identity, gateway.clock.seconds)
            assert ("revoke-token", jti) in await recorded(gateway.gateway.store)


@pytest.mark.parametrize("words", [["rotate-signing", "--algorithm", "HS256"], ["revoke-token", "a b"]])
def test_what_makes_no_sense_is_refused(folder: Path, words: list[str]) -> None:
    """With a sentence, and exit code 2."""
    code, told = run(folder, *words)
    assert code == 2
    assert told


def test_a_whole_token_is_not_taken_for_an_id(folder: Path) -> None:
    """It would stand in the shell's history, and in the trail; it is not repeated either."""
    code, told = run(folder, "revoke-token", "eyJh.eyJp.c2ln")
    assert code == 2
    assert "eyJ" not in told
