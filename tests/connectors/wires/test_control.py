"""The control plane: small documents of others, fetched over the guarded network and bounded."""

from __future__ import annotations

import asyncio

import pytest
from aiohttp import web
from outside import PUBLIC, Names, office_at
from virtual_time import leap

from connectors.client import Network
from connectors.errors import ConnectFailed, Malformed, NotHeld, ServerFault, TimedOut


async def test_a_small_document_comes_whole(office, network):
    """With its query, the header fields given, and no cookie the second time."""
    seen: list[tuple[str, str | None, str | None]] = []

    async def handler(request: web.Request) -> web.Response:
        seen.append((request.raw_path, request.headers.get("Accept"), request.headers.get("Cookie")))
        answer = web.json_response({"keys": []})
        answer.set_cookie("who", "you")
        return answer

    url = await office(handler)
    for _ in range(2):
        reply = await network.control.get(f"{url}/jwks?p=a%20b", headers={"Accept": "application/json"})
        assert (reply.status, reply.body) == (200, b'{"keys": []}')
    assert seen == [("/jwks?p=a%20b", "application/json", None)] * 2


@pytest.mark.parametrize(
    ("raw", "error"),
    [
        (b"HTTP/1.1 302 Go\r\nLocation: http://127.0.0.1:1/\r\nContent-Length: 0\r\n\r\n", Malformed),
        (b"HTTP/1.1 204 None\r\n\r\n", Malformed),
        (b"HTTP/1.1 206 Part\r\nContent-Length: 1\r\n\r\nx", Malformed),
        (b"HTTP/1.1 404 No\r\nContent-Length: 0\r\n\r\n", NotHeld),
        (b"HTTP/1.1 500 No\r\nContent-Length: 0\r\n\r\n", ServerFault),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 1025\r\n\r\n" + b"x" * 1025, Malformed),
        (b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 1\r\n\r\nx", Malformed),
    ],
)
async def test_anything_but_a_small_200_is_an_error(raw, error, raw_office, network):
    """Redirects are not followed, other statuses not read, large or coded bodies refused; asked once."""
    raw_office.script = [raw]
    with pytest.raises(error):
        await network.control.get(raw_office.url, max_bytes=1024)
    assert len(raw_office.requests) == 1


async def test_a_drip_ends_with_the_time_for_all_of_it(raw_office, network):
    """Bytes that come one by one, each in time, do not hold whoever waits."""

    async def drip(writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n")
        while not writer.is_closing():
            writer.write(b"x")
            await writer.drain()
            await asyncio.sleep(0)
            leap(1.0)

    raw_office.script = [drip]
    with pytest.raises(TimedOut):
        await network.control.get(raw_office.url, seconds=5.0)
    await raw_office.lost.wait()


@pytest.mark.parametrize(
    "url",
    ["http://office.example/", "https://10.0.0.1/", "https://localhost/", "https://u:secret@office.example/",
     "https://office.example:22/", "file:///etc/passwd", "https://office.example/#f", ""],
)  # fmt: skip
async def test_what_may_not_be_fetched_is_not_looked_up(url):
    """The grammar is the same as for endpoints, and a refusal repeats no password."""
    network = Network()
    with pytest.raises(ConnectFailed, match="forbidden_address") as refused:
        await network.control.get(url)
    with pytest.raises(ConnectFailed, match="forbidden_address"):
        await network.control.post_form(url, {}, {})
    assert "secret" not in refused.value.detail
    assert network.control._client is None
    await network.aclose()


async def test_the_certificate_is_judged_as_for_every_question(tmp_path):
    """Of an authority that is not trusted, or for another name: nothing is asked."""
    async with office_at(["office.example"], tmp_path) as office:
        for authorities, host in ((None, "office.example"), (str(office.authority), "other.example")):
            network = Network(resolver=Names([PUBLIC]), open=office.open, authorities=authorities)
            with pytest.raises(ConnectFailed, match="tls_error"):
                await network.control.get(f"https://{host}/.well-known/x")
            await network.aclose()
        assert office.requests == []
        assert len(office.dialled) == 2
