"""Questions with a body, and answers read while they arrive."""

from __future__ import annotations

import asyncio
import gzip

import pytest
from aiohttp import web

from connectors.endpoint import Basic, Secret
from connectors.errors import CredentialsRejected, Malformed, NotHeld, ServerFault

BODY = b"<ask>\xc3\xa9</ask>"


async def test_a_body_is_posted_as_it_is(office, network, make_endpoint):
    """A question with a body is a POST of these bytes under this type, with the endpoint's credentials."""
    seen = []

    async def handler(request: web.Request) -> web.Response:
        seen.append((request.method, request.raw_path, dict(request.headers), await request.read()))
        return web.Response(body=b"ok")

    auth = Basic("me", Secret("secret"))
    client = network.client(make_endpoint(await office(handler), auth=auth))
    headers = {"Content-Type": "text/xml; charset=utf-8"}
    assert (await client.fetch("/service", body=BODY, headers=headers)).body == b"ok"
    async with client.receive("/service", body=BODY, headers=headers) as arriving:
        assert b"".join([chunk async for chunk in arriving.chunks]) == b"ok"
    assert len(seen) == 2
    for method, path, sent, body in seen:
        assert (method, path, body) == ("POST", "/service", BODY)
        assert sent["Content-Type"] == "text/xml; charset=utf-8"
        assert sent["Authorization"] == "Basic bWU6c2VjcmV0"


async def test_an_answer_arrives_with_its_head(raw_office, raw_client):
    """Status and headers are there before the body is read; the body may be longer than a whole reply may."""
    size = 9 << 20

    async def pour(writer: asyncio.StreamWriter) -> None:
        writer.write(b'HTTP/1.1 200 OK\r\nETag: "1"\r\nContent-Length: %d\r\n\r\n' % size)
        for _ in range(9):
            writer.write(b"x" * (1 << 20))
            await writer.drain()

    raw_office.script = [pour]
    async with raw_client.receive("/index.json") as arriving:
        assert (arriving.status, arriving.headers["etag"]) == (200, '"1"')
        assert sum([len(chunk) async for chunk in arriving.chunks]) == size


async def test_a_compressed_answer_arrives_decoded(raw_office, raw_client):
    """One layer of gzip is taken off; one that was cut off never ends cleanly."""
    packed = gzip.compress(b"A" * 300_000)
    head = b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: %d\r\n\r\n"
    raw_office.script = [head % len(packed) + packed, head % (len(packed) - 9) + packed[:-9]]
    async with raw_client.receive("/index.json") as arriving:
        assert b"".join([chunk async for chunk in arriving.chunks]) == b"A" * 300_000
    async with raw_client.receive("/index.json") as arriving:
        with pytest.raises(Malformed, match="truncated"):
            _ = [chunk async for chunk in arriving.chunks]


async def test_a_conditional_question_may_be_answered_with_nothing_new(raw_office, raw_client):
    """304 is an answer, whatever length it announces, and the connection is fit to be left."""
    raw_office.script = [b'HTTP/1.1 304 Not Modified\r\nETag: "1"\r\n\r\n']
    async with raw_client.receive("/index.json", headers={"If-None-Match": '"1"'}) as arriving:
        assert arriving.status == 304
    assert b'If-None-Match: "1"\r\n' in raw_office.requests[0]


@pytest.mark.parametrize(
    ("status", "kind"),
    [
        (b"404 No", NotHeld),
        (b"401 No", CredentialsRejected),
        (b"503 No", ServerFault),
        (b"302 No", Malformed),
        (b"206 Partial", Malformed),
    ],
)
async def test_what_is_no_answer_is_an_error_on_entry(status, kind, raw_office, raw_client):
    """Refusals, redirects and parts that nobody asked for are told before a chunk is handed out."""
    raw_office.script = [b"HTTP/1.1 " + status + b"\r\nContent-Length: 0\r\n\r\n"]
    with pytest.raises(kind):
        async with raw_client.receive("/index.json"):
            pass


async def test_leaving_an_answer_early_closes_the_connection(raw_office, raw_client):
    """What was not read is not drained."""

    async def pour(writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 10000000000\r\n\r\n")
        while True:
            writer.write(b"x" * 65536)
            await writer.drain()

    raw_office.script = [pour]
    async with raw_client.receive("/index.json") as arriving:
        async for _ in arriving.chunks:
            break
    await raw_office.lost.wait()
