"""Tokens at the gateway's doors: good ones let their client in, everything else is 401 and causes nothing."""

from __future__ import annotations

import json
import secrets
from base64 import urlsafe_b64decode
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web
from forging import forgeries, segment, signed
from structlog.testing import capture_logs
from token_gateways import ENVIRON, PUBLIC_URL, SECRET, MovedClock, Tokened, tokened, write_config

from connectors.jose.keys import PrivateKey
from gateway.app import try_reload
from gateway.following import catch_up
from gateway.identity.credentials import Credentials
from gateway.identity.identity import Identity
from gateway.identity.issuing import create, revoke
from gateway.identity.key_store import TOPIC as KEYS
from gateway.identity.key_store import limit_key
from gateway.identity.oauth.ledger import TOPIC as REVOKED
from gateway.identity.oauth.ledger import revoke_token


def claims_of(token: str) -> dict[str, Any]:
    """What a token says."""
    part = token.split(".")[1]
    return json.loads(urlsafe_b64decode(part + "=" * (-len(part) % 4)))


async def signing_key(gateway: Tokened) -> PrivateKey:
    """The key that signs now."""
    issuing = gateway.gateway.current.setup.issuing
    assert issuing is not None
    return await issuing.keys.current(gateway.clock.seconds)


class Trap:
    """A server of a forger's; counts who comes."""

    def __init__(self) -> None:
        self.asked = 0

    async def answer(self, request: web.Request) -> web.Response:
        """Anything that is asked for."""
        self.asked += 1
        return web.json_response({"keys": []})


@pytest.fixture
async def trap() -> Any:
    """A running trap: its URL and itself."""
    trap = Trap()
    app = web.Application()
    app.router.add_get("/{any:.*}", trap.answer)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    host, port = runner.addresses[0]
    yield f"http://{host}:{port}", trap
    await runner.cleanup()


async def test_every_forgery_is_401_and_no_call_is_made(folder: Path, trap: Any) -> None:
    """Fifty and more, each made from a token that is good; nothing is fetched from anywhere for any."""
    evil, trapped = trap
    calls: list[str] = []
    async with tokened(folder) as gateway:
        good = await gateway.token()
        key, claims = await signing_key(gateway), claims_of(good)
        header = {"alg": "ES256", "typ": "at+jwt", "kid": key.id}
        assert await gateway.asks(signed(header, claims, key)) == 200
        tried = list(forgeries(key, header, claims, now=gateway.clock.seconds, evil=evil))
        tried += [(f"claims with {one}", signed(header, {**claims, **one}, key)) for one in WIDENED]
        tried += [
            (f"claims without {name}", signed(header, {k: v for k, v in claims.items() if k != name}, key))
            for name in ("sub", "client_id", "office", "scope", "jti", "iat")
        ]
        for network in gateway.gateway._networks:
            network.control.get = _refusing(calls)  # type: ignore[method-assign]
        wrong = {name: status for name, token in tried if (status := await gateway.asks(token)) != 401}
        assert wrong == {}
        assert len(tried) >= 60
        assert trapped.asked == 0
        assert calls == []
        assert await gateway.asks(good) == 200


WIDENED: list[dict[str, Any]] = [
    {"scope": ["ask", "administer"]},
    {"scope": {"ask": True}},
    {"scope": None},
    {"office": "AU"},
    {"office": ["NZ"]},
    {"office": "nz"},
    {"client_id": "au"},
    {"client_id": "nobody", "sub": "nobody"},
    {"sub": "au"},
    {"cnf": {"x5t#S256": "AA"}},
    {"cnf": {}},
    {"cnf": None},
    {"cnf": {"jkt": "x"}},
    {"exp": 1_800_000_000 + 4_000},
    {"jti": ""},
    {"jti": 7},
]


def _refusing(calls: list[str]) -> Any:
    async def get(url: str, **_: Any) -> Any:
        calls.append(url)
        raise AssertionError("nothing is fetched")

    return get


async def test_a_token_of_another_gateway_is_refused(folder: Path, tmp_path: Path) -> None:
    """Though it is well signed, by its own keys."""
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (elsewhere / "au.pem").write_bytes((folder / "au.pem").read_bytes())
    write_config(elsewhere, public_url="https://other.example")
    async with tokened(folder) as here, tokened(elsewhere) as there:
        token = await there.token()
        assert await there.asks(token) == 200
        assert await here.asks(token) == 401


