"""One question, one answer: statuses, bodies, credentials, cancellation, and what is left behind."""

from __future__ import annotations

import asyncio
import threading

import pytest
from aiohttp import web
from aiohttp.abc import AbstractResolver, ResolveResult

from connectors.client import Network, Reply
from connectors.endpoint import ApiKey, Basic, GatewayToken, MutualTLS, OAuth2, Secret
from connectors.errors import (
    ConnectFailed,
    CredentialsRejected,
    Malformed,
    NoSuchPart,
    NotHeld,
    ServerFault,
    Throttled,
    TimedOut,
    Unsupported,
    Withheld,
)
from connectors.offload import LARGE_BYTES, off_loop
from connectors.reply import refusal, retry_after

MIDNIGHT = 1_700_000_000.0
STATUSES = {
    400: Unsupported, 401: CredentialsRejected, 403: CredentialsRejected, 404: NotHeld, 405: Unsupported,
    407: CredentialsRejected, 408: TimedOut, 410: NotHeld, 416: NoSuchPart, 421: ServerFault,
    425: ServerFault, 429: Throttled, 451: Withheld, 500: ServerFault, 502: ServerFault, 503: ServerFault,
    504: ServerFault,
    599: ServerFault, 302: Malformed, 199: Malformed,
}  # fmt: skip


@pytest.mark.parametrize("status", STATUSES)
def test_each_status_has_one_meaning(status):
    """Every status outside 2xx is one stable kind of error; 451 says that the reason is legal."""
    error = refusal(Reply(status, {}, b""), MIDNIGHT)
    assert type(error) is STATUSES[status]
    if status == 451:
        assert "unavailable_legal" in error.detail


@pytest.mark.parametrize(
    ("said", "total"),
    [("bytes */1234", 1234), ("bytes */*", None), ("", None), ("bytes 0-1/2", None), ("bytes */-1", None)],
)
def test_an_office_without_such_a_part_says_how_long_the_document_is(said, total):
    """In the field of the answer 416; anything else says nothing."""
    error = refusal(Reply(416, {"Content-Range": said}, b""), MIDNIGHT)
    assert isinstance(error, NoSuchPart)
    assert error.total == total


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("0", 0.0),
        ("120", 120.0),
        ("99999999999999999999", 86_400.0),
        ("Tue, 14 Nov 2023 22:14:20 GMT", 60.0),
        ("Tue, 14 Nov 2023 20:00:00 GMT", 0.0),
        ("", None),
        ("soon", None),
        ("-5", None),
        ("1.5", None),
        ("Tue, 99 Foo 2023", None),
    ],
)
def test_retry_after_is_read_in_both_forms(text, seconds):
    """Seconds and HTTP dates, bounded to a day; anything else says nothing."""
    assert retry_after({"Retry-After": text}, MIDNIGHT) == seconds


async def test_a_question_goes_out_as_it_was_put(office, network, make_endpoint):
    """Path, query in order with repeats, form, and own headers reach the office; the body comes back."""
    seen: list[tuple[str, str, str, str]] = []

    async def handler(request: web.Request) -> web.Response:
        seen.append((request.method, request.raw_path, await request.text(), request.headers["User-Agent"]))
        return web.Response(body=b"answer", headers={"X-One": "1"})

    client = network.client(make_endpoint(await office(handler) + "/base/"))
    reply = await client.fetch("/a%2Fb", query=(("n", "US 1/2&x=y"), ("n", "é")))
    assert (reply.status, reply.body, reply.headers["x-one"]) == (200, b"answer", "1")
    await client.fetch("/token", form={"grant_type": "password", "username": "a b"})
    assert seen == [
        ("GET", "/base/a%2Fb?n=US%201%2F2%26x%3Dy&n=%C3%A9", "", "casegate/test"),
        ("POST", "/base/token", "grant_type=password&username=a+b", "casegate/test"),
    ]


@pytest.mark.parametrize(
    ("auth", "name", "value"),
    [
        (ApiKey("X-Api-Key", Secret("k")), "X-Api-Key", "k"),
        (Basic("us", Secret("pw")), "Authorization", "Basic dXM6cHc="),
    ],
)
async def test_static_credentials_go_with_every_question(auth, name, value, office, network, make_endpoint):
    """An API key or HTTP Basic is sent as configured; refused credentials are not tried again."""
    asked: list[str] = []

    async def handler(request: web.Request) -> web.Response:
        asked.append(request.headers[name])
        raise web.HTTPUnauthorized(headers={"WWW-Authenticate": "Bearer realm=http://evil.example"})

    client = network.client(make_endpoint(await office(handler), auth=auth))
    with pytest.raises(CredentialsRejected):
        await client.fetch("/x")
    assert asked == [value]


async def test_headers_of_a_callable_are_asked_for_each_question(office, network, make_endpoint):
    """A gateway that signs its own tokens gives the headers, once a question."""
    seen: list[str] = []
    given = 0

    async def authorization() -> dict[str, str]:
        nonlocal given
        given += 1
        return {"Authorization": f"Bearer {given}"}

    async def handler(request: web.Request) -> web.Response:
        seen.append(request.headers["Authorization"])
        return web.Response()

    client = network.client(make_endpoint(await office(handler)), authorization=authorization)
    await client.fetch("/1")
    await client.fetch("/2")
    assert seen == ["Bearer 1", "Bearer 2"]


