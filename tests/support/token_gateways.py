"""Running gateways that give and believe tokens, over real sockets; in a time that a test moves."""

from __future__ import annotations

import asyncio
import base64
import json
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import aiohttp
import msgspec
from aiohttp import web
from joserfc.jwk import ECKey

from connectors.jose.assertions import ASSERTION_TYPE, assertion
from connectors.jose.keys import PrivateKey, private_key
from gateway.app import OpenGateway, open_gateway
from gateway.settings.reading import read_settings
from gateway.web.application import build_application
from gateway.web.server import serve

SECRET = "a-secret-of-the-new-zealand-portal"
ENVIRON: Mapping[str, str] = {"NZ_SECRET": SECRET, "STATIC": "a-static-key-of-brazil"}
PUBLIC_URL = "https://gateway.example"


class MovedClock:
    """A clock that stands until a test moves it."""

    def __init__(self, seconds: float = 1_800_000_000.0) -> None:
        self.seconds = seconds

    def now(self) -> datetime:
        """The instant of ``seconds``."""
        return datetime.fromtimestamp(self.seconds, UTC)

    def monotonic(self) -> float:
        """``seconds``."""
        return self.seconds


class Answered(msgspec.Struct, frozen=True):
    """An answer: status, header fields and body."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        """The body, read."""
        return json.loads(self.body)


class Tokened:
    """A running gateway: ask it for tokens, and with tokens."""

    def __init__(
        self,
        url: str,
        gateway: OpenGateway,
        clock: MovedClock,
        session: aiohttp.ClientSession,
        application: web.Application,
    ) -> None:
        self.application = application
        self.url = url
        self.gateway = gateway
        self.clock = clock
        self._session = session

    async def send(self, method: str, path: str, data: Any = None, **fields: str) -> Answered:
        """One request; ``data`` is a form (a mapping or a list of pairs) or a body as it is."""
        headers = {name.replace("_", "-"): value for name, value in fields.items()}
        async with self._session.request(
            method, aiohttp.client.URL(self.url + path, encoded=True), data=data, headers=headers
        ) as response:
            return Answered(response.status, dict(response.headers), await response.read())

    async def token_request(self, form: Any, **fields: str) -> Answered:
        """One request for a token."""
        return await self.send("POST", "/oauth2/token", form, **fields)

    async def token(self, **more: str) -> str:
        """A token of the client with a secret."""
        form = {"grant_type": "client_credentials", "client_id": "nz", "client_secret": SECRET, **more}
        answer = await self.token_request(form)
        assert answer.status == 200, answer.body
        return str(answer.json["access_token"])

    async def asks(self, token: str, path: str = "/api/v1/offices") -> int:
        """The status of a question asked with a token."""
        return (await self.send("GET", path, Authorization=f"Bearer {token}")).status


def asserting(text: str) -> dict[str, str]:
    """The form of a request with this assertion."""
    return {
        "grant_type": "client_credentials",
        "client_assertion_type": ASSERTION_TYPE,
        "client_assertion": text,
    }


def basic(client: str, secret: str) -> str:
    """The value of ``Authorization`` for HTTP Basic."""
    return "Basic " + base64.b64encode(f"{client}:{secret}".encode()).decode()


def make_client_key(folder: Path) -> PrivateKey:
    """A client's key; its public part is put where the configuration looks for it."""
    key = ECKey.generate_key("P-256")
    (folder / "au.pem").write_bytes(key.as_pem(private=False))
    return private_key(key.as_pem(private=True).decode())


def proved(key: PrivateKey, now: float, id: str, audience: str = f"{PUBLIC_URL}/oauth2/token") -> str:
    """An assertion of the Australian client."""
    return assertion(key, "au", audience, now, id)


def write_config(folder: Path, identity: str = "", *, public_url: str = PUBLIC_URL, rest: str = "") -> Path:
    """A configuration in which ``nz`` has a secret and ``au`` a key, or with another ``identity``."""
    clients = (
        "  clients:\n"
        "    - {id: nz, office: NZ, secret: env:NZ_SECRET, scopes: [ask, statistics]}\n"
        "    - {id: au, office: AU, public_key: file:au.pem}\n"
    )
    (folder / "gateway.yaml").write_text(
        f"profile: demo\npublic_url: {public_url}\n"
        f"storage: {{url: 'sqlite:///{folder / 'casegate.db'}'}}\n"
        "access: {anonymous: none, keys: [{office: BR, key: env:STATIC}]}\n"
        f"{rest}identity:\n{identity or clients}"
    )
    return folder


@asynccontextmanager
async def tokened(
    folder: Path, clock: MovedClock | None = None, environ: Mapping[str, str] = ENVIRON
) -> AsyncIterator[Tokened]:
    """A gateway of a configuration directory, served until the block is left."""
    clock = clock or MovedClock()
    async with open_gateway(read_settings(folder, environ), environ, clock) as gateway:
        application = build_application(gateway.current, gateway.flights, clock, gateway.trail)
        stop, port = asyncio.Event(), asyncio.get_running_loop().create_future()
        serving = asyncio.create_task(
            serve(application, "127.0.0.1", 0, ready=port.set_result, stop=stop, grace_seconds=0.2)
        )
        async with aiohttp.ClientSession() as session:
            try:
                yield Tokened(f"http://127.0.0.1:{await port}", gateway, clock, session, application)
            finally:
                stop.set()
                await serving