async def test_a_scope_that_a_client_has_lost_is_lost(folder: Path) -> None:
    """Whatever the token says; scopes that nobody ever had open nothing."""
    async with tokened(folder) as gateway:
        token = await gateway.token()
        key = await signing_key(gateway)
        header = {"alg": "ES256", "typ": "at+jwt", "kid": key.id}
        wide = signed(header, {**claims_of(token), "scope": "administer everything"}, key)
        assert await gateway.asks(wide) == 403
        reconfigure(gateway, folder, "[ask, statistics]", "[statistics]")
        assert await gateway.asks(token) == 403


def reconfigure(gateway: Tokened, folder: Path, old: str, new: str) -> None:
    """Changes the configuration, and has it read again."""
    file = folder / "gateway.yaml"
    text = file.read_text()
    assert old in text
    file.write_text(text.replace(old, new))
    assert try_reload(gateway.gateway, folder, ENVIRON)


async def test_a_client_that_is_taken_out_is_out_at_once(folder: Path) -> None:
    """And so is one that asks for another office now: its token was for the first."""
    async with tokened(folder) as gateway:
        token = await gateway.token()
        assert await gateway.asks(token) == 200
        reconfigure(gateway, folder, "office: NZ", "office: FJ")
        assert await gateway.asks(token) == 401
        reconfigure(gateway, folder, "office: FJ", "office: NZ")
        assert await gateway.asks(token) == 200
        reconfigure(gateway, folder, "id: nz,", "id: nz2,")
        assert await gateway.asks(token) == 401


async def test_a_token_ends(folder: Path) -> None:
    """A quarter of an hour, and the minute by which clocks may differ; remembered or not."""
    async with tokened(folder) as gateway:
        token, unseen = await gateway.token(), await gateway.token()
        assert await gateway.asks(token) == 200
        gateway.clock.seconds += 959
        assert await gateway.asks(token) == 200
        gateway.clock.seconds += 1
        assert await gateway.asks(token) == await gateway.asks(unseen) == 401


async def test_a_token_that_is_taken_back_ends_in_every_process(folder: Path) -> None:
    """At the next look at the database, which comes each second; others go on."""
    async with tokened(folder) as one, tokened(folder) as other:
        token, kept = await one.token(), await one.token()
        assert await other.asks(token) == await one.asks(token) == 200
        claims, now = claims_of(token), one.clock.seconds
        await one.gateway.store.write(
            lambda c: revoke_token(c, claims["jti"], claims["exp"], now), topic=REVOKED
        )
        for gateway in (one, other):
            assert await catch_up(gateway.gateway)
            assert await gateway.asks(token) == 401
            assert await gateway.asks(kept) == 200


async def test_a_key_is_a_client_and_its_tokens_end_with_it(folder: Path) -> None:
    """The key's id and the whole key get a token; revoking the key ends it in every process."""
    now = datetime(2026, 7, 1, tzinfo=UTC)
    async with tokened(folder) as one, tokened(folder) as other:
        key, text = await one.gateway.store.write(
            lambda c: create(c, secrets.token_bytes, "JP", "search", frozenset({"ask"}), now), topic=KEYS
        )
        assert await catch_up(one.gateway)
        assert await catch_up(other.gateway)
        form = {"grant_type": "client_credentials", "client_id": key.id, "client_secret": text}
        token = (await one.token_request(form)).json["access_token"]
        assert claims_of(token)["office"] == "JP"
        assert await other.asks(token) == 200
        assert (await other.token_request({**form, "client_secret": text[:-1]})).status == 401
        await one.gateway.store.write(lambda c: revoke(c, key.id, now), topic=KEYS)
        for gateway in (one, other):
            assert await catch_up(gateway.gateway)
            assert await gateway.asks(token) == 401
            assert (await gateway.token_request(form)).status == 401


async def test_all_keys_and_tokens_of_a_client_have_one_holder(folder: Path) -> None:
    """Where several have to consent, one client is one, by whatever it comes."""
    now = datetime(2026, 7, 1, tzinfo=UTC)
    async with tokened(folder) as gateway:
        shown = [await gateway.token(), await gateway.token()]
        for _ in range(2):
            key, text = await gateway.gateway.store.write(
                lambda c: create(c, secrets.token_bytes, "NZ", "nz", frozenset({"ask"}), now), topic=KEYS
            )
            assert await catch_up(gateway.gateway)
            form = {"grant_type": "client_credentials", "client_id": key.id, "client_secret": text}
            shown += [text, (await gateway.token_request(form)).json["access_token"]]
        access = gateway.gateway.current.setup.access
        found = [await access.identify(Credentials(f"Bearer {one}"), gateway.clock.seconds) for one in shown]
        assert len({identity.credential for identity in found}) == 6
        assert {identity.holder for identity in found} == {"NZ/nz"}