async def test_a_protocols_own_words_come_before_https(office, network, make_endpoint):
    """The protocol reads errors out of any answer first; Retry-After is added where it says none."""

    async def handler(request: web.Request) -> web.Response:
        return web.Response(text="busy", headers={"Retry-After": "7"})

    def explain(reply: Reply) -> Throttled | None:
        return Throttled("busy") if reply.body == b"busy" else None

    client = network.client(make_endpoint(await office(handler)), explain=explain)
    with pytest.raises(Throttled) as caught:
        await client.fetch("/x")
    assert caught.value.retry_after == 7.0


async def test_cancelling_leaves_nothing_behind(office, network, make_endpoint):
    """A cancelled question closes its connection, leaves no task, and the next question is answered."""
    arrived = asyncio.Event()

    async def handler(request: web.Request) -> web.Response:
        if request.path == "/slow":
            arrived.set()
            await asyncio.Event().wait()
        return web.Response(text="ok")

    client = network.client(make_endpoint(await office(handler)))
    assert (await client.fetch("/fast")).body == b"ok"
    for _ in range(5):
        arrived.clear()
        asking = asyncio.create_task(client.fetch("/slow"))
        await arrived.wait()
        asking.cancel()
        with pytest.raises(asyncio.CancelledError):
            await asking
    assert (await client.fetch("/fast")).body == b"ok"
    connector = client._session.connector
    assert not connector._acquired
    assert sum(len(kept) for kept in connector._conns.values()) == 1


async def test_nothing_listens(network, make_endpoint, unused_tcp_port):
    """A refused connection is ``unavailable``, in one sentence."""
    client = network.client(make_endpoint(f"http://127.0.0.1:{unused_tcp_port}"))
    with pytest.raises(ConnectFailed, match=r"^refused: "):
        await client.fetch("/x")


async def test_a_closed_client_asks_nothing(office, network, make_endpoint):
    """After closing, twice without harm, a question fails as unavailable."""

    async def handler(request: web.Request) -> web.Response:
        return web.Response()

    client = network.client(make_endpoint(await office(handler)))
    await client.fetch("/x")
    await client.aclose()
    await client.aclose()
    with pytest.raises(ConnectFailed, match="closed"):
        await client.fetch("/x")


class SilentResolver(AbstractResolver):
    """Never answers; says when it was asked."""

    def __init__(self) -> None:
        self.asked = asyncio.Event()

    async def resolve(self, host: str, port: int = 0, family: int = 0) -> list[ResolveResult]:
        """Waits for ever."""
        self.asked.set()
        await asyncio.Event().wait()
        raise AssertionError

    async def close(self) -> None:
        """Holds nothing."""


async def test_closing_fails_what_is_under_way(office, network, make_endpoint):
    """A question that is under way when its client closes fails; its task is not cancelled with it."""
    arrived = asyncio.Event()

    async def handler(request: web.Request) -> web.Response:
        arrived.set()
        await asyncio.Event().wait()
        raise AssertionError

    resolver = SilentResolver()
    resolving = Network(resolver=resolver)
    clients = [network.client(make_endpoint(await office(handler)))]
    clients.append(resolving.client(make_endpoint("https://office.example")))
    asking = [asyncio.create_task(client.fetch("/x")) for client in clients]
    await arrived.wait()
    await resolver.asked.wait()
    for client, question in zip(clients, asking, strict=True):
        await client.aclose()
        with pytest.raises(ConnectFailed):
            await question
    await resolving.aclose()


async def test_a_large_answer_is_read_beside_the_loop():
    """A thread reads it; small answers are read where they are."""
    here = threading.get_ident()
    assert await off_loop(lambda body: threading.get_ident(), b"x" * LARGE_BYTES) == here
    assert await off_loop(lambda body: threading.get_ident(), b"x" * (LARGE_BYTES + 1)) != here


def test_a_network_is_made_without_a_loop(make_endpoint):
    """A network and its clients open nothing until they are used."""
    client = Network().client(make_endpoint("https://office.example/api"))
    assert client._session is None


@pytest.mark.parametrize(
    ("url", "auth", "wrong"),
    [
        ("http://office.example", None, "https"),
        ("https://127.0.0.1", None, "allow_networks"),
        ("https://office.example", OAuth2("client_credentials"), "token_url"),
        ("https://office.example", OAuth2("password", token_url="http://x.example/t"), "https"),
        (
            "https://office.example",
            OAuth2("password", token_url="https://x.example/", private_key=Secret("k")),
            "PEM",
        ),
        ("https://office.example", GatewayToken("office"), "nobody here signs"),
        ("https://office.example", MutualTLS("/nowhere.pem", "/nowhere.key"), "cannot be read"),
    ],
)
def test_what_cannot_work_is_refused_before_it_is_used(url, auth, wrong, make_endpoint):
    """An endpoint outside the policy, or with authentication that cannot be set up, is a ``ValueError``."""
    given = make_endpoint(url) if auth is None else make_endpoint(url, auth=auth)
    with pytest.raises(ValueError, match=wrong):
        Network().client(given)
