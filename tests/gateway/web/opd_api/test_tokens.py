"""Tokens of the OPD-API: two grants, two lives, nothing kept."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path

import aiohttp
import pytest
from chains import KEYS, Served, served
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace
from structlog.testing import capture_logs
from worlds import Office, application, provider, world

from connectors.endpoint import Secret
from gateway.app import OpenGateway, open_gateway
from gateway.following import catch_up
from gateway.identity import issuing
from gateway.identity.access import ASK, Access, Key
from gateway.identity.credentials import fingerprint
from gateway.identity.identity import Identity
from gateway.identity.key_store import TOPIC
from gateway.requesters import Requester
from gateway.settings.reading import read_settings
from gateway.web.application import build_application
from gateway.web.opd_api import tokens
from gateway.web.opd_api.tokens import ACCESS_SECONDS, REFRESH_SECONDS
from gateway.web.server import serve

EP = "EP.99203729.A"
FAMILY = f"/opdapi/patent/v1/family/application/{EP}"
METADATA = 'resource_metadata="https://gateway.example/.well-known/oauth-protected-resource"'
OURS = world(provider("ep", Office([application(EP)]), "EP", "offices"), participants="JP")
ACCESS = Access.of(False, [(office, Secret(key)) for office, key in KEYS.items()])


class Clock:
    """A clock that a test moves."""

    def __init__(self) -> None:
        self.seconds = 0.0

    def now(self) -> datetime:
        """An instant that follows ``seconds``."""
        return datetime.fromtimestamp(1_790_000_000 + self.seconds, UTC)

    def monotonic(self) -> float:
        """``seconds``."""
        return self.seconds


async def token(target: Served, **form: str):
    """The answer of the token endpoint."""
    return await target.get("/auth/token", None, "POST", form=form)


async def accepted(target: Served, bearer: str) -> bool:
    """Whether a token is let in."""
    got = await target.get(FAMILY, None, headers={"Authorization": f"Bearer {bearer}"})
    assert got.status in (200, 401)
    if got.status == 401:
        assert got.json["result"]["statusCode"] == "210"
        assert got.headers["WWW-Authenticate"].startswith("Bearer")
    return got.status == 200


async def test_a_token_is_good_for_an_hour_and_renewed_for_eight() -> None:
    """The refresh token gives a new one until its own time is over; then the password is needed again."""
    clock = Clock()
    async with served(OURS, anonymous=False, clock=clock) as target:
        first = (await token(target, grant_type="password", username="jp", password=KEYS["JP"])).json
        assert (first["token_type"], first["expires_in"]) == ("Bearer", ACCESS_SECONDS)
        assert first["refresh_expires_in"] == REFRESH_SECONDS
        assert await accepted(target, first["access_token"])
        clock.seconds = ACCESS_SECONDS + 1
        assert not await accepted(target, first["access_token"])
        second = await token(target, grant_type="refresh_token", refresh_token=first["refresh_token"])
        assert second.headers["Cache-Control"] == "no-store"
        assert await accepted(target, second.json["access_token"])
        clock.seconds = REFRESH_SECONDS + 1
        late = await token(target, grant_type="refresh_token", refresh_token=second.json["refresh_token"])
        assert (late.status, late.json["result"]["statusCode"]) == (401, "210")


@pytest.mark.parametrize(
    ("form", "http", "status"),
    [
        ({"grant_type": "password", "username": "JP", "password": "wrong"}, 401, "212"),
        ({"grant_type": "password", "username": "AU", "password": KEYS["JP"]}, 401, "212"),
        ({"grant_type": "password", "username": "", "password": KEYS["JP"]}, 401, "212"),
        ({"grant_type": "password"}, 401, "212"),
        ({"grant_type": "refresh_token", "refresh_token": "x"}, 401, "210"),
        ({"grant_type": "refresh_token"}, 401, "210"),
        ({"grant_type": "client_credentials"}, 400, "400"),
        ({}, 400, "400"),
    ],
)
async def test_wrong_credentials_are_refused_in_the_api_s_words(
    form: dict[str, str], http: int, status: str
) -> None:
    """In the envelope of its errors."""
    async with served(OURS, anonymous=False) as target:
        got = await token(target, **form)
        assert (got.status, got.json["result"]["statusCode"]) == (http, status)


async def test_no_token_stands_in_for_another() -> None:
    """A refresh token opens nothing, an access token renews nothing; a key opens as it does everywhere."""
    async with served(OURS, anonymous=False) as target:
        given = (await token(target, grant_type="password", username="JP", password=KEYS["JP"])).json
        assert not await accepted(target, given["refresh_token"])
        got = await token(target, grant_type="refresh_token", refresh_token=given["access_token"])
        assert got.status == 401
        assert await accepted(target, KEYS["JP"])
        assert (await target.get(FAMILY, None)).json["result"]["statusCode"] == "210"


async def test_every_replica_accepts_it_until_its_key_is_withdrawn() -> None:
    """Nothing is kept: what one process gave another takes; without the key it is worth nothing at once."""
    async with served(OURS, anonymous=False) as one, served(OURS, anonymous=False) as other:
        given = (await token(one, grant_type="password", username="JP", password=KEYS["JP"])).json
        assert await accepted(other, given["access_token"])
        other.current.setup = replace(
            other.current.setup, access=Access.of(False, [("JP", Secret("another key"))])
        )
        assert not await accepted(other, given["access_token"])


def test_the_key_decides_for_whom_a_token_is() -> None:
    """A token of one office is never good for another, whatever is changed in it."""
    grant = tokens.by_key(ACCESS, KEYS["JP"], 0)
    assert grant is not None
    good = tokens.issue(grant, "access", 100, None)
    assert tokens.read(ACCESS, good, "access", 99) is not None
    assert tokens.read(ACCESS, good, "access", 100) is None
    forged = tokens.issue(replace(grant, office="AU"), "access", 100, None)
    assert tokens.read(ACCESS, forged, "access", 0) is None
    for place in range(len(good)):
        changed = good[:place] + ("A" if good[place] != "A" else "B") + good[place + 1 :]
        assert tokens.read(ACCESS, changed, "access", 0) is None or changed[:-1] == good[:-1]


@given(st.text(max_size=200))
def test_any_text_is_no_token(text: str) -> None:
    """And none breaks the reading of it."""
    assert tokens.read(ACCESS, text, "access", 0) is None


SECRET, OTHER = b"s" * 32, b"o" * 32


def stored(key: str) -> Access:
    """Access by one key of the database."""
    id, office = "abcd1234", "NZ"
    identity = Identity(Requester(office), ASK, id, "key", proof=fingerprint(key))
    return Access(False, {fingerprint(key): Key(identity, stored=True)})


def test_what_stands_in_the_database_makes_no_token() -> None:
    """The hash of a key is not enough: a secret of the gateway goes into the signature."""
    access = stored("k")
    grant = tokens.by_key(access, "k", 0)
    assert grant is not None
    good = tokens.issue(grant, "access", 100, SECRET)
    read = tokens.read(access, good, "access", 0, [OTHER, SECRET])
    assert read is not None
    assert (read.identity.credential, read.identity.method, read.identity.until) == ("abcd1234", "token", 100)
    assert tokens.read(access, good, "access", 0, [OTHER]) is None
    assert tokens.read(access, good, "access", 0) is None
    forged = tokens.issue(grant, "access", 100, b"")
    assert tokens.read(access, forged, "access", 0, [SECRET]) is None
    with pytest.raises(ValueError, match="needs a secret"):
        tokens.issue(grant, "access", 100, None)


def test_a_token_ends_with_its_key() -> None:
    """At the key's own end, and at once when it is taken back."""
    access = stored("k")
    ((proof, key),) = access.keys.items()
    short = replace(access, keys={proof: replace(key, identity=replace(key.identity, until=50.0))})
    grant = tokens.by_key(short, "k", 0)
    assert grant is not None
    token = tokens.issue(grant, "access", 100, SECRET)
    read = tokens.read(short, token, "access", 49, [SECRET])
    assert read is not None
    assert read.identity.until == 50.0
    assert tokens.read(short, token, "access", 50, [SECRET]) is None
    assert short.stands(read.identity, 49)
    revoked = replace(access, keys={proof: replace(key, revoked=True)})
    assert tokens.read(revoked, token, "access", 49, [SECRET]) is None
    assert not revoked.stands(read.identity, 49)


