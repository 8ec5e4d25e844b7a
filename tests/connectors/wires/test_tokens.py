"""Bearer tokens: one for all questions, renewed in time and by one request, never asked for in vain."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping

import msgspec
import pytest
from aiohttp import web

from connectors.endpoint import OAuth2, Secret
from connectors.errors import (
    ConnectFailed,
    ConnectorError,
    CredentialsRejected,
    Malformed,
    ServerFault,
    Throttled,
)
from connectors.reply import Reply
from connectors.tokens import Tokens

PASSWORD = OAuth2("password", username="casegate", password=Secret("p&w"))


class Server:
    """A token endpoint of the test: numbered tokens, or what the script says next."""

    def __init__(self) -> None:
        self.now = 1000.0
        self.forms: list[Mapping[str, str]] = []
        self.headers: list[Mapping[str, str]] = []
        self.script: list[Reply | ConnectorError] = []
        self.gate: asyncio.Event | None = None
        self.refresh = False

    def clock(self) -> float:
        """The test's time."""
        return self.now

    async def post(self, url: str, form: Mapping[str, str], headers: Mapping[str, str]) -> Reply:
        """One request."""
        self.forms.append(form)
        self.headers.append(headers)
        if self.gate is not None:
            await self.gate.wait()
        if self.script:
            said = self.script.pop(0)
            if isinstance(said, ConnectorError):
                raise said
            return said
        body = {"access_token": f"t{len(self.forms)}", "expires_in": 3600, "token_type": "Bearer"}
        if self.refresh:
            body |= {"refresh_token": f"r{len(self.forms)}", "refresh_expires_in": 28_800}
        return Reply(200, {}, msgspec.json.encode(body))

    def tokens(self, auth: OAuth2 = PASSWORD) -> Tokens:
        """Credentials at this endpoint."""
        return Tokens(auth, "https://office.example/token", self.post, self.clock, self.clock)


def said(status: int, body: object = None, **headers: str) -> Reply:
    """An answer of the endpoint."""
    return Reply(status, headers, b"" if body is None else msgspec.json.encode(body))


async def test_one_token_serves_until_four_fifths_of_its_life():
    """The token is used again; at 80 % of its hour a new one is fetched."""
    server = Server()
    tokens = server.tokens()
    assert (await tokens.headers())["Authorization"] == "Bearer t1"
    server.now += 2879
    assert (await tokens.headers())["Authorization"] == "Bearer t1"
    server.now += 2
    assert (await tokens.headers())["Authorization"] == "Bearer t2"
    assert server.forms[0] == {"grant_type": "password", "username": "casegate", "password": "p&w"}


async def test_a_refresh_token_is_used_once_and_while_it_lives():
    """Refresh grant while there is one; the password again when it is refused or over."""
    server = Server()
    server.refresh = True
    tokens = server.tokens()
    await tokens.headers()
    server.now += 3000
    await tokens.headers()
    server.now += 3000
    server.script = [said(400, {"error": "invalid_grant"})]
    assert (await tokens.headers())["Authorization"] == "Bearer t4"
    server.now += 90_000
    await tokens.headers()
    assert [form["grant_type"] for form in server.forms] == [
        "password", "refresh_token", "refresh_token", "password", "password",
    ]  # fmt: skip
    assert [form.get("refresh_token") for form in server.forms[1:3]] == ["r1", "r2"]


async def test_a_refresh_token_that_says_no_life_is_used():
    """It may be as good as any: nothing but its refusal tells."""
    server = Server()
    server.script = [said(200, {"access_token": "t1", "expires_in": 3600, "refresh_token": "r1"})]
    tokens = server.tokens()
    await tokens.headers()
    server.now += 3000
    assert (await tokens.headers())["Authorization"] == "Bearer t2"
    assert server.forms[1] == {"grant_type": "refresh_token", "refresh_token": "r1"}


async def test_many_wait_for_one_renewal():
    """Fifty questions at once fetch one token."""
    server = Server()
    server.gate = asyncio.Event()
    tokens = server.tokens()
    waiting = [asyncio.create_task(tokens.headers()) for _ in range(50)]
    await asyncio.sleep(0)
    server.gate.set()
    assert {one["Authorization"] for one in await asyncio.gather(*waiting)} == {"Bearer t1"}
    assert len(server.forms) == 1


async def test_a_renewal_outlives_who_began_it_but_not_all_who_wait():
    """The first to wait may go, the others get the token; when all have gone the renewal is cancelled."""
    server = Server()
    server.gate = asyncio.Event()
    tokens = server.tokens()
    first, second = (asyncio.create_task(tokens.headers()) for _ in range(2))
    await asyncio.sleep(0)
    first.cancel()
    await asyncio.gather(first, return_exceptions=True)
    server.gate.set()
    assert (await second)["Authorization"] == "Bearer t1"

    server.now += 3600
    server.gate = asyncio.Event()
    third = asyncio.create_task(tokens.headers())
    await asyncio.sleep(0)
    third.cancel()
    await asyncio.gather(third, return_exceptions=True)
    await asyncio.sleep(0)
    assert not [task for task in asyncio.all_tasks() if task.get_name() == "token-renewal"]


