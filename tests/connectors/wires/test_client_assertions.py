"""A client that proves itself to an office's token endpoint by its key (RFC 7523)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest
from aiohttp import web
from joserfc.jwk import ECKey, OKPKey, RSAKey
from msgspec.structs import replace

from connectors.endpoint import OAuth2, Secret
from connectors.jose.assertions import ASSERTION_TYPE, LONGEST_SECONDS
from connectors.jose.keys import KeySet, private_key
from connectors.jose.tokens import BadToken, Expected, read
from connectors.reply import Reply
from connectors.tokens import Tokens

NOW = 1_800_000_000.0
URL = "https://office.example/token"


def expected(client: str, audience: str) -> Expected:
    """What the office's endpoint checks."""
    return Expected(
        types=frozenset({"jwt"}),
        audiences=frozenset({audience}),
        issuers=frozenset({client}),
        alone=True,
        longest_seconds=LONGEST_SECONDS,
        required=frozenset({"sub", "jti"}),
    )


@pytest.mark.parametrize(
    ("kind", "size", "algorithm"),
    [(ECKey, "P-256", "ES256"), (RSAKey, 2048, "RS256"), (OKPKey, "Ed25519", "EdDSA")],
)
async def test_each_request_has_an_assertion_of_its_own(kind: Any, size: Any, algorithm: str) -> None:
    """Signed by the key, for this endpoint, for a minute, never with the same id; and no secret beside."""
    pem = kind.generate_key(size).as_pem(private=True).decode()
    forms: list[Mapping[str, str]] = []

    async def post(url: str, form: Mapping[str, str], headers: Mapping[str, str]) -> Reply:
        forms.append(form)
        assert not headers
        return Reply(200, {}, b'{"access_token": "t", "expires_in": 0}')

    auth = OAuth2("client_credentials", client_id="casegate", private_key=Secret(pem), key_id="k1", scope="s")
    tokens = Tokens(auth, URL, post, lambda: 0.0, lambda: NOW)
    for _ in range(3):
        await tokens.headers()
    public = KeySet([private_key(pem, "k1").public])
    said = [read(form["client_assertion"], public, expected("casegate", URL), NOW) for form in forms]
    assert len({claims["jti"] for claims in said}) == 3
    assert {claims["sub"] for claims in said} == {"casegate"}
    assert {form["client_assertion_type"] for form in forms} == {ASSERTION_TYPE}
    fields = {"grant_type", "scope", "client_id", "client_assertion", "client_assertion_type"}
    assert [form.keys() == fields for form in forms] == [True] * 3
    assert private_key(pem).algorithm == algorithm
    with pytest.raises(BadToken, match="expired"):
        read(forms[0]["client_assertion"], public, expected("casegate", URL), NOW + 120)


async def test_an_audience_of_the_offices_own() -> None:
    """Some want their issuer there, not the endpoint."""
    pem = ECKey.generate_key("P-256").as_pem(private=True).decode()
    forms: list[Mapping[str, str]] = []

    async def post(url: str, form: Mapping[str, str], headers: Mapping[str, str]) -> Reply:
        forms.append(form)
        return Reply(200, {}, b'{"access_token": "t"}')

    issuer = "https://issuer.example"
    auth = OAuth2("client_credentials", client_id="c", private_key=Secret(pem), audience=issuer)
    await Tokens(auth, URL, post, lambda: 0.0, lambda: NOW).headers()
    key = private_key(pem)
    assert read(
        forms[0]["client_assertion"], KeySet([key.public]), expected("c", "https://issuer.example"), NOW
    )
    with pytest.raises(BadToken, match="audience"):
        read(forms[0]["client_assertion"], KeySet([key.public]), expected("c", URL), NOW)


async def test_assertions_over_the_wire(office: Any, network: Any, make_endpoint: Any) -> None:
    """A token endpoint that checks the assertion gives a token; the key never travels."""
    key = ECKey.generate_key("P-256")
    pem = key.as_pem(private=True).decode()
    used: set[str] = set()
    url = ""

    async def handler(request: web.Request) -> web.Response:
        if request.path != "/token":
            return web.Response(status=200 if request.headers["Authorization"] == "Bearer good" else 401)
        form = await request.post()
        checked = replace(expected("casegate", f"{url}/token"))
        claims = read(str(form["client_assertion"]), KeySet([private_key(pem).public]), checked, NOW)
        assert claims["jti"] not in used
        used.add(claims["jti"])
        assert "PRIVATE" not in str(dict(form))
        return web.json_response({"access_token": "good", "expires_in": 3600})

    url = await office(handler)
    auth = OAuth2(
        "client_credentials", token_url=f"{url}/token", client_id="casegate", private_key=Secret(pem)
    )
    client = network.client(make_endpoint(url, auth=auth), wall=lambda: NOW)
    assert (await client.fetch("/x")).status == 200
    assert len(used) == 1