@pytest.mark.parametrize(
    ("form", "event"),
    [
        ({"grant_type": "password", "username": "JP", "password": "wrong"}, "login-refused"),
        ({"grant_type": "refresh_token", "refresh_token": "x"}, "token-unknown"),
    ],
)
async def test_a_refused_login_is_one_security_event(form: dict[str, str], event: str) -> None:
    """And says nothing of what was sent."""
    async with served(OURS, anonymous=False) as target:
        with capture_logs() as logs:
            await token(target, **form)
    events = [one for one in logs if one["event"] == "security_event"]
    assert [one["kind"] for one in events] == [event]
    assert "wrong" not in repr(logs)


async def test_a_form_that_says_something_twice_is_refused() -> None:
    """It is not clear which counts."""
    body = "grant_type=password&username=JP&password=a&password=b"
    async with served(OURS, anonymous=False) as target:
        headers = {"Content-Type": "application/x-www-form-urlencoded"}
        async with target.session.post(target.url + "/auth/token", data=body, headers=headers) as answer:
            assert answer.status == 400


async def test_a_key_of_the_database_leads_to_tokens_that_every_process_takes(tmp_path: Path) -> None:
    """Two gateways over one database: the second has not yet heard of the secret that the first has made."""
    (tmp_path / "gateway.yaml").write_text(
        "public_url: https://gateway.example\n"
        "access: {anonymous: none}\n"
        f"storage: {{url: 'sqlite:///{tmp_path / 'casegate.db'}'}}\n"
    )
    settings = read_settings(tmp_path, {})
    async with open_gateway(settings, {}) as one, open_gateway(settings, {}) as other:
        now = one.clock.now()
        key, text = await one.store.write(
            lambda c: issuing.create(c, secrets.token_bytes, "NZ", "opd", ASK, now), topic=TOPIC
        )
        for gateway in (one, other):
            await catch_up(gateway)
        form = {"grant_type": "password", "username": "NZ", "password": text}
        async with serving(one) as first, serving(other) as second, aiohttp.ClientSession() as session:
            async with session.post(first + "/auth/token", data=form) as answer:
                given = await answer.json()
            headers = {"Authorization": f"Bearer {given['access_token']}"}
            for url in (first, second):
                async with session.get(url + FAMILY, headers=headers) as answer:
                    assert answer.status == 200
            await other.store.write(lambda c: issuing.revoke(c, key.id, now), topic=TOPIC)
            for gateway, url in ((one, first), (other, second)):
                await catch_up(gateway)
                async with session.get(url + FAMILY, headers=headers) as answer:
                    assert answer.status == 401
                    assert METADATA in answer.headers["WWW-Authenticate"]


@asynccontextmanager
async def serving(gateway: OpenGateway) -> AsyncIterator[str]:
    """The web side of a gateway, and its URL."""
    application = build_application(gateway.current, gateway.flights, gateway.clock, gateway.trail)
    stop, port = asyncio.Event(), asyncio.get_running_loop().create_future()
    task = asyncio.create_task(
        serve(application, "127.0.0.1", 0, ready=port.set_result, stop=stop, grace_seconds=0.2)
    )
    try:
        yield f"http://127.0.0.1:{await port}"
    finally:
        stop.set()
        await task
