"""A provider that answers one gateway alone, by tokens that the gateway signs."""

from __future__ import annotations

import json
import time
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from aiohttp import web
from typer.testing import CliRunner

from connectors.errors import Unavailable
from connectors.gateway_token import gateway_token
from connectors.jose.keys import KeySet, generate
from connectors.kit.gateways import trusted_gateway
from connectors.kit.listener import Listener
from connectors.kit.samples import SHOWCASE, office_holdings, sample_family
from connectors.kit.service import BASE, service
from connectors.urls import UnsafeURL
from gateway.cli.main import app

KEY, OTHER = generate("ES256"), generate("EdDSA")
GATEWAY, NAME = "https://gateway.example", "ip-australia"
QUESTION = "/doclists?applicationIdentifier=AU2019325418"


def token(audience: str = NAME, key: Any = KEY) -> str:
    """A token of now."""
    return gateway_token(key, GATEWAY, audience, time.time(), "1")


class Publisher:
    """Publishes keys at a URL; counts."""

    def __init__(self) -> None:
        self.keys: KeySet | None = KeySet([KEY.public])
        self.asked = 0

    async def answer(self, request: web.Request) -> web.Response:
        """The keys, or that there are none."""
        self.asked += 1
        if self.keys is None:
            return web.Response(status=404)
        return web.Response(body=self.keys.jwks(), content_type="application/jwk-set+json")


async def statuses(source: str, *fields: Any) -> list[int]:
    """What a provider that trusts this source answers to questions with these header fields."""
    found = []
    holdings = office_holdings(sample_family(SHOWCASE), ("AU",))
    async with (
        trusted_gateway(source, NAME) as gateways,
        Listener(service(holdings, gateways=gateways)) as listener,
        aiohttp.ClientSession() as session,
    ):
        for headers in fields:
            async with session.get(listener.origin + BASE + QUESTION, headers=headers) as answer:
                found.append(answer.status)
                if answer.status == 401:
                    assert answer.headers["WWW-Authenticate"] == "Bearer"
        async with session.get(listener.origin + BASE + "/health") as answer:
            assert answer.status == 200
    return found


def bearing(text: str) -> dict[str, str]:
    """The header field of a token."""
    return {"Authorization": f"Bearer {text}"}


async def test_only_the_gateway_is_answered() -> None:
    """With a token for this provider; the sign of life is for everybody. The keys are fetched once."""
    publisher = Publisher()
    site = web.Application()
    site.router.add_get("/.well-known/jwks.json", publisher.answer)
    async with Listener(site) as listener:
        found = await statuses(
            f"{listener.origin}/.well-known/jwks.json",
            {},
            bearing(token()),
            bearing(token("another-office")),
            bearing(token(key=OTHER)),
            bearing("x.y.z"),
            {"X-Api-Key": token()},
            [("Authorization", f"Bearer {token()}"), ("Authorization", f"Bearer {token()}")],
            bearing(token()),
        )
    assert found == [401, 200, 401, 401, 401, 401, 401, 200]
    assert publisher.asked == 1


async def test_while_the_keys_cannot_be_had_it_is_the_providers_trouble() -> None:
    """503, whatever the gateway shows; never an answer, and never ``not held``."""
    publisher = Publisher()
    publisher.keys = None
    site = web.Application()
    site.router.add_get("/keys", publisher.answer)
    async with Listener(site) as listener:
        assert await statuses(f"{listener.origin}/keys", bearing(token()), {}) == [503, 401]


async def test_a_file_in_place_of_the_url(tmp_path: Path) -> None:
    """For a provider that reaches nothing."""
    path = tmp_path / "jwks.json"
    path.write_bytes(KeySet([KEY.public, OTHER.public]).jwks())
    assert await statuses(str(path), bearing(token()), bearing(token(key=OTHER))) == [200, 200]


@pytest.mark.parametrize(
    "source",
    ["http://gateway.example/keys", "https://10.0.0.1/keys", "ftp://x.example/", "https://localhost/"],
)
async def test_where_keys_are_not_fetched(source: str) -> None:
    """Cleartext, and addresses that are not public."""
    with pytest.raises(UnsafeURL):
        async with trusted_gateway(source, NAME):
            pass


async def test_a_file_that_holds_no_keys_is_found_at_the_start(tmp_path: Path) -> None:
    """Not when the first question comes."""
    for name, text in (("none", None), ("bad", "{}")):
        if text is not None:
            (tmp_path / name).write_text(text)
        with pytest.raises(Unavailable):
            async with trusted_gateway(str(tmp_path / name), NAME):
                pass


@pytest.mark.parametrize(
    "options",
    [
        ["--gateway-jwks", "https://gateway.example/keys"],
        ["--audience", "x"],
        ["--gateway-jwks", "https://gateway.example/keys", "--audience", "x", "--key", "y"],
        ["--gateway-jwks", "http://gateway.example/keys", "--audience", "x"],
        ["--gateway-jwks", "nowhere.json", "--audience", "x"],
    ],
)
def test_the_command_refuses_what_cannot_work(tmp_path: Path, options: list[str]) -> None:
    """Half a pair, two ways at once, keys that cannot be had: exit code 2, and a sentence."""
    found = CliRunner().invoke(app, ["provider", "serve", str(tmp_path), "--port", "0", *options])
    assert found.exit_code == 2
    assert "--gateway-jwks" in found.output


def test_a_key_set_is_plain_json() -> None:
    """As other implementations read it."""
    (one,) = json.loads(KeySet([KEY.public]).jwks())["keys"]
    assert (one["kty"], one["alg"], one["use"], one["kid"]) == ("EC", "ES256", "sig", KEY.id)