async def test_closing_ends_a_renewal():
    """Closing leaves no task behind, and whoever waited is told, not cancelled."""
    server = Server()
    server.gate = asyncio.Event()
    tokens = server.tokens()
    waiting = asyncio.create_task(tokens.headers())
    await asyncio.sleep(0)
    await tokens.aclose()
    with pytest.raises(ConnectFailed, match="closed"):
        await waiting


async def test_a_rejected_token_is_dropped_once():
    """Two questions with the same bad token fetch one new one, not two."""
    server = Server()
    tokens = server.tokens()
    bad = await tokens.headers()
    assert tokens.reject(bad)
    good = await tokens.headers()
    assert tokens.reject(bad)
    assert await tokens.headers() is good
    assert len(server.forms) == 2


async def test_refused_credentials_are_not_tried_again_at_once():
    """A wrong password is tried once in half a minute: more would lock the account."""
    server = Server()
    server.script = [said(401, {"error": "invalid_client"})]
    tokens = server.tokens()
    for _ in range(3):
        with pytest.raises(CredentialsRejected, match="invalid_client"):
            await tokens.headers()
    assert len(server.forms) == 1
    server.now += 31
    assert (await tokens.headers())["Authorization"] == "Bearer t2"


@pytest.mark.parametrize(
    ("answer", "kind"),
    [
        (said(400, {"error": "in\nvalid <b>"}), CredentialsRejected),
        (said(403), CredentialsRejected),
        (said(200, {"result": {"statusCode": "212"}}), CredentialsRejected),
        (said(200, {"access_token": "a b"}), Malformed),
        (said(200, {"access_token": "a\r\nX: y"}), Malformed),
        (said(200, {"access_token": 7}), Malformed),
        (said(200), Malformed),
        (said(302), Malformed),
        (said(429, **{"Retry-After": "9"}), Throttled),
        (said(503), ServerFault),
        (ConnectFailed("reset"), ConnectFailed),
    ],
)
async def test_what_a_token_endpoint_can_do_wrong(answer, kind):
    """Refusals are about the credentials, breakdowns are the endpoint's, and no bad token is ever sent."""
    server = Server()
    server.script = [answer]
    with pytest.raises(kind) as caught:
        await server.tokens().headers()
    assert type(caught.value) is kind
    assert "<b>" not in caught.value.detail


async def test_a_client_secret_goes_into_basic():
    """Client credentials are proved with HTTP Basic; the form holds grant and scope only."""
    server = Server()
    auth = OAuth2("client_credentials", client_id="id", client_secret=Secret("s"), scope="case-api/x")
    await server.tokens(auth).headers()
    assert server.forms == [{"grant_type": "client_credentials", "scope": "case-api/x"}]
    assert server.headers == [{"Authorization": "Basic aWQ6cw=="}]


async def test_tokens_over_the_wire(office, network, make_endpoint):
    """The control plane fetches a token over the guarded network; an expired one is replaced, unnoticed."""
    asked: list[str] = []
    given = 0

    async def handler(request: web.Request) -> web.Response:
        nonlocal given
        if request.path == "/token":
            given += 1
            asked.append((await request.post())["grant_type"])
            answer = web.json_response({"access_token": f"t{given}", "expires_in": 3600})
            answer.set_cookie("session", "x")
            return answer
        asked.append(request.headers["Authorization"])
        assert "Cookie" not in request.headers
        return web.Response(status=401 if request.headers["Authorization"] == "Bearer t1" else 200)

    url = await office(handler)
    auth = OAuth2("client_credentials", token_url=f"{url}/token", client_id="id")
    client = network.client(make_endpoint(url, auth=auth))
    assert (await client.fetch("/x")).status == 200
    async with client.stream("/y"):
        pass
    assert asked == ["client_credentials", "Bearer t1", "client_credentials", "Bearer t2", "Bearer t2"]


@pytest.mark.parametrize(
    ("raw", "kind"),
    [
        (b"HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n" + b"x" * 100_000, Malformed),
        (b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 1\r\n\r\nx", Malformed),
        (b"HTTP/1.1 307 Go\r\nLocation: http://127.0.0.1:1/\r\nContent-Length: 0\r\n\r\n", Malformed),
        (b"SSH-2.0\r\n\r\n", ConnectorError),
    ],
)
async def test_a_hostile_token_endpoint(raw, kind, raw_office, network):
    """Oversized, compressed, redirecting or foreign answers are errors of ours."""
    raw_office.script = [raw]
    auth = OAuth2("client_credentials", client_id="id")
    tokens = Tokens(auth, raw_office.url, network.control.post_form, lambda: 0.0, lambda: 0.0)
    with pytest.raises(kind):
        await tokens.headers()
    assert len(raw_office.requests) == 1


async def test_a_token_endpoint_out_of_bounds(network):
    """The guard judges the token endpoint too, and the refusal is not mistaken for a time-out."""
    tokens = Tokens(PASSWORD, "http://10.0.0.1/token", network.control.post_form, lambda: 0.0, lambda: 0.0)
    with pytest.raises(ConnectFailed, match="forbidden_address"):
        await tokens.headers()
