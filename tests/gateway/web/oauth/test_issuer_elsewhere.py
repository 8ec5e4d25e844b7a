"""Tokens of an issuer elsewhere: a real one on a socket, found by OpenID discovery."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web
from forging import forgeries, signed
from token_gateways import ENVIRON, MovedClock, Tokened, tokened, write_config

from connectors.jose.keys import KeySet, PrivateKey, generate, private_key
from connectors.jose.published import AGAIN_SECONDS, FRESH_SECONDS, KEPT_SECONDS
from connectors.jose.tokens import write
from connectors.kit.listener import Listener

AUDIENCE = "api://casegate"


class Issuer:
    """An authorization server as others run it: a discovery document and keys; counts who comes."""

    def __init__(self) -> None:
        self.key: PrivateKey = generate("ES256")
        self.keys = [self.key]
        self.asked: list[str] = []
        self.url = ""
        self.document: dict[str, Any] = {}
        self.broken = False

    async def answer(self, request: web.Request) -> web.Response:
        """One of the two documents."""
        self.asked.append(request.path)
        assert "Authorization" not in request.headers
        if self.broken:
            return web.Response(status=503)
        if request.path == "/.well-known/openid-configuration":
            return web.json_response(
                {
                    "issuer": self.url,
                    "jwks_uri": f"{self.url.rstrip('/')}/keys",
                    "response_types_supported": [],
                }
                | self.document
            )
        if request.path == "/keys":
            return web.Response(body=KeySet(key.public for key in self.keys).jwks())
        return web.Response(status=404)

    def token(self, now: float, *, key: PrivateKey | None = None, type: str = "at+jwt", **more: Any) -> str:
        """A token of this issuer."""
        claims = {
            "iss": self.url, "aud": AUDIENCE, "sub": "7d1c", "client_id": "7d1c", "tenant": "au-office",
            "scp": ["casegate.ask", "other.thing"], "iat": int(now), "exp": int(now) + 3_600, "jti": "one",
        }  # fmt: skip
        return write({k: v for k, v in {**claims, **more}.items() if v is not None}, key or self.key, type)


RULES = (
    "    audience: 'api://casegate'\n"
    "    office_claim: tenant\n"
    "    offices: [{value: au-office, office: AU}, {value: nz-office, office: NZ}]\n"
    "    scope_claim: scp\n"
    "    scopes: [{value: casegate.ask, scope: ask}, {value: casegate.ops, scope: administer}]\n"
)


@asynccontextmanager
async def issuing(folder: Path, rules: str = RULES, slash: str = "") -> AsyncIterator[tuple[Tokened, Issuer]]:
    """A gateway that believes an issuer elsewhere, and the issuer."""
    issuer = Issuer()
    app = web.Application()
    app.router.add_get("/{path:.*}", issuer.answer)
    async with Listener(app) as listener:
        issuer.url = listener.origin + slash
        write_config(folder, f"  issuer:\n    url: {issuer.url}\n{rules}")
        async with tokened(folder, MovedClock()) as gateway:
            yield gateway, issuer


async def test_its_tokens_are_believed_by_one_look_at_its_documents(tmp_path: Path) -> None:
    """Office and scopes come by the claims and the words that the operator named."""
    async with issuing(tmp_path) as (gateway, issuer):
        now = gateway.clock.seconds
        assert issuer.asked == []
        for jti in ("one", "two", "three"):
            assert await gateway.asks(issuer.token(now, jti=jti)) == 200
        assert issuer.asked == ["/.well-known/openid-configuration", "/keys"]
        assert await gateway.asks(ENVIRON["STATIC"]) == 200


@pytest.mark.parametrize(
    ("claims", "status"),
    [
        ({"scp": "casegate.ask"}, 200),
        ({"scp": "casegate.ops"}, 403),
        ({"scp": ["ask"]}, 403),
        ({"scp": None}, 403),
        ({"scp": {"casegate.ask": True}}, 401),
        ({"scp": [["casegate.ask"]]}, 401),
        ({"scp": ["x"] * 101}, 401),
        ({"tenant": "nz-office"}, 200),
        ({"tenant": "AU"}, 401),
        ({"tenant": "elsewhere"}, 401),
        ({"tenant": ["au-office"]}, 401),
        ({"tenant": None}, 401),
        ({"aud": ["api://casegate", "api://other"]}, 200),
        ({"aud": "api://other"}, 401),
        ({"aud": "https://gateway.example"}, 401),
        ({"iss": "https://other.example"}, 401),
        ({"sub": None}, 401),
        ({"jti": None}, 200),
        ({"cnf": {"x5t#S256": "AA"}}, 401),
        ({"exp": 1_800_000_000 - 61}, 401),
    ],
)
async def test_what_its_tokens_have_to_say(tmp_path: Path, claims: dict[str, Any], status: int) -> None:
    """For this gateway, of an office that the operator has named, with words that stand for a scope."""
    async with issuing(tmp_path) as (gateway, issuer):
        assert await gateway.asks(issuer.token(gateway.clock.seconds, **claims)) == status


async def test_without_names_the_claims_are_ours(tmp_path: Path) -> None:
    """ST.3 codes and the gateway's own scopes, for the gateway's own URL."""
    async with issuing(tmp_path, "") as (gateway, issuer):
        now = gateway.clock.seconds
        ours = {"aud": "https://gateway.example", "scope": "ask statistics"}
        assert await gateway.asks(issuer.token(now, office="JP", **ours)) == 200
        assert await gateway.asks(issuer.token(now, office="XX", **ours)) == 401
        assert await gateway.asks(issuer.token(now, office="jp", **ours)) == 401


async def test_forgeries_are_refused_and_cause_one_look_at_most(tmp_path: Path) -> None:
    """What is no good by its words causes no call; made-up keys cause one look in half a minute."""
    async with issuing(tmp_path) as (gateway, issuer):
        now = gateway.clock.seconds
        claims = {
            "iss": issuer.url, "aud": AUDIENCE, "sub": "7d1c", "client_id": "7d1c", "tenant": "au-office",
            "scp": "casegate.ask", "iat": int(now), "exp": int(now) + 900, "jti": "one",
        }  # fmt: skip
        header = {"alg": "ES256", "typ": "at+jwt", "kid": issuer.key.id}
        early = [signed(header, {**claims, "aud": "x"}, issuer.key), issuer.token(now, type="JWT")]
        assert [await gateway.asks(token) for token in early] == [401, 401]
        assert issuer.asked == []
        assert await gateway.asks(signed(header, claims, issuer.key)) == 200
        looked = len(issuer.asked)
        tried = list(forgeries(issuer.key, header, claims, now=now, evil=f"{issuer.url}/evil"))
        assert {name for name, token in tried if await gateway.asks(token) != 401} == set()
        assert len(issuer.asked) == looked
        gateway.clock.seconds += AGAIN_SECONDS
        for _ in range(20):
            assert await gateway.asks(issuer.token(now, key=generate("ES256"))) == 401
        assert len(issuer.asked) == looked + 2


async def test_it_changes_its_keys(tmp_path: Path) -> None:
    """A new key is found when a token names it; one that is withdrawn goes on for five minutes at most."""
    async with issuing(tmp_path) as (gateway, issuer):
        old, new = issuer.key, private_key(generate("EdDSA").pem())
        assert await gateway.asks(issuer.token(gateway.clock.seconds)) == 200
        issuer.keys = [old, new]
        gateway.clock.seconds += AGAIN_SECONDS
        assert await gateway.asks(issuer.token(gateway.clock.seconds, key=new)) == 200
        issuer.keys = [new]
        gateway.clock.seconds += FRESH_SECONDS
        assert await gateway.asks(issuer.token(gateway.clock.seconds, key=old)) == 401
        assert await gateway.asks(issuer.token(gateway.clock.seconds, key=new)) == 200


async def test_while_it_cannot_be_reached(tmp_path: Path) -> None:
    """Nobody is let in without keys, and is told whose trouble it is; what is known goes on for an hour."""
    async with issuing(tmp_path) as (gateway, issuer):
        issuer.broken = True
        fields = {"Authorization": f"Bearer {issuer.token(gateway.clock.seconds)}"}
        answer = await gateway.send("GET", "/api/v1/offices", **fields)
        assert (answer.status, answer.json["code"]) == (503, "issuer-unavailable")
        assert answer.json["failedAt"] == "gateway"
        assert answer.headers["Retry-After"] == "30"
        assert await gateway.asks(ENVIRON["STATIC"]) == 200
        issuer.broken = False
        gateway.clock.seconds += AGAIN_SECONDS
        assert await gateway.asks(issuer.token(gateway.clock.seconds)) == 200
        issuer.broken = True
        gateway.clock.seconds += KEPT_SECONDS - 1
        assert await gateway.asks(issuer.token(gateway.clock.seconds)) == 200
        gateway.clock.seconds += AGAIN_SECONDS + 1
        assert await gateway.asks(issuer.token(gateway.clock.seconds)) == 503


@pytest.mark.parametrize(
    "document",
    [
        {"issuer": "https://other.example"},
        {"issuer": None},
        {"jwks_uri": 7},
        {"jwks_uri": "http://10.0.0.1/keys"},
        {"jwks_uri": "file:///etc/passwd"},
        {"jwks_uri": "gopher://127.0.0.1/"},
    ],
)
async def test_a_document_that_is_not_to_be_trusted(tmp_path: Path, document: dict[str, Any]) -> None:
    """About another issuer, or with keys where nothing may be fetched: no keys, nobody is let in."""
    async with issuing(tmp_path) as (gateway, issuer):
        issuer.document = document
        assert await gateway.asks(issuer.token(gateway.clock.seconds)) == 503
        assert issuer.asked == ["/.well-known/openid-configuration"]


async def test_an_identifier_with_a_slash_at_its_end(tmp_path: Path) -> None:
    """Some have one; tokens have to name it exactly."""
    async with issuing(tmp_path, slash="/") as (gateway, issuer):
        now = gateway.clock.seconds
        assert await gateway.asks(issuer.token(now)) == 200
        assert await gateway.asks(issuer.token(now, iss=issuer.url.rstrip("/"), jti="two")) == 401


async def test_the_gateway_gives_no_tokens_itself_then(tmp_path: Path) -> None:
    """It says who does; its own keys stay published, for providers."""
    async with issuing(tmp_path) as (gateway, issuer):
        answer = await gateway.token_request({"grant_type": "client_credentials"})
        assert answer.status == 404
        assert (await gateway.send("GET", "/.well-known/oauth-authorization-server")).status == 404
        resource = await gateway.send("GET", "/.well-known/oauth-protected-resource")
        assert resource.json["authorization_servers"] == [issuer.url]
        assert (await gateway.send("GET", "/.well-known/jwks.json")).json["keys"]


async def test_tokens_of_older_servers(tmp_path: Path) -> None:
    """Where RFC 9068 is not known, their type is JWT; the operator has to say so."""
    async with issuing(tmp_path, f"{RULES}    token_type: jwt\n") as (gateway, issuer):
        now = gateway.clock.seconds
        assert await gateway.asks(issuer.token(now, type="JWT")) == 200
        assert await gateway.asks(issuer.token(now)) == 401