async def test_what_runs_by_a_token_ends_with_what_its_client_may(folder: Path) -> None:
    """A scope that its client has lost, or an end that its key was given, counts for running requests."""
    now = datetime(2026, 7, 1, tzinfo=UTC)
    async with tokened(folder) as gateway:

        async def identity(token: str) -> Identity:
            access = gateway.gateway.current.setup.access
            return await access.identify(Credentials(f"Bearer {token}"), gateway.clock.seconds)

        def stands(identity: Identity) -> bool:
            return gateway.gateway.current.setup.access.stands(identity, gateway.clock.seconds)

        configured = await identity(await gateway.token())
        assert stands(configured)
        reconfigure(gateway, folder, "scopes: [ask, statistics]", "scopes: [statistics]")
        assert not stands(configured)
        key, text = await gateway.gateway.store.write(
            lambda c: create(c, secrets.token_bytes, "JP", "search", frozenset({"ask"}), now), topic=KEYS
        )
        assert await catch_up(gateway.gateway)
        form = {"grant_type": "client_credentials", "client_id": key.id, "client_secret": text}
        by_key = await identity((await gateway.token_request(form)).json["access_token"])
        ends = datetime.fromtimestamp(gateway.clock.seconds + 60, UTC)
        await gateway.gateway.store.write(lambda c: limit_key(c, key.id, ends), topic=KEYS)
        assert await catch_up(gateway.gateway)
        assert stands(by_key)
        gateway.clock.seconds += 60
        assert not stands(by_key)


async def test_processes_share_their_signing_keys(folder: Path) -> None:
    """A token of one is good at the other at once, by a key that was made just now; both publish it."""
    clock = MovedClock()
    async with tokened(folder, clock) as one, tokened(folder, clock) as other:
        assert await other.asks(await one.token()) == 200
        assert await one.asks(await other.token()) == 200
        documents = [await g.send("GET", "/.well-known/jwks.json") for g in (one, other)]
        assert documents[0].json == documents[1].json
        assert len(documents[0].json["keys"]) == 1
        assert documents[0].headers["Content-Type"] == "application/jwk-set+json"
        assert documents[0].json["keys"][0].keys() == {"kty", "crv", "x", "y", "kid", "use", "alg"}


async def test_a_restart_keeps_the_keys(folder: Path) -> None:
    """What was given before it is good after it; the database is for its owner only."""
    async with tokened(folder) as gateway:
        token = await gateway.token()
    async with tokened(folder) as gateway:
        assert await gateway.asks(token) == 200
    assert (folder / "casegate.db").stat().st_mode & 0o077 == 0


async def test_keys_and_tokens_stand_beside_each_other(folder: Path) -> None:
    """A static key goes on to work; which of the two it is shows by its form."""
    async with tokened(folder) as gateway:
        assert await gateway.asks(ENVIRON["STATIC"]) == 200
        for text in ("a.b.c", "a.b", "x", SECRET, f"{segment(b'{}')}.{segment(b'{}')}.AA"):
            assert await gateway.asks(text) == 401


async def test_a_bad_token_is_one_security_event_that_says_why(folder: Path) -> None:
    """To operators; the requester learns that it is not good, and no part of it is repeated."""
    async with tokened(folder) as gateway:
        token = await gateway.token()
        gateway.clock.seconds += 960
        with capture_logs() as logs:
            answer = await gateway.send("GET", "/api/v1/offices", Authorization=f"Bearer {token}")
        told, _, whose = answer.headers["WWW-Authenticate"].rpartition(", resource_metadata=")
        assert told == 'Bearer realm="casegate", error="invalid_token"'
        assert whose == f'"{PUBLIC_URL}/.well-known/oauth-protected-resource"'
        assert [line["kind"] for line in logs if line["event"] == "security_event"] == ["token-expired"]
        assert token not in repr(logs) + repr(answer)


async def test_clients_find_out_by_themselves(folder: Path) -> None:
    """The two documents say where tokens are given and whose are accepted (RFC 8414, RFC 9728)."""
    async with tokened(folder) as gateway:
        server = (await gateway.send("GET", "/.well-known/oauth-authorization-server")).json
        resource = (await gateway.send("GET", "/.well-known/oauth-protected-resource")).json
        assert server["issuer"] == resource["authorization_servers"][0] == resource["resource"] == PUBLIC_URL
        assert server["token_endpoint"] == f"{PUBLIC_URL}/oauth2/token"
        assert server["jwks_uri"] == f"{PUBLIC_URL}/.well-known/jwks.json"
        assert server["grant_types_supported"] == ["client_credentials"]
        assert "private_key_jwt" in server["token_endpoint_auth_methods_supported"]
        assert resource["scopes_supported"] == ["administer", "ask", "register", "statistics"]
